// The program that release scripts run as `gh` in a test. The file FAKE_GITHUB has the state of its GitHub, and the token is the name of
// the requester.
import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { runFakeGh } from './fake-gh.ts';
import { githubShape } from './fake-github.ts';

const shape = v.object({ FAKE_GITHUB: v.string(), GH_TOKEN: v.picklist(['read', 'write', 'app']) });
const { FAKE_GITHUB: file, GH_TOKEN: requester } = v.parse(shape, process.env);
const github = v.parse(githubShape, JSON.parse(readFileSync(file, 'utf8')));
const { exitCode, stdout, stderr } = runFakeGh(github, requester, process.argv.slice(2));
writeFileSync(file, JSON.stringify(github));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
