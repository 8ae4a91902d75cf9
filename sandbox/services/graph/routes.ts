import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import { requireChangingCredentials } from './authorization.ts';
import {
  listOwnRoles,
  listRoleDefinitions,
  listRolesOfPrincipal,
  showOrganization,
  showSignedInUser,
} from './directory.ts';
import {
  addCredential,
  changeCredential,
  deleteCredential,
  listCredentials,
  showCredential,
} from './federated-credentials.ts';
import { addOwner, listOwners, listOwnersOfPrincipal, removeOwner } from './owners.ts';
import { listAllPolicies, listPolicies, showDefaultPolicy } from './policies.ts';
import {
  addPrincipal,
  changePrincipal,
  deletePrincipal,
  listPrincipals,
  showPrincipal,
} from './principals.ts';
import {
  countApplications,
  listApplications,
  listOwnedApplications,
  listOwnedObjects,
  showApplication,
} from './reading.ts';
import {
  changeApplication,
  deleteApplication,
  deletePermanently,
  listDeletedApplications,
  registerApplication,
} from './registering.ts';
import { addAssignment, deleteAssignment, listAssignments } from './role-assignments.ts';
import { findApplicationForWriting } from './scene.ts';
import type { Routes } from './scene.ts';
import { listUsers } from './users.ts';
import { addPassword, removePassword } from './writing.ts';

/** What Graph v1.0 serves here. */
export const routes: Routes = {
  'GET applications': listApplications,
  'POST applications': registerApplication,
  'GET applications/$count': countApplications,
  'GET applications/{id}': showApplication,
  'PATCH applications/{id}': changeApplication,
  'DELETE applications/{id}': deleteApplication,
  'POST applications/{id}/addPassword': (scene) => {
    const application = findApplicationForWriting(scene, requireChangingCredentials);
    const { writing, request, tenant, root } = scene;
    return writing.exclusively(application, request, tenant, () =>
      jsonResponse(200, addPassword(tenant, application, jsonBody(request), root)),
    );
  },
  'POST applications/{id}/removePassword': (scene) => {
    const application = findApplicationForWriting(scene, requireChangingCredentials);
    const { writing, request, tenant } = scene;
    return writing.exclusively(application, request, tenant, () => {
      removePassword(tenant, application, jsonBody(request));
      return emptyResponse(204);
    });
  },
  'GET applications/{id}/appManagementPolicies': listPolicies,
  'GET applications/{id}/federatedIdentityCredentials': listCredentials,
  'POST applications/{id}/federatedIdentityCredentials': addCredential,
  'GET applications/{id}/federatedIdentityCredentials/{id}': showCredential,
  'PATCH applications/{id}/federatedIdentityCredentials/{id}': changeCredential,
  'DELETE applications/{id}/federatedIdentityCredentials/{id}': deleteCredential,
  'GET applications/{id}/owners': listOwners,
  'POST applications/{id}/owners/$ref': addOwner,
  'DELETE applications/{id}/owners/{id}/$ref': removeOwner,
  'GET servicePrincipals': listPrincipals,
  'POST servicePrincipals': addPrincipal,
  'GET servicePrincipals/{id}': showPrincipal,
  'PATCH servicePrincipals/{id}': changePrincipal,
  'DELETE servicePrincipals/{id}': deletePrincipal,
  'GET servicePrincipals/{id}/appRoleAssignments': listAssignments,
  'POST servicePrincipals/{id}/appRoleAssignments': addAssignment,
  'DELETE servicePrincipals/{id}/appRoleAssignments/{id}': deleteAssignment,
  'POST servicePrincipals/{id}/appRoleAssignedTo': addAssignment,
  'GET servicePrincipals/{id}/ownedObjects': listOwnedObjects,
  'GET servicePrincipals/{id}/owners': listOwnersOfPrincipal,
  'GET servicePrincipals/{id}/ownedObjects/microsoft.graph.application': listOwnedApplications,
  'GET servicePrincipals/{id}/transitiveMemberOf/microsoft.graph.directoryRole': listRolesOfPrincipal,
  'GET directory/deletedItems/microsoft.graph.application': listDeletedApplications,
  'DELETE directory/deletedItems/{id}': deletePermanently,
  'GET policies/appManagementPolicies': listAllPolicies,
  'GET policies/defaultAppManagementPolicy': showDefaultPolicy,
  'GET users': listUsers,
  'GET organization': showOrganization,
  'GET roleManagement/directory/roleDefinitions': listRoleDefinitions,
  'GET me': showSignedInUser,
  'GET me/transitiveMemberOf/microsoft.graph.directoryRole': listOwnRoles,
};
