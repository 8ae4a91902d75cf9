/** The middle one of several measurements. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** Milliseconds that were measured, by name. */
export class Samples {
  readonly #byName = new Map<string, number[]>();

  add(name: string, milliseconds: number): void {
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), milliseconds]);
  }

  median(name: string): number {
    return median(this.#byName.get(name) ?? []);
  }
}

/** A table in Markdown. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  console.log([line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n'));
}
