import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFailed } from '@actions/core';
import * as v from 'valibot';
import { parseVersion } from './version.ts';

/** The directory to which the workflow writes the assets of the release. */
const assetFolder = 'release';

const environment = v.object({
  GITHUB_REF: v.string(),
  GITHUB_REPOSITORY: v.string(),
  GITHUB_SERVER_URL: v.string(),
  GITHUB_SHA: v.string(),
  VERSION: v.string(),
});

/** What the runner says about a job. */
export interface Job {
  readonly version: string;
  readonly sha: string;
  readonly ref: string;
  readonly repository: string;
  /** The address of the repository. */
  readonly url: string;
}

/** Runs one step of the release workflow. The page of the run shows its error. */
export async function runStep(step: (job: Job) => Promise<void>): Promise<void> {
  try {
    const given = v.parse(environment, process.env);
    await step({
      version: parseVersion(given.VERSION),
      sha: given.GITHUB_SHA,
      ref: given.GITHUB_REF,
      repository: given.GITHUB_REPOSITORY,
      url: `${given.GITHUB_SERVER_URL}/${given.GITHUB_REPOSITORY}`,
    });
  } catch (error) {
    setFailed(error instanceof Error ? error.message : String(error));
  }
}

export function listAssets(): readonly string[] {
  return readdirSync(assetFolder).map((name) => join(assetFolder, name));
}

/** The digest of each asset by its name, in GitHub's format. */
export function readAssetDigests(): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(assetFolder).map((name) => {
      const hash = createHash('sha256').update(readFileSync(join(assetFolder, name)));
      return [name, `sha256:${hash.digest('hex')}`];
    }),
  );
}

const versioned = v.object({ version: v.string() });

/** The version that a JSON file of npm states. */
export function readPackageVersion(file: 'package.json' | 'package-lock.json'): string {
  return v.parse(versioned, JSON.parse(readFileSync(file, 'utf8'))).version;
}
