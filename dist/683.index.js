const id = 683;
const ids = [683];
const modules = {

/***/ 6239:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Eb: () => (/* binding */ formatListSecretsCommand),
/* harmony export */   F4: () => (/* binding */ formatGrantVaultRoleCommand),
/* harmony export */   HA: () => (/* binding */ formatRemoveSecretCommand),
/* harmony export */   IS: () => (/* binding */ formatCreateServicePrincipalCommand),
/* harmony export */   Ou: () => (/* binding */ formatListVaultsCommand),
/* harmony export */   Qh: () => (/* binding */ formatShowApplicationCommand),
/* harmony export */   RS: () => (/* binding */ onlyForWorkloadIdentity),
/* harmony export */   Sy: () => (/* binding */ formatShowTenantCommand),
/* harmony export */   TA: () => (/* binding */ formatShowPoliciesCommands),
/* harmony export */   UU: () => (/* binding */ formatShowVaultTenantCommand),
/* harmony export */   X$: () => (/* binding */ formatAddOwnerCommand),
/* harmony export */   ZS: () => (/* binding */ formatListFederatedCredentialsCommand),
/* harmony export */   d8: () => (/* binding */ formatGrantOwnedByCommand),
/* harmony export */   hV: () => (/* binding */ formatRecoverVaultSecretCommand),
/* harmony export */   iC: () => (/* binding */ formatCommands),
/* harmony export */   n4: () => (/* binding */ formatAddFederatedCredentialCommand),
/* harmony export */   pV: () => (/* binding */ formatEnableServicePrincipalCommand)
/* harmony export */ });
/** Formats commands for an error, one per line. Outside the public cloud, the commands that select the cloud come first. */
function formatCommands({ name, azureCliName }, ...commands) {
    const lines = name === 'public' ? commands : [`az cloud set --name ${azureCliName}`, 'az login', ...commands];
    return lines.map((line) => `\n  ${line}`).join('');
}
/**
 * The condition for running a command that grants permissions to `client-id`, as the start of a sentence. When that input is
 * wrong, it may name the application whose secret is renewed, which must not get them.
 */
function onlyForWorkloadIdentity(clientId) {
    return `only if ${clientId} is the workload identity, not Exalate's application`;
}
/** The command that lets a workflow whose token has these claims log in. */
function formatAddFederatedCredentialCommand(clientId, { issuer, subject, audience }) {
    const name = `github-${subject.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 120);
    const parameters = JSON.stringify({ name, issuer, subject, audiences: [audience] });
    return `az ad app federated-credential create --id ${clientId} --parameters ${shellQuote(parameters)}`;
}
/** The command that lists the federated credentials of an application. */
function formatListFederatedCredentialsCommand(clientId) {
    return `az ad app federated-credential list --id ${clientId}`;
}
/** Quotes text for a POSIX shell. */
function shellQuote(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
/** The application ID of Microsoft Graph, and its app role Application.ReadWrite.OwnedBy. Source: the Graph permissions reference. */
const graphApplicationId = '00000003-0000-0000-c000-000000000000';
const ownedByRoleId = '18a4783c-866b-4cc7-a460-3d5e5662c884';
/** The command that grants the least permission, with consent. `az ad app permission` does not work in every cloud. */
function formatGrantOwnedByCommand({ clientId, cloud }) {
    const grant = `{\\"principalId\\":\\"${formatServicePrincipalLookup(clientId)}\\",\\"resourceId\\":\\"${formatServicePrincipalLookup(graphApplicationId)}\\",\\"appRoleId\\":\\"${ownedByRoleId}\\"}`;
    return `az rest --method POST --resource ${cloud.graph} --url "${cloud.graph}/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments" --body "${grant}"`;
}
/** The command that makes the workload identity an owner of the application. The portal cannot do this. */
function formatAddOwnerCommand({ clientId }, applicationId) {
    return `az ad app owner add --id ${applicationId} --owner-object-id "${formatServicePrincipalLookup(clientId)}"`;
}
/** A shell expression for the object ID of an application's service principal. */
function formatServicePrincipalLookup(applicationId) {
    return `$(az ad sp show --id ${applicationId} --query id --output tsv)`;
}
/** The command that creates an application's service principal. */
function formatCreateServicePrincipalCommand(applicationId) {
    return `az ad sp create --id ${applicationId}`;
}
/** The command that lets an application log in again. */
function formatEnableServicePrincipalCommand(applicationId) {
    return `az ad sp update --id ${applicationId} --set accountEnabled=true`;
}
/** The command that removes a client secret by hand. */
function formatRemoveSecretCommand(applicationId, keyId) {
    return `az ad app credential delete --id ${applicationId} --key-id ${keyId}`;
}
/** The command that lists an application's client secrets. */
function formatListSecretsCommand(applicationId) {
    return `az ad app credential list --id ${applicationId} --output table`;
}
/** The command that shows an application. */
function formatShowApplicationCommand(applicationId) {
    return `az ad app show --id ${applicationId}`;
}
/** The command that prints the tenant that the Azure CLI is logged in to. */
function formatShowTenantCommand() {
    return 'az account show --query tenantId --output tsv';
}
/** The commands that show the application management policies: that of the tenant, and those of an application. */
function formatShowPoliciesCommands({ graph }, applicationId) {
    return [
        `az rest --resource ${graph} --url ${graph}/v1.0/policies/defaultAppManagementPolicy`,
        `az rest --resource ${graph} --url "${graph}/v1.0/applications(appId='${applicationId}')/appManagementPolicies"`,
    ];
}
/** The command that lists the URLs of the key vaults that a person can see. */
function formatListVaultsCommand() {
    return 'az keyvault list --query "[].properties.vaultUri" --output table';
}
/** The command that recovers a deleted secret of a key vault. */
function formatRecoverVaultSecretCommand(vaultName, secretName) {
    return `az keyvault secret recover --vault-name ${vaultName} --name ${secretName}`;
}
/** The command that grants the workload identity the built-in role with the fewest permissions that can write a secret. */
function formatGrantVaultRoleCommand({ clientId }, vaultName, secretName) {
    const scope = `$(az keyvault show --name ${vaultName} --query id --output tsv)/secrets/${secretName}`;
    return `az role assignment create --role "Key Vault Secrets Officer" --assignee ${clientId} --scope "${scope}"`;
}
/** The command that prints the tenant of a key vault. */
function formatShowVaultTenantCommand(vaultName) {
    return `az keyvault show --name ${vaultName} --query properties.tenantId --output tsv`;
}


/***/ }),

/***/ 7118:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  s: () => (/* binding */ LostResponseError),
  m: () => (/* binding */ createApplications)
});

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/network-error.ts
var network_error = __webpack_require__(137);
// EXTERNAL MODULE: ./src/http/refusal.ts
var refusal = __webpack_require__(5424);
// EXTERNAL MODULE: ./src/http/paging.ts
var paging = __webpack_require__(9022);
// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);
// EXTERNAL MODULE: ./src/entra/application.ts
var application = __webpack_require__(470);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);

/**
 * @param wanted the value of `application`
 * @param similar applications of a similar name that the workload identity owns
 */
function notFoundError(wanted, isId, { tenantId }, similar) {
    return new action_error/* ActionError */.lZ('application-not-found', {
        problem: [
            `There is no app registration \`${wanted}\` in tenant ${tenantId}.`,
            ...(similar.length === 0
                ? []
                : [
                    'Similar names among the applications that the workload identity owns:',
                    ...formatCandidates(similar),
                ]),
        ].join('\n'),
        likelyCause: isId
            ? 'it is the object ID of the enterprise application instead of the app registration, or the application is registered in another tenant.'
            : '`application` is misspelled (names are case-sensitive), or the application is registered in another tenant.',
        remedy: 'set `application` to its display name, application (client) ID or object ID, as the portal shows them under "App registrations".',
    });
}
/** @param found the applications of exactly this name among those that were listed */
function ambiguousNameError(wanted, found) {
    return new action_error/* ActionError */.lZ('application-ambiguous', {
        problem: [
            found.length < 2
                ? `More than ${maxCandidates - 1} app registrations are named \`${wanted}\`, ignoring case.`
                : `Several app registrations are named \`${wanted}\`:`,
            ...formatCandidates(found),
        ].join('\n'),
        likelyCause: 'display names are not unique in Microsoft Entra ID, and the workload identity owns either none of these applications or more than one.',
        remedy: 'set `application` to the application (client) ID of the one you mean.',
    });
}
/** @param found the two applications */
function ambiguousIdError(id, found) {
    return new action_error/* ActionError */.lZ('application-ambiguous', {
        problem: [`\`${id}\` is the ID of more than one app registration:`, ...formatCandidates(found)].join('\n'),
        likelyCause: 'it is the application (client) ID of one and the object ID of another.',
        remedy: 'set `application` to the other ID of the one you mean.',
    });
}
/** How many candidates are requested. An error lists one fewer, so that it knows whether there are more. */
const maxCandidates = 21;
function formatCandidates(candidates) {
    const shown = candidates.slice(0, maxCandidates - 1);
    const lines = shown.map(({ displayName, applicationId }) => `  - ${displayName} (${applicationId})`);
    return shown.length === candidates.length ? lines : [...lines, '  - … and more'];
}





