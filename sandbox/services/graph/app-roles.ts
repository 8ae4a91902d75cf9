/** Microsoft Graph's own application ID, and the object ID of its service principal in the tenant. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';
export const graphPrincipalId = '00000003-0000-0000-4000-800000000000';

/** The application permissions of Microsoft Graph that the sandbox knows. https://learn.microsoft.com/graph/permissions-reference */
export const appRoles = [
  { value: 'Application.Read.All', id: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30' },
  { value: 'Application.ReadWrite.All', id: '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9' },
  { value: 'Application.ReadWrite.OwnedBy', id: '18a4783c-866b-4cc7-a460-3d5e5662c884' },
  { value: 'AppRoleAssignment.ReadWrite.All', id: '06b708a9-e830-4db3-a914-8e69da51d44f' },
  { value: 'AuditLog.Read.All', id: 'b0afded3-3588-46d8-8b3d-9842eff778da' },
  { value: 'Directory.Read.All', id: '7ab1d382-f21e-4acd-a863-ba3e13f7da61' },
  { value: 'Policy.Read.All', id: '246dd0d5-5bd0-4def-940b-0421030a5b68' },
] as const;
