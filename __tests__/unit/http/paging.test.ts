import { describe, expect, test } from '@jest/globals';
import { createPageGuard } from '../../../src/http/paging.ts';
import type { PageMarkers } from '../../../src/http/paging.ts';

/** What the watch says of so many pages. */
function told(count: number, page: (index: number) => PageMarkers): string {
  const watch = createPageGuard('Microsoft Graph', 'list applications');
  try {
    for (let index = 0; index < count; index += 1) watch(page(index));
    return 'nothing';
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
}

describe('a list of pages', () => {
  test('may be long, with empty pages in between', () => {
    const page = (index: number): PageMarkers => ({
      first: index % 20 === 0 ? `item ${index}` : undefined,
      next: `page ${index}`,
    });
    expect(told(999, page)).toBe('nothing');
  });

  test.each<[string, number, (index: number) => PageMarkers]>([
    ['sent the same page twice', 2, (index) => ({ first: `item ${index}`, next: 'page 2' })],
    ['sent the same page twice', 2, (index) => ({ first: 'item', next: `page ${index}` })],
    ['sent the same page twice', 3, (index) => ({ first: `item ${index % 2}` })],
    ['sent 20 empty pages in a row', 20, (index) => ({ first: undefined, next: `page ${index}` })],
    ['sent more than 1000 pages', 1_000, (index) => ({ first: `item ${index}`, next: `page ${index}` })],
  ])('is endless once a server %s, after %d pages', (what, count, page) => {
    expect(told(count - 1, page)).toBe('nothing');
    const message = told(count, page);
    expect(message).toContain('list-endless: Microsoft Graph, asked to list applications');
    expect(message).toContain(what);
  });
});