/**
 * Finds an application by application ID, object ID, or display name. Each application that Graph returns is compared
 * with what was asked for.
 *
 * @throws ActionError `application-not-found`, `application-ambiguous`
 */
function findApplication(wanted, directory) {
    return dist.is(application/* guid */.Os, wanted) ? findById(wanted, directory) : findByName(wanted, directory);
}
async function findById(id, { identity, listMatching, findByObjectId }) {
    const [byApplicationId, byObjectId] = await (0, settle/* settleAllOrFirst */.s)([
        takeFirst(listMatching(`appId eq '${id}'`), ({ applicationId }) => isSameId(applicationId, id)),
        findByObjectId(id),
    ]);
    const found = [
        ...byApplicationId,
        ...(byObjectId !== undefined && isSameId(byObjectId.objectId, id) ? [byObjectId] : []),
    ];
    const [only, ...others] = found;
    if (only === undefined)
        throw notFoundError(id, true, identity, []);
    if (others.length > 0)
        throw ambiguousIdError(id, found);
    return only;
}
/**
 * The name must match exactly. Anyone in the tenant can register another application of the same name, so among several
 * the one that the workload identity owns is meant.
 */
async function findByName(name, directory) {
    const hasName = ({ displayName }) => displayName === name;
    const listed = await takeFirst(directory.listMatching(`displayName eq ${odataString(name)}`), () => true);
    const found = listed.filter(hasName);
    const [only, ...others] = found;
    // A longer list may continue with applications of exactly this name.
    if (listed.length < maxCandidates) {
        if (only === undefined)
            throw notFoundError(name, false, directory.identity, await findSimilar(name, directory));
        if (others.length === 0)
            return only;
    }
    const [owned, ...moreOwned] = await findOwned(directory, hasName, (code) => code === 'graph-permission-missing');
    if (owned === undefined || moreOwned.length > 0)
        throw ambiguousNameError(name, found);
    return owned;
}
/** Looks only among the applications that the workload identity owns, because an error may appear in a public log. */
function findSimilar(name, directory) {
    const prefix = name.slice(0, 2).toLowerCase();
    return findOwned(directory, ({ displayName }) => displayName.toLowerCase().startsWith(prefix), () => true);
}
/** @param isIgnored which errors mean that no owned application is known, so that the result is empty */
async function findOwned({ listOwned }, matches, isIgnored) {
    try {
        return await takeFirst(listOwned(), matches);
    }
    catch (error) {
        if (error instanceof action_error/* ActionError */.lZ && isIgnored(error.code))
            return [];
        throw error;
    }
}
/** Takes as many matching applications as an error needs. Further pages are not requested. */
async function takeFirst(applications, matches) {
    const found = [];
    for await (const application of applications) {
        if (matches(application))
            found.push(application);
        if (found.length >= maxCandidates)
            break;
    }
    return found;
}
function isSameId(a, b) {
    return a.toLowerCase() === b.toLowerCase();
}
/** Formats a string literal of OData, in which a quote is doubled. */
function odataString(text) {
    return `'${text.replaceAll("'", "''")}'`;
}

// EXTERNAL MODULE: ./src/entra/graph-errors.ts
var graph_errors = __webpack_require__(3166);









/** The response to addPassword does not say whether the secret was added. */
class LostResponseError extends Error {
    /** What was received, for an error message. */
    reason;
    constructor(reason) {
        super('lost response');
        this.reason = reason;
    }
}
/** The largest page that Graph sends. Source: Microsoft Graph, "List applications". */
const maxPageSize = '999';
/** The longest page to accept, in bytes: an application has about 1 KB, and 400 bytes more for each secret. */
const maxPageBytes = 32 * network_error/* megabyte */.H7;
const applicationFields = 'id,appId,displayName,signInAudience,passwordCredentials';
/** A page of a list. The next page must be on the same host, because the request for it carries the token. */
const createPageSchema = (host) => dist/* object */.Ikc({
    value: dist/* array */.YOg(dist/* unknown */.L5J()),
    '@odata.nextLink': dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* url */.OZ5(), dist/* startsWith */.w1_(`${host}/`))),
});
const withSecretText = dist/* object */.Ikc({ secretText: dist/* string */.YjP() });
/** Entra's values have 16 to 64 printable ASCII characters. Anything else is not a usable value. */
const addedPassword = dist/* object */.Ikc({
    ...application/* listedSecret */.mi.entries,
    secretText: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\x21-\x7e]{16,64}$/)),
});
/**
 * Creates the operations on applications, over a Graph client.
 *
 * @param mask called with the value of a new secret in the first statement after it arrives
 */
function createApplications(graph, context, mask) {
    const maskSecretIn = (body) => {
        if (dist.is(withSecretText, body))
            mask(body.secretText);
    };
    const parseBody = (response, schema, operation) => {
        if (response.status !== 200)
            throw (0, graph_errors/* graphError */.zc)(response, operation, context);
        const parsed = dist/* safeParse */.xLC(schema, response.body);
        if (!parsed.success)
            throw (0, graph_errors/* unreadableResponseError */.$J)(operation, response);
        return parsed.output;
    };
    const pageSchema = createPageSchema(context.identity.cloud.graph);
    /** A generator, so that only one page of ten thousand applications is in memory at a time. */
    async function* listPages(path, query) {
        const { $top, ...filter } = query;
        const checkPage = (0, paging/* createPageGuard */.j)('Microsoft Graph', 'list applications');
        // A change during the listing can move an application to the next page, so that it is sent twice.
        const listedIds = new Set();
        let response = await graph.get(path, { ...filter, $select: applicationFields, $top }, maxPageBytes);
        for (;;) {
            const { value, '@odata.nextLink': next } = parseBody(response, pageSchema, 'list applications');
            let first;
            for (const item of value) {
                const parsed = dist/* safeParse */.xLC(application/* application */.pW, item);
                if (!parsed.success)
                    throw (0, graph_errors/* unreadableResponseError */.$J)('list applications', response);
                const { objectId } = parsed.output;
                first ??= objectId;
                if (!listedIds.has(objectId))
                    yield parsed.output;
                listedIds.add(objectId);
            }
            if (next === undefined)
                return;
            checkPage({ first, next });
            response = await graph.get(next, {}, maxPageBytes);
        }
    }
    const list = (scope) => {
        const { clientId } = context.identity;
        const owned = `/servicePrincipals(appId='${clientId}')/ownedObjects/microsoft.graph.application`;
        return listPages(scope === 'owned' ? owned : '/applications', { $top: maxPageSize });
    };
    const directory = {
        identity: context.identity,
        listMatching: ($filter) => listPages('/applications', { $filter, $top: String(maxCandidates) }),
        listOwned: () => list('owned'),
        async findByObjectId(objectId) {
            const response = await graph.get(`/applications/${objectId}`, { $select: applicationFields });
            return response.status === 404 ? undefined : parseBody(response, application/* application */.pW, 'read an application');
        },
    };
    const readCredentials = async (objectId, schema) => {
        const response = await graph.get(`/applications/${objectId}`, { $select: 'id,passwordCredentials' });
        return parseBody(response, schema, 'list client secrets');
    };
    return {
        find: (wanted) => findApplication(wanted, directory),
        list,
        async listCredentials(objectId) {
            return (await readCredentials(objectId, application/* withCredentials */.tE)).passwordCredentials;
        },
        async listSecrets(objectId) {
            return (await readCredentials(objectId, application/* withListedSecrets */.lO)).passwordCredentials;
        },
        async addPassword({ objectId, applicationId, passwordCredentials }, displayName, endDateTime) {
            const passwordCredential = { displayName, endDateTime: endDateTime.toISOString() };
            const response = await graph
                .post(`/applications/${objectId}/addPassword`, { passwordCredential })
                .catch(() => {
                throw new LostResponseError('no response');
            });
            maskSecretIn(response.body);
            const operation = `add a client secret valid until ${(0, timestamp/* formatTimestamp */.E)(endDateTime)} to`;
            if ((0, refusal/* isRefusal */.v)(response.status, response.code !== undefined))
                throw (0, graph_errors/* secretChangeError */.FG)(response, operation, context, applicationId);
            if (response.status !== 200)
                throw new LostResponseError((0, graph_errors/* describeResponse */.Xg)(response));
            const parsed = dist/* safeParse */.xLC(addedPassword, response.body);
            if (!parsed.success)
                throw new LostResponseError('a response without a usable value');
            // After a later failure the secret with this key ID is removed, so it must not be one that existed before.
            if (passwordCredentials.some(({ keyId }) => keyId === parsed.output.keyId)) {
                throw new LostResponseError('a response about an earlier secret');
            }
            return parsed.output;
        },
        async removePassword({ objectId, applicationId }, keyId) {
            const response = await graph.post(`/applications/${objectId}/removePassword`, { keyId });
            if (response.status === 204)
                return 'removed';
            if (/^No password credential found/i.test(response.message))
                return 'not-found';
            throw (0, graph_errors/* secretChangeError */.FG)(response, 'remove a client secret from', context, applicationId);
        },
    };
}


