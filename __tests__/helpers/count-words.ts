import { prose } from './repository.ts';

/**
 * The words that a reader sees outside blocks of code and diagrams: whatever stands between blanks and has a letter or a digit.
 * The targets of links, HTML tags and comments do not count. Headings, tables and inline code do.
 */
export function countWords(markdown: string): number {
  const text = prose(markdown)
    .replace(/<!--[\s\S]*?-->|<[^>]+>/g, '')
    .replace(/\]\([^)]*\)/g, ']');
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
