const id = 683;
const ids = [683];
const modules = {

 6239:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   Eb: () => (/* binding */ formatListSecretsCommand),
   F4: () => (/* binding */ formatGrantVaultRoleCommand),
   HA: () => (/* binding */ formatRemoveSecretCommand),
   IS: () => (/* binding */ formatCreateServicePrincipalCommand),
   Ou: () => (/* binding */ formatListVaultsCommand),
   Qh: () => (/* binding */ formatShowApplicationCommand),
   RS: () => (/* binding */ onlyForWorkloadIdentity),
   Sy: () => (/* binding */ formatShowTenantCommand),
   TA: () => (/* binding */ formatShowPoliciesCommands),
   UU: () => (/* binding */ formatShowVaultTenantCommand),
   X$: () => (/* binding */ formatAddOwnerCommand),
   ZS: () => (/* binding */ formatListFederatedCredentialsCommand),
   d8: () => (/* binding */ formatGrantOwnedByCommand),
   hV: () => (/* binding */ formatRecoverVaultSecretCommand),
   iC: () => (/* binding */ formatCommands),
   n4: () => (/* binding */ formatAddFederatedCredentialCommand),
   pV: () => (/* binding */ formatEnableServicePrincipalCommand)
/* harmony export */ });
function formatCommands({ name, azureCliName }, ...commands) {
    const lines = name === 'public' ? commands : [`az cloud set --name ${azureCliName}`, 'az login', ...commands];
    return lines.map((line) => `\n  ${line}`).join('');
}
function onlyForWorkloadIdentity(clientId) {
    return `only if ${clientId} is the workload identity, not Exalate's application`;
}
function formatAddFederatedCredentialCommand(clientId, { issuer, subject, audience }) {
    const name = `github-${subject.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 120);
    const parameters = JSON.stringify({ name, issuer, subject, audiences: [audience] });
    return `az ad app federated-credential create --id ${clientId} --parameters ${shellQuote(parameters)}`;
}
function formatListFederatedCredentialsCommand(clientId) {
    return `az ad app federated-credential list --id ${clientId}`;
}
function shellQuote(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
const graphApplicationId = '00000003-0000-0000-c000-000000000000';
const ownedByRoleId = '18a4783c-866b-4cc7-a460-3d5e5662c884';
function formatGrantOwnedByCommand({ clientId, cloud }) {
    const grant = `{\\"principalId\\":\\"${formatServicePrincipalLookup(clientId)}\\",\\"resourceId\\":\\"${formatServicePrincipalLookup(graphApplicationId)}\\",\\"appRoleId\\":\\"${ownedByRoleId}\\"}`;
    return `az rest --method POST --resource ${cloud.graph} --url "${cloud.graph}/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments" --body "${grant}"`;
}
function formatAddOwnerCommand({ clientId }, applicationId) {
    return `az ad app owner add --id ${applicationId} --owner-object-id "${formatServicePrincipalLookup(clientId)}"`;
}
function formatServicePrincipalLookup(applicationId) {
    return `$(az ad sp show --id ${applicationId} --query id --output tsv)`;
}
function formatCreateServicePrincipalCommand(applicationId) {
    return `az ad sp create --id ${applicationId}`;
}
function formatEnableServicePrincipalCommand(applicationId) {
    return `az ad sp update --id ${applicationId} --set accountEnabled=true`;
}
function formatRemoveSecretCommand(applicationId, keyId) {
    return `az ad app credential delete --id ${applicationId} --key-id ${keyId}`;
}
function formatListSecretsCommand(applicationId) {
    return `az ad app credential list --id ${applicationId} --output table`;
}
function formatShowApplicationCommand(applicationId) {
    return `az ad app show --id ${applicationId}`;
}
function formatShowTenantCommand() {
    return 'az account show --query tenantId --output tsv';
}
function formatShowPoliciesCommands({ graph }, applicationId) {
    return [
        `az rest --resource ${graph} --url ${graph}/v1.0/policies/defaultAppManagementPolicy`,
        `az rest --resource ${graph} --url "${graph}/v1.0/applications(appId='${applicationId}')/appManagementPolicies"`,
    ];
}
function formatListVaultsCommand() {
    return 'az keyvault list --query "[].properties.vaultUri" --output table';
}
function formatRecoverVaultSecretCommand(vaultName, secretName) {
    return `az keyvault secret recover --vault-name ${vaultName} --name ${secretName}`;
}
function formatGrantVaultRoleCommand({ clientId }, vaultName, secretName) {
    const scope = `$(az keyvault show --name ${vaultName} --query id --output tsv)/secrets/${secretName}`;
    return `az role assignment create --role "Key Vault Secrets Officer" --assignee ${clientId} --scope "${scope}"`;
}
function formatShowVaultTenantCommand(vaultName) {
    return `az keyvault show --name ${vaultName} --query properties.tenantId --output tsv`;
}


/***/ }),

 7118:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


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

function notFoundError(wanted, isId, { tenantId }, similar) {
    return new action_error.lZ('application-not-found', {
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
function ambiguousNameError(wanted, found) {
    return new action_error.lZ('application-ambiguous', {
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
function ambiguousIdError(id, found) {
    return new action_error.lZ('application-ambiguous', {
        problem: [`\`${id}\` is the ID of more than one app registration:`, ...formatCandidates(found)].join('\n'),
        likelyCause: 'it is the application (client) ID of one and the object ID of another.',
        remedy: 'set `application` to the other ID of the one you mean.',
    });
}
const maxCandidates = 21;
function formatCandidates(candidates) {
    const shown = candidates.slice(0, maxCandidates - 1);
    const lines = shown.map(({ displayName, applicationId }) => `  - ${displayName} (${applicationId})`);
    return shown.length === candidates.length ? lines : [...lines, '  - … and more'];
}





