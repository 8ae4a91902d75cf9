import { unescape } from 'html-escaper';

/** A job summary, which is Markdown and HTML, for a terminal. */
export function plainText(summary: string): string {
  const text = summary
    .replace(/\r?\n(?=<t|<\/t)/g, '')
    .replace(/<\/t[hd]>\s*<t[hd][^>]*>/g, ' | ')
    .replace(/<\/(?:tr|p|h\d|li|table|summary)>|<br\s*\/?>/g, '\n')
    .replace(/<h\d[^>]*>/g, '\n')
    .replace(/<li[^>]*>/g, '- ')
    .replace(/<[a-z/][^>]*>/g, '');
  return unescape(text)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
