import { expect, test } from '@jest/globals';
import { formatHost } from '../../../src/http/host.ts';

test.each([
  ['https://example.com/path?query', 'example.com'],
  ['https://user:password@example.com:8443/', 'example.com:8443'],
  ['https://bücher.example/', 'xn--bcher-kva.example'],
  ['/relative', undefined],
  ['mailto:a@example.com', undefined],
  [undefined, undefined],
])('the host of %j is %j', (url, host) => {
  expect(formatHost(url)).toBe(host);
});