function findApplication(wanted, directory) {
    return dist.is(application.Os, wanted) ? findById(wanted, directory) : findByName(wanted, directory);
}
async function findById(id, { identity, listMatching, findByObjectId }) {
    const [byApplicationId, byObjectId] = await (0, settle.s)([
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
async function findByName(name, directory) {
    const hasName = ({ displayName }) => displayName === name;
    const listed = await takeFirst(directory.listMatching(`displayName eq ${odataString(name)}`), () => true);
    const found = listed.filter(hasName);
    const [only, ...others] = found;
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
function findSimilar(name, directory) {
    const prefix = name.slice(0, 2).toLowerCase();
    return findOwned(directory, ({ displayName }) => displayName.toLowerCase().startsWith(prefix), () => true);
}
async function findOwned({ listOwned }, matches, isIgnored) {
    try {
        return await takeFirst(listOwned(), matches);
    }
    catch (error) {
        if (error instanceof action_error.lZ && isIgnored(error.code))
            return [];
        throw error;
    }
}
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
function odataString(text) {
    return `'${text.replaceAll("'", "''")}'`;
}

// EXTERNAL MODULE: ./src/entra/graph-errors.ts
var graph_errors = __webpack_require__(3166);









class LostResponseError extends Error {
    reason;
    constructor(reason) {
        super('lost response');
        this.reason = reason;
    }
}
const maxPageSize = '999';
const maxPageBytes = 32 * network_error.H7;
const applicationFields = 'id,appId,displayName,signInAudience,passwordCredentials';
const createPageSchema = (host) => dist.Ikc({
    value: dist.YOg(dist.L5J()),
    '@odata.nextLink': dist.lqM(dist.FsL(dist.YjP(), dist.OZ5(), dist.w1_(`${host}/`))),
});
const withSecretText = dist.Ikc({ secretText: dist.YjP() });
const addedPassword = dist.Ikc({
    ...application.mi.entries,
    secretText: dist.FsL(dist.YjP(), dist.yGV(/^[\x21-\x7e]{16,64}$/)),
});
function createApplications(graph, context, mask) {
    const maskSecretIn = (body) => {
        if (dist.is(withSecretText, body))
            mask(body.secretText);
    };
    const parseBody = (response, schema, operation) => {
        if (response.status !== 200)
            throw (0, graph_errors.zc)(response, operation, context);
        const parsed = dist.xLC(schema, response.body);
        if (!parsed.success)
            throw (0, graph_errors.$J)(operation, response);
        return parsed.output;
    };
    const pageSchema = createPageSchema(context.identity.cloud.graph);
    async function* listPages(path, query) {
        const { $top, ...filter } = query;
        const checkPage = (0, paging.j)('Microsoft Graph', 'list applications');
        const listedIds = new Set();
        let response = await graph.get(path, { ...filter, $select: applicationFields, $top }, maxPageBytes);
        for (;;) {
            const { value, '@odata.nextLink': next } = parseBody(response, pageSchema, 'list applications');
            let first;
            for (const item of value) {
                const parsed = dist.xLC(application.pW, item);
                if (!parsed.success)
                    throw (0, graph_errors.$J)('list applications', response);
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
            return response.status === 404 ? undefined : parseBody(response, application.pW, 'read an application');
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
            return (await readCredentials(objectId, application.tE)).passwordCredentials;
        },
        async listSecrets(objectId) {
            return (await readCredentials(objectId, application.lO)).passwordCredentials;
        },
        async addPassword({ objectId, applicationId, passwordCredentials }, displayName, endDateTime) {
            const passwordCredential = { displayName, endDateTime: endDateTime.toISOString() };
            const response = await graph
                .post(`/applications/${objectId}/addPassword`, { passwordCredential })
                .catch(() => {
                throw new LostResponseError('no response');
            });
            maskSecretIn(response.body);
            const operation = `add a client secret valid until ${(0, timestamp.E)(endDateTime)} to`;
            if ((0, refusal.v)(response.status, response.code !== undefined))
                throw (0, graph_errors.FG)(response, operation, context, applicationId);
            if (response.status !== 200)
                throw new LostResponseError((0, graph_errors.Xg)(response));
            const parsed = dist.xLC(addedPassword, response.body);
            if (!parsed.success)
                throw new LostResponseError('a response without a usable value');
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
            throw (0, graph_errors.FG)(response, 'remove a client secret from', context, applicationId);
        },
    };
}


/***/ }),

 3166:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   $J: () => (/* binding */ unreadableResponseError),
   Ag: () => (/* binding */ twoSecretLimitError),
   EG: () => (/* binding */ requireSeparateWorkloadIdentity),
   FG: () => (/* binding */ secretChangeError),
   Xg: () => (/* binding */ describeResponse),
   vq: () => (/* binding */ descriptionChangedError),
   zc: () => (/* binding */ graphError)
/* harmony export */ });
 var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
 var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6239);


