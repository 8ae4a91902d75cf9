// `npm run check:dist`: compares dist/ with a fresh build, byte for byte, and prints the checksum of each file.
import { join } from 'node:path';
import { buildChecksums, findDifferences, formatChecksums, readChecksums } from './checksums.ts';

const project = join(import.meta.dirname, '../..');
const committed = readChecksums(join(project, 'dist'));
const differences = findDifferences(committed, buildChecksums(project));
if (differences.length === 0) {
  process.stdout.write(formatChecksums(committed));
} else {
  console.error('dist/ does not match the sources. Run `npm run build`, and commit these files:');
  for (const path of differences) console.error(path);
  process.exitCode = 1;
}