/***/ }),

/***/ 3166:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $J: () => (/* binding */ unreadableResponseError),
/* harmony export */   Ag: () => (/* binding */ twoSecretLimitError),
/* harmony export */   EG: () => (/* binding */ requireSeparateWorkloadIdentity),
/* harmony export */   FG: () => (/* binding */ secretChangeError),
/* harmony export */   Xg: () => (/* binding */ describeResponse),
/* harmony export */   vq: () => (/* binding */ descriptionChangedError),
/* harmony export */   zc: () => (/* binding */ graphError)
/* harmony export */ });
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
/* harmony import */ var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6239);


/**
 * The error for a request that Graph did not execute. It depends on the error code, which is part of the API, and on the
 * message, which is not, only where one code has several meanings.
 *
 * @param operation completes "when asked to …"
 */
function graphError(response, operation, { identity }) {
    if (response.code === 'Authorization_RequestDenied') {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('graph-permission-missing', {
            problem: `The workload identity ${identity.clientId} is not allowed to ${operation}${formatRequestId(response)}.`,
            likelyCause: 'it lacks the application permission Application.ReadWrite.OwnedBy on Microsoft Graph, or that permission lacks admin consent.',
            remedy: `${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .onlyForWorkloadIdentity */ .RS)(identity.clientId)}, grant it the permission with consent (it can take a few minutes to take effect):${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCommands */ .iC)(identity.cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatGrantOwnedByCommand */ .d8)(identity))}`,
        });
    }
    if (response.status === 401) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('graph-request-failed', {
            problem: `Microsoft Graph refused the access token when asked to ${operation} (${describeResponse(response)})${formatRequestId(response)}.`,
            likelyCause: 'the tenant belongs to another cloud.',
            remedy: 'set `cloud` to the cloud of the tenant.',
        });
    }
    const problem = `Microsoft Graph returned ${describeResponse(response)} when asked to ${operation}${formatRequestId(response)}.`;
    if (response.status >= 500 || response.status === 429 || response.status === 409) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('graph-request-failed', {
            problem,
            likelyCause: 'a temporary outage, or too many requests at the same time.',
            remedy: 'run the job again in a few minutes.',
        });
    }
    if (response.code === undefined) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('graph-request-failed', {
            problem,
            likelyCause: 'a proxy or firewall that responded in place of Microsoft Graph: the response does not have its error format.',
            remedy: 'on self-hosted runners, check the proxy; otherwise run the job again.',
        });
    }
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('graph-request-failed', {
        problem,
        likelyCause: 'a setting of the tenant. The action does not recognize this error code.',
        remedy: 'contact Microsoft Entra ID support with the error code and the request ID.',
    });
}
/**
 * The error for a change of client secrets that Graph did not execute.
 *
 * @param operation completes "when asked to … application X"
 */
function secretChangeError(response, operation, context, applicationId) {
    const { identity, roles } = context;
    const { cloud } = identity;
    switch (response.code) {
        case 'Authorization_RequestDenied':
            if (roles?.some((role) => /^Application\.ReadWrite\.(OwnedBy|All)$/.test(role)) !== true)
                break;
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('application-not-owned', {
                problem: `The workload identity ${identity.clientId} is not allowed to ${operation} application ${applicationId}${formatRequestId(response)}.`,
                likelyCause: 'its permission Application.ReadWrite.OwnedBy covers only applications that it owns, and it does not own this one.',
                remedy: `make it an owner, which is not possible in the portal:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatAddOwnerCommand */ .X$)(identity, applicationId))}`,
            });
        case 'CredentialInvalidLifetimeAsPerAppPolicy':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('lifetime-not-allowed', {
                problem: `The tenant's policy does not allow this action to ${operation} application ${applicationId}${formatRequestId(response)}.`,
                likelyCause: 'an application management policy limits the lifetime of client secrets.',
                remedy: `shorten \`expires\`. Check the allowed lifetime in the policy of the tenant, and in the policies of the application:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCommands */ .iC)(cloud, ...(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatShowPoliciesCommands */ .TA)(cloud, applicationId))}`,
            });
        case 'CredentialTypeNotAllowedAsPerAppPolicy':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('client-secrets-not-allowed', {
                problem: `The tenant's policy does not allow client secrets on this application${formatRequestId(response)}.`,
                likelyCause: 'an application management policy blocks new client secrets, for all applications or for this one.',
                remedy: `ask the tenant's administrators for an exception for application ${applicationId}.`,
            });
        case 'Directory_QuotaExceeded':
        case 'Directory_ResourceSizeExceeded':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('too-many-credentials', {
                problem: `The application cannot have any more credentials${formatRequestId(response)}.`,
                likelyCause: 'unused client secrets have accumulated on it.',
                remedy: `remove the ones that are no longer needed. To list them:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatListSecretsCommand */ .Eb)(applicationId))}`,
            });
    }
    if (/maximum of 2/i.test(response.message))
        return twoSecretLimitError(identity, applicationId, []);
    if (response.code === 'Request_BadRequest' && /displayName/i.test(response.message)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('description-refused', {
            problem: `Microsoft Graph refused the description of the new client secret${formatRequestId(response)}.`,
            likelyCause: 'it is too long: it consists of your `description`, the repository and the run.',
            remedy: 'shorten `description`.',
        });
    }
    return graphError(response, `${operation} application ${applicationId}`, context);
}
/** The error for a new secret that Graph stored with another description. */
function descriptionChangedError() {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('description-refused', {
        problem: 'Microsoft Graph stored the new client secret with a different description than requested, so a later run could not recognize it.',
        likelyCause: 'the description is too long, or contains characters that Microsoft Graph replaces.',
        remedy: 'shorten `description`, and use only letters, digits and spaces.',
    });
}
/** @param existingSecrets readable descriptions of the secrets on the application */
function twoSecretLimitError({ cloud }, applicationId, existingSecrets) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('two-secret-limit', {
        problem: [
            'The application already has two client secrets, and cannot have more. Expired secrets count.',
            ...existingSecrets,
        ].join('\n  - '),
        likelyCause: 'it supports personal Microsoft accounts. Such applications are limited to two client secrets.',
        remedy: `set \`retire-after\`, so that this action removes superseded secrets; or remove a secret that is no longer used, by its key ID:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatListSecretsCommand */ .Eb)(applicationId), (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .formatRemoveSecretCommand */ .HA)(applicationId, 'KEY-ID'))}`,
    });
}
/**
 * @throws ActionError `workload-identity-is-application` when the application whose secret is renewed is the one that logs
 *   in
 */
function requireSeparateWorkloadIdentity({ applicationId, displayName }, { clientId }) {
    if (applicationId.toLowerCase() !== clientId.toLowerCase())
        return;
    throw new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('workload-identity-is-application', {
        problem: `\`client-id\` and \`application\` name the same app registration, "${displayName}" (${clientId}).`,
        likelyCause: "`client-id` contains the application ID of Exalate's own application instead of the workload identity, the separate application that logs in for this workflow.",
        remedy: "set `client-id` to the application (client) ID of the workload identity; docs/setup.md of this action shows where to find it. Exalate's application must not trust GitHub: remove its federated credentials.",
    });
}
/** The error for a response that is not what Graph documents. */
function unreadableResponseError(operation, response) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('graph-request-failed', {
        problem: `Microsoft Graph sent a response that cannot be read when asked to ${operation} (${describeResponse(response)})${formatRequestId(response)}.`,
        likelyCause: 'a proxy or firewall that responded in place of Microsoft Graph.',
        remedy: 'run the job again; on self-hosted runners, check the proxy.',
    });
}
/** A response in an error: `HTTP 503, serviceNotAvailable`. */
function describeResponse({ status, code }) {
    return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
}
function formatRequestId({ requestId }) {
    return requestId === undefined ? '' : ` (request ID ${requestId})`;
}