function graphError(response, operation, { identity }) {
    if (response.code === 'Authorization_RequestDenied') {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('graph-permission-missing', {
            problem: `The workload identity ${identity.clientId} is not allowed to ${operation}${formatRequestId(response)}.`,
            likelyCause: 'it lacks the application permission Application.ReadWrite.OwnedBy on Microsoft Graph, or that permission lacks admin consent.',
            remedy: `${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .RS)(identity.clientId)}, grant it the permission with consent (it can take a few minutes to take effect):${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .iC)(identity.cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .d8)(identity))}`,
        });
    }
    if (response.status === 401) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('graph-request-failed', {
            problem: `Microsoft Graph refused the access token when asked to ${operation} (${describeResponse(response)})${formatRequestId(response)}.`,
            likelyCause: 'the tenant belongs to another cloud.',
            remedy: 'set `cloud` to the cloud of the tenant.',
        });
    }
    const problem = `Microsoft Graph returned ${describeResponse(response)} when asked to ${operation}${formatRequestId(response)}.`;
    if (response.status >= 500 || response.status === 429 || response.status === 409) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('graph-request-failed', {
            problem,
            likelyCause: 'a temporary outage, or too many requests at the same time.',
            remedy: 'run the job again in a few minutes.',
        });
    }
    if (response.code === undefined) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('graph-request-failed', {
            problem,
            likelyCause: 'a proxy or firewall that responded in place of Microsoft Graph: the response does not have its error format.',
            remedy: 'on self-hosted runners, check the proxy; otherwise run the job again.',
        });
    }
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('graph-request-failed', {
        problem,
        likelyCause: 'a setting of the tenant. The action does not recognize this error code.',
        remedy: 'contact Microsoft Entra ID support with the error code and the request ID.',
    });
}
function secretChangeError(response, operation, context, applicationId) {
    const { identity, roles } = context;
    const { cloud } = identity;
    switch (response.code) {
        case 'Authorization_RequestDenied':
            if (roles?.some((role) => /^Application\.ReadWrite\.(OwnedBy|All)$/.test(role)) !== true)
                break;
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('application-not-owned', {
                problem: `The workload identity ${identity.clientId} is not allowed to ${operation} application ${applicationId}${formatRequestId(response)}.`,
                likelyCause: 'its permission Application.ReadWrite.OwnedBy covers only applications that it owns, and it does not own this one.',
                remedy: `make it an owner, which is not possible in the portal:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .X$)(identity, applicationId))}`,
            });
        case 'CredentialInvalidLifetimeAsPerAppPolicy':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('lifetime-not-allowed', {
                problem: `The tenant's policy does not allow this action to ${operation} application ${applicationId}${formatRequestId(response)}.`,
                likelyCause: 'an application management policy limits the lifetime of client secrets.',
                remedy: `shorten \`expires\`. Check the allowed lifetime in the policy of the tenant, and in the policies of the application:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .iC)(cloud, ...(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .TA)(cloud, applicationId))}`,
            });
        case 'CredentialTypeNotAllowedAsPerAppPolicy':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('client-secrets-not-allowed', {
                problem: `The tenant's policy does not allow client secrets on this application${formatRequestId(response)}.`,
                likelyCause: 'an application management policy blocks new client secrets, for all applications or for this one.',
                remedy: `ask the tenant's administrators for an exception for application ${applicationId}.`,
            });
        case 'Directory_QuotaExceeded':
        case 'Directory_ResourceSizeExceeded':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('too-many-credentials', {
                problem: `The application cannot have any more credentials${formatRequestId(response)}.`,
                likelyCause: 'unused client secrets have accumulated on it.',
                remedy: `remove the ones that are no longer needed. To list them:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .Eb)(applicationId))}`,
            });
    }
    if (/maximum of 2/i.test(response.message))
        return twoSecretLimitError(identity, applicationId, []);
    if (response.code === 'Request_BadRequest' && /displayName/i.test(response.message)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('description-refused', {
            problem: `Microsoft Graph refused the description of the new client secret${formatRequestId(response)}.`,
            likelyCause: 'it is too long: it consists of your `description`, the repository and the run.',
            remedy: 'shorten `description`.',
        });
    }
    return graphError(response, `${operation} application ${applicationId}`, context);
}
function descriptionChangedError() {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('description-refused', {
        problem: 'Microsoft Graph stored the new client secret with a different description than requested, so a later run could not recognize it.',
        likelyCause: 'the description is too long, or contains characters that Microsoft Graph replaces.',
        remedy: 'shorten `description`, and use only letters, digits and spaces.',
    });
}
function twoSecretLimitError({ cloud }, applicationId, existingSecrets) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('two-secret-limit', {
        problem: [
            'The application already has two client secrets, and cannot have more. Expired secrets count.',
            ...existingSecrets,
        ].join('\n  - '),
        likelyCause: 'it supports personal Microsoft accounts. Such applications are limited to two client secrets.',
        remedy: `set \`retire-after\`, so that this action removes superseded secrets; or remove a secret that is no longer used, by its key ID:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .Eb)(applicationId), (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ .HA)(applicationId, 'KEY-ID'))}`,
    });
}
function requireSeparateWorkloadIdentity({ applicationId, displayName }, { clientId }) {
    if (applicationId.toLowerCase() !== clientId.toLowerCase())
        return;
    throw new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('workload-identity-is-application', {
        problem: `\`client-id\` and \`application\` name the same app registration, "${displayName}" (${clientId}).`,
        likelyCause: "`client-id` contains the application ID of Exalate's own application instead of the workload identity, the separate application that logs in for this workflow.",
        remedy: "set `client-id` to the application (client) ID of the workload identity; docs/setup.md of this action shows where to find it. Exalate's application must not trust GitHub: remove its federated credentials.",
    });
}
function unreadableResponseError(operation, response) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('graph-request-failed', {
        problem: `Microsoft Graph sent a response that cannot be read when asked to ${operation} (${describeResponse(response)})${formatRequestId(response)}.`,
        likelyCause: 'a proxy or firewall that responded in place of Microsoft Graph.',
        remedy: 'run the job again; on self-hosted runners, check the proxy.',
    });
}
function describeResponse({ status, code }) {
    return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
}
function formatRequestId({ requestId }) {
    return requestId === undefined ? '' : ` (request ID ${requestId})`;
}


/***/ }),

 7519:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   o: () => (/* binding */ readGraphTime),
   z: () => (/* binding */ readPlanTime)
