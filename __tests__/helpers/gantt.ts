/** Reads the Mermaid text of the one code block in Markdown. */
export function readGantt(markdown: string): string {
  const [before, text, after, ...more] = markdown.split(/^```(?:mermaid)?$/m);
  if (before === undefined || text === undefined || after === undefined || more.length > 0)
    throw new Error(`not one code block: ${markdown}`);
  // GitHub takes a code block as Markdown only when blank lines surround it.
  if (!before.endsWith('\n\n') || !after.startsWith('\n')) throw new Error(`no blank lines: ${markdown}`);
  return text.trim();
}
