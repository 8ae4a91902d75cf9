import { stripTypeScriptTypes } from 'node:module';

/** Runs the sources as Node itself would: without their types, which `npm run check:types` checks. Lines and columns stay the same. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
