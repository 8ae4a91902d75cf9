import { benchReport } from './report.ts';

await benchReport();
