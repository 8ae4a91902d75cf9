import * as v from 'valibot';
import type { Identity } from '../../azure/identity.ts';
import type { ActionError } from '../../shared/action-error.ts';
import { guid, moment, type ApplicationIds } from './application.ts';
import type { GraphClient } from './client.ts';
import { ownedPermission } from './explanations.ts';
import { readPages } from './list-pages.ts';
import type { GraphToken } from '../login/login.ts';
import { findPolicyErrors, notOwnedError, type SecretRequest } from './renewal-findings.ts';
import { applicationPolicies, combinePolicies, tenantPolicy } from './secret-policies.ts';

/** What would make Graph refuse a new client secret. */
export interface RenewalCheck {
  /** `application-not-owned`, `client-secrets-not-allowed`, `lifetime-not-allowed` */
  readonly errors: readonly ActionError[];
  /** What could not be checked, because Graph did not say: `the owners of the application`. */
  readonly unknown: readonly string[];
}

interface CheckContext extends Omit<GraphToken, 'token'> {
  readonly graph: GraphClient;
  readonly identity: Identity;
}

/** Sends a request once: a check is not worth a wait. */
const once = { maxRetries: 0 };

/** Whether the token permits reading the policies on client secrets. */
export function canReadPolicies({ roles = [] }: Pick<GraphToken, 'roles'>): boolean {
  return roles.includes('Policy.Read.All');
}

/** Checks whether a client secret could be added, as far as the token permits. It never throws. */
export async function checkRenewal(
  application: ApplicationIds,
  request: SecretRequest,
  context: CheckContext,
): Promise<RenewalCheck> {
  const checks = [
    { subject: 'the owners of the application', errors: checkOwnership(application, context) },
    { subject: 'the policies on client secrets', errors: checkPolicies(application, request, context) },
  ];
  const settled = await Promise.allSettled(checks.map(({ errors }) => errors));
  return {
    errors: settled.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])),
    unknown: checks.filter((_, index) => settled[index]?.status === 'rejected').map(({ subject }) => subject),
  };
}

/** With this permission, a token may change all applications, and owns none. */
const allPermission = 'Application.ReadWrite.All';

/** Directory roles whose members may change all applications. https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
const applicationRoles: readonly string[] = [
  '62e90394-69f5-4237-9190-012177145e10', // Global Administrator
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', // Application Administrator
  '158c047a-c907-4556-b7ef-446551a6b5f7', // Cloud Application Administrator
];

async function checkOwnership(
  application: ApplicationIds,
  context: CheckContext,
): Promise<readonly ActionError[]> {
  const { identity, roles = [], principalId, directoryRoles } = context;
  const mayChangeAll =
    roles.includes(allPermission) || directoryRoles.some((role) => applicationRoles.includes(role));
  const needsOwnership = roles.includes(ownedPermission) && !mayChangeAll;
  if (!needsOwnership || principalId === undefined) return [];
  const isOwner = (): Promise<boolean> => listsOwner(application, principalId, context);
  // A replica may not know a new owner yet, so two answers must agree.
  return (await isOwner()) || (await isOwner()) ? [] : [notOwnedError(identity, application)];
}

const owner = v.object({ id: guid });

async function listsOwner(
  { objectId }: ApplicationIds,
  principalId: string,
  { graph, identity, roles }: CheckContext,
): Promise<boolean> {
  const request = { path: `/applications/${objectId}/owners`, query: { $select: 'id' }, options: once };
  const context = {
    identity,
    roles,
    operation: 'list the owners of an application',
    applicationId: undefined,
  };
  for await (const owners of readPages(graph, request, context)) {
    if (owners.some((entry) => v.parse(owner, entry).id === principalId)) return true;
  }
  return false;
}

/** An application without this time is older than the policies. */
const registration = v.object({ createdDateTime: v.nullish(moment) });

async function checkPolicies(
  application: ApplicationIds,
  request: SecretRequest,
  { graph, roles }: CheckContext,
): Promise<readonly ActionError[]> {
  if (!canReadPolicies({ roles })) return [];
  const path = `/applications/${application.objectId}`;
  const [ofTenant, ofApplication, { createdDateTime }] = await Promise.all([
    read(graph, '/policies/defaultAppManagementPolicy', {}, tenantPolicy),
    read(graph, `${path}/appManagementPolicies`, {}, applicationPolicies),
    read(graph, path, { $select: 'id,createdDateTime' }, registration),
  ]);
  const policy = combinePolicies(ofTenant, ofApplication, createdDateTime ?? new Date(0));
  return findPolicyErrors(policy, request, application);
}

/** @throws Error when there is no usable answer */
async function read<T extends v.GenericSchema>(
  graph: GraphClient,
  path: string,
  query: Readonly<Record<string, string>>,
  schema: T,
): Promise<v.InferOutput<T>> {
  const result = await graph.get(path, query, once);
  if ('failure' in result) throw new Error('no usable answer');
  return v.parse(schema, result.response.body);
}
