/** A block of shell commands in a Markdown page. */
export interface ShellBlock {
  readonly page: string;
  /** The heading above it. */
  readonly section: string;
  /** The line of its fence. */
  readonly line: number;
  readonly commands: string;
  /** Why tests do not run it; undefined when they do. */
  readonly notRun: string | undefined;
}

export interface ShellBlocks {
  readonly blocks: readonly ShellBlock[];
  /** Blocks and marks that break the rules, each as `page:line what is wrong`. */
  readonly problems: readonly string[];
}

/** The names that other renderers know for shell commands. Pages say `bash`, so that no block is missed. */
const otherShells = ['sh', 'shell', 'zsh', 'console', 'powershell', 'pwsh', 'ps1', 'cmd', 'bat'];
const heading = /^#+ (.+)$/;
const mark = /^ *<!-- not run: (.+) -->$/;
const fence = /^( *)(`{3,}|~{3,})([\w-]*)/;

/** Reads the blocks of shell commands of a page. A mark `<!-- not run: REASON -->` is for the block that follows it. */
export function readShellBlocks(page: string, markdown: string): ShellBlocks {
  const blocks: ShellBlock[] = [];
  const problems: string[] = [];
  const lines = markdown.split('\n');
  let section = '';
  let notRun: { readonly reason: string; readonly line: number } | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    section = heading.exec(lines[index] ?? '')?.[1] ?? section;
    const [, reason] = mark.exec(lines[index] ?? '') ?? [];
    const [, indent = '', ticks, language = ''] = fence.exec(lines[index] ?? '') ?? [];
    if (reason === undefined && ticks === undefined && lines[index]?.trim() === '') continue;
    if (notRun !== undefined && language !== 'bash') {
      problems.push(`${page}:${notRun.line} This mark is not followed by a block of commands.`);
    }
    if (reason !== undefined) {
      notRun = { reason, line: index + 1 };
      continue;
    }
    if (ticks !== undefined) {
      const end = lines.findIndex((each, at) => at > index && each.trim() === ticks);
      if (end === -1) throw new Error(`${page}:${index + 1} This block has no end.`);
      if (language === '' || otherShells.includes(language)) {
        problems.push(`${page}:${index + 1} Name the language of this block; for commands it is \`bash\`.`);
      }
      if (language === 'bash') {
        const commands = lines.slice(index + 1, end).map((each) => each.slice(indent.length));
        blocks.push({
          page,
          section,
          line: index + 1,
          commands: commands.join('\n'),
          notRun: notRun?.reason,
        });
      }
      index = end;
    }
    notRun = undefined;
  }
  if (notRun !== undefined) {
    problems.push(`${page}:${notRun.line} This mark is not followed by a block of commands.`);
  }
  return { blocks, problems };
}
