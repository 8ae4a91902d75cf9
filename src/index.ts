import * as core from '@actions/core';
import { a } from './a.ts';
import pkg from '../package.json' with { type: 'json' };
const { default: sodium } = await import('libsodium-wrappers');
await sodium.ready;
core.info(`${pkg.version} ${String(a(1))}`);