/***/ }),

/***/ 7519:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ readGraphTime),
/* harmony export */   z: () => (/* binding */ readPlanTime)
/* harmony export */ });
/** The current time by Microsoft Graph's clock; before its first response, by the slowest server clock, or by the runner's. */
function readGraphTime({ clock, cloud, serverTime }) {
    return serverTime.nowAt(new URL(cloud.graph).host) ?? serverTime.earliestNow() ?? clock.now();
}
/** A time at which no grace period has passed. */
const beforeAnyGraceEnds = new Date(0);
/**
 * The current time by the servers' clocks. Before the first response, secrets are renewed by the runner's clock, and none
 * is removed, because that clock may be ahead.
 */
function readPlanTime(clocks) {
    return { now: readGraphTime(clocks), earliestNow: clocks.serverTime.earliestNow() ?? beforeAnyGraceEnds };
}


/***/ }),

/***/ 2474:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  J: () => (/* binding */ createEntraSession),
  h: () => (/* binding */ importLogin)
});
const package_namespaceObject = {"rE":"1.0.0"};
// EXTERNAL MODULE: ./src/entra/applications.ts + 2 modules
var applications = __webpack_require__(7118);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/errors.ts
var errors = __webpack_require__(8549);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);
// EXTERNAL MODULE: ./src/http/client.ts + 1 modules
var client = __webpack_require__(1791);
// EXTERNAL MODULE: ./src/http/network-error.ts
var network_error = __webpack_require__(137);






/**
 * Creates the request for the job's OIDC token. The token is requested once, on the first call.
 *
 * @param environment the runner's variables
 * @returns a function that returns the token, or throws ActionError `id-token-not-permitted`, `id-token-request-failed` or
 *   `response-too-large`
 */
function createIdTokenRequest(audience, environment, dependencies) {
    let token;
    return () => (token ??= requestIdToken(audience, environment, dependencies));
}
/** The response with the JSON Web Token. Source: GitHub's "OpenID Connect reference", on requests from scripts. */
const idTokenResponse = dist/* object */.Ikc({ value: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\w-]+(\.[\w-]+)*$/)) });
const httpsUrl = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* url */.OZ5(), dist/* startsWith */.w1_('https://'));
async function requestIdToken(audience, environment, { http, mask }) {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = environment;
    if (!requestUrl || !requestToken)
        throw notPermittedError();
    // The request token is never sent unencrypted.
    if (!dist.is(httpsUrl, requestUrl))
        throw invalidUrlError();
    const { host } = new URL(requestUrl);
    const url = `${requestUrl}&audience=${encodeURIComponent(audience)}`;
    const headers = { Authorization: `Bearer ${requestToken}`, Accept: 'application/json' };
    const response = await (0, client/* requestWithRetry */.E)(http, 'GitHub', url, { headers }).catch((error) => {
        throw noResponseError(host, (0, network_error/* networkReason */.d8)(error));
    });
    const parsed = dist/* safeParse */.xLC(idTokenResponse, (0, json/* parseJson */.q)(response.text));
    if (parsed.success)
        mask(parsed.output.value);
    if (!parsed.success || response.status !== 200)
        throw refusedError(host, response.status);
    return parsed.output.value;
}
function notPermittedError() {
    return new action_error/* ActionError */.lZ('id-token-not-permitted', {
        problem: 'This job cannot request an OIDC token from GitHub, so it cannot log in to Microsoft Entra ID.',
        likelyCause: 'the workflow lacks the permission `id-token: write`, or it runs for a pull request from a fork, which never gets that permission.',
        remedy: 'add this to the job, and to the calling job if this is a reusable workflow:\n  permissions:\n    id-token: write',
    });
}
function invalidUrlError() {
    return new action_error/* ActionError */.lZ('id-token-request-failed', {
        problem: 'The variable ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL, so the action did not request an OIDC token.',
        likelyCause: 'an earlier step of the job, or the configuration of the runner, changed the variable.',
        remedy: 'do not change this variable.',
    });
}
function noResponseError(host, reason) {
    const code = 'id-token-request-failed';
    if ((0, network_error/* isTooLarge */.I9)(reason))
        return (0, errors/* unreachableError */.D)(code, host, reason);
    return new action_error/* ActionError */.lZ(code, {
        problem: `GitHub did not issue an OIDC token for this job: no complete response from ${host} (${reason}).`,
        likelyCause: 'a temporary outage at GitHub, or a proxy or firewall between the runner and that host.',
        remedy: `run the job again, and check https://www.githubstatus.com. On self-hosted runners, allow connections to ${host}.`,
    });
}
function refusedError(host, status) {
    if (status >= 300 && status < 400) {
        return new action_error/* ActionError */.lZ('id-token-request-failed', {
            problem: `${host} responded to the request for an OIDC token with a redirect (HTTP ${status}), which the action does not follow.`,
            likelyCause: 'a proxy between the runner and GitHub responded in its place, for example with a sign-in page.',
            remedy: `on self-hosted runners, check that the proxy passes traffic for ${host} through; otherwise run the job again.`,
        });
    }
    const received = status === 200 ? 'a response without a token' : `HTTP ${status}`;
    return new action_error/* ActionError */.lZ('id-token-request-failed', {
        problem: `GitHub did not issue an OIDC token for this job: ${host} returned ${received}.`,
        likelyCause: 'a temporary outage at GitHub, or a proxy that responded in its place.',
        remedy: `run the job again, and check https://www.githubstatus.com. On self-hosted runners, check that the proxy passes traffic for ${host} through.`,
    });
}

// EXTERNAL MODULE: ./src/runner/mask.ts
var runner_mask = __webpack_require__(7084);
// EXTERNAL MODULE: ./src/http/time-budget.ts
var time_budget = __webpack_require__(1749);
// EXTERNAL MODULE: ./src/http/server-time.ts
var server_time = __webpack_require__(635);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);








const userAgent = `exalate-secret-action/${package_namespaceObject.rE}`;
/** The longest total of the waits that servers ask for during one step of a verification, in milliseconds. */
const maxVerificationWaits = 300_000;
/** Loads the code that logs in, with Microsoft's library, which takes too long to load before it is needed. */
const importLogin = () => Promise.all(/* import() */[__webpack_require__.e(690), __webpack_require__.e(319), __webpack_require__.e(146)]).then(__webpack_require__.bind(__webpack_require__, 3146));
/**
 * Creates the session of one phase of a run. It sends nothing yet.
 *
 * @param environment the runner's variables
 * @param budget the time budget of the phase
 */
function createEntraSession({ tenantId, clientId, cloud }, toolkit, environment, clock, budget) {
    const identity = { tenantId, clientId, cloud };
    const mask = (0, runner_mask/* createMask */.P)((value) => {
        toolkit.setSecret(value);
    });
    const serverTime = (0, server_time/* createServerTime */.d)(clock, toolkit);
    const createClient = (clientBudget) => (0, client/* createHttpClient */.u)({ userAgent, budget: clientBudget, clock, log: toolkit, serverTime });
    const http = createClient(budget);
    const idToken = createIdTokenRequest(cloud.federationAudience, environment, { http, mask });
    const login = { http, idToken, mask };
    return {
        identity,
        login,
        serverTime,
        http,
        createVerificationClient: () => createClient(new time_budget/* TimeBudget */.z(clock, Infinity, maxVerificationWaits)),
        async logIn() {
            // By the time that a response arrives, the connection and the code for the next request are ready.
            const requested = idToken();
            for (const url of [cloud.authorityHost, cloud.graph])
                http.openConnection(url);
            const loggedIn = http.importWhileWaiting(importLogin).then(({ logIn }) => logIn(identity, login));
            const graphCode = requested.then(() => http.importWhileWaiting(() => Promise.all(/* import() */[__webpack_require__.e(899), __webpack_require__.e(588)]).then(__webpack_require__.bind(__webpack_require__, 8588))));
            const [, { token, roles }, { createGraphClient }] = await (0, settle/* settleAllOrFirst */.s)([
                requested,
                loggedIn,
                graphCode,
            ]);
            const graph = createGraphClient(cloud, token, http);
            return (0, applications/* createApplications */.m)(graph, { identity, roles }, mask);
        },
    };
}


/***/ }),

/***/ 1791:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  u: () => (/* binding */ createHttpClient),
  E: () => (/* binding */ requestWithRetry)
});

// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(8474);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(6752);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/proxy.js
var lib_proxy = __webpack_require__(9783);
// EXTERNAL MODULE: ./src/http/network-error.ts
var network_error = __webpack_require__(137);





/** Set explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 turns the check off for connections that do not set it. */
const tls = { rejectUnauthorized: true };
/**
 * Connections that no other client uses. They go through the proxy that HTTPS_PROXY and NO_PROXY name, by the rules of
 * the Actions toolkit, or directly to the host.
 */
function createConnections() {
    const openDirectly = toPromise((0, undici/* buildConnector */.gU)(tls));
    let openThroughProxy;
    const openedConnections = new Map();
    const connecting = new Set();
    const open = async (options) => {
        const proxy = (0, lib_proxy/* getProxyUrl */.s)(new URL(toOrigin(options)));
        if (!proxy?.hostname)
            return openDirectly(options);
        openThroughProxy ??= createTunnels(proxy);
        return openThroughProxy(options);
    };
    const takeOrOpenConnection = async (options) => {
        const origin = toOrigin(options);
        const opening = openedConnections.get(origin);
        openedConnections.delete(origin);
        const socket = await opening?.catch(() => undefined);
        return socket === undefined || socket.destroyed ? open(options) : socket;
    };
    return {
        dispatcher: new undici/* Agent */.g6({
            connect(options, callback) {
                const connection = takeOrOpenConnection(options);
                connecting.add(connection);
                connection.then((socket) => {
                    connecting.delete(connection);
                    callback(null, socket);
                }, (error) => {
                    connecting.delete(connection);
                    // undici's own socket errors would make it connect again at once, for as long as the request waits.
                    callback(new network_error/* NetworkError */.Dr((0, network_error/* networkReason */.d8)(error)), null);
                });
            },
        }),
        openConnection(url) {
            const { origin, host, hostname, port, protocol } = new URL(url);
            if (openedConnections.has(origin))
                return;
            const opening = open({ host, hostname, port, protocol });
            // The request that needs the connection meets the same error, and reports it.
            opening.catch(() => undefined);
            openedConnections.set(origin, opening);
        },
        async allConnected() {
            await Promise.allSettled(connecting);
            // In the next turn of the event loop, undici has sent the requests that waited.
            await (0, promises_.setImmediate)();
        },
    };
}
function toOrigin({ protocol, host, hostname }) {
    return new URL(`${protocol}//${host ?? hostname}`).origin;
}
/** Opens tunnels (CONNECT) through a proxy, with TLS to the host itself inside. */
function createTunnels({ origin, username, password }) {
    const openToProxy = (0, undici/* buildConnector */.gU)(tls);
    const proxy = new undici/* Pool */.bC(origin, {
        // undici derives the server name from the Host header, which names the target: a proxy has its own certificate.
        connect: ({ protocol, hostname, host = hostname, port }, callback) => {
            openToProxy({ protocol, hostname, host, port }, callback);
        },
    });
    const openTls = toPromise((0, undici/* buildConnector */.gU)(tls));
    // The toolkit has already decoded both.
    const credentials = Buffer.from(`${username}:${password}`).toString('base64');
    const authorization = username || password ? { 'proxy-authorization': `Basic ${credentials}` } : {};
    return async (options) => {
        const { protocol, hostname, host = hostname, port } = options;
        const isHttps = protocol === 'https:';
        const target = port ? host : `${host}:${isHttps ? 443 : 80}`;
        const { statusCode, socket } = await proxy.connect({
            path: target,
            headers: { ...authorization, host: target },
        });
        if (statusCode !== 200 || !(socket instanceof external_node_net_.Socket)) {
            socket.on('error', () => undefined).destroy();
            throw new network_error/* NetworkError */.Dr(`HTTP ${statusCode} from the proxy`);
        }
        return isHttps ? openTls({ ...options, httpSocket: socket }) : socket;
    };
}
function toPromise(connect) {
    return (options) => new Promise((resolve, reject) => {
        connect(options, (error, socket) => {
            if (error)
                reject(error);
            else
                resolve(socket);
        });
    });
}

// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);
// EXTERNAL MODULE: ./src/http/time-budget.ts
var time_budget = __webpack_require__(1749);







// Microsoft's clients check whether FormData exists. Node defines its own on first use, and loads a second copy of undici for it.
Object.assign(globalThis, { FormData: undici.FormData });
/** How long loading code waits for connections, in milliseconds: about the time that one takes without a network. */
const maxConnectionWait = 25;
/**
 * A client that uses the proxy that HTTPS_PROXY and NO_PROXY name, by the rules of the Actions toolkit, and keeps its
 * connections open for the next request. It follows no redirect, so credentials stay with the host they were meant for.
 * It stops reading a response that exceeds its limit, and closes the connection.
 */
function createHttpClient({ userAgent, budget, clock, log, serverTime, }) {
    const { dispatcher, openConnection, allConnected } = createConnections();
    async function send(url, { method = 'GET', headers = {}, body, maxBytes = network_error/* megabyte */.H7 }, signal, onHeaders) {
        const response = await (0, undici/* request */.Em)(url, {
            dispatcher,
            method,
            headers: { ...withoutOwnHeaders(headers), 'user-agent': userAgent, 'accept-encoding': 'identity' },
            body: body ?? null,
            signal,
        });
        onHeaders();
        const received = flattenHeaders(response.headers);
        serverTime.observe(url, received['date']);
        const text = await readBody(response.body, received['content-length'], maxBytes);
        // undici frees the connection in the next turn of the event loop. A request that is sent before opens another one.
        await (0, promises_.setImmediate)();
        return { status: response.statusCode, headers: received, text };
    }
    function sendWithinTime(url, request) {
        const signal = AbortSignal.timeout(budget.requestTimeout());
        let reason = 'no response in time';
        const onHeaders = () => {
            reason = 'the response did not end in time';
        };
        // undici does not report that a request was aborted until it has a connection.
        const timeout = (0, external_node_events_.once)(signal, 'abort').then(() => {
            throw new network_error/* NetworkError */.Dr(reason);
        });
        const response = send(url, request, signal, onHeaders).catch((error) => {
            throw signal.aborted ? new network_error/* NetworkError */.Dr(reason) : error;
        });
        return Promise.race([response, timeout]);
    }
    return {
        request: sendWithinTime,
        withRetry: (service, attempt, maxRetries) => (0, retry/* withRetry */.bD)(service, attempt, { budget, clock, log }, maxRetries),
        ensureTimeForWrite() {
            budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
        },
        openConnection,
        async importWhileWaiting(load) {
            await Promise.race([allConnected(), (0, promises_.setTimeout)(maxConnectionWait)]);
            return load();
        },
    };
}
/**
 * Sends a request that has no side effects, and repeats it after a temporary problem.
 *
 * @param service its name in the log: `Azure DevOps`
 * @throws what `request` throws, after the last attempt
 */
async function requestWithRetry(http, service, url, request) {
    const result = await http.withRetry(service, () => http.request(url, request).then((response) => {
        const { status, headers } = response;
        const outcome = { status, retryAfterMs: (0, retry/* readRetryAfter */.D$)(headers) };
        return { result: () => response, retryReason: (0, retry/* findRetryReason */.ee)(outcome) };
    }, (error) => ({
        result: () => {
            throw error;
        },
        retryReason: (0, retry/* findRetryReason */.ee)({ network: (0, network_error/* networkReason */.d8)(error) }),
    })));
    return result();
}
/**
 * Reads a body up to a limit. The connection of a body that is not read to its end is closed.
 *
 * @param contentLength the Content-Length header
 * @throws NetworkError when the body is longer than the limit
 */
async function readBody(body, contentLength, maxBytes) {
    if (Number(contentLength ?? 0) > maxBytes) {
        // The error that is thrown below says more.
        body.on('error', () => undefined).destroy();
        await (0, promises_.setImmediate)();
        throw new network_error/* NetworkError */.Dr((0, network_error/* tooLargeReason */.Ap)(maxBytes));
    }
    const chunks = [];
    let size = 0;
    for await (const chunk of body) {
        if (!Buffer.isBuffer(chunk))
            continue;
        size += chunk.length;
        if (size > maxBytes)
            throw new network_error/* NetworkError */.Dr((0, network_error/* tooLargeReason */.Ap)(maxBytes));
        chunks.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
}
/** Removes the headers that the client sets itself, in any case. */
function withoutOwnHeaders(headers) {
    const own = ['user-agent', 'accept-encoding'];
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name.toLowerCase())));
}
function flattenHeaders(headers) {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}


/***/ }),

/***/ 8549:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ unreachableError)
/* harmony export */ });
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
/* harmony import */ var _network_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(137);


