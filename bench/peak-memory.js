// Loaded into the process that is measured: it writes its own highest memory, in kilobytes, when it ends.
import { writeFileSync } from 'node:fs';

process.once('exit', () => {
  writeFileSync(process.env.BENCH_PEAK_FILE, String(process.resourceUsage().maxRSS));
});
