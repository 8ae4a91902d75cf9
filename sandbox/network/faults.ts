import type { SandboxResponse, SandboxRequest } from './http.ts';

/** Which requests a fault is for. What is left out matches everything. */
interface FaultCondition {
  readonly method?: string;
  readonly host?: string;
  /** Matched against path and query. */
  readonly path?: RegExp;
}

export type Fault =
  /** The connection breaks before the request takes effect. */
  | { readonly kind: 'drop' }
  /** The request takes effect, then the connection breaks without an answer. */
  | { readonly kind: 'drop-after' }
  /** This answer in place of the real one; with `after`, the request takes effect first. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text is sent as it is, anything else as JSON. */
      readonly body?: unknown;
      readonly after?: boolean;
    }
  /** This answer; the request takes effect only when `release` is called. */
  | {
      readonly kind: 'late';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** No answer, on an open connection, until the sandbox closes; with `after`, the request takes effect first. */
  | { readonly kind: 'hang'; readonly after?: boolean }
  /** A response of so many bytes. `announced`: whether it has a Content-Length. Default: true. `after` as above. */
  | { readonly kind: 'huge'; readonly bytes: number; readonly announced?: boolean; readonly after?: boolean }
  /** An answer that begins, and never ends: a byte every so many milliseconds. */
  | { readonly kind: 'endless'; readonly every: number }
  /** The real answer, changed. */
  | { readonly kind: 'rewrite'; readonly rewrite: (response: SandboxResponse) => SandboxResponse };

export interface FaultRule {
  readonly when: FaultCondition;
  /** How many matching requests it hits; may be `Infinity`. Default: 1. */
  readonly times?: number;
  /** How many matching requests pass unharmed first. */
  readonly skip?: number;
  readonly fault: Fault;
  /** Called as it strikes, before the request takes effect. */
  readonly onStrike?: () => void;
}

/** A rule that was added. */
export interface ScriptedFault {
  /** How many requests it has hit so far. */
  readonly used: number;
}

interface Rule {
  readonly when: FaultCondition;
  readonly fault: Fault;
  readonly onStrike: (() => void) | undefined;
  skip: number;
  left: number;
  used: number;
}

/** What is scripted to go wrong. The first rule that matches a request decides what happens to it. */
export class Faults {
  readonly #rules: Rule[] = [];
  readonly #held: (() => Promise<unknown>)[] = [];

  add(rule: FaultRule): ScriptedFault {
    const added = {
      when: rule.when,
      fault: rule.fault,
      onStrike: rule.onStrike,
      skip: rule.skip ?? 0,
      left: rule.times ?? 1,
      used: 0,
    };
    this.#rules.push(added);
    return added;
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** Keeps a request that is to take effect late. */
  hold(serve: () => Promise<unknown>): void {
    this.#held.push(serve);
  }

  /** Lets all requests that are held take effect, in the order in which they came in. */
  async release(): Promise<void> {
    for (const serve of this.#held.splice(0)) await serve();
  }

  /** The fault for this request, which counts as used; undefined if it is to be served well. */
  take(request: SandboxRequest): Fault | undefined {
    for (const rule of this.#rules.filter((each) => each.left > 0 && matches(each.when, request))) {
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.left -= 1;
      rule.used += 1;
      rule.onStrike?.();
      return rule.fault;
    }
    return undefined;
  }
}

function matches(when: FaultCondition, request: SandboxRequest): boolean {
  return (
    (when.method === undefined || when.method === request.method) &&
    (when.host === undefined || when.host === request.host) &&
    (when.path === undefined || when.path.test(request.url.pathname + request.url.search))
  );
}
