import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** What a workflow can name in an expression, as JSON: `vars`, `inputs`, `needs` and so on. */
export type Contexts = Readonly<Record<string, unknown>>;

/** Functions without parameters that a condition can call. */
type Functions = Readonly<Record<string, boolean>>;

/** Evaluates the inside of `${{ … }}` with GitHub's own library, to a JSON value. */
function evaluateExpression(expression: string, contexts: Contexts, functions: Functions = {}): unknown {
  const names = Object.keys(contexts);
  const definitions = Object.entries(functions).map(([name, result]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(result),
  }));
  const parsed = new Parser(new Lexer(expression).lex().tokens, names, definitions).parse();
  const dictionary = new data.Dictionary(...names.map((key) => ({ key, value: toData(contexts[key]) })));
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  return fromData(new Evaluator(parsed, dictionary, byName).evaluate());
}

function toData(value: unknown): data.ExpressionData {
  if (Array.isArray(value)) return data.reviver('', value.map(toData));
  if (typeof value !== 'object' || value === null) return data.reviver('', value);
  return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: toData(one) })));
}

function fromData(value: data.ExpressionData): unknown {
  switch (value.kind) {
    case data.Kind.Array:
      return value.values().map(fromData);
    case data.Kind.Dictionary:
      return Object.fromEntries(value.pairs().map((pair) => [pair.key, fromData(pair.value)]));
    case data.Kind.Null:
      return null;
    default:
      return value.value;
  }
}

const wholeExpression = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s;

/** Evaluates a value of a workflow file. Text that is one expression becomes its value; other text has its expressions replaced. */
export function evaluateValue(value: unknown, contexts: Contexts): unknown {
  if (typeof value !== 'string') return value;
  const [, whole] = wholeExpression.exec(value) ?? [];
  return whole === undefined ? evaluateText(value, contexts) : evaluateExpression(whole, contexts);
}

/** Evaluates a value of a workflow file, and converts it to text as GitHub does. */
export function evaluateText(value: unknown, contexts: Contexts): string {
  return String(value).replace(/\$\{\{(.*?)\}\}/gs, (_whole, expression: string) => {
    const result = evaluateExpression(expression, contexts);
    if (typeof result === 'object' && result !== null) throw new Error(`${expression} is not text`);
    return formatScalar(result);
  });
}

function formatScalar(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}

/**
 * Whether a step or job with this `if:` runs. After a failure, it runs only when the condition asks how the earlier steps ended.
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
export function evaluateCondition(
  condition: string | undefined,
  contexts: Contexts,
  hasFailed: boolean,
): boolean {
  const [, whole = condition ?? 'success()'] = wholeExpression.exec(condition ?? '') ?? [];
  const asksForStatus = /\b(?:success|failure|always|cancelled)\(\)/.test(whole);
  const status = { success: !hasFailed, failure: hasFailed, always: true, cancelled: false };
  return (asksForStatus || !hasFailed) && evaluateExpression(`!!(${whole})`, contexts, status) === true;
}