/** Node's codes for a certificate that it does not trust: usually that of a proxy that inspects TLS traffic. */
const untrustedCertificate = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_(UNTRUSTED|SIGNATURE)/;
/**
 * The error for a host that sent no complete response.
 *
 * @param code the code of the error, unless the reason has a more specific one
 * @param host with or without scheme
 * @param reason from `networkReason`, such as `ECONNREFUSED`
 */
function unreachableError(code, host, reason) {
    if ((0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__/* .isTooLarge */ .I9)(reason)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('response-too-large', {
            problem: `${host} sent ${reason}. The action stopped reading it.`,
            likelyCause: 'a proxy or firewall between the runner and that host responded in its place.',
            remedy: 'on self-hosted runners, check that the proxy passes traffic for that host through; otherwise run the job again.',
        });
    }
    if (reason === _network_error_js__WEBPACK_IMPORTED_MODULE_1__/* .otherHostReason */ .ju) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, {
            problem: `A request for ${host} would have gone to another host, so the action did not send it.`,
            likelyCause: 'a proxy changed a response, or an environment variable of the job changes the host, such as AZURE_REGIONAL_AUTHORITY_NAME.',
            remedy: 'remove such variables from the job; on self-hosted runners, check that the proxy passes traffic for that host through.',
        });
    }
    const problem = `No complete response from ${host} (${reason}).`;
    if (untrustedCertificate.test(reason)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, {
            problem,
            likelyCause: 'a proxy between the runner and that host presents its own certificate.',
            remedy: 'make the runner trust the certificate authority of that proxy: set NODE_EXTRA_CA_CERTS to its PEM file.',
        });
    }
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, {
        problem,
        likelyCause: 'a temporary outage, or a proxy or firewall between the runner and that host.',
        remedy: 'run the job again; on self-hosted runners, allow connections to that host, and set HTTPS_PROXY if they need a proxy.',
    });
}


/***/ }),

/***/ 137:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ap: () => (/* binding */ tooLargeReason),
/* harmony export */   Dr: () => (/* binding */ NetworkError),
/* harmony export */   H7: () => (/* binding */ megabyte),
/* harmony export */   I9: () => (/* binding */ isTooLarge),
/* harmony export */   d8: () => (/* binding */ networkReason),
/* harmony export */   ju: () => (/* binding */ otherHostReason)
/* harmony export */ });
/** In bytes. */
const megabyte = 1_000_000;
/** There is no complete response, for a reason that the action itself gives rather than the operating system. */
class NetworkError extends Error {
    reason;
    constructor(reason) {
        super(reason);
        this.reason = reason;
    }
}
/** The reason for a request that was not sent, because it would have gone to another host. */
const otherHostReason = 'a request to another host';
/** The reason for a response that is too long. @param maxBytes the limit that it exceeded */
function tooLargeReason(maxBytes) {
    return `a response of more than ${maxBytes / megabyte} MB`;
}
/** Whether `networkReason` says that a response exceeded its limit. */
function isTooLarge(reason) {
    return reason.startsWith('a response of more than ');
}
/**
 * Why there was no complete response: the action's own reason, or the error code of the operating system (`ECONNREFUSED`). The
 * message of an error is not used, because it may quote what a server sent.
 */
function networkReason(error) {
    if (typeof error !== 'object' || error === null)
        return 'no response';
    if (error instanceof NetworkError)
        return error.reason;
    if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code))
        return error.code;
    return networkReason('cause' in error ? error.cause : undefined);
}


/***/ }),

/***/ 9022:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ createPageGuard)
/* harmony export */ });
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);

/** The longest list that this action reads: 1,000 pages of Microsoft Graph hold a million applications. */
const maxPages = 1_000;
/** Some services send empty pages with a link to the next one, but not this many in a row. */
const maxEmptyPages = 20;
/**
 * Checks the pages of one list, because a server, or a proxy that responds in its place, may send pages without end.
 *
 * @param service its name in an error: `Microsoft Graph`
 * @param operation completes "when asked to …": `list applications`
 * @returns a function to call with each page before the next one is requested. It throws ActionError `list-endless`
 */
function createPageGuard(service, operation) {
    const markers = new Set();
    let pages = 0;
    let emptyInRow = 0;
    return ({ first, next }) => {
        pages += 1;
        emptyInRow = first === undefined ? emptyInRow + 1 : 0;
        if (pages >= maxPages)
            throw endlessListError(`more than ${maxPages} pages`);
        if (emptyInRow >= maxEmptyPages)
            throw endlessListError(`${maxEmptyPages} empty pages in a row`);
        for (const marker of [first, next]) {
            if (marker === undefined)
                continue;
            if (markers.has(marker))
                throw endlessListError('the same page twice');
            markers.add(marker);
        }
    };
    function endlessListError(what) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('list-endless', {
            problem: `${service} sent ${what} when asked to ${operation}. The action stopped reading.`,
            likelyCause: 'an error in the service, or a proxy that caches or changes its responses.',
            remedy: 'run the job again; on self-hosted runners, check that the proxy does not cache or change responses.',
        });
    }
}


/***/ }),

/***/ 5424:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ isRefusal)
/* harmony export */ });
/**
 * Whether a service itself says that it did not execute a request. Any other error may come from a proxy, after the service
 * executed the request; a time-out (408) does not say what was executed.
 *
 * @param status undefined when there was no response
 * @param hasOwnFormat whether the body is an error in the format of the service
 */
function isRefusal(status, hasOwnFormat) {
    return status !== undefined && status >= 300 && status < 500 && status !== 408 && hasOwnFormat;
}


/***/ }),

/***/ 8902:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D$: () => (/* binding */ readRetryAfter),
/* harmony export */   Z_: () => (/* binding */ millisecondsUntil),
/* harmony export */   bD: () => (/* binding */ withRetry),
/* harmony export */   ee: () => (/* binding */ findRetryReason)
/* harmony export */ });
/* unused harmony export backoffDelay */
/* harmony import */ var _network_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(137);
/* harmony import */ var _server_time_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(635);


/** The statuses that most services send for a temporary problem: timeout, too many requests, server error. */
function isTransientStatus(status) {
    return status === 408 || status === 429 || status >= 500;
}
/**
 * Decides whether the same request may succeed a moment later.
 *
 * @param isTransient which statuses the service sends for a temporary problem
 * @returns undefined when it would not
 */
function findRetryReason({ status, network, retryAfterMs }, isTransient = isTransientStatus) {
    if (status !== undefined)
        return isTransient(status) ? { name: `HTTP ${status}`, retryAfterMs } : undefined;
    const isTemporary = network !== undefined && !(0, _network_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isTooLarge */ .I9)(network) && network !== _network_error_js__WEBPACK_IMPORTED_MODULE_0__/* .otherHostReason */ .ju;
    return isTemporary ? { name: network, retryAfterMs: undefined } : undefined;
}
/** The number of attempts after the first. */
const defaultMaxRetries = 5;
/**
 * Repeats an attempt until it gives no reason to, or there is no time for another one. A wait that the server asks for
 * counts against the allowance for such waits, any other wait against the budget itself.
 *
 * @param service its name in the log: `Microsoft Graph`
 * @param maxRetries how often an attempt is repeated at most
 * @returns the result of the last attempt
 */
async function withRetry(service, attempt, { clock, log, budget }, maxRetries = defaultMaxRetries) {
    for (let repeat = 0;; repeat += 1) {
        const { result, retryReason } = await attempt();
        if (retryReason === undefined || repeat >= maxRetries)
            return result;
        const { name, retryAfterMs } = retryReason;
        const wait = retryAfterMs ?? backoffDelay(repeat);
        if (!(retryAfterMs === undefined ? wait <= budget.remaining() : budget.tryGrantWait(wait)))
            return result;
        log.info(`${service}: ${name}. Trying again in ${Math.ceil(wait / 1000)} s.`);
        await clock.sleep(wait);
    }
}
/**
 * How long to wait before a repeat: half a second, doubled each time up to eight seconds, less a random part of up to one
 * half, so that many clients do not come back at the same time.
 *
 * @param repeat 0 for the first
 * @returns milliseconds
 */
function backoffDelay(repeat) {
    const longest = Math.min(500 * 2 ** repeat, 8_000);
    return longest / 2 + (Math.random() * longest) / 2;
}
/**
 * Reads how long a server asks to wait: seconds, or an HTTP date. A date is compared with the Date header of the same
 * response, because the runner's clock may be wrong.
 *
 * @returns milliseconds; undefined when the header is missing or cannot be read
 */
