import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatMarker, isSameSeries, isSameSubject, parseMarker } from '../../../src/hand-over/marker.ts';
import { subject } from '../../helpers/hand-over.ts';
import { hostileText } from '../../helpers/hostile-text.ts';

describe('the marker of an issue', () => {
  test('is one HTML comment, which contains nothing of the text that it encodes', () => {
    const text = hostileText.filter((candidate) => candidate.length > 3);
    fc.assert(
      fc.property(text, (lineage) => {
        const marker = formatMarker('issue', { ...subject, lineage: `--> @acme/team ${lineage}` });
        expect(marker).toMatch(/^<!-- exalate-secret-action issue [\w-]+ -->$/);
        expect(parseMarker('issue', `${marker}\n\nText`)?.lineage.toWellFormed()).toBe(
          `--> @acme/team ${lineage}`.toWellFormed(),
        );
      }),
    );
  });

  test('is read from the text around it, whatever line ends GitHub returns', () => {
    expect(parseMarker('issue', `${formatMarker('issue', subject)}\r\n\r\nText`)).toEqual(subject);
    expect(parseMarker('issue', `Edited.\n${formatMarker('issue', subject)}`)).toEqual(subject);
  });

  test.each([
    ['there is none', 'Update the client secret'],
    ['it is of another kind', formatMarker('reminder', subject)],
    ['it is not JSON', '<!-- exalate-secret-action issue abc -->'],
    [
      'a part is missing',
      `<!-- exalate-secret-action issue ${Buffer.from('{"keyId":"1"}').toString('base64url')} -->`,
    ],
    ['it is not complete', formatMarker('issue', subject).slice(0, -1)],
  ])('is not read when %s', (_, text) => {
    expect(parseMarker('issue', text)).toBeUndefined();
  });

  test('never throws, whatever text it is read from', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const encoded = Buffer.from(text).toString('base64url');
        expect(() => parseMarker('issue', `<!-- exalate-secret-action issue ${encoded} -->`)).not.toThrow();
      }),
    );
  });
});

describe('the subjects of two issues', () => {
  test.each(['tenantId', 'applicationId', 'lineage'] as const)(
    'are of different series when %s differs',
    (member) => {
      const other = { ...subject, [member]: 'other' };
      expect(isSameSeries(subject, other)).toBe(false);
      expect(isSameSubject(subject, other)).toBe(false);
    },
  );

  test('are of one series, but not the same, when only the key ID differs', () => {
    const other = { ...subject, keyId: 'other' };
    expect(isSameSeries(subject, other)).toBe(true);
    expect(isSameSubject(subject, other)).toBe(false);
    expect(isSameSubject(subject, { ...subject })).toBe(true);
  });
});
