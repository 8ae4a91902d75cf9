import { unescape } from 'html-escaper';

/** The text of an issue, which is Markdown and HTML, for a terminal. */
export function plainText(markdown: string): string {
  const text = markdown
    .replace(/<!--[^]*?-->/g, '')
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