/* harmony export */ });
function readGraphTime({ clock, cloud, serverTime }) {
    return serverTime.nowAt(new URL(cloud.graph).host) ?? serverTime.earliestNow() ?? clock.now();
}
const beforeAnyGraceEnds = new Date(0);
function readPlanTime(clocks) {
    return { now: readGraphTime(clocks), earliestNow: clocks.serverTime.earliestNow() ?? beforeAnyGraceEnds };
}


/***/ }),

 2474:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


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
// EXTERNAL MODULE: ./src/http/client.ts + 2 modules
var client = __webpack_require__(7227);
// EXTERNAL MODULE: ./src/http/network-error.ts
var network_error = __webpack_require__(137);






function createIdTokenRequest(audience, environment, dependencies) {
    let token;
    return () => (token ??= requestIdToken(audience, environment, dependencies));
}
const idTokenResponse = dist.Ikc({ value: dist.FsL(dist.YjP(), dist.yGV(/^[\w-]+(\.[\w-]+)*$/)) });
const httpsUrl = dist.FsL(dist.YjP(), dist.OZ5(), dist.w1_('https://'));
async function requestIdToken(audience, environment, { http, mask }) {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = environment;
    if (!requestUrl || !requestToken)
        throw notPermittedError();
    if (!dist.is(httpsUrl, requestUrl))
        throw invalidVariableError('ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL');
    if (!/^[!-~]+$/.test(requestToken)) {
        throw invalidVariableError('ACTIONS_ID_TOKEN_REQUEST_TOKEN contains characters that HTTP headers do not allow');
    }
    const { host } = new URL(requestUrl);
    const url = `${requestUrl}&audience=${encodeURIComponent(audience)}`;
    const headers = { Authorization: `Bearer ${requestToken}`, Accept: 'application/json' };
    const response = await (0, client.E)(http, 'GitHub', url, { headers }).catch((error) => {
        throw (0, errors.D)('id-token-request-failed', host, (0, network_error.d8)(error));
    });
    const parsed = dist.xLC(idTokenResponse, (0, json.q)(response.text));
    if (parsed.success)
        mask(parsed.output.value);
    if (!parsed.success || response.status !== 200)
        throw refusedError(host, response.status);
    return parsed.output.value;
}
function notPermittedError() {
    return new action_error.lZ('id-token-not-permitted', {
        problem: 'This job cannot request an OIDC token from GitHub, so it cannot log in to Microsoft Entra ID.',
        likelyCause: 'the workflow lacks the permission `id-token: write`, or it runs for a pull request from a fork, which never gets that permission.',
        remedy: 'add this to the job, and to the calling job if this is a reusable workflow:\n  permissions:\n    id-token: write',
    });
}
function invalidVariableError(problem) {
    return new action_error.lZ('id-token-request-failed', {
        problem: `The variable ${problem}, so the action did not request an OIDC token.`,
        likelyCause: 'an earlier step of the job, or the configuration of the runner, changed the variable.',
        remedy: 'do not change this variable.',
    });
}
function refusedError(host, status) {
    if (status >= 300 && status < 400) {
        return new action_error.lZ('id-token-request-failed', {
            problem: `${host} responded to the request for an OIDC token with a redirect (HTTP ${status}), which the action does not follow.`,
            likelyCause: 'a proxy between the runner and GitHub responded in its place, for example with a sign-in page.',
            remedy: `on self-hosted runners, check that the proxy passes traffic for ${host} through; otherwise run the job again.`,
        });
    }
    const received = status === 200 ? 'a response without a token' : `HTTP ${status}`;
    return new action_error.lZ('id-token-request-failed', {
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
const maxVerificationWaits = 300_000;
const importLogin = () => Promise.all(/* import() */[__webpack_require__.e(690), __webpack_require__.e(319), __webpack_require__.e(146)]).then(__webpack_require__.bind(__webpack_require__, 3146));
function createEntraSession({ tenantId, clientId, cloud }, toolkit, environment, clock, budget) {
    const identity = { tenantId, clientId, cloud };
    const mask = (0, runner_mask.P)((value) => {
        toolkit.setSecret(value);
    });
    const serverTime = (0, server_time.d)(clock, toolkit);
    const createClient = (clientBudget) => (0, client.u)({
        userAgent,
        budget: clientBudget,
        clock,
        log: toolkit,
        serverTime,
        redact: toolkit.redact,
    });
    const http = createClient(budget);
    const idToken = createIdTokenRequest(cloud.federationAudience, environment, { http, mask });
    const login = { http, idToken, mask };
    return {
        identity,
        login,
        serverTime,
        http,
        createVerificationClient: () => createClient(new time_budget.z(clock, Infinity, maxVerificationWaits)),
        async logIn() {
            const requested = idToken();
            for (const url of [cloud.authorityHost, cloud.graph])
                http.openConnection(url);
            const loggedIn = http.importWhileWaiting(importLogin).then(({ logIn }) => logIn(identity, login));
            const graphCode = requested.then(() => http.importWhileWaiting(() => Promise.all(/* import() */[__webpack_require__.e(899), __webpack_require__.e(588)]).then(__webpack_require__.bind(__webpack_require__, 8588))));
            const [, { token, roles }, { createGraphClient }] = await (0, settle.s)([
                requested,
                loggedIn,
                graphCode,
            ]);
            const graph = createGraphClient(cloud, token, http);
            return (0, applications.m)(graph, { identity, roles }, mask);
        },
    };
}


/***/ }),

 7227:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


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





const tls = { rejectUnauthorized: true };
function createConnections() {
    const openDirectly = toPromise((0, undici.gU)(tls));
    let openThroughProxy;
    const openedConnections = new Map();
    const connecting = new Set();
    const open = async (options) => {
        const proxy = (0, lib_proxy.s)(new URL(toOrigin(options)));
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
        dispatcher: new undici.g6({
            connect(options, callback) {
                const connection = takeOrOpenConnection(options);
                connecting.add(connection);
                connection.then((socket) => {
                    connecting.delete(connection);
                    callback(null, socket);
                }, (error) => {
                    connecting.delete(connection);
                    callback(new network_error.Dr((0, network_error.d8)(error)), null);
                });
            },
        }),
        openConnection(url) {
            const { origin, host, hostname, port, protocol } = new URL(url);
            if (openedConnections.has(origin))
                return;
            const opening = open({ host, hostname, port, protocol });
            opening.catch(() => undefined);
            openedConnections.set(origin, opening);
        },
        async allConnected() {
            await Promise.allSettled(connecting);
            await (0, promises_.setImmediate)();
        },
    };
}
function toOrigin({ protocol, host, hostname }) {
    return new URL(`${protocol}//${host ?? hostname}`).origin;
}
function createTunnels({ origin, username, password }) {
    const openToProxy = (0, undici.gU)(tls);
    const proxy = new undici.bC(origin, {
        connect: ({ protocol, hostname, host = hostname, port }, callback) => {
            openToProxy({ protocol, hostname, host, port }, callback);
        },
    });
    const openTls = toPromise((0, undici.gU)(tls));
    const credentials = Buffer.from(`${username}:${password}`).toString('base64');
    const authorization = username || password ? { 'proxy-authorization': `Basic ${credentials}` } : {};
    return async (options) => {
        const { protocol, hostname, host = hostname, port } = options;
        const isHttps = protocol === 'https:';
        const target = port ? host : `${host}:${isHttps ? 443 : 80}`;
        const { statusCode, socket } = await proxy
            .connect({ path: target, headers: { ...authorization, host: target } })
            .catch((error) => {
            throw new network_error.Dr((0, network_error.oe)((0, network_error.d8)(error)));
        });
        if (statusCode !== 200 || !(socket instanceof external_node_net_.Socket)) {
            socket.on('error', () => undefined).destroy();
            throw new network_error.Dr((0, network_error.bA)(statusCode));
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

// EXTERNAL MODULE: ./src/shared/plain-text.ts
var plain_text = __webpack_require__(8677);

const maxLength = 300;
const longWord = /[\w+/=~.%-]{24,}/g;
const looksRandom = (word) => [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(word));
const markup = {
    '`': "'",
    '"': "'",
    '<': '‹',
    '>': '›',
    '[': '(',
    ']': ')',
    '|': '/',
};
function quoteMessage(message, redact) {
    const [firstLine = ''] = message.trim().split(/[\r\n\u2028\u2029]/);
    const redacted = redact((0, plain_text.OT)(firstLine)).replace(longWord, (word) => looksRandom(word) ? '***' : word);
    const plain = (0, plain_text.bo)(redacted).replace(/[`"<>[\]|]/g, (character) => markup[character] ?? '');
    const shown = plain.length > maxLength ? `${plain.slice(0, maxLength - 1).toWellFormed()}…` : plain;
    return shown.trim() === '' ? undefined : shown;
}

// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);
// EXTERNAL MODULE: ./src/http/time-budget.ts
var time_budget = __webpack_require__(1749);








Object.assign(globalThis, { FormData: undici.FormData });
const maxConnectionWait = 25;
function createHttpClient({ userAgent, budget, clock, log, serverTime, redact, }) {
    const { dispatcher, openConnection, allConnected } = createConnections();
    async function send(url, { method = 'GET', headers = {}, body, maxBytes = network_error.H7 }, signal, onHeaders) {
        const response = await (0, undici.Em)(url, {
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
        await (0, promises_.setImmediate)();
        return { status: response.statusCode, headers: received, text };
    }
    function sendWithinTime(url, request) {
        const signal = AbortSignal.timeout(budget.requestTimeout());
        let reason = 'no response in time';
        const onHeaders = () => {
            reason = 'the response did not end in time';
        };
        const timeout = (0, external_node_events_.once)(signal, 'abort').then(() => {
            throw new network_error.Dr(reason);
        });
        const response = send(url, request, signal, onHeaders).catch((error) => {
            throw signal.aborted ? new network_error.Dr(reason) : error;
        });
        return Promise.race([response, timeout]);
    }
    return {
        request: sendWithinTime,
        withRetry: (service, attempt, maxRetries) => (0, retry.bD)(service, attempt, { budget, clock, log }, maxRetries),
        ensureTimeForWrite() {
            budget.ensureRemaining(time_budget.u);
        },
        openConnection,
        async importWhileWaiting(load) {
            await Promise.race([allConnected(), (0, promises_.setTimeout)(maxConnectionWait)]);
            return load();
        },
        quote: (message) => quoteMessage(message, redact),
    };
}
async function requestWithRetry(http, service, url, request) {
    const result = await http.withRetry(service, () => http.request(url, request).then((response) => {
        const { status, headers } = response;
        const outcome = { status, retryAfterMs: (0, retry.D$)(headers) };
        return { result: () => response, retryReason: (0, retry.ee)(outcome) };
    }, (error) => ({
        result: () => {
            throw error;
        },
        retryReason: (0, retry.ee)({ network: (0, network_error.d8)(error) }),
    })));
    return result();
}
async function readBody(body, contentLength, maxBytes) {
    if (Number(contentLength ?? 0) > maxBytes) {
        body.on('error', () => undefined).destroy();
        await (0, promises_.setImmediate)();
        throw new network_error.Dr((0, network_error.Ap)(maxBytes));
    }
    const chunks = [];
    let size = 0;
    for await (const chunk of body) {
        if (!Buffer.isBuffer(chunk))
            continue;
        size += chunk.length;
        if (size > maxBytes)
            throw new network_error.Dr((0, network_error.Ap)(maxBytes));
        chunks.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
}
function withoutOwnHeaders(headers) {
    const own = ['user-agent', 'accept-encoding'];
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name.toLowerCase())));
}
function flattenHeaders(headers) {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [
        name,
        [value]
            .flat()
            .join(', ')
            .replace(/[^\t -~]/g, '?'),
    ]));
}


/***/ }),

 8549:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   D: () => (/* binding */ unreachableError)
/* harmony export */ });
 var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
 var _network_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(137);


const untrustedCertificate = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_(UNTRUSTED|SIGNATURE)/;
const proxyRefusals = {
    403: (host) => ({
        likelyCause: 'the rules of the proxy do not allow this connection.',
        remedy: `in the rules of the proxy, allow HTTPS connections (CONNECT) from the runner to ${host}.`,
    }),
    407: () => ({
        likelyCause: 'HTTPS_PROXY has no user and password, the proxy does not accept them, or it does not support Basic authentication.',
        remedy: 'set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT, with the host and port of the proxy. In USER and PASSWORD, percent-encode `/`, `?`, `#`, `@` and `%`.',
    }),
};
function unreachableError(code, host, reason) {
    if ((0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__ .I9)(reason)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('response-too-large', {
            problem: `${host} sent ${reason}. The action stopped reading it.`,
            likelyCause: 'a proxy or firewall between the runner and that host responded in its place.',
            remedy: 'on self-hosted runners, check that the proxy passes traffic for that host through; otherwise run the job again.',
        });
    }
    if (reason === _network_error_js__WEBPACK_IMPORTED_MODULE_1__ .ju) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ(code, {
            problem: `A request for ${host} would have gone to another host, so the action did not send it.`,
            likelyCause: 'a proxy changed a response, or an environment variable of the job changes the host, such as AZURE_REGIONAL_AUTHORITY_NAME.',
            remedy: 'remove such variables from the job; on self-hosted runners, check that the proxy passes traffic for that host through.',
        });
    }
    const problem = `No complete response from ${host} (${reason}).`;
    const proxyRefusal = proxyRefusals[(0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__ .Jg)(reason) ?? 0];
    if (proxyRefusal !== undefined)
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ(code, { problem, ...proxyRefusal(host) });
    if (untrustedCertificate.test(reason)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ(code, {
            problem,
            likelyCause: 'a proxy between the runner and that host presents its own certificate.',
            remedy: 'make the runner trust the certificate authority of that proxy: set NODE_EXTRA_CA_CERTS to its PEM file. If it is set, check that the runner can read that file: Node.js ignores a file that it cannot read.',
        });
    }
    if ((0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__ .By)(reason)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ(code, {
            problem,
            likelyCause: 'HTTPS_PROXY names the wrong host or port, or the proxy is down.',
            remedy: 'check the host and port in HTTPS_PROXY, and that the runner can reach them.',
        });
    }
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ(code, {
        problem,
        likelyCause: 'a temporary outage, or a proxy or firewall between the runner and that host.',
        remedy: 'run the job again; on self-hosted runners, allow connections to that host, and set HTTPS_PROXY if they need a proxy.',
    });
}


/***/ }),

 137:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   $v: () => (/* binding */ isInvalidRequest),
   Ap: () => (/* binding */ tooLargeReason),
   By: () => (/* binding */ isProxyMissing),
   Dr: () => (/* binding */ NetworkError),
   H7: () => (/* binding */ megabyte),
   I9: () => (/* binding */ isTooLarge),
   Jg: () => (/* binding */ readProxyStatus),
   bA: () => (/* binding */ proxyReason),
   d8: () => (/* binding */ networkReason),
   ju: () => (/* binding */ otherHostReason),
   oe: () => (/* binding */ noProxyReason)
/* harmony export */ });
const megabyte = 1_000_000;
class NetworkError extends Error {
    reason;
    constructor(reason) {
        super(reason);
        this.reason = reason;
    }
}
const otherHostReason = 'a request to another host';
function proxyReason(status) {
    return `HTTP ${status} from the proxy`;
}
function readProxyStatus(reason) {
    const [, status] = /^HTTP (\d+) from the proxy$/.exec(reason) ?? [];
    return status === undefined ? undefined : Number(status);
}
function noProxyReason(reason) {
    return `${reason} at the proxy`;
}
function isProxyMissing(reason) {
    return reason.endsWith(' at the proxy');
}
function isInvalidRequest(reason) {
    return /^(UND_)?ERR_INVALID_/.test(reason);
}
function tooLargeReason(maxBytes) {
    return `a response of more than ${maxBytes / megabyte} MB`;
}
function isTooLarge(reason) {
    return reason.startsWith('a response of more than ');
}
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

 9022:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   j: () => (/* binding */ createPageGuard)
