import { createHash } from 'node:crypto';
import type { Access } from './access.ts';

type Body = Record<string, unknown>;

/** The login of whoever acts with a token. */
export function loginOf(access: Access): string {
  return access.login ?? (access.kind === 'integration' ? 'github-actions[bot]' : 'octocat');
}

/** The name of the GitHub App that acts under a login; undefined for a person. */
function appOf(login: string): string | undefined {
  return /^(.+)\[bot\]$/.exec(login)?.[1];
}

/** The owner of the workflow's repository, whose ID is in the runner's variables and in ID tokens, and accounts that exist on github.com, too. */
const knownIds: Readonly<Record<string, number>> = {
  acme: 70_010_000,
  octocat: 583_231,
  'github-actions[bot]': 41_898_282,
  github: 9919,
};

export function idOf(login: string): number {
  return knownIds[login] ?? createHash('sha256').update(login).digest().readUInt32BE(0);
}

/**
 * An account as it appears in other answers: the author of an issue, for example.
 *
 * @param root the address of the REST API
 * @param web the address of the website
 */
export function accountBody(login: string, root: string, web: string): Body {
  const app = appOf(login);
  const url = `${root}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: idOf(login),
    node_id: Buffer.from(`04:User${idOf(login)}`).toString('base64'),
    avatar_url: `https://avatars.githubusercontent.com/u/${idOf(login)}?v=4`,
    gravatar_id: '',
    url,
    html_url: app === undefined ? `${web}/${login}` : `${web}/apps/${app}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: app === undefined ? 'User' : 'Bot',
    user_view_type: 'public',
    site_admin: false,
  };
}

/** The GitHub App that did something; null for a person. */
export function appBody(login: string, root: string, web: string): Body | null {
  const slug = appOf(login);
  if (slug === undefined) return null;
  const since = '2018-07-30T09:30:17Z';
  return {
    id: idOf(login),
    client_id: `Iv1.${idOf(login).toString(16).padStart(16, '0')}`,
    slug,
    node_id: Buffer.from(`03:App${idOf(login)}`).toString('base64'),
    owner: accountBody(slug === 'github-actions' ? 'github' : 'acme', root, web),
    name: slug,
    description: null,
    external_url: 'https://help.github.com',
    html_url: `${web}/apps/${slug}`,
    created_at: since,
    updated_at: since,
    permissions: { issues: 'write', metadata: 'read' },
    events: [],
  };
}

/** The account that a token belongs to. https://docs.github.com/rest/users/users#get-the-authenticated-user */
export function ownAccountBody(login: string, root: string, web: string): Body {
  const since = '2011-01-25T18:44:36Z';
  return {
    ...accountBody(login, root, web),
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: since,
    updated_at: since,
  };
}
