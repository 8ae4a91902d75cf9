import { fetch, ProxyAgent } from 'undici';
import type { Sandbox } from '../sandbox.ts';

/** Logs in to the sandbox's tenant with a client secret, as Exalate would. What Entra says if it refuses; else undefined. */
export async function tryLogin(sandbox: Sandbox, appId: string, secret: string): Promise<string | undefined> {
  const { cloud, tenantId } = sandbox.tenant;
  const dispatcher = new ProxyAgent({ uri: sandbox.proxyUrl, requestTls: { ca: sandbox.ca } });
  try {
    const response = await fetch(`https://${cloud.authority}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_id: appId,
        client_secret: secret,
        grant_type: 'client_credentials',
        scope: `https://${cloud.graph}/.default`,
      }).toString(),
    });
    const body = await response.text();
    return response.ok ? undefined : body;
  } finally {
    await dispatcher.destroy();
  }
}