/* harmony export */ });
 var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);

const maxPages = 1_000;
const maxEmptyPages = 20;
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
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('list-endless', {
            problem: `${service} sent ${what} when asked to ${operation}. The action stopped reading.`,
            likelyCause: 'an error in the service, or a proxy that caches or changes its responses.',
            remedy: 'run the job again; on self-hosted runners, check that the proxy does not cache or change responses.',
        });
    }
}


/***/ }),

 5424:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   v: () => (/* binding */ isRefusal)
/* harmony export */ });
function isRefusal(status, hasOwnFormat) {
    return status !== undefined && status >= 300 && status < 500 && status !== 408 && hasOwnFormat;
}


/***/ }),

 8902:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   D$: () => (/* binding */ readRetryAfter),
   Z_: () => (/* binding */ millisecondsUntil),
   bD: () => (/* binding */ withRetry),
   ee: () => (/* binding */ findRetryReason)
/* harmony export */ });
 var _network_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(137);
 var _server_time_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(635);


function isTransientStatus(status) {
    return status === 408 || status === 429 || status >= 500;
}
function findRetryReason({ status, network, retryAfterMs }, isTransient = isTransientStatus) {
    if (status !== undefined)
        return isTransient(status) ? { name: `HTTP ${status}`, retryAfterMs } : undefined;
    if (network === undefined || (0, _network_error_js__WEBPACK_IMPORTED_MODULE_0__ .I9)(network) || (0, _network_error_js__WEBPACK_IMPORTED_MODULE_0__ .$v)(network))
        return undefined;
    if (network === _network_error_js__WEBPACK_IMPORTED_MODULE_0__ .ju)
        return undefined;
    const proxyStatus = (0, _network_error_js__WEBPACK_IMPORTED_MODULE_0__ .Jg)(network);
    const isTemporary = proxyStatus === undefined || isTransientStatus(proxyStatus);
    return isTemporary ? { name: network, retryAfterMs: undefined } : undefined;
}
const defaultMaxRetries = 5;
async function withRetry(service, attempt, { clock, log, budget }, maxRetries = defaultMaxRetries) {
    for (let repeat = 0;; repeat += 1) {
        const { result, retryReason } = await attempt();
        const limit = Math.min(retryReason?.maxRetries ?? maxRetries, maxRetries);
        if (retryReason === undefined || repeat >= limit)
            return result;
        const { name, retryAfterMs } = retryReason;
        const wait = retryAfterMs ?? backoffDelay(repeat);
        if (!(retryAfterMs === undefined ? wait <= budget.remaining() : budget.tryGrantWait(wait)))
            return result;
        log.info(`${service}: ${name}. Trying again in ${Math.ceil(wait / 1000)} s.`);
        await clock.sleep(wait);
    }
}
function backoffDelay(repeat) {
    const longest = Math.min(500 * 2 ** repeat, 8_000);
    return longest / 2 + (Math.random() * longest) / 2;
}
function readRetryAfter({ 'retry-after': retryAfter, date }) {
    if (typeof retryAfter !== 'string')
        return undefined;
    const isSeconds = /^\d{1,9}$/.test(retryAfter.trim());
    return isSeconds ? Number(retryAfter) * 1000 : millisecondsUntil(Date.parse(retryAfter), date);
}
function millisecondsUntil(time, date) {
    const now = (0, _server_time_js__WEBPACK_IMPORTED_MODULE_1__ .L)(typeof date === 'string' ? date : undefined);
    return now === undefined || Number.isNaN(time) ? undefined : Math.max(time - now, 0);
}


