import { parser } from 'keep-a-changelog';
import { ReleaseError } from './release-error.ts';

/** One section of CHANGELOG.md. */
export interface ChangelogEntry {
  /** Undefined for the section Unreleased. */
  readonly version: string | undefined;
  readonly date: string | undefined;
  /** What the section says, without its heading. */
  readonly text: string;
}

type Changelog = ReturnType<typeof parser>;

export function readNewestEntry(markdown: string): ChangelogEntry {
  const changelog = parse(markdown);
  const [newest] = changelog.releases;
  if (newest === undefined)
    throw new ReleaseError('CHANGELOG.md has no entry.', { remedy: 'Describe the release in it.' });
  const [, ...lines] = newest.toString(changelog).split('\n');
  return {
    version: newest.version,
    date: newest.date?.toISOString().slice(0, 10),
    text: lines.join('\n').trim(),
  };
}

/** Turns the section Unreleased into the entry of a version. */
export function dateUnreleased(markdown: string, version: string, date: string): string {
  const changelog = parse(markdown);
  const unreleased = changelog.findRelease();
  if (unreleased === undefined) {
    throw new ReleaseError('CHANGELOG.md has no section "Unreleased".', {
      likelyCause: 'the release is already prepared, or nothing has changed since the last one.',
      remedy: `Add the section "## Unreleased" above the newest entry, and describe what ${version} changes.`,
    });
  }
  unreleased.setVersion(version);
  unreleased.setDate(date);
  return changelog.toString();
}

function parse(markdown: string): Changelog {
  const changelog = parseOrThrow(markdown);
  changelog.format = 'markdownlint'; // with an empty line below each heading
  return changelog;
}

function parseOrThrow(markdown: string): Changelog {
  try {
    return parser(markdown);
  } catch (error) {
    throw new ReleaseError(`CHANGELOG.md cannot be read: ${String(error)}`, {
      likelyCause: 'a heading is not one of Keep a Changelog, or text is outside a section.',
      remedy:
        'Use only the headings Added, Changed, Deprecated, Removed, Fixed and Security in each version.',
    });
  }
}
