import { benchReport } from './report.ts';
import { benchRotation } from './rotation.ts';

await benchRotation();
await benchReport();