/***/ }),

 635:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   L: () => (/* binding */ parseDateHeader),
   d: () => (/* binding */ createServerTime)
/* harmony export */ });
 var _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2441);

const maxClockDifference = 5 * 60_000;
function createServerTime(clock, log) {
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
            log.warning(`The runner's clock shows ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__ .E)(now)}, and the clock of ${host} shows ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__ .E)(new Date(date))}. Synchronize the runner's clock (NTP).`);
        },
        nowAt(host) {
            const offset = offsets.get(host);
            return offset === undefined ? undefined : minus(offset);
        },
        earliestNow: () => (offsets.size === 0 ? undefined : minus(Math.max(...offsets.values()))),
    };
}
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
function parseDateHeader(header) {
    const date = header !== undefined && imfFixdate.test(header) ? Date.parse(header) : NaN;
    return Number.isNaN(date) ? undefined : date;
}


/***/ }),

 1749:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   u: () => (/* binding */ minTimeForWrite),
   z: () => (/* binding */ TimeBudget)
/* harmony export */ });
function maxRequestTimeout({ msPerSecond }) {
    return 20 * msPerSecond;
}
const minTimeForWrite = 25_000;
const maxPhaseTime = 100_000;
class TimeBudget {
    #clock;
    #end;
    #limit;
    #retryAfterAllowance;
    constructor(clock, milliseconds, retryAfterAllowance) {
        this.#clock = clock;
        this.#retryAfterAllowance = retryAfterAllowance;
        const now = clock.now().getTime();
        this.#end = now + milliseconds;
        this.#limit = now + maxPhaseTime;
    }
    remaining() {
        return Math.max(this.#end - this.#clock.now().getTime(), 0);
    }
    requestTimeout() {
        const left = (this.remaining() / 1_000) * this.#clock.msPerSecond;
        return Math.max(Math.min(maxRequestTimeout(this.#clock), Math.floor(left)), 1);
    }
    tryGrantWait(milliseconds) {
        if (milliseconds > this.#retryAfterAllowance)
            return false;
        this.#retryAfterAllowance -= milliseconds;
        this.extend(milliseconds);
        return true;
    }
    extend(milliseconds) {
        this.#end += milliseconds;
        this.#limit += milliseconds;
    }
    ensureRemaining(milliseconds) {
        const end = Math.min(this.#clock.now().getTime() + milliseconds, this.#limit);
        this.#end = Math.max(this.#end, end);
    }
}


/***/ }),

 7829:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   DG: () => (/* binding */ isLive),
   W4: () => (/* binding */ findLineageSecrets),
   YP: () => (/* binding */ isAdopted),
   eI: () => (/* binding */ compareByAge),
   ur: () => (/* binding */ findAdoptedSecrets)
/* harmony export */ });
 var _lineage_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6578);

function findLineageSecrets(lineage, credentials) {
    return sortByAge(credentials.filter((credential) => isOfLineage(credential, lineage)));
}
function findAdoptedSecrets(adopt, lineage, credentials) {
    return sortByAge(credentials.filter((credential) => isAdopted(credential, adopt) && !isOfLineage(credential, lineage)));
}
function isAdopted({ keyId }, adopt) {
    return adopt.includes(keyId.toLowerCase());
}
function isLive({ endDateTime }, now) {
    return endDateTime === null || endDateTime > now;
}
function isOfLineage({ displayName }, lineage) {
    const provenance = (0, _lineage_js__WEBPACK_IMPORTED_MODULE_0__ .X6)(displayName);
    return provenance !== undefined && (0, _lineage_js__WEBPACK_IMPORTED_MODULE_0__ .yu)(provenance, lineage);
}
function sortByAge(credentials) {
    return credentials
        .flatMap((credential) => {
        const { startDateTime } = credential;
        return startDateTime === null ? [] : [{ ...credential, startDateTime }];
    })
        .sort(compareByAge);
}
function compareByAge(a, b) {
    const difference = a.startDateTime.getTime() - b.startDateTime.getTime();
    return difference === 0 ? (a.keyId < b.keyId ? -1 : 1) : difference;
}


/***/ }),

 2548:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   a: () => (/* binding */ FileProblemError),
   x: () => (/* binding */ explainFileProblem)
