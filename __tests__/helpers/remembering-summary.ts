import type { Summary } from '../../src/runner/toolkit.ts';

/** A job summary that records what it is given. */
export class RememberingSummary implements Summary {
  text = '';
  written = false;

  addHeading(text: string): this {
    this.text += `# ${text}\n`;
    return this;
  }

  addTable(rows: { data: string; header?: boolean }[][]): this {
    this.text += rows.map((row) => `${row.map(({ data }) => data).join(' = ')}\n`).join('');
    return this;
  }

  addList(items: string[]): this {
    this.text += items.map((item) => `- ${item}\n`).join('');
    return this;
  }

  addRaw(text: string): this {
    this.text += `${text}\n`;
    return this;
  }

  stringify(): string {
    return this.written ? '' : this.text;
  }

  write(): Promise<this> {
    this.written = true;
    return Promise.resolve(this);
  }
}
