import { describe, expect, test } from '@jest/globals';
import {
  formatAcknowledgeCommand,
  formatWorkflowUrl,
  readWorkflow,
} from '../../../src/hand-over/workflow.ts';

const read = (reference?: string, serverUrl = 'https://github.com') =>
  readWorkflow(serverUrl, 'acme/ops', reference);

describe('the workflow', () => {
  test.each([
    ['acme/ops/.github/workflows/rotate.yml@refs/heads/main', { file: 'rotate.yml', ref: 'main' }],
    ['ACME/Ops/.github/workflows/rotate.yaml@refs/heads/a/b@c', { file: 'rotate.yaml', ref: 'a/b@c' }],
    ['acme/ops/.github/workflows/a@b.yml@refs/tags/v1', { file: 'a@b.yml', ref: 'v1' }],
    ['acme/ops/.github/workflows/rotate.yml@refs/pull/1/merge', { file: 'rotate.yml', ref: undefined }],
    ['acme/ops/.github/workflows/rotate.yml@d6fd1d8', { file: 'rotate.yml', ref: undefined }],
    ['acme/other/.github/workflows/rotate.yml@refs/heads/main', undefined],
    ['dynamic/x', undefined],
    [undefined, undefined],
  ])('is read from %j', (reference, source) => {
    expect(read(reference)).toEqual({ serverUrl: 'https://github.com', repository: 'acme/ops', source });
  });

  test('has a page, from which it is started', () => {
    expect(formatWorkflowUrl(read('acme/ops/.github/workflows/a b.yml@refs/heads/main'))).toBe(
      'https://github.com/acme/ops/actions/workflows/a%20b.yml',
    );
    expect(formatWorkflowUrl(read())).toBe('https://github.com/acme/ops/actions');
  });
});

describe('the command that acknowledges', () => {
  test.each([
    [
      'acme/ops/.github/workflows/rotate.yml@refs/heads/main',
      'https://github.com',
      'gh workflow run rotate.yml --repo acme/ops --ref main --field acknowledge=key-1',
    ],
    [
      'acme/ops/.github/workflows/rotate.yml@refs/pull/1/merge',
      'https://github.example.com',
      'gh workflow run rotate.yml --repo github.example.com/acme/ops --field acknowledge=key-1',
    ],
    [
      "acme/ops/.github/workflows/a $(b)'s.yml@refs/heads/x;y",
      'https://github.com',
      "gh workflow run 'a $(b)'\\''s.yml' --repo acme/ops --ref 'x;y' --field acknowledge=key-1",
    ],
    [
      'acme/ops/.github/workflows/-x.yml@refs/heads/main',
      'https://github.com',
      "gh workflow run '-x.yml' --repo acme/ops --ref main --field acknowledge=key-1",
    ],
  ])('is quoted for a shell: %s', (reference, serverUrl, command) => {
    expect(formatAcknowledgeCommand(read(reference, serverUrl), 'key-1')).toBe(command);
  });

  test('is left out when the file of the workflow is not known', () => {
    expect(formatAcknowledgeCommand(read(), 'key-1')).toBeUndefined();
  });
});