/* harmony export */ });
class FileProblemError extends Error {
    problem;
    constructor(problem) {
        super(problem.kind);
        this.problem = problem;
    }
}
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

 4352:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   X: () => (/* binding */ writeJobFile),
   m: () => (/* binding */ checkJobFile)
/* harmony export */ });
 var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
 var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
 var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
 var _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2548);




async function checkJobFile(file) {
    await translateErrors(async () => {
        await requireReplaceable(await resolveTarget(file));
    });
}
async function writeJobFile(file, work) {
    const target = await translateErrors(() => resolveTarget(file));
    const draft = (0, node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target), `.${(0, node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(target)}.${(0, node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}`);
    try {
        const handle = await translateErrors(async () => {
            await (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target), { recursive: true });
            await requireSameTarget(target, file);
            await requireReplaceable(target);
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
async function resolveTarget({ path, workspace, temp }) {
    const directory = await findExistingDirectory((0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(path));
    const target = (0, node_path__WEBPACK_IMPORTED_MODULE_2__.join)(directory.real, (0, node_path__WEBPACK_IMPORTED_MODULE_2__.relative)(directory.nominal, path));
    const roots = await Promise.all([workspace, temp].map((root) => (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(root)));
    if (roots.some((root) => isInside(target, root)))
        return target;
    throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ .a({ kind: 'outside' });
}
async function requireSameTarget(target, file) {
    if ((await resolveTarget(file)) !== target)
        throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ .a({ kind: 'replaced' });
}
async function findExistingDirectory(nominal) {
    try {
        return { nominal, real: await (0, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(nominal) };
    }
    catch (error) {
        if (readErrorCode(error) !== 'ENOENT' || (0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(nominal) === nominal)
            throw error;
        if ((await readStatus(nominal)) !== undefined)
            throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ .a({ kind: 'link' });
        return findExistingDirectory((0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(nominal));
    }
}
function isInside(path, root) {
    const route = (0, node_path__WEBPACK_IMPORTED_MODULE_2__.relative)(root, path);
    return route !== '' && route.split(node_path__WEBPACK_IMPORTED_MODULE_2__.sep)[0] !== '..' && !(0, node_path__WEBPACK_IMPORTED_MODULE_2__.isAbsolute)(route);
}
async function requireReplaceable(target) {
    const status = await readStatus(target);
    if (status === undefined || status.isFile())
        return;
    throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ .a({ kind: status.isSymbolicLink() ? 'link' : 'not-a-file' });
}
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
async function translateErrors(operation) {
    try {
        return await operation();
    }
    catch (error) {
        throw error instanceof _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ .a
            ? error
            : new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ .a({ kind: 'system', code: readErrorCode(error) });
    }
}
function readErrorCode(error) {
    if (typeof error !== 'object' || error === null || !('code' in error))
        return undefined;
    return typeof error.code === 'string' ? error.code : undefined;
}


/***/ }),

 8451:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   q: () => (/* binding */ parseJson)
/* harmony export */ });
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}


/***/ }),

 7694:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   j: () => (/* binding */ settleAll),
   s: () => (/* binding */ settleAllOrFirst)
/* harmony export */ });
 var _action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);

async function settleAll(promises) {
    const settled = await Promise.allSettled(promises);
    (0, _action_error_js__WEBPACK_IMPORTED_MODULE_0__ .MI)(settled.flatMap((result) => (result.status === 'rejected' ? (0, _action_error_js__WEBPACK_IMPORTED_MODULE_0__ .vb)(result.reason) : [])));
    return Promise.all(promises);
}
async function settleAllOrFirst(promises) {
    const settled = await Promise.allSettled(promises);
    for (const result of settled)
        if (result.status === 'rejected')
            throw result.reason;
    return Promise.all(promises);
}


/***/ }),

 5681:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   J: () => (/* binding */ formatSummaryText)
/* harmony export */ });
 var html_escaper__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8460);
 var _plain_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8677);


function formatSummaryText(text) {
    return `<code>${(0, html_escaper__WEBPACK_IMPORTED_MODULE_0__ .i)((0, _plain_text_js__WEBPACK_IMPORTED_MODULE_1__ .bo)(text))}</code>`;
}


/***/ }),

 8460:
 ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   i: () => (/* binding */ escape)
/* harmony export */ });
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

const escape = es => replace.call(es, ca, pe);


/***/ })

};

export { id, ids, modules };