function readRetryAfter({ 'retry-after': retryAfter, date }) {
    if (typeof retryAfter !== 'string')
        return undefined;
    const isSeconds = /^\d{1,9}$/.test(retryAfter.trim());
    return isSeconds ? Number(retryAfter) * 1000 : millisecondsUntil(Date.parse(retryAfter), date);
}
/**
 * How long it is until a point in time, by the clock of the server that named it.
 *
 * @param time in milliseconds since 1970
 * @param date the Date header of the same response
 * @returns milliseconds, 0 when it is past; undefined when one of the two cannot be read
 */
function millisecondsUntil(time, date) {
    const now = (0, _server_time_js__WEBPACK_IMPORTED_MODULE_1__/* .parseDateHeader */ .L)(typeof date === 'string' ? date : undefined);
    return now === undefined || Number.isNaN(time) ? undefined : Math.max(time - now, 0);
}


/***/ }),

/***/ 635:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ parseDateHeader),
/* harmony export */   d: () => (/* binding */ createServerTime)
/* harmony export */ });
/* harmony import */ var _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2441);

/** How far the runner's clock may differ from a server's before there is a warning, in milliseconds. */
const maxClockDifference = 5 * 60_000;
/**
 * Remembers the Date headers. They have whole seconds and are as old as the response took to arrive, so the time that this
 * returns is never ahead of the server's clock.
 *
 * @param clock the runner's clock, for the time that has passed since
 * @param log gets one warning when the runner's clock differs by more than five minutes
 */
function createServerTime(clock, log) {
    /** By host: how far the runner's clock was ahead of it at the last response, in milliseconds. */
    const offsets = new Map();
    let warned = false;
    const minus = (offset) => new Date(clock.now().getTime() - offset);
    return {
        observe(url, dateHeader) {
            const date = parseDateHeader(dateHeader);
            if (date === undefined)
                return;
            const { host } = new URL(url);
            const now = clock.now();
            const offset = now.getTime() - date;
            offsets.set(host, offset);
            if (warned || Math.abs(offset) <= maxClockDifference)
                return;
            warned = true;
            log.warning(`The runner's clock shows ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__/* .formatTimestamp */ .E)(now)}, and the clock of ${host} shows ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__/* .formatTimestamp */ .E)(new Date(date))}. Synchronize the runner's clock (NTP).`);
        },
        nowAt(host) {
            const offset = offsets.get(host);
            return offset === undefined ? undefined : minus(offset);
        },
        earliestNow: () => (offsets.size === 0 ? undefined : minus(Math.max(...offsets.values()))),
    };
}
/** The form of a Date header. Source: RFC 9110, "IMF-fixdate". Date.parse alone would accept any number as a year. */
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/**
 * Reads a Date header.
 *
 * @returns milliseconds since 1970; undefined when the header is missing or cannot be read
 */
function parseDateHeader(header) {
    const date = header !== undefined && imfFixdate.test(header) ? Date.parse(header) : NaN;
    return Number.isNaN(date) ? undefined : date;
}


/***/ }),

/***/ 1749:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ minTimeForWrite),
/* harmony export */   z: () => (/* binding */ TimeBudget)
/* harmony export */ });
/** The longest time that a request waits for its response, in real milliseconds. */
function maxRequestTimeout({ msPerSecond }) {
    return 20 * msPerSecond;
}
/**
 * The time that must be left for a request that changes something, in milliseconds: a request that is given up early may
 * still take effect.
 */
const minTimeForWrite = 25_000;
/** No reservation extends a phase beyond this, in milliseconds, so that it ends within two minutes however slow the servers are. */
const maxPhaseTime = 100_000;
/**
 * The time that a phase of a run may take, however slow the servers are. Waits that a server asks for do not count, nor does
 * waiting until Entra accepts a new secret.
 */
class TimeBudget {
    #clock;
    #end;
    #limit;
    #retryAfterAllowance;
    /**
     * @param milliseconds from now
     * @param retryAfterAllowance how many more milliseconds may be spent on waits that servers ask for, in total
     */
    constructor(clock, milliseconds, retryAfterAllowance) {
        this.#clock = clock;
        this.#retryAfterAllowance = retryAfterAllowance;
        const now = clock.now().getTime();
        this.#end = now + milliseconds;
        this.#limit = now + maxPhaseTime;
    }
    /** What is left, in milliseconds; zero when it is used up. */
    remaining() {
        return Math.max(this.#end - this.#clock.now().getTime(), 0);
    }
    /** How long the next request may wait for its response, in real milliseconds; never zero, which can mean no limit. */
    requestTimeout() {
        const left = (this.remaining() / 1_000) * this.#clock.msPerSecond;
        return Math.max(Math.min(maxRequestTimeout(this.#clock), Math.floor(left)), 1);
    }
    /** Takes a wait that a server asks for out of the allowance. @returns whether the allowance covers it */
    tryGrantWait(milliseconds) {
        if (milliseconds > this.#retryAfterAllowance)
            return false;
        this.#retryAfterAllowance -= milliseconds;
        this.extend(milliseconds);
        return true;
    }
    /** Adds time that does not count. */
    extend(milliseconds) {
        this.#end += milliseconds;
        this.#limit += milliseconds;
    }
    /**
     * Extends the budget so that at least this much time is left, up to the limit of a phase: a failure that took all the
     * time must leave some for cleaning up.
     */
    ensureRemaining(milliseconds) {
        const end = Math.min(this.#clock.now().getTime() + milliseconds, this.#limit);
        this.#end = Math.max(this.#end, end);
    }
}


/***/ }),

/***/ 7829:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DG: () => (/* binding */ isLive),
/* harmony export */   W4: () => (/* binding */ findLineageSecrets),
/* harmony export */   YP: () => (/* binding */ isAdopted),
/* harmony export */   eI: () => (/* binding */ compareByAge),
/* harmony export */   ur: () => (/* binding */ findAdoptedSecrets)
/* harmony export */ });
/* harmony import */ var _lineage_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6578);

/**
 * The secrets of a lineage, oldest first. Description and digest must match exactly: except for what `adopt` names, the
 * action touches nothing else on the application.
 */
function findLineageSecrets(lineage, credentials) {
    return sortByAge(credentials.filter((credential) => isOfLineage(credential, lineage)));
}
/**
 * The adopted secrets, oldest first. Naming a secret of the lineage itself in `adopt` has no effect.
 *
 * @param adopt key IDs, in lower case
 */
function findAdoptedSecrets(adopt, lineage, credentials) {
    return sortByAge(credentials.filter((credential) => isAdopted(credential, adopt) && !isOfLineage(credential, lineage)));
}
/**
 * Whether `adopt` names a secret.
 *
 * @param adopt key IDs, in lower case
 */
function isAdopted({ keyId }, adopt) {
    return adopt.includes(keyId.toLowerCase());
}
/** Whether a secret has not expired. */
function isLive({ endDateTime }, now) {
    return endDateTime === null || endDateTime > now;
}
function isOfLineage({ displayName }, lineage) {
    const provenance = (0, _lineage_js__WEBPACK_IMPORTED_MODULE_0__/* .parseProvenance */ .X6)(displayName);
    return provenance !== undefined && (0, _lineage_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameLineage */ .yu)(provenance, lineage);
}
/** Leaves out secrets without a start, whose age is unknown. Entra sets a start on every secret that this action adds. */
function sortByAge(credentials) {
    return credentials
        .flatMap((credential) => {
        const { startDateTime } = credential;
        return startDateTime === null ? [] : [{ ...credential, startDateTime }];
    })
        .sort(compareByAge);
}
/** Sorts the oldest secret first; by key ID where two started at the same time. */
function compareByAge(a, b) {
    const difference = a.startDateTime.getTime() - b.startDateTime.getTime();
    return difference === 0 ? (a.keyId < b.keyId ? -1 : 1) : difference;
}


/***/ }),

/***/ 2548:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ FileProblemError),
/* harmony export */   x: () => (/* binding */ explainFileProblem)
/* harmony export */ });
/** A file cannot be written. Callers convert it with `explainFileProblem`, which names their input. */
class FileProblemError extends Error {
    problem;
    constructor(problem) {
        super(problem.kind);
        this.problem = problem;
    }
}
/**
 * Explains to an administrator why a file could not be written.
 *
 * @param input the input that names the file: `encrypted-file`
 * @param path as given in the workflow
 */
