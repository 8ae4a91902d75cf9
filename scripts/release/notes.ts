/** The release whose notes are written. */
export interface NotesInput {
  /** The URL of the repository, such as https://github.com/acme/ops. */
  readonly url: string;
  readonly repository: string;
  readonly tag: string;
  readonly sha: string;
  /** The entry of CHANGELOG.md. */
  readonly changes: string;
}

/** The line that pins the release by its full commit SHA. */
export function formatUses(repository: string, sha: string, tag: string): string {
  return `uses: ${repository}@${sha} # ${tag}`;
}

export function writeNotes({ url, repository, tag, sha, changes }: NotesInput): string {
  return `${changes}

## Use this release

\`\`\`yaml
- ${formatUses(repository, sha, tag)}
\`\`\`

## Verify this release

With [GitHub CLI](https://cli.github.com) 2.81 or later:

\`\`\`bash
git clone --branch ${tag} ${url} verify-${tag}
cd verify-${tag}
git rev-parse HEAD # must print ${sha}
gh release verify ${tag} --repo ${repository}
gh release download ${tag} --repo ${repository} --dir release
for file in release/checksums.txt release/sbom.spdx.json; do
  gh attestation verify "$file" --repo ${repository} --source-ref refs/heads/main --source-digest ${sha} \\
    --signer-workflow ${repository}/.github/workflows/release.yml --deny-self-hosted-runners
done
sha256sum --check --strict release/checksums.txt
\`\`\`

\`checksums.txt\` has the SHA-256 of every file that the action runs, and of the set-up script. \`sbom.spdx.json\` lists the packages in \`dist/\`.
`;
}
