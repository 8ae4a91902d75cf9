/** A person's account in the tenant, who signs in with a password. */
export interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly password: string;
  /** Template IDs of the directory roles. May be changed. */
  directoryRoles: string[];
}

/**
 * The programs of Microsoft that people sign in to here, and their delegated permissions on Microsoft Graph. Azure CLI has none
 * for policies: https://github.com/Azure/azure-cli/issues/23906
 */
export const publicClients = [
  {
    appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
    displayName: 'Microsoft Azure CLI',
    scopes:
      'Application.ReadWrite.All AppRoleAssignment.ReadWrite.All AuditLog.Read.All DelegatedPermissionGrant.ReadWrite.All Directory.AccessAsUser.All Group.ReadWrite.All User.Read.All User.ReadWrite.All',
  },
] as const;

/** The directory roles that the sandbox knows. https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
export const directoryRoles = [
  { id: '62e90394-69f5-4237-9190-012177145e10', displayName: 'Global Administrator' },
  { id: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', displayName: 'Application Administrator' },
  { id: '158c047a-c907-4556-b7ef-446551a6b5f7', displayName: 'Cloud Application Administrator' },
  { id: 'e8611ab8-c189-46e8-94e1-60213ab1f814', displayName: 'Privileged Role Administrator' },
] as const;
