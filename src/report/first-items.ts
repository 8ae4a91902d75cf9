/** Keeps the first items of an order, however many are added. */
export class FirstItems<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #maximum: number;
  #items: T[] = [];

  /** @param maximum how many items are kept; Infinity for all */
  constructor(compare: (a: T, b: T) => number, maximum: number) {
    this.#compare = compare;
    this.#maximum = maximum;
  }

  add(item: T): void {
    this.#items.push(item);
    // Sorting once for many items takes less time than finding the place of each.
    if (this.#items.length > 4 * this.#maximum) this.#items = this.list();
  }

  /** The first items, in their order. */
  list(): T[] {
    return this.#items.toSorted(this.#compare).slice(0, this.#maximum);
  }
}
