import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { createCertificates } from '../../sandbox/network/certificates.ts';

const hosts = {
  api: 'api.github.com',
  issuer: 'token.actions.githubusercontent.com',
  request: 'run-actions-1-azure-eastus.actions.githubusercontent.com',
};
const requestToken = 'local-id-token-request-token';
const jobToken = 'local-job-token';

/** What a test can change in the local GitHub. */
export interface LocalGitHubOptions {
  /** The subject of the ID tokens. */
  readonly subject: string;
  /** The answer to a request for the subject prefix. */
  readonly subjectSettings: Readonly<Record<string, unknown>>;
}

/** A GitHub outside the sandbox, which issues ID tokens signed with RS256, as the real one does. */
export interface LocalGitHub {
  readonly issuer: string;
  readonly token: string;
  /** The certificate authority of its server, in PEM, and the file that holds it. */
  readonly ca: string;
  readonly caFile: string;
  /** The runner's variables that lead to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The requests that it received, as `host/path`. */
  readonly requests: readonly string[];
  /** The log of the job, for the step that downloads it. */
  log: string;
  close(): Promise<void>;
}

/** Starts a GitHub on loopback. Its names lead there only with `loopback-names.ts`. */
export async function startLocalGitHub(folder: string, options: LocalGitHubOptions): Promise<LocalGitHub> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const key: JWK = { ...(await exportJWK(publicKey)), kid: 'local', alg: 'RS256', use: 'sig' };
  const certificates = await createCertificates(Object.values(hosts));
  const caFile = join(folder, 'local-github-ca.pem');
  await writeFile(caFile, certificates.ca);

  const requests: string[] = [];
  const server = createServer(
    { key: certificates.privateKey, cert: certificates.certificate },
    (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'https://localhost');
      const [host = ''] = (request.headers.host ?? '').split(':');
      requests.push(`${host}${pathname}`);
      const bearer = request.headers.authorization?.replace('Bearer ', '');
      void answer(host, pathname, searchParams.get('audience') ?? '', bearer).then((text) => {
        response.writeHead(text === undefined ? 404 : 200).end(text);
      });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The local GitHub does not listen.');
  const originOf = (name: keyof typeof hosts): string => `https://${hosts[name]}:${address.port}`;

  async function signIdToken(audience: string): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: 'local' })
      .setIssuer(originOf('issuer'))
      .setSubject(options.subject)
      .setAudience(audience)
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime('5 minutes')
      .sign(privateKey);
  }

  async function answer(
    host: string,
    path: string,
    audience: string,
    bearer: string | undefined,
  ): Promise<string | undefined> {
    if (host === hosts.request && path === '/42//idtoken/7001/7c9d' && bearer === requestToken) {
      return JSON.stringify({ value: await signIdToken(audience) });
    }
    if (host === hosts.issuer && path === '/.well-known/openid-configuration') {
      const issuer = originOf('issuer');
      return JSON.stringify({ issuer, jwks_uri: `${issuer}/.well-known/jwks` });
    }
    if (host === hosts.issuer && path === '/.well-known/jwks') return JSON.stringify({ keys: [key] });
    if (host !== hosts.api || bearer !== jobToken) return undefined;
    switch (path) {
      case '/repos/acme/ops/actions/oidc/customization/sub':
        return JSON.stringify(options.subjectSettings);
      case '/repos/acme/ops/actions/runs/7001/attempts/1/jobs':
        return JSON.stringify({ jobs: [{ id: 9001, name: 'End to end (ubuntu-latest)' }] });
      case '/repos/acme/ops/actions/jobs/9001/logs':
        return github.log;
      default:
        return undefined;
    }
  }

  const github: LocalGitHub = {
    issuer: originOf('issuer'),
    token: jobToken,
    ca: certificates.ca,
    caFile,
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${originOf('request')}/42//idtoken/7001/7c9d?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
      GITHUB_API_URL: originOf('api'),
    },
    requests,
    log: '',
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return github;
}
