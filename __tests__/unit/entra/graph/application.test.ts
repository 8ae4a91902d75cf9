import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import {
  addedPassword,
  application,
  listedApplication,
  otherObject,
  withCredentials,
  withListedSecrets,
} from '../../../../src/entra/graph/application.ts';

const id = '40000000-0000-4000-8000-000000000002';
const appId = '40000000-0000-4000-8000-000000000001';
const keyId = '5bc44266-25d2-436c-bb9d-31677cdab3ce';
const secret = {
  customKeyIdentifier: null,
  displayName: 'by hand',
  endDateTime: '2028-11-22T00:00:00Z',
  hint: 'abc',
  keyId,
  secretText: null,
  startDateTime: '2026-11-22T00:00:00Z',
};
const entry = {
  id,
  appId,
  displayName: 'Exalate',
  signInAudience: 'AzureADMyOrg',
  passwordCredentials: [secret],
};
const readSecret = (changed: object): unknown =>
  v.parse(withCredentials, { id, passwordCredentials: [{ ...secret, ...changed }] }).passwordCredentials[0];
const readEntry = (changed: object): unknown => v.parse(listedApplication, { ...entry, ...changed });

describe('an application', () => {
  test('is read with IDs in lower case, and without members that the action does not use', () => {
    const found = v.parse(application, { ...entry, id: id.toUpperCase(), tags: [], new: {} });
    expect(found).toMatchObject({ objectId: id, applicationId: appId, displayName: 'Exalate' });
    expect(Object.keys(found)).toHaveLength(5);
  });

  test.each([null, []])('has no client secrets when the list is %j', (passwordCredentials) => {
    expect(readEntry({ passwordCredentials })).toMatchObject({ passwordCredentials: [] });
  });

  test.each([{ displayName: null }, { displayName: 7 }, { displayName: undefined }])(
    'may lack its name: %j',
    (changed) => {
      expect(readEntry(changed)).toMatchObject({
        objectId: id,
        displayName: '',
        signInAudience: 'AzureADMyOrg',
      });
    },
  );

  test('may lack its audience', () => {
    expect(readEntry({ signInAudience: null })).toMatchObject({ signInAudience: '' });
  });

  test.each<[string, object, object]>([
    ['an application ID', { appId: null }, { applicationId: '', objectId: id, displayName: 'Exalate' }],
    ['an object ID', { id: 'x' }, { applicationId: appId, objectId: '', displayName: 'Exalate' }],
    ['client secrets', { passwordCredentials: undefined }, { applicationId: appId, objectId: id }],
    ['a list of client secrets', { passwordCredentials: {} }, { applicationId: appId, objectId: id }],
  ])('cannot be read without %s', (_, changed, expected) => {
    expect(readEntry(changed)).toEqual({
      displayName: 'Exalate',
      passwordCredentials: undefined,
      ...expected,
    });
    expect(v.is(application, { ...entry, ...changed })).toBe(false);
  });

  test.each([null, 7, 'x', {}, []])('cannot be read from %j', (value) => {
    expect(v.parse(listedApplication, value)).toEqual({
      objectId: '',
      applicationId: '',
      displayName: '',
      passwordCredentials: undefined,
    });
  });

  test('is not a service principal, which has the same fields', () => {
    const principal = { ...entry, '@odata.type': '#microsoft.graph.servicePrincipal' };
    expect(v.is(otherObject, principal)).toBe(true);
    expect(v.is(application, principal)).toBe(false);
    const typed = { ...entry, '@odata.type': '#microsoft.graph.application' };
    expect(v.is(otherObject, typed)).toBe(false);
    expect(v.is(application, typed)).toBe(true);
    expect(v.is(otherObject, entry)).toBe(false);
  });
});

describe('a client secret', () => {
  test.each([
    ['2028-11-22T00:00:00Z', '2028-11-22T00:00:00.000Z'],
    ['2020-01-11T09:05:32.3052406Z', '2020-01-11T09:05:32.305Z'],
    ['2020-06-19T06:53:53.24Z', '2020-06-19T06:53:53.240Z'],
    ['2299-12-31T00:00:00Z', '2299-12-31T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['2028-11-22T00:00:00', '2028-11-22T00:00:00.000Z'],
    ['2028-11-22T00:00:00.1234567', '2028-11-22T00:00:00.123Z'],
    ['2028-11-22T01:00:00+01:00', '2028-11-22T00:00:00.000Z'],
    ['2028-11-21T16:00:00-0800', '2028-11-22T00:00:00.000Z'],
  ])('may end at %s, which is read as %s', (endDateTime, expected) => {
    expect(readSecret({ endDateTime })).toEqual({
      keyId,
      displayName: 'by hand',
      startDateTime: new Date('2026-11-22T00:00:00Z'),
      endDateTime: new Date(expected),
    });
  });

  test.each([{ endDateTime: null }, { endDateTime: undefined }])(
    'never ends without an end: %j',
    (changed) => {
      expect(readSecret(changed)).toMatchObject({ keyId, endDateTime: null });
      expect(readSecret(changed)).not.toHaveProperty('unreadable');
    },
  );

  test.each([
    [{ keyId: null }, ''],
    [{ keyId: 'x' }, ''],
    [{ endDateTime: 'soon' }, keyId],
    [{ endDateTime: '2028-11-22T00:00:00+01' }, keyId],
    [{ endDateTime: '2028-11-22' }, keyId],
    [{ startDateTime: 1_795_305_600 }, keyId],
  ])('has neither start nor end when %j cannot be read', (changed, expected) => {
    expect(readSecret(changed)).toEqual({
      keyId: expected,
      displayName: 'by hand',
      startDateTime: null,
      endDateTime: null,
      unreadable: true,
    });
  });

  test('that is not an object does not hide the others', () => {
    const { passwordCredentials } = v.parse(withCredentials, { id, passwordCredentials: [null, 7, secret] });
    expect(passwordCredentials).toMatchObject([
      { keyId: '', unreadable: true },
      { keyId: '', unreadable: true },
      { keyId, displayName: 'by hand' },
    ]);
  });

  test('is listed for cleaning up with its description unchanged, whatever else it has', () => {
    const odd = [
      { ...secret, displayName: 'a\u202eb', keyId: keyId.toUpperCase(), endDateTime: 'soon' },
      { ...secret, keyId: null },
      { ...secret, displayName: 7 },
      null,
    ];
    expect(v.parse(withListedSecrets, { id, passwordCredentials: odd }).passwordCredentials).toEqual([
      { keyId, displayName: 'a\u202eb' },
      { keyId: '', displayName: 'by hand' },
      { keyId, displayName: null },
      { keyId: '', displayName: null },
    ]);
    expect(v.parse(withListedSecrets, { id, passwordCredentials: null }).passwordCredentials).toEqual([]);
    expect(v.is(withListedSecrets, { id })).toBe(false);
  });

  test('that was added has a key ID and a usable value', () => {
    const added = { ...secret, keyId: keyId.toUpperCase(), secretText: 'a-value-of-16-chars' };
    expect(v.parse(addedPassword, added)).toEqual({
      keyId,
      displayName: 'by hand',
      endDateTime: new Date('2028-11-22T00:00:00Z'),
      secretText: 'a-value-of-16-chars',
    });
    expect(v.parse(addedPassword, { ...added, endDateTime: 'soon' })).toMatchObject({ endDateTime: null });
    expect(v.is(addedPassword, { ...added, keyId: null })).toBe(false);
    expect(v.is(addedPassword, { ...added, secretText: 'too short' })).toBe(false);
  });
});
