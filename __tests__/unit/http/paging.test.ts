import { describe, expect, test } from '@jest/globals';
import { createPageGuard } from '../../../src/http/paging.ts';
import type { PageMarkers } from '../../../src/http/paging.ts';

/** The error after so many pages. */
function errorAfter(count: number, page: (index: number) => PageMarkers): string {
  const checkPage = createPageGuard('Microsoft Graph', 'list applications');
  try {
    for (let index = 0; index < count; index += 1) checkPage(page(index));
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
}

describe('a list of pages', () => {
  test('may be long, and may have empty pages', () => {
    const page = (index: number): PageMarkers => ({
      first: index % 20 === 0 ? `item ${index}` : undefined,
      next: `page ${index}`,
    });
    expect(errorAfter(999, page)).toBe('none');
  });

  test.each<[string, number, (index: number) => PageMarkers]>([
    ['sent the same page twice', 2, (index) => ({ first: `item ${index}`, next: 'page 2' })],
    ['sent the same page twice', 2, (index) => ({ first: 'item', next: `page ${index}` })],
    ['sent the same page twice', 3, (index) => ({ first: `item ${index % 2}` })],
    [
      'sent the same page twice',
      2,
      (index) => ({ first: `item ${index}`, next: `page ${index}`, isRepeated: index > 0 }),
    ],
    ['sent 20 empty pages in a row', 20, (index) => ({ first: undefined, next: `page ${index}` })],
    ['sent more than 1000 pages', 1_000, (index) => ({ first: `item ${index}`, next: `page ${index}` })],
  ])('fails as endless when a server %s, after %d pages', (what, count, page) => {
    expect(errorAfter(count - 1, page)).toBe('none');
    const message = errorAfter(count, page);
    expect(message).toContain('list-endless: Microsoft Graph sent');
    expect(message).toContain(`${what} when asked to list applications`);
  });
});
