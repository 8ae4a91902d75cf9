import * as v from 'valibot';
import { readExample } from './description.ts';
import type { RestApi } from './route.ts';

/** The example has numbers where the description asks for text. */
const text = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const metaShape = v.looseObject({ ssh_key_fingerprints: v.record(v.string(), text) });

/** The addresses of the API. https://docs.github.com/rest/meta/meta#github-api-root */
export async function rootBody(root: string): Promise<unknown> {
  const text = JSON.stringify(await readExample('root'));
  return JSON.parse(text.replaceAll('https://api.github.com', root));
}

/** An Enterprise Server says which version it is. https://docs.github.com/enterprise-server/rest/meta/meta#get-github-meta-information */
export async function metaBody({ basePath }: RestApi): Promise<unknown> {
  if (basePath !== '') return { verifiable_password_authentication: true, installed_version: '3.19.0' };
  return v.parse(metaShape, await readExample('api-overview'));
}
