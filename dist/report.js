import { report } from './action.js';
await report();
