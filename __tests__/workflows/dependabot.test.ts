import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { read } from '../helpers/repository.ts';

const sevenDays = 7;
const thirtyDays = 30;

test('Dependabot proposes updates weekly, and waits before it proposes a new version', () => {
  expect(parse(read('.github/dependabot.yml'))).toMatchObject({
    version: 2,
    updates: [
      {
        'package-ecosystem': 'npm',
        directory: '/',
        schedule: { interval: 'weekly' },
        cooldown: { 'default-days': sevenDays, 'semver-major-days': thirtyDays },
        groups: { development: { 'dependency-type': 'development' } },
      },
      {
        'package-ecosystem': 'github-actions',
        directories: ['/', '/examples'],
        schedule: { interval: 'weekly' },
        cooldown: { 'default-days': sevenDays },
        groups: { actions: { patterns: ['*'] } },
      },
    ],
  });
});
