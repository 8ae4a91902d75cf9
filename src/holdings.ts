/** What a destination holds after a run that came to no good end. */
export interface Holding {
  readonly label: string;
  readonly holds: 'new' | 'earlier' | 'unknown' | 'nothing';
  /** The new secret's. */
  readonly keyId: string;
}

/** Tells what each destination holds, a line for each. */
export function listHoldings(holdings: readonly Holding[]): string {
  return ['The destinations hold now:', ...holdings.map(describe)].join('\n  - ');
}

function describe({ label, holds, keyId }: Holding): string {
  switch (holds) {
    case 'new':
      return `${label}: the new secret (key ID ${keyId})`;
    case 'earlier':
      return `${label}: what it held before`;
    case 'unknown':
      return `${label}: nobody can say, the new secret or what it held before`;
    case 'nothing':
      return `${label}: nothing`;
  }
}