function explainFileProblem(input, path, problem) {
    switch (problem.kind) {
        case 'outside':
            return {
                problem: `\`${input}\` names ${path}, which is outside the workspace and the runner's temporary directory.`,
                likelyCause: 'the path has too many `..`, is absolute, or contains a symbolic link.',
                remedy: 'choose a path inside the workspace or `${{ runner.temp }}`.',
            };
        case 'link':
            return {
                problem: `\`${input}\` names ${path}, which is a symbolic link, or contains one whose target does not exist.`,
                likelyCause: 'the link is part of the repository, or an earlier step of the job created it.',
                remedy: 'choose another path, or remove the link.',
            };
        case 'not-a-file':
            return {
                problem: `\`${input}\` names ${path}, which already exists and is not a regular file.`,
                likelyCause: 'it is a directory.',
                remedy: 'choose another path.',
            };
        case 'replaced':
            return {
                problem: `\`${input}\` names ${path}, whose directory was replaced during the write.`,
                likelyCause: 'another process of this job moves directories, or replaces them with symbolic links.',
                remedy: 'stop that process before this step, or choose another path.',
            };
        case 'system':
            return {
                problem: `\`${input}\` names ${path}, which could not be written (${problem.code ?? 'unknown error'}).`,
                likelyCause: 'the disk of the runner is full, the directory belongs to another user, or a part of the path is not a directory.',
                remedy: 'choose another path inside the workspace, or free disk space.',
            };
    }
}


/***/ }),

/***/ 4352:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ writeJobFile),
/* harmony export */   m: () => (/* binding */ checkJobFile)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2548);




/**
 * Checks whether a file can be written, without changing anything. The answer can change until the file is written, so
 * `writeJobFile` checks again.
 *
 * @throws FileProblemError
 */
async function checkJobFile(file) {
    await translateErrors(async () => {
        await requireReplaceable(await resolveTarget(file));
    });
}
/**
 * Writes a file completely or not at all: writes a draft in the same directory, and then renames it. Creates missing
 * directories. Resolves the directory before and after it creates the draft, and again before the rename, since another
 * process can replace it with a link in between.
 *
 * @param work appends the text; when it throws, the draft is removed and the error is thrown on
 * @throws FileProblemError
 */
async function writeJobFile(file, work) {
    const target = await translateErrors(() => resolveTarget(file));
    const draft = (0, node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target), `.${(0, node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(target)}.${(0, node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}`);
    try {
        const handle = await translateErrors(async () => {
            await (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target), { recursive: true });
            await requireSameTarget(target, file);
            await requireReplaceable(target);
            // 'wx' fails when the path exists, and never follows a link.
            return (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(draft, 'wx', file.mode);
        });
        const result = await withHandle(handle, async () => {
            await translateErrors(() => requireSameTarget(target, file));
            const value = await work((text) => translateErrors(() => handle.appendFile(text)));
            await translateErrors(() => handle.sync());
            return value;
        });
        await translateErrors(async () => {
            await requireSameTarget(target, file);
            await requireReplaceable(target);
            await (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(draft, target);
        });
        return result;
    }
    catch (error) {
        await (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(draft, { force: true }).catch(() => undefined);
        throw error;
    }
}
async function withHandle(handle, work) {
    try {
        return await work();
    }
    finally {
        await translateErrors(() => handle.close());
    }
}
/**
 * Resolves the links in the existing part of the path.
 *
 * @throws FileProblemError when the result is outside the directories of the job
 */
async function resolveTarget({ path, workspace, temp }) {
    const directory = await findExistingDirectory((0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(path));
    const target = (0, node_path__WEBPACK_IMPORTED_MODULE_2__.join)(directory.real, (0, node_path__WEBPACK_IMPORTED_MODULE_2__.relative)(directory.nominal, path));
    const roots = await Promise.all([workspace, temp].map((root) => (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(root)));
    if (roots.some((root) => isInside(target, root)))
        return target;
    throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: 'outside' });
}
/** @throws FileProblemError when the path resolves to a different target now */
async function requireSameTarget(target, file) {
    if ((await resolveTarget(file)) !== target)
        throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: 'replaced' });
}
/** Finds the nearest existing directory: by its given path (`nominal`) and by its resolved path (`real`). */
async function findExistingDirectory(nominal) {
    try {
        return { nominal, real: await (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(nominal) };
    }
    catch (error) {
        if (readErrorCode(error) !== 'ENOENT' || (0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(nominal) === nominal)
            throw error;
        // A link without a target can get one later.
        if ((await readStatus(nominal)) !== undefined)
            throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: 'link' });
        return findExistingDirectory((0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(nominal));
    }
}
function isInside(path, root) {
    const route = (0, node_path__WEBPACK_IMPORTED_MODULE_2__.relative)(root, path);
    return route !== '' && route.split(node_path__WEBPACK_IMPORTED_MODULE_2__.sep)[0] !== '..' && !(0, node_path__WEBPACK_IMPORTED_MODULE_2__.isAbsolute)(route);
}
/**
 * Checks that a rename can replace the target. It would replace a link itself, which is not what the author of the link expects.
 *
 * @throws FileProblemError
 */
async function requireReplaceable(target) {
    const status = await readStatus(target);
    if (status === undefined || status.isFile())
        return;
    throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: status.isSymbolicLink() ? 'link' : 'not-a-file' });
}
/** Reads the status of a path without following a link; undefined when the path does not exist. */
async function readStatus(path) {
    try {
        return await (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path);
    }
    catch (error) {
        if (readErrorCode(error) === 'ENOENT')
            return undefined;
        throw error;
    }
}
/** Runs a file operation. @throws FileProblemError in place of errors of the operating system */
async function translateErrors(operation) {
    try {
        return await operation();
    }
    catch (error) {
        throw error instanceof _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a
            ? error
            : new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: 'system', code: readErrorCode(error) });
    }
}
/** Reads the error code of the operating system, such as `ENOSPC`. */
function readErrorCode(error) {
    if (typeof error !== 'object' || error === null || !('code' in error))
        return undefined;
    return typeof error.code === 'string' ? error.code : undefined;
}


/***/ }),

/***/ 8451:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ parseJson)
/* harmony export */ });
/**
 * Parses JSON from a server. The errors of JSON.parse are dropped, since they quote the text, which may contain a secret.
 *
 * @returns undefined when the text is not JSON
 */
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 7694:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ settleAll),
/* harmony export */   s: () => (/* binding */ settleAllOrFirst)
/* harmony export */ });
/* harmony import */ var _action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);

/**
 * Awaits all promises, even when one rejects, so that no work continues in the background.
 *
 * @throws ActionError when one rejected, ActionErrors when several did
 */
async function settleAll(promises) {
    const settled = await Promise.allSettled(promises);
    (0, _action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfAny */ .MI)(settled.flatMap((result) => (result.status === 'rejected' ? (0, _action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .toActionErrors */ .vb)(result.reason) : [])));
    return Promise.all(promises);
}
/**
 * Awaits all promises like `settleAll`. For promises whose errors would all report the same problem.
 *
 * @throws the error of the first promise in the list that rejected
 */
async function settleAllOrFirst(promises) {
    const settled = await Promise.allSettled(promises);
    for (const result of settled)
        if (result.status === 'rejected')
            throw result.reason;
    return Promise.all(promises);
}


/***/ }),

/***/ 5681:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ formatSummaryText)
/* harmony export */ });
/* harmony import */ var html_escaper__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8460);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8677);


/**
 * Formats untrusted text for a job summary as code, so that GitHub shows it literally. In a summary GitHub interprets HTML,
 * Markdown after a blank line, and outside of code also mentions (`@org/team`), issues (`#1`), emoji (`:x:`) and formulas
 * (`$x$`).
 *
 * @param text such as the name of an application
 * @returns HTML without line breaks
 */
function formatSummaryText(text) {
    return `<code>${(0, html_escaper__WEBPACK_IMPORTED_MODULE_0__/* .escape */ .i)((0, _plain_text_js__WEBPACK_IMPORTED_MODULE_1__/* .toPlainText */ .bo)(text))}</code>`;
}


/***/ }),

/***/ 8460:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ escape)
/* harmony export */ });
/* unused harmony export unescape */
/**
 * Copyright (C) 2017-present by Andrea Giammarchi - @WebReflection
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy
 * of this software and associated documentation files (the "Software"), to deal
 * in the Software without restriction, including without limitation the rights
 * to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 * copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in
 * all copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 * FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 * AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 * OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
 * THE SOFTWARE.
 */

const {replace} = '';
const ca = /[&<>'"]/g;

const esca = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&quot;'
};
const pe = m => esca[m];

/**
 * Safely escape HTML entities such as `&`, `<`, `>`, `"`, and `'`.
 * @param {string} es the input to safely escape
 * @returns {string} the escaped input, and it **throws** an error if
 *  the input type is unexpected, except for boolean and numbers,
 *  converted as string.
 */
const escape = es => replace.call(es, ca, pe);


/***/ })

};

export { id, ids, modules };
