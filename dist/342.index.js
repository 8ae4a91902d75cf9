const id = 342;
const ids = [342];
const modules = {

 6239:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Eb: () => (/* binding */ formatListSecretsCommand),
/* harmony export */   F4: () => (/* binding */ formatGrantVaultRoleCommand),
/* harmony export */   HA: () => (/* binding */ formatRemoveSecretCommand),
/* harmony export */   IS: () => (/* binding */ formatCreateServicePrincipalCommand),
/* harmony export */   Ou: () => (/* binding */ formatListVaultsCommand),
/* harmony export */   Qc: () => (/* binding */ formatShowVaultSecretCommand),
/* harmony export */   Qh: () => (/* binding */ formatShowApplicationCommand),
/* harmony export */   RS: () => (/* binding */ onlyForWorkloadIdentity),
/* harmony export */   Sy: () => (/* binding */ formatShowTenantCommand),
/* harmony export */   UU: () => (/* binding */ formatShowVaultTenantCommand),
/* harmony export */   X$: () => (/* binding */ formatAddOwnerCommand),
/* harmony export */   XV: () => (/* binding */ formatGrantCommand),
/* harmony export */   ZS: () => (/* binding */ formatListFederatedCredentialsCommand),
/* harmony export */   cs: () => (/* binding */ withCloud),
/* harmony export */   de: () => (/* binding */ quoteIfNeeded),
/* harmony export */   hV: () => (/* binding */ formatRecoverVaultSecretCommand),
/* harmony export */   iC: () => (/* binding */ formatCommands),
/* harmony export */   n4: () => (/* binding */ formatAddFederatedCredentialCommand),
/* harmony export */   pV: () => (/* binding */ formatEnableServicePrincipalCommand),
/* harmony export */   rN: () => (/* binding */ formatSetVaultPolicyCommand)
/* harmony export */ });
/* harmony import */ var _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7340);

function formatCommands(cloud, ...commands) {
    const lines = withCloud(cloud, commands.map(({ command }) => command));
    const alternatives = [...new Set(commands.flatMap(({ alternative }) => alternative ?? []))];
    return [
        ...lines.map((line) => `  ${line}`),
        formatShell(cloud, lines.length),
        ...alternatives.map((alternative) => `Or ${alternative}`),
    ]
        .map((line) => `\n${line}`)
        .join('');
}
function formatShell({ name }, count) {
    const [these, work, need] = count === 1 ? ['This command', 'works', 'needs'] : ['These commands', 'work', 'need'];
    return name === 'public'
        ? `${these} ${work} in Azure Cloud Shell (https://shell.azure.com, Bash).`
        : `${these} ${need} Bash and the Azure CLI.`;
}
function withCloud({ name, azureCliName }, commands) {
    return name === 'public'
        ? commands
        : [`az cloud set --name ${azureCliName}`, 'az login --allow-no-subscriptions', ...commands];
}
function onlyForWorkloadIdentity(clientId) {
    return `only if ${clientId} is the workload identity, not Exalate's application`;
}
function formatAddFederatedCredentialCommand(clientId, { issuer, subject, audience }) {
    const name = `github-${subject.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 120);
    const parameters = JSON.stringify({ name, issuer, subject, audiences: [audience] });
    return {
        command: `az ad app federated-credential create --id ${clientId} --parameters ${shellQuote(parameters)}`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .addFederatedCredential */ .DP(clientId),
    };
}
function formatListFederatedCredentialsCommand(clientId) {
    return {
        command: `az ad app federated-credential list --id ${clientId}`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .showFederatedCredentials */ .WV(clientId),
    };
}
function quoteIfNeeded(text) {
    return /^[\w./][\w./-]*$/.test(text) ? text : shellQuote(text);
}
function shellQuote(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
const graphApplicationId = '00000003-0000-0000-c000-000000000000';
const permissionIds = {
    'Application.ReadWrite.OwnedBy': '18a4783c-866b-4cc7-a460-3d5e5662c884',
    'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
};
function formatGrantCommand({ clientId, cloud }, permission) {
    const grant = `{\\"principalId\\":\\"${formatServicePrincipalLookup(clientId)}\\",\\"resourceId\\":\\"${formatServicePrincipalLookup(graphApplicationId)}\\",\\"appRoleId\\":\\"${permissionIds[permission]}\\"}`;
    return {
        command: `az rest --method POST --resource ${cloud.graph} --url "${cloud.graph}/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments" --body "${grant}"`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .grantPermission */ .gu(clientId, permission),
    };
}
function formatAddOwnerCommand({ clientId }, applicationId) {
    return {
        command: `az ad app owner add --id ${applicationId} --owner-object-id "${formatServicePrincipalLookup(clientId)}"`,
        alternative: undefined,
    };
}
function formatServicePrincipalLookup(applicationId) {
    return `$(az ad sp show --id ${applicationId} --query id --output tsv)`;
}
function formatCreateServicePrincipalCommand(applicationId) {
    return {
        command: `az ad sp create --id ${applicationId}`,
        alternative: undefined,
    };
}
function formatEnableServicePrincipalCommand(applicationId) {
    return {
        command: `az ad sp update --id ${applicationId} --set accountEnabled=true`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .enableSignIn */ .wl(applicationId),
    };
}
function formatRemoveSecretCommand(applicationId, keyId) {
    return {
        command: `az ad app credential delete --id ${applicationId} --key-id ${keyId}`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .showSecrets */ .zt(applicationId),
    };
}
function formatListSecretsCommand(applicationId) {
    return {
        command: `az ad app credential list --id ${applicationId} --output table`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .showSecrets */ .zt(applicationId),
    };
}
function formatShowApplicationCommand(applicationId) {
    return {
        command: `az ad app show --id ${applicationId}`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .showApplication */ .Ov(applicationId),
    };
}
function formatShowTenantCommand() {
    return {
        command: 'az account show --query tenantId --output tsv',
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .showTenant */ .Uz(),
    };
}
function formatListVaultsCommand() {
    return {
        command: 'az keyvault list --query "[].name" --output tsv',
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .showVaults */ .F2(),
    };
}
function formatRecoverVaultSecretCommand(vaultName, secretName) {
    return {
        command: `az keyvault secret recover --vault-name ${vaultName} --name ${secretName}`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .recoverVaultSecret */ .T1(vaultName, secretName),
    };
}
function formatGrantVaultRoleCommand({ clientId }, vaultName, secretName) {
    const scope = `$(az keyvault show --name ${vaultName} --query id --output tsv)/secrets/${secretName}`;
    return {
        command: `az role assignment create --role "Key Vault Secrets Officer" --assignee ${clientId} --scope "${scope}"`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .grantVaultRole */ .FF(clientId, vaultName),
    };
}
function formatSetVaultPolicyCommand({ clientId }, vaultName) {
    return {
        command: `az keyvault set-policy --name ${vaultName} --spn ${clientId} --secret-permissions get list set`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .setVaultPolicy */ .zw(clientId, vaultName),
    };
}
function formatShowVaultTenantCommand(vaultName) {
    return {
        command: `az keyvault show --name ${vaultName} --query properties.tenantId --output tsv`,
        alternative: _portal_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .showVaultTenant */ .Cw(vaultName),
    };
}
function formatShowVaultSecretCommand(vaultName, secretName) {
    return `az keyvault secret show --vault-name ${vaultName} --name ${secretName} --query value --output tsv`;
}


/***/ }),

 7340:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cw: () => (/* binding */ showVaultTenant),
/* harmony export */   DP: () => (/* binding */ addFederatedCredential),
/* harmony export */   F2: () => (/* binding */ showVaults),
/* harmony export */   FF: () => (/* binding */ grantVaultRole),
/* harmony export */   Lx: () => (/* binding */ formatShowPolicies),
/* harmony export */   Ov: () => (/* binding */ showApplication),
/* harmony export */   T1: () => (/* binding */ recoverVaultSecret),
/* harmony export */   Uz: () => (/* binding */ showTenant),
/* harmony export */   WV: () => (/* binding */ showFederatedCredentials),
/* harmony export */   gu: () => (/* binding */ grantPermission),
/* harmony export */   wL: () => (/* binding */ policiesPage),
/* harmony export */   wl: () => (/* binding */ enableSignIn),
/* harmony export */   zt: () => (/* binding */ showSecrets),
/* harmony export */   zw: () => (/* binding */ setVaultPolicy)
/* harmony export */ });
function openApplication(applicationId) {
    return `App registrations > All applications > ${applicationId}`;
}
const federatedCredentials = (applicationId) => `${openApplication(applicationId)} > Certificates & secrets > Federated credentials`;
function addFederatedCredential(clientId) {
    return `in the portal: ${federatedCredentials(clientId)} > Add credential > Other issuer. Enter the issuer, the subject and the audience above.`;
}
function showFederatedCredentials(applicationId) {
    return `in the portal: ${federatedCredentials(applicationId)}.`;
}
function grantPermission(applicationId, permission) {
    return `in the portal: ${openApplication(applicationId)} > API permissions > Add a permission > Microsoft Graph > Application permissions > ${permission} > Add permissions, then Grant admin consent.`;
}
function enableSignIn(applicationId) {
    return `in the portal: Enterprise applications > All applications > ${applicationId} > Properties > Enabled for users to sign-in? > Yes > Save.`;
}
function showSecrets(applicationId) {
    return `in the portal: ${openApplication(applicationId)} > Certificates & secrets > Client secrets. The column "Secret ID" shows the key IDs.`;
}
function showApplication(applicationId) {
    return `in the portal: ${openApplication(applicationId)}.`;
}
function showTenant() {
    return 'in the portal: Microsoft Entra ID > Overview > Tenant ID.';
}
const policiesPage = 'the Microsoft Entra admin center: Entra ID > Enterprise apps > Application policies';
function formatShowPolicies({ name, graph }, applicationId) {
    const client = name === 'public'
        ? 'Graph Explorer (https://developer.microsoft.com/graph/graph-explorer)'
        : 'A client of Microsoft Graph';
    return `The policy of the tenant is in ${policiesPage} > Restrict max password lifetime. ${client}, with the permission Policy.Read.All, also shows one that is assigned to the application:
  GET ${graph}/v1.0/policies/defaultAppManagementPolicy
  GET ${graph}/v1.0/applications(appId='${applicationId}')/appManagementPolicies`;
}
function showVaults() {
    return 'in the portal: Key vaults > the vault > Overview > Vault URI.';
}
function recoverVaultSecret(vaultName, secretName) {
    return `in the portal: Key vaults > ${vaultName} > Secrets > Manage deleted secrets > ${secretName} > Recover.`;
}
function grantVaultRole(clientId, vaultName) {
    return `in the portal, for all secrets of the vault: Key vaults > ${vaultName} > Access control (IAM) > Add > Add role assignment > Key Vault Secrets Officer, with the member ${clientId}.`;
}
function setVaultPolicy(clientId, vaultName) {
    return `in the portal: Key vaults > ${vaultName} > Access policies: the secret permissions Get, List and Set for the principal ${clientId}.`;
}
function showVaultTenant(vaultName) {
    return `in the portal: Key vaults > ${vaultName} > Overview > Directory ID.`;
}


/***/ }),

 7959:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  s8: () => (/* binding */ LostResponseError),
  qJ: () => (/* binding */ UncertainRefusalError),
  md: () => (/* binding */ createApplications)
});

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/failure.ts
var http_failure = __webpack_require__(2398);
// EXTERNAL MODULE: ./src/http/failure-rules.ts
var failure_rules = __webpack_require__(7384);
// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);
// EXTERNAL MODULE: ./src/entra/graph/application.ts
var graph_application = __webpack_require__(6229);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);

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
function ambiguousNameError(wanted, found) {
    return new action_error/* ActionError */.lZ('application-ambiguous', {
        problem: [
            found.length < 2
                ? `More than ${maxCandidates - 1} app registrations are named \`${wanted}\`, ignoring case.`
                : `Several app registrations are named \`${wanted}\`:`,
            ...formatCandidates(found),
        ].join('\n'),
        likelyCause: 'display names are not unique in Microsoft Entra ID, and the workload identity owns none of these applications, or more than one.',
        remedy: 'set `application` to the application (client) ID of the one you mean.',
    });
}
function ambiguousIdError(id, found) {
    return new action_error/* ActionError */.lZ('application-ambiguous', {
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

// EXTERNAL MODULE: ./src/entra/graph/errors.ts
var errors = __webpack_require__(9928);






async function findApplication(wanted, directory) {
    const found = await (dist.is(graph_application/* guid */.Os, wanted) ? findById(wanted, directory) : findByName(wanted, directory));
    if ((0, graph_application/* isUnreadable */.GZ)(found))
        throw (0, errors/* unreadableApplicationError */.uV)(wanted, found, directory.identity);
    return found;
}
async function findById(id, { identity, listMatching, findByObjectId }) {
    const [byApplicationId, byObjectId] = await (0, settle/* settleAllOrFirst */.s)([
        takeFirst(listMatching(`appId eq '${id}'`), ({ applicationId }) => applicationId === '' || isSameId(applicationId, id)),
        findByObjectId(id),
    ]);
    const found = [
        ...byApplicationId,
        ...(byObjectId !== undefined && isSameId(byObjectId.objectId, id) ? [byObjectId] : []),
    ];
    const [only, ...others] = found;
    if (only === undefined)
        throw notFoundError(id, true, identity, []);
    const unreadable = found.find(graph_application/* isUnreadable */.GZ);
    if (unreadable !== undefined)
        return unreadable;
    if (others.length > 0)
        throw ambiguousIdError(id, found);
    return only;
}
async function findByName(name, directory) {
    const hasName = ({ displayName }) => displayName === name;
    const listed = await takeFirst(directory.listMatching(`displayName eq ${odataString(name)}`), () => true);
    const found = listed.filter((application) => hasName(application) || ((0, graph_application/* isUnreadable */.GZ)(application) && application.displayName === ''));
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
        if (error instanceof action_error/* ActionError */.lZ && isIgnored(error.code))
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

// EXTERNAL MODULE: ./src/entra/graph/rules.ts + 2 modules
var rules = __webpack_require__(3935);
// EXTERNAL MODULE: ./src/http/network-error.ts
var network_error = __webpack_require__(137);
// EXTERNAL MODULE: ./src/http/paging.ts
var paging = __webpack_require__(9022);






const maxPageBytes = 32 * network_error/* megabyte */.H7;
const maxRestarts = 2;
const operation = 'list applications';
const pageSchema = dist/* object */.Ikc({
    value: dist/* array */.YOg(dist/* unknown */.L5J()),
    '@odata.nextLink': dist/* nullish */.cl6(dist/* string */.YjP()),
});
async function* listPages(graph, path, query, createContext) {
    const options = { maxBytes: maxPageBytes };
    const yielded = new Set();
    for (let restarts = 0;; restarts += 1) {
        const checkPage = (0, paging/* createPageGuard */.j)('Microsoft Graph', operation);
        const listed = new Set();
        let result = await graph.get(path, query, options);
        for (let isFirst = true;; isFirst = false) {
            if ('failure' in result && !isFirst && (0, rules/* isExpiredLink */.CJ)(result.failure) && restarts < maxRestarts)
                break;
            const { values, next } = readPage(result, createContext(operation));
            const entries = values
                .filter((entry) => !dist.is(graph_application/* otherObject */.A_, entry))
                .map((entry) => dist/* parse */.qgA(graph_application/* listedApplication */.Cj, entry));
            const idsBefore = listed.size;
            for (const entry of entries) {
                const { objectId } = entry;
                listed.add(objectId);
                if (yielded.has(objectId))
                    continue;
                if (objectId !== '')
                    yielded.add(objectId);
                yield entry;
            }
            if (next === undefined)
                return;
            const isRepeated = entries.length > 0 && listed.size === idsBefore;
            checkPage({ first: entries[0]?.objectId, next, isRepeated });
            result = await graph.get(next, {}, options);
        }
    }
}
async function* readPages(graph, { path, query, options }, context, rules) {
    const checkPage = (0, paging/* createPageGuard */.j)('Microsoft Graph', context.operation);
    let result = await graph.get(path, query, options);
    for (;;) {
        const { values, next } = readPage(result, context, rules);
        yield values;
        if (next === undefined)
            return;
        checkPage({ first: values.length === 0 ? undefined : JSON.stringify(values[0]), next });
        result = await graph.get(next, {}, options);
    }
}
function readPage(result, context, rules) {
    if ('failure' in result)
        throw (0, errors/* graphError */.zc)(result.failure, context, rules);
    const parsed = dist/* safeParse */.xLC(pageSchema, result.response.body);
    if (!parsed.success)
        throw (0, errors/* unreadableResponseError */.$J)(result.response, context);
    const { value: values, '@odata.nextLink': link } = parsed.output;
    const next = link ?? undefined;
    if (next !== undefined && !next.startsWith(`${context.identity.cloud.graph}/`)) {
        throw (0, errors/* nextLinkError */.it)(next, context);
    }
    return { values, next };
}




const lastSignIn = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* transform */.pdi((text) => text.replace(/([+-])(\d):?(\d{2})$/, '$10$2:$3')), graph_application/* moment */.n$, dist/* check */.z6Y((date) => date.getTime() > 0));
const row = dist/* object */.Ikc({
    appId: dist/* string */.YjP(),
    keyId: dist/* string */.YjP(),
    signInActivity: dist/* object */.Ikc({ lastSignInDateTime: lastSignIn }),
});
async function readLastUses(graph, applicationId, context) {
    const uses = new Map();
    const request = {
        path: `${context.identity.cloud.graph}/beta/reports/appCredentialSignInActivities`,
        query: applicationId === undefined ? {} : { $filter: `appId eq '${applicationId}'` },
        options: { maxBytes: maxPageBytes },
    };
    for await (const values of readPages(graph, request, context, rules/* lastUseRules */.Vz)) {
        for (const value of values)
            addLastUse(uses, value, applicationId);
    }
    return uses;
}
function addLastUse(uses, value, applicationId) {
    const parsed = dist/* safeParse */.xLC(row, value);
    if (!parsed.success)
        return;
    const { appId, keyId: id, signInActivity } = parsed.output;
    if (applicationId !== undefined && appId.toLowerCase() !== applicationId.toLowerCase())
        return;
    const keyId = id.toLowerCase();
    const { lastSignInDateTime: at } = signInActivity;
    const known = uses.get(keyId);
    if (known === undefined || known < at)
        uses.set(keyId, at);
}

// EXTERNAL MODULE: ./src/entra/graph/explanations.ts
var explanations = __webpack_require__(5071);
// EXTERNAL MODULE: ./src/azure/az-commands.ts
var az_commands = __webpack_require__(6239);
// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);
// EXTERNAL MODULE: ./src/shared/plain-text.ts
var plain_text = __webpack_require__(8677);






function notOwnedError(identity, { applicationId }) {
    return new action_error/* ActionError */.lZ('application-not-owned', {
        problem: `The workload identity ${identity.clientId} is not an owner of application ${applicationId}, so it cannot add a client secret to it.`,
        likelyCause: `its permission ${explanations/* ownedPermission */.vT} covers only applications that it owns, and it was removed from the owners, or never added.`,
        remedy: `make it an owner, which is not possible in the portal:${(0, az_commands/* formatCommands */.iC)(identity.cloud, (0, az_commands/* formatAddOwnerCommand */.X$)(identity, applicationId))}`,
    });
}
function findPolicyErrors({ prohibition, limit }, { at, endDateTime }, { applicationId }) {
    if (prohibition !== undefined) {
        const { code, ...notAllowed } = (0, explanations/* secretsNotAllowed */.$h)(applicationId);
        const likelyCause = describePolicy(prohibition, 'forbids new client secrets');
        return [new action_error/* ActionError */.lZ(code, { ...notAllowed, likelyCause })];
    }
    if (limit === undefined || endDateTime <= (0, duration/* endOfLifetime */.I1)(limit.maxLifetime, at))
        return [];
    const allowed = (0, duration/* formatLifetime */.Re)(limit.maxLifetime);
    return [
        new action_error/* ActionError */.lZ('lifetime-not-allowed', {
            problem: `A client secret of application ${applicationId} may be valid for ${allowed} at most. With this \`expires\`, one that is added at ${(0, timestamp/* formatTimestamp */.E)(at)} would be valid until ${(0, timestamp/* formatTimestamp */.E)(endDateTime)}.`,
            likelyCause: describePolicy(limit, `limits the lifetime of client secrets to ${allowed}`),
            remedy: `set \`expires: ${allowed}\` or a shorter lifetime.`,
        }),
    ];
}
function describePolicy({ assigned, since }, restriction) {
    const policy = assigned === undefined
        ? 'the application management policy of the tenant'
        : `the application management policy "${(0, plain_text/* toPlainText */.bo)(assigned)}", which is assigned to this application,`;
    const scope = since === undefined
        ? ''
        : ` It applies to applications that were registered since ${(0, timestamp/* formatTimestamp */.E)(since)}.`;
    return `${policy} ${restriction}.${scope}`;
}



const lifetime = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* rawTransform */.NTK(({ dataset, addIssue, NEVER }) => {
    try {
        return (0,duration/* parseLifetime */.$u)(dataset.value);
    }
    catch {
        addIssue();
        return NEVER;
    }
}));
const restriction = dist/* object */.Ikc({
    restrictionType: dist/* string */.YjP(),
    state: dist/* nullish */.cl6(dist/* string */.YjP(), 'enabled'),
    maxLifetime: dist/* nullish */.cl6(lifetime),
    restrictForAppsCreatedAfterDateTime: dist/* nullish */.cl6(graph_application/* moment */.n$),
    excludeActors: dist/* nullish */.cl6(dist/* unknown */.L5J()),
});
const restrictions = dist/* pipe */.FsL(dist/* nullish */.cl6(dist/* array */.YOg(dist/* fallback */.NpB(dist/* nullable */.mee(restriction), null)), []), dist/* transform */.pdi((all) => all.filter((one) => one !== null)));
const tenantPolicy = dist/* object */.Ikc({
    isEnabled: dist/* boolean */.zMY(),
    applicationRestrictions: dist/* nullish */.cl6(dist/* object */.Ikc({ passwordCredentials: restrictions })),
});
const applicationPolicies = dist/* object */.Ikc({
    value: dist/* array */.YOg(dist/* object */.Ikc({
        displayName: dist/* nullish */.cl6(dist/* string */.YjP(), ''),
        isEnabled: dist/* boolean */.zMY(),
        restrictions: dist/* nullish */.cl6(dist/* object */.Ikc({ passwordCredentials: restrictions })),
    })),
});
function combinePolicies(tenant, { value: [assigned] }, createdDateTime) {
    const { isEnabled, rules } = assigned === undefined
        ? { isEnabled: tenant.isEnabled, rules: tenant.applicationRestrictions }
        : { isEnabled: assigned.isEnabled, rules: assigned.restrictions };
    const all = isEnabled ? (rules?.passwordCredentials ?? []) : [];
    const applicable = all.filter((one) => isInForce(one, createdDateTime));
    const readSource = ({ restrictForAppsCreatedAfterDateTime }) => ({
        assigned: assigned?.displayName,
        since: restrictForAppsCreatedAfterDateTime ?? undefined,
    });
    const prohibition = applicable.find(({ restrictionType }) => restrictionType === 'passwordAddition');
    const limits = applicable
        .filter(({ restrictionType }) => restrictionType === 'passwordLifetime')
        .flatMap((one) => (one.maxLifetime ? [{ ...readSource(one), maxLifetime: one.maxLifetime }] : []));
    return { prohibition: prohibition && readSource(prohibition), limit: findShortest(limits) };
}
function isInForce({ state, excludeActors, restrictForAppsCreatedAfterDateTime: after }, createdDateTime) {
    if (state === 'disabled' || !isNullish(excludeActors))
        return false;
    return isNullish(after) || createdDateTime >= after;
}
function isNullish(value) {
    return value === null || value === undefined;
}
function findShortest(limits) {
    const end = ({ maxLifetime }) => Number((0, duration/* endOfLifetime */.I1)(maxLifetime, new Date(0)));
    return limits.toSorted((a, b) => end(a) - end(b))[0];
}






const once = { maxRetries: 0 };
function canReadPolicies({ roles = [] }) {
    return roles.includes('Policy.Read.All');
}
async function checkRenewal(application, request, context) {
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
const allPermission = 'Application.ReadWrite.All';
const applicationRoles = [
    '62e90394-69f5-4237-9190-012177145e10', // Global Administrator
    '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', // Application Administrator
    '158c047a-c907-4556-b7ef-446551a6b5f7', // Cloud Application Administrator
];
async function checkOwnership(application, context) {
    const { identity, roles = [], principalId, directoryRoles } = context;
    const mayChangeAll = roles.includes(allPermission) || directoryRoles.some((role) => applicationRoles.includes(role));
    const needsOwnership = roles.includes(explanations/* ownedPermission */.vT) && !mayChangeAll;
    if (!needsOwnership || principalId === undefined)
        return [];
    const isOwner = () => listsOwner(application, principalId, context);
    return (await isOwner()) || (await isOwner()) ? [] : [notOwnedError(identity, application)];
}
const owner = dist/* object */.Ikc({ id: graph_application/* guid */.Os });
async function listsOwner({ objectId }, principalId, { graph, identity, roles }) {
    const request = { path: `/applications/${objectId}/owners`, query: { $select: 'id' }, options: once };
    const context = {
        identity,
        roles,
        operation: 'list the owners of an application',
        applicationId: undefined,
    };
    for await (const owners of readPages(graph, request, context)) {
        if (owners.some((entry) => dist/* parse */.qgA(owner, entry).id === principalId))
            return true;
    }
    return false;
}
const registration = dist/* object */.Ikc({ createdDateTime: dist/* nullish */.cl6(graph_application/* moment */.n$) });
async function checkPolicies(application, request, { graph, roles }) {
    if (!canReadPolicies({ roles }))
        return [];
    const path = `/applications/${application.objectId}`;
    const [ofTenant, ofApplication, { createdDateTime }] = await Promise.all([
        read(graph, '/policies/defaultAppManagementPolicy', {}, tenantPolicy),
        read(graph, `${path}/appManagementPolicies`, {}, applicationPolicies),
        read(graph, path, { $select: 'id,createdDateTime' }, registration),
    ]);
    const policy = combinePolicies(ofTenant, ofApplication, createdDateTime ?? new Date(0));
    return findPolicyErrors(policy, request, application);
}
async function read(graph, path, query, schema) {
    const result = await graph.get(path, query, once);
    if ('failure' in result)
        throw new Error('no usable answer');
    return dist/* parse */.qgA(schema, result.response.body);
}












class UncertainRefusalError extends Error {
    actionError;
    reason;
    constructor(actionError, reason) {
        super('uncertain refusal');
        this.actionError = actionError;
        this.reason = reason;
    }
}
class LostResponseError extends Error {
    reason;
    constructor(reason) {
        super('lost response');
        this.reason = reason;
    }
}
const maxPageSize = '999';
const applicationFields = 'id,appId,displayName,signInAudience,passwordCredentials';
function createApplications(graph, identity, readToken, createGraph) {
    const createContext = (operation, applicationId) => ({
        identity,
        roles: readToken().roles,
        operation: applicationId === undefined ? operation : `${operation} application ${applicationId}`,
        applicationId,
    });
    const readBody = (result, schema, operation) => {
        if ('failure' in result)
            throw (0, errors/* graphError */.zc)(result.failure, createContext(operation));
        const parsed = dist/* safeParse */.xLC(schema, result.response.body);
        if (!parsed.success)
            throw (0, errors/* unreadableResponseError */.$J)(result.response, createContext(operation));
        return parsed.output;
    };
    const list = (scope) => {
        const owned = `/servicePrincipals(appId='${identity.clientId}')/ownedObjects/microsoft.graph.application`;
        const query = { $select: applicationFields, $top: maxPageSize };
        return listPages(graph, scope === 'owned' ? owned : '/applications', query, createContext);
    };
    const directory = {
        identity,
        listMatching: ($filter) => listPages(graph, '/applications', { $filter, $select: applicationFields, $top: String(maxCandidates) }, createContext),
        listOwned: () => list('owned'),
        async findByObjectId(objectId) {
            const query = { $select: applicationFields };
            const result = await graph.get(`/applications/${objectId}`, query, { mayBeMissing: true });
            const isMissing = 'failure' in result && (0, failure_rules/* matchesRule */.Ib)(result.failure, { status: 404 });
            return isMissing ? undefined : readBody(result, graph_application/* application */.pW, 'read an application');
        },
    };
    const readCredentials = async (objectId, schema) => {
        const result = await graph.get(`/applications/${objectId}`, { $select: 'id,passwordCredentials' });
        const isWanted = dist/* check */.z6Y(({ id }) => id === objectId.toLowerCase());
        return readBody(result, dist/* pipe */.FsL(schema, isWanted), 'list client secrets');
    };
    return {
        find: (wanted) => findApplication(wanted, directory),
        list,
        async listCredentials(objectId) {
            return (await readCredentials(objectId, graph_application/* withCredentials */.tE)).passwordCredentials;
        },
        async listSecrets(objectId) {
            return (await readCredentials(objectId, graph_application/* withListedSecrets */.lO)).passwordCredentials;
        },
        readLastUses: (applicationId, budget) => readLastUses(createGraph(budget), applicationId, createContext('read when client secrets were last used')),
        async addPassword({ objectId, applicationId, passwordCredentials }, displayName, endDateTime) {
            const passwordCredential = { displayName, endDateTime: endDateTime.toISOString() };
            const result = await graph.post(`/applications/${objectId}/addPassword`, { passwordCredential });
            if ('failure' in result) {
                const { failure } = result;
                if ('network' in failure)
                    throw new LostResponseError('no response');
                if (!(0, http_failure/* isRefusal */.vu)(failure))
                    throw new LostResponseError((0, http_failure/* describeFailure */.Ic)(failure));
                const operation = `add a client secret valid until ${(0, timestamp/* formatTimestamp */.E)(endDateTime)} to`;
                const context = { ...createContext(operation, applicationId), description: displayName };
                const error = (0, errors/* graphError */.zc)(failure, context);
                throw (0, rules/* isCertainRefusal */.XG)(failure) ? error : new UncertainRefusalError(error, (0, http_failure/* describeFailure */.Ic)(failure));
            }
            const parsed = dist/* safeParse */.xLC(graph_application/* addedPassword */.g7, result.response.body);
            if (!parsed.success)
                throw new LostResponseError('a response without a usable value');
            if (passwordCredentials.some(({ keyId }) => keyId === parsed.output.keyId)) {
                throw new LostResponseError('a response about an earlier secret');
            }
            return parsed.output;
        },
        async removePassword({ objectId, applicationId }, keyId) {
            const result = await graph.post(`/applications/${objectId}/removePassword`, { keyId });
            const context = createContext('remove a client secret from', applicationId);
            if ('response' in result) {
                if (result.response.status === 204)
                    return 'removed';
                throw (0, errors/* unreadableResponseError */.$J)(result.response, context);
            }
            const { failure } = result;
            if ((0, failure_rules/* matchesRule */.Ib)(failure, { message: /^No password credential found/i }))
                return 'not-found';
            throw (0, errors/* graphError */.zc)(failure, context);
        },
        canReadPolicies: () => canReadPolicies(readToken()),
        checkRenewal: (application, request) => checkRenewal(application, request, { graph, identity, ...readToken() }),
    };
}


/***/ }),

 9928:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $J: () => (/* binding */ unreadableResponseError),
/* harmony export */   Ag: () => (/* binding */ twoSecretLimitError),
/* harmony export */   EG: () => (/* binding */ requireSeparateWorkloadIdentity),
/* harmony export */   OY: () => (/* binding */ expiryChangedError),
/* harmony export */   it: () => (/* binding */ nextLinkError),
/* harmony export */   uV: () => (/* binding */ unreadableApplicationError),
/* harmony export */   vq: () => (/* binding */ descriptionChangedError),
/* harmony export */   zc: () => (/* binding */ graphError)
/* harmony export */ });
/* harmony import */ var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6239);
/* harmony import */ var _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7384);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8549);
/* harmony import */ var _http_quote_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7696);
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9008);
/* harmony import */ var _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(2441);
/* harmony import */ var _explanations_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5071);
/* harmony import */ var _rules_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3935);








function graphError(failure, context, rules = _rules_js__WEBPACK_IMPORTED_MODULE_6__/* .graphRules */ .Q) {
    return (0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_1__/* .explainFailure */ .SP)(failure, rules, context, failedOperation(context));
}
function unreadableResponseError(response, context) {
    if (response.body === undefined)
        return (0, _http_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .foreignResponseError */ .c)(response, failedOperation(context));
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ('graph-request-failed', {
        problem: `Microsoft Graph sent a response that the action cannot read when asked to ${context.operation} (HTTP ${response.status}${response.requestId === undefined ? '' : `, request ID ${response.requestId}`}).`,
        likelyCause: 'an error in the service, or a proxy that changes its responses.',
        remedy: 'run the job again; on self-hosted runners, check that the proxy does not change responses.',
    });
}
function nextLinkError(link, { identity, operation }) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ('graph-request-failed', {
        problem: `Microsoft Graph sent a link to ${(0, _http_quote_js__WEBPACK_IMPORTED_MODULE_3__/* .formatHost */ .g)(link) ?? 'an address that is not a URL'} when asked to ${operation}. The next page of a list must be at ${identity.cloud.graph}/, so the action did not request it.`,
        likelyCause: 'a proxy between the runner and Microsoft Graph that changes its responses.',
        remedy: 'run the job again; on self-hosted runners, check that the proxy does not change responses.',
    });
}
function failedOperation({ identity, operation }) {
    return { service: _explanations_js__WEBPACK_IMPORTED_MODULE_5__/* .graphService */ .uh, host: identity.cloud.graph, operation };
}
function unreadableApplicationError(wanted, { objectId, applicationId }, { cloud }) {
    const id = [applicationId, objectId].find((one) => one !== '') ?? 'APPLICATION-ID';
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ('graph-request-failed', {
        problem: `Microsoft Graph lists the app registration \`${wanted}\` without one of its IDs or without its client secrets.`,
        likelyCause: 'the app registration is damaged, or a proxy changes the responses of Microsoft Graph.',
        remedy: `check what Microsoft Graph returns for it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatShowApplicationCommand */ .Qh)(id))}`,
    });
}
function descriptionChangedError(requested) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ('description-refused', {
        problem: `Microsoft Graph stored the new client secret with a different description than requested, so a later run could not recognize it. Requested: "${requested}" (${requested.length} characters).`,
        likelyCause: 'the description is too long, or contains characters that Microsoft Graph replaces.',
        remedy: 'shorten `description`, and use only letters, digits and spaces.',
    });
}
function expiryChangedError(requested, stored) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ('lifetime-not-allowed', {
        problem: `Microsoft Graph stored the new client secret with a different expiry than requested: ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_7__/* .formatTimestamp */ .E)(stored)} instead of ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_7__/* .formatTimestamp */ .E)(requested)}.`,
        likelyCause: 'the tenant or Microsoft Graph limits the lifetime of client secrets.',
        remedy: `set \`expires\` to ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_7__/* .formatTimestamp */ .E)(stored)} or earlier, or to a lifetime that ends by then.`,
    });
}
function twoSecretLimitError(identity, applicationId, existingSecrets) {
    const { code, problem, ...rest } = (0, _explanations_js__WEBPACK_IMPORTED_MODULE_5__/* .explainTwoSecretLimit */ .Bk)({ identity, applicationId });
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ(code, { problem: [problem, ...existingSecrets].join('\n  - '), ...rest });
}
function requireSeparateWorkloadIdentity({ applicationId, displayName }, { clientId }) {
    if (applicationId.toLowerCase() !== clientId.toLowerCase())
        return;
    throw new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ('workload-identity-is-application', {
        problem: `\`client-id\` and \`application\` name the same app registration, "${displayName}" (${clientId}).`,
        likelyCause: "`client-id` contains the application ID of Exalate's own application instead of the workload identity, the separate application that logs in for this workflow.",
        remedy: "set `client-id` to the application (client) ID of the workload identity; docs/setup.md in the repository of this action shows where to find it. Exalate's application must not trust GitHub: remove its federated credentials.",
    });
}


/***/ }),

 5071:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $h: () => (/* binding */ secretsNotAllowed),
/* harmony export */   $y: () => (/* binding */ explainTokenRefused),
/* harmony export */   Bk: () => (/* binding */ explainTwoSecretLimit),
/* harmony export */   O7: () => (/* binding */ explainDescriptionRefused),
/* harmony export */   Zf: () => (/* binding */ explainOtherCloud),
/* harmony export */   aP: () => (/* binding */ formatRequestId),
/* harmony export */   i8: () => (/* binding */ explainLifetimeNotAllowed),
/* harmony export */   kY: () => (/* binding */ explainSecretsNotAllowed),
/* harmony export */   lu: () => (/* binding */ explainPermissionMissing),
/* harmony export */   pO: () => (/* binding */ explainTooManyCredentials),
/* harmony export */   uh: () => (/* binding */ graphService),
/* harmony export */   vT: () => (/* binding */ ownedPermission),
/* harmony export */   zb: () => (/* binding */ explainIdentityNotFound)
/* harmony export */ });
/* harmony import */ var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6239);
/* harmony import */ var _azure_cloud_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6370);
/* harmony import */ var _azure_portal_paths_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7340);
/* harmony import */ var _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7384);




const graphService = {
    name: 'Microsoft Graph',
    unreachable: 'graph-unreachable',
    failed: 'graph-request-failed',
    statusPage: 'https://status.cloud.microsoft',
    support: 'Microsoft Support',
    requestIdName: 'request ID',
};
const ownedPermission = 'Application.ReadWrite.OwnedBy';
function explainPermissionMissing({ identity, roles, operation, applicationId }, failure) {
    const { clientId, cloud } = identity;
    const problem = `The workload identity ${clientId} is not allowed to ${operation}${formatRequestId(failure)}.`;
    const grant = (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatGrantCommand */ .XV)(identity, ownedPermission);
    if (applicationId !== undefined && (roles === undefined || roles.includes(ownedPermission))) {
        const addOwner = (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatAddOwnerCommand */ .X$)(identity, applicationId);
        const code = 'application-not-owned';
        if (roles !== undefined) {
            return {
                code,
                problem,
                likelyCause: `its permission ${ownedPermission} covers only applications that it owns, and it does not own this one.`,
                remedy: `make it an owner, which is not possible in the portal:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCommands */ .iC)(cloud, addOwner)}`,
            };
        }
        return {
            code,
            problem,
            likelyCause: `it does not own this application, or it lacks the application permission ${ownedPermission} on Microsoft Graph. The action cannot tell which, because it cannot read the permissions in the access token.`,
            remedy: `${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .onlyForWorkloadIdentity */ .RS)(clientId)}, make it an owner, and grant it the permission with consent if it lacks it (it can take a few minutes to take effect):${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCommands */ .iC)(cloud, addOwner, grant)}`,
        };
    }
    if (roles?.includes('Application.ReadWrite.All'))
        return undefined;
    return {
        code: 'graph-permission-missing',
        problem,
        likelyCause: `it lacks the application permission ${ownedPermission} on Microsoft Graph, or that permission lacks admin consent.`,
        remedy: `${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .onlyForWorkloadIdentity */ .RS)(clientId)}, grant it the permission with consent (it can take a few minutes to take effect):${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCommands */ .iC)(cloud, grant)}`,
    };
}
function explainIdentityNotFound({ identity, operation }, failure) {
    const { clientId, cloud } = identity;
    return {
        code: 'graph-permission-missing',
        problem: `Microsoft Graph does not know the workload identity ${clientId}, which asked it to ${operation}${formatRequestId(failure)}.`,
        likelyCause: 'it has no permission on Microsoft Graph with admin consent, or its enterprise application (service principal) was deleted. Recent changes can take a few minutes to take effect.',
        remedy: `${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .onlyForWorkloadIdentity */ .RS)(clientId)}, create its service principal if there is none, and grant it the permission with consent:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCreateServicePrincipalCommand */ .IS)(clientId), (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatGrantCommand */ .XV)(identity, ownedPermission))}`,
    };
}
function explainTokenRefused({ operation }, failure) {
    return {
        code: 'graph-request-failed',
        problem: `Microsoft Graph rejected the access token when asked to ${operation}, even after a new login: ${(0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .formatReceived */ .jZ)(failure, graphService)}.${(0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .formatQuote */ .eH)(failure, graphService)}`,
        likelyCause: 'unknown. The new login issued a new token, so the age of the token is not the cause.',
        remedy: `run the job again in a few minutes. If the error persists, contact ${graphService.support} with the lines above.`,
    };
}
function explainOtherCloud({ identity, operation }, failure) {
    return {
        code: 'graph-request-failed',
        problem: `Microsoft Graph at ${identity.cloud.graph} refused the access token, which is for another audience, when asked to ${operation}${formatRequestId(failure)}.`,
        likelyCause: 'the tenant belongs to another cloud.',
        remedy: `set \`cloud\` to the cloud of the tenant, one of ${(0, _azure_cloud_js__WEBPACK_IMPORTED_MODULE_1__/* .formatOtherClouds */ .Cr)(identity.cloud)}.`,
    };
}
function explainLifetimeNotAllowed({ identity: { cloud }, operation, applicationId = 'APPLICATION-ID' }, failure) {
    return {
        code: 'lifetime-not-allowed',
        problem: `The tenant's policy does not allow this action to ${operation}${formatRequestId(failure)}.${(0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .formatQuote */ .eH)(failure, graphService)}`,
        likelyCause: 'an application management policy limits the lifetime of client secrets.',
        remedy: `shorten \`expires\` to the lifetime that the policy allows. ${(0, _azure_portal_paths_js__WEBPACK_IMPORTED_MODULE_3__/* .formatShowPolicies */ .Lx)(cloud, applicationId)}`,
    };
}
function explainSecretsNotAllowed({ applicationId = 'APPLICATION-ID' }, failure) {
    const received = `${formatRequestId(failure)}.${(0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .formatQuote */ .eH)(failure, graphService)}`;
    return secretsNotAllowed(applicationId, received);
}
function secretsNotAllowed(applicationId, received = '.') {
    return {
        code: 'client-secrets-not-allowed',
        problem: `The tenant's policy does not allow client secrets on this application${received}`,
        likelyCause: 'an application management policy forbids them, for all applications or for this one.',
        remedy: `ask the tenant's administrators to exclude application ${applicationId} in ${_azure_portal_paths_js__WEBPACK_IMPORTED_MODULE_3__/* .policiesPage */ .wL} > Block password addition > All applications with exclusions.`,
    };
}
function explainTooManyCredentials({ identity: { cloud }, applicationId = 'APPLICATION-ID' }, failure) {
    return {
        code: 'too-many-credentials',
        problem: `Application ${applicationId} cannot have any more credentials${formatRequestId(failure)}.`,
        likelyCause: 'unused client secrets have accumulated on it.',
        remedy: `remove the ones that are no longer needed. To list them:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatListSecretsCommand */ .Eb)(applicationId))}`,
    };
}
function explainTwoSecretLimit({ identity: { cloud }, applicationId = 'APPLICATION-ID', }) {
    return {
        code: 'two-secret-limit',
        problem: 'The application already has two client secrets, and cannot have more. Expired secrets count.',
        likelyCause: 'it supports personal Microsoft accounts. Such applications are limited to two client secrets.',
        remedy: `set \`retire-after\`, so that this action removes superseded secrets; or remove a secret that is no longer used, by its key ID:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatListSecretsCommand */ .Eb)(applicationId), (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .formatRemoveSecretCommand */ .HA)(applicationId, 'KEY-ID'))}`,
    };
}
function explainDescriptionRefused({ description }, failure) {
    if (description === undefined)
        return undefined;
    return {
        code: 'description-refused',
        problem: `Microsoft Graph refused the description of the new client secret, "${description}" (${description.length} characters)${formatRequestId(failure)}.${(0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .formatQuote */ .eH)(failure, graphService)}`,
        likelyCause: 'it is too long: it consists of your `description`, the repository and the run.',
        remedy: 'shorten `description`.',
    };
}
function formatRequestId({ requestId }) {
    return requestId === undefined ? '' : ` (request ID ${requestId})`;
}


/***/ }),

 3935:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  hg: () => (/* binding */ findNewLogin),
  Q: () => (/* binding */ graphRules),
  XG: () => (/* binding */ isCertainRefusal),
  CJ: () => (/* binding */ isExpiredLink),
  Vz: () => (/* binding */ lastUseRules),
  Cp: () => (/* binding */ lookUpRules)
});

// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);

const insufficientClaims = /\berror="insufficient_claims"/i;
const requestedClaims = /\bclaims="([\w+/=-]{1,8000})"/i;
function readClaimsChallenge({ 'www-authenticate': challenge = '', }) {
    const [, encoded] = insufficientClaims.test(challenge) ? (requestedClaims.exec(challenge) ?? []) : [];
    if (encoded === undefined)
        return undefined;
    const claims = (0, json/* parseJson */.q)(Buffer.from(encoded, 'base64').toString());
    return typeof claims === 'object' && claims !== null ? JSON.stringify(claims) : undefined;
}

// EXTERNAL MODULE: ./src/http/failure.ts
var http_failure = __webpack_require__(2398);
// EXTERNAL MODULE: ./src/http/failure-rules.ts
var failure_rules = __webpack_require__(7384);
// EXTERNAL MODULE: ./src/azure/az-commands.ts
var az_commands = __webpack_require__(6239);
// EXTERNAL MODULE: ./src/entra/graph/explanations.ts
var explanations = __webpack_require__(5071);


const code = 'last-use-unavailable';
const auditPermission = 'AuditLog.Read.All';
function explainAuditPermissionMissing({ identity, roles, operation }, failure) {
    if (roles?.includes(auditPermission))
        return undefined;
    const { clientId, cloud } = identity;
    return {
        code,
        problem: `The workload identity ${clientId} is not allowed to ${operation}${(0, explanations/* formatRequestId */.aP)(failure)}.`,
        likelyCause: `it lacks the application permission ${auditPermission} on Microsoft Graph, or that permission lacks admin consent.`,
        remedy: `${(0, az_commands/* onlyForWorkloadIdentity */.RS)(clientId)}, grant it the permission with consent (it can take a few minutes to take effect):${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatGrantCommand */.XV)(identity, auditPermission))}`,
    };
}
function explainNoLicense({ identity, operation }, failure) {
    return {
        code,
        problem: `Microsoft Graph refused to ${operation} in the tenant ${identity.tenantId}${(0, explanations/* formatRequestId */.aP)(failure)}.`,
        likelyCause: 'the tenant has no Microsoft Entra ID P1 or P2 license, or it is an Azure AD B2C tenant.',
        remedy: 'remove `last-use: true`, or get a Microsoft Entra ID P1 or P2 license for the tenant.',
    };
}
function explainReportsThrottled({ operation }, failure) {
    return {
        code,
        problem: `Microsoft Graph refused to ${operation}, because it received too many such requests${(0, explanations/* formatRequestId */.aP)(failure)}.`,
        likelyCause: 'many runs with `last-use: true` at the same time. Microsoft Graph allows five such requests in ten seconds.',
        remedy: 'start fewer runs at the same time, for example with `max-parallel` in a job matrix.',
    };
}





const blockedByPolicy = {
    code: 'Authorization_RequestDenied',
    message: /conditional access|polic(y|ies)|blocked/i,
};
const expiredTokenRules = [
    {
        status: 401,
        code: 'InvalidAuthenticationToken',
        message: /\b(expired|continuous access evaluation|revoked)\b/i,
    },
    { status: 401, code: 'Authentication_ExpiredToken' },
];
const graphRules = [
    { status: 429, retry: 'throttled' },
    { code: ['Request_ThrottledTemporarily', 'TooManyRequests'], retry: 'throttled' },
    {
        code: ['Directory_ConcurrencyViolation', 'Directory_ReplicaUnavailable', 'serviceNotAvailable'],
        retry: 'yes',
    },
    {
        status: 404,
        code: ['Request_ResourceNotFound', 'Directory_ObjectNotFound', 'ResourceNotFound'],
        retry: 'briefly',
    },
    { code: 'Authorization_IdentityNotFound', retry: 'briefly', explain: explanations/* explainIdentityNotFound */.zb },
    { status: 401, message: /invalid audience/i, explain: explanations/* explainOtherCloud */.Zf },
    ...expiredTokenRules.map((rule) => ({ ...rule, explain: explanations/* explainTokenRefused */.$y })),
    blockedByPolicy,
    { code: 'Authorization_RequestDenied', explain: explanations/* explainPermissionMissing */.lu },
    { code: 'CredentialInvalidLifetimeAsPerAppPolicy', explain: explanations/* explainLifetimeNotAllowed */.i8 },
    { code: 'CredentialTypeNotAllowedAsPerAppPolicy', explain: explanations/* explainSecretsNotAllowed */.kY },
    { code: 'Directory_ResourceSizeExceeded', explain: explanations/* explainTooManyCredentials */.pO },
    { code: 'TooManyAppPasswords', explain: explanations/* explainTwoSecretLimit */.Bk },
    { message: /\bmaximum of 2\b/i, explain: explanations/* explainTwoSecretLimit */.Bk },
    { code: 'Request_BadRequest', message: /displayName/i, explain: explanations/* explainDescriptionRefused */.O7 },
    { status: [409, 423], retry: 'yes' },
];
const lookUpRules = [{ status: 404 }, ...graphRules];
const lastUseRules = [
    blockedByPolicy,
    {
        code: ['Authentication_MSGraphPermissionMissing', 'Authorization_RequestDenied'],
        explain: explainAuditPermissionMissing,
    },
    { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', explain: explainNoLicense },
    { status: 429, retry: 'throttled', explain: explainReportsThrottled },
    ...graphRules,
];
function isCertainRefusal(failure) {
    return (0, http_failure/* isRefusal */.vu)(failure) && !(0, failure_rules/* matchesRule */.Ib)(failure, { status: 404 });
}
function findNewLogin(failure) {
    if ('network' in failure || failure.status !== 401 || failure.error === undefined)
        return undefined;
    const claims = readClaimsChallenge(failure.headers);
    return claims !== undefined || (0, failure_rules/* matchesRule */.Ib)(failure, ...expiredTokenRules) ? { claims } : undefined;
}
const expiredLinkRules = [
    { code: 'Directory_ExpiredPageToken' },
    { status: [400, 410], message: /\b(skip|page) ?token\b/i },
];
function isExpiredLink(failure) {
    return (0, failure_rules/* matchesRule */.Ib)(failure, ...expiredLinkRules);
}


/***/ }),

 7519:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ readGraphTime),
/* harmony export */   z: () => (/* binding */ readPlanTime)
/* harmony export */ });
function readGraphTime({ clock, cloud, serverTime }) {
    return serverTime.nowAt(new URL(cloud.graph).host) ?? serverTime.earliestNow() ?? clock.now();
}
const beforeAnyGraceEnds = new Date(0);
function readPlanTime(clocks) {
    return { now: readGraphTime(clocks), earliestNow: clocks.serverTime.earliestNow() ?? beforeAnyGraceEnds };
}


/***/ }),

 4246:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  J: () => (/* binding */ createEntraSession),
  h: () => (/* binding */ importLogin)
});
const package_namespaceObject = {"rE":"1.0.0"};
// EXTERNAL MODULE: ./src/entra/graph/applications.ts + 7 modules
var applications = __webpack_require__(7959);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/failure-rules.ts
var failure_rules = __webpack_require__(7384);
// EXTERNAL MODULE: ./src/http/request-value.ts
var request_value = __webpack_require__(685);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);





const maxAge = 4 * 60_000;
function createIdTokenRequest(audience, environment, dependencies) {
    let last;
    return () => {
        const now = dependencies.clock.now().getTime();
        if (last === undefined || now - last.requestedAt >= maxAge) {
            last = { token: requestIdToken(audience, environment, dependencies), requestedAt: now };
        }
        return last.token;
    };
}
const tokenService = {
    name: "GitHub's OIDC token service",
    unreachable: 'id-token-request-failed',
    failed: 'id-token-request-failed',
    statusPage: 'https://www.githubstatus.com',
    support: 'GitHub Support',
    requestIdName: 'request ID',
};
const idTokenResponse = dist/* object */.Ikc({ value: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\w-]+(\.[\w-]+)*$/)) });
const httpsUrl = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* url */.OZ5(), dist/* startsWith */.w1_('https://'));
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
    const result = await (0, request_value/* requestValue */.L)(http, url, { headers }, {
        service: 'GitHub',
        read: (response) => readToken(response, mask),
        parseError: parseTokenError,
        rules: [],
    });
    if ('value' in result)
        return result.value;
    throw (0, failure_rules/* explainFailure */.SP)(result.failure, [], undefined, {
        service: tokenService,
        host,
        operation: 'issue an OIDC token for this job',
    });
}
function readToken({ status, text }, mask) {
    const parsed = dist/* safeParse */.xLC(idTokenResponse, (0, json/* parseJson */.q)(text));
    if (!parsed.success)
        return undefined;
    mask(parsed.output.value);
    return status === 200 ? parsed.output.value : undefined;
}
const errorBody = dist/* looseObject */._H3({ message: dist/* fallback */.NpB(dist/* string */.YjP(), '') });
function parseTokenError({ status, text }) {
    const body = dist/* safeParse */.xLC(errorBody, (0, json/* parseJson */.q)(text));
    if (!body.success)
        return undefined;
    const codes = status === 200 ? ['a response without a token'] : [];
    return { codes, message: body.output.message };
}
function notPermittedError() {
    return new action_error/* ActionError */.lZ('id-token-not-permitted', {
        problem: 'This job cannot request an OIDC token from GitHub, so it cannot log in to Microsoft Entra ID.',
        likelyCause: 'the workflow lacks the permission `id-token: write`, or it runs for a pull request from a fork, which never gets that permission.',
        remedy: 'add this to the job, and to the calling job if this is a reusable workflow:\n  permissions:\n    id-token: write',
    });
}
function invalidVariableError(problem) {
    return new action_error/* ActionError */.lZ('id-token-request-failed', {
        problem: `The variable ${problem}, so the action did not request an OIDC token.`,
        likelyCause: 'an earlier step of the job, or the configuration of the runner, changed the variable.',
        remedy: 'remove that change: only the runner may set this variable.',
    });
}
function createTokenSource(first, logIn) {
    let current = first;
    let pending;
    async function logInAgain(claims) {
        try {
            current = await logIn(claims);
        }
        finally {
            pending = undefined;
        }
    }
    return {
        current: () => current,
        async renew(refused, claims) {
            if (current.token === refused)
                await (pending ??= logInAgain(claims));
        },
    };
}

// EXTERNAL MODULE: ./src/runner/mask.ts
var runner_mask = __webpack_require__(7084);
// EXTERNAL MODULE: ./src/http/time-budget.ts
var time_budget = __webpack_require__(4130);
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
                    callback(new network_error/* NetworkError */.Dr((0, network_error/* networkReason */.d8)(error)), null);
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
    const openToProxy = (0, undici/* buildConnector */.gU)(tls);
    const proxy = new undici/* Pool */.bC(origin, {
        connect: ({ protocol, hostname, host = hostname, port }, callback) => {
            openToProxy({ protocol, hostname, host, port }, callback);
        },
    });
    const openTls = toPromise((0, undici/* buildConnector */.gU)(tls));
    const credentials = Buffer.from(`${username}:${password}`).toString('base64');
    const authorization = username || password ? { 'proxy-authorization': `Basic ${credentials}` } : {};
    return async (options) => {
        const { protocol, hostname, host = hostname, port } = options;
        const isHttps = protocol === 'https:';
        const target = port ? host : `${host}:${isHttps ? 443 : 80}`;
        const { statusCode, socket } = await proxy
            .connect({ path: target, headers: { ...authorization, host: target } })
            .catch((error) => {
            throw new network_error/* NetworkError */.Dr((0, network_error/* noProxyReason */.oe)((0, network_error/* networkReason */.d8)(error)));
        });
        if (statusCode !== 200 || !(socket instanceof external_node_net_.Socket)) {
            socket.on('error', () => undefined).destroy();
            throw new network_error/* NetworkError */.Dr((0, network_error/* proxyReason */.bA)(statusCode));
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

// EXTERNAL MODULE: ./src/http/quote.ts
var quote = __webpack_require__(7696);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);








Object.assign(globalThis, { FormData: undici.FormData });
const maxConnectionWait = 25;
function createHttpClient({ userAgent, budget, clock, log, serverTime, redact }, connections = createConnections()) {
    const { dispatcher, openConnection, allConnected } = connections;
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
        quote: (message) => (0, quote/* quoteMessage */.Y)(message, redact),
    };
}
async function readBody(body, contentLength, maxBytes) {
    if (Number(contentLength ?? 0) > maxBytes) {
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

// EXTERNAL MODULE: ./src/http/server-time.ts
var server_time = __webpack_require__(635);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);










const userAgent = `exalate-secret-action/${package_namespaceObject.rE}`;
const maxVerificationWaits = 300_000;
const importLogin = () => Promise.all(/* import() */[__webpack_require__.e(690), __webpack_require__.e(319), __webpack_require__.e(297)]).then(__webpack_require__.bind(__webpack_require__, 1297));
function createEntraSession({ tenantId, clientId, cloud }, toolkit, environment, clock, budget) {
    const identity = { tenantId, clientId, cloud };
    const mask = (0, runner_mask/* createMask */.P)((value) => {
        toolkit.setSecret(value);
    });
    const serverTime = (0, server_time/* createServerTime */.d)(clock, toolkit);
    const createClient = (clientBudget, connections) => createHttpClient({ userAgent, budget: clientBudget, clock, log: toolkit, serverTime, redact: toolkit.redact }, connections);
    const connections = createConnections();
    const http = createClient(budget, connections);
    const idToken = createIdTokenRequest(cloud.federationAudience, environment, { http, clock, mask });
    const login = { http, idToken, mask };
    return {
        identity,
        login,
        serverTime,
        http,
        createVerificationClient: () => createClient(new time_budget/* TimeBudget */.z(clock, Infinity, maxVerificationWaits)),
        async logIn() {
            const requested = idToken();
            for (const url of [cloud.authorityHost, cloud.graph])
                http.openConnection(url);
            const logInToGraph = (claims) => http.importWhileWaiting(importLogin).then(({ logIn }) => logIn(identity, login, claims));
            const loggedIn = logInToGraph();
            const graphCode = requested.then(() => http.importWhileWaiting(() => Promise.all(/* import() */[__webpack_require__.e(899), __webpack_require__.e(803)]).then(__webpack_require__.bind(__webpack_require__, 6803))));
            const [, token, { createGraphClient }] = await (0, settle/* settleAllOrFirst */.s)([requested, loggedIn, graphCode]);
            const tokens = createTokenSource(token, logInToGraph);
            const createGraph = (client) => createGraphClient(cloud, tokens, client, mask);
            return (0, applications/* createApplications */.md)(createGraph(http), identity, () => tokens.current(), (part) => createGraph(createClient(part, connections)));
        },
    };
}


/***/ }),

 8549:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ unreachableError),
/* harmony export */   c: () => (/* binding */ foreignResponseError)
/* harmony export */ });
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
/* harmony import */ var _network_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(137);
/* harmony import */ var _quote_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7696);



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
    const proxyRefusal = proxyRefusals[(0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__/* .readProxyStatus */ .Jg)(reason) ?? 0];
    if (proxyRefusal !== undefined)
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, { problem, ...proxyRefusal(host) });
    if (untrustedCertificate.test(reason)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, {
            problem,
            likelyCause: 'a proxy between the runner and that host presents its own certificate.',
            remedy: 'make the runner trust the certificate authority of that proxy: set NODE_EXTRA_CA_CERTS to its PEM file. If it is set, check that the runner can read that file: Node.js ignores a file that it cannot read.',
        });
    }
    if ((0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__/* .isProxyMissing */ .By)(reason)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, {
            problem,
            likelyCause: 'HTTPS_PROXY names the wrong host or port, or the proxy is down.',
            remedy: 'check the host and port in HTTPS_PROXY, and that the runner can reach them.',
        });
    }
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, {
        problem,
        likelyCause: 'a temporary outage, or a proxy or firewall between the runner and that host.',
        remedy: 'run the job again; on self-hosted runners, allow connections to that host, and set HTTPS_PROXY if they need a proxy.',
    });
}
const mediaType = /^[a-z]{1,20}\/[a-z.+-]{1,40}(?=[;,\s]|$)/i;
function foreignResponseError({ status, headers }, { service, host, operation }) {
    const { 'content-type': contentType } = headers;
    const [type] = mediaType.exec(contentType ?? '') ?? [
        contentType === undefined ? 'no content type' : 'an unusual content type',
    ];
    const target = (0, _quote_js__WEBPACK_IMPORTED_MODULE_2__/* .formatHost */ .g)(headers['location']);
    const redirect = target === undefined ? '' : `, redirect to ${target}`;
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('response-not-from-service', {
        problem: `The response from ${host} is not in the format of ${service.name} (HTTP ${status}, ${type}${redirect}). The action had asked it to ${operation}.`,
        likelyCause: `a proxy, firewall or content filter between the runner and ${host} responded in place of ${service.name}.`,
        remedy: `on self-hosted runners, let connections to ${host} through without inspection; otherwise run the job again.`,
    });
}


/***/ }),

 7384:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ib: () => (/* binding */ matchesRule),
/* harmony export */   Il: () => (/* binding */ findRule),
/* harmony export */   SP: () => (/* binding */ explainFailure),
/* harmony export */   cS: () => (/* binding */ findFailureRetryReason),
/* harmony export */   eH: () => (/* binding */ formatQuote),
/* harmony export */   jZ: () => (/* binding */ formatReceived)
/* harmony export */ });
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8549);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2398);
/* harmony import */ var _network_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(137);
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8902);





function findRule({ status, headers, error }, rules) {
    if (error === undefined)
        return undefined;
    return rules.find((rule) => (rule.status === undefined || [rule.status].flat().includes(status)) &&
        (rule.code === undefined || [rule.code].flat().some((code) => error.codes.includes(code))) &&
        (rule.message === undefined || rule.message.test(error.message)) &&
        (rule.header === undefined || rule.header in headers));
}
function matchesRule(failure, ...rules) {
    return !('network' in failure) && findRule(failure, rules) !== undefined;
}
function decideRetry(failure, rules) {
    const rule = findRule(failure, rules);
    if (rule !== undefined)
        return rule.retry;
    if (failure.status === 429)
        return 'throttled';
    return (0, _retry_js__WEBPACK_IMPORTED_MODULE_4__/* .isTransientStatus */ .Dm)(failure.status) ? 'yes' : undefined;
}
function findFailureRetryReason(failure, rules) {
    const name = (0, _failure_js__WEBPACK_IMPORTED_MODULE_2__/* .describeFailure */ .Ic)(failure);
    const retryAfterMs = (0, _failure_js__WEBPACK_IMPORTED_MODULE_2__/* .readFailureRetryAfter */ .B0)(failure);
    if ('network' in failure)
        return (0, _network_error_js__WEBPACK_IMPORTED_MODULE_3__/* .isTransientReason */ .HZ)(failure.network) ? { name, retryAfterMs } : undefined;
    const retry = decideRetry(failure, rules);
    switch (retry) {
        case undefined:
            return undefined;
        case 'yes':
            return { name, retryAfterMs };
        case 'throttled':
            return { name, retryAfterMs, isThrottled: true };
        case 'briefly':
            return { name, retryAfterMs: retryAfterMs ?? _retry_js__WEBPACK_IMPORTED_MODULE_4__/* .briefWait */ .wI, maxRetries: _retry_js__WEBPACK_IMPORTED_MODULE_4__/* .briefRetries */ .DC };
        default:
            return retry(failure);
    }
}
function explainFailure(failure, rules, context, failedOperation) {
    const { service, host, operation } = failedOperation;
    if ('network' in failure)
        return (0, _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .unreachableError */ .D)(service.unreachable, host, failure.network);
    const rule = findRule(failure, rules);
    const explained = rule?.explain?.(context, failure);
    if (explained !== undefined)
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(explained.code, explained);
    const { error } = failure;
    const retry = decideRetry(failure, rules);
    const isTemporary = retry !== undefined && retry !== 'briefly';
    if (error === undefined && !isTemporary)
        return (0, _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .foreignResponseError */ .c)(failure, failedOperation);
    const problem = `${service.name} returned ${formatReceived(failure, service)} when asked to ${operation}.${formatQuote(failure, service)}`;
    if (isTemporary) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(service.failed, {
            problem,
            likelyCause: findTemporaryCause(failure, retry, service),
            remedy: `run the job again in a few minutes. If the error persists, see ${service.statusPage}.`,
        });
    }
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(service.failed, {
        problem,
        likelyCause: `unknown. The action has no explanation for this response from ${service.name}.`,
        remedy: error?.quote === undefined
            ? `look up the status and code in the documentation of ${service.name}. If that does not help, contact ${service.support} with the lines above.`
            : `fix the problem that the message describes. If you cannot, contact ${service.support} with the lines above.`,
    });
}
function findTemporaryCause({ status, error }, retry, { name }) {
    if (retry === 'throttled')
        return 'too many requests at the same time.';
    if (error === undefined)
        return `a temporary outage of ${name}, or a proxy that responded in its place.`;
    return status === 409
        ? 'two changes of the same object at the same time.'
        : 'a temporary outage, or too many requests at the same time.';
}
function formatReceived(failure, { requestIdName }) {
    const { requestId } = failure;
    return `${(0, _failure_js__WEBPACK_IMPORTED_MODULE_2__/* .describeFailure */ .Ic)(failure)}${requestId === undefined ? '' : ` (${requestIdName} ${requestId})`}`;
}
function formatQuote({ error }, { name }) {
    return error?.quote === undefined ? '' : ` Message from ${name}: "${error.quote}"`;
}


/***/ }),

 2398:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B0: () => (/* binding */ readFailureRetryAfter),
/* harmony export */   Ch: () => (/* binding */ toFailedResponse),
/* harmony export */   Ic: () => (/* binding */ describeFailure),
/* harmony export */   NS: () => (/* binding */ withoutQuote),
/* harmony export */   vu: () => (/* binding */ isRefusal)
/* harmony export */ });
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);

function toFailedResponse({ status, headers }, parsed, { quote }) {
    if (parsed === undefined)
        return { status, headers, error: undefined };
    const { codes, message, requestId } = parsed;
    const shownCodes = codes.map((code) => (quote(code) === code ? code : '***'));
    return { status, headers, requestId, error: { codes, shownCodes, message, quote: quote(message) } };
}
function withoutQuote(failure) {
    if ('network' in failure || failure.error === undefined)
        return failure;
    return { ...failure, error: { ...failure.error, quote: undefined } };
}
function isRefusal(failure) {
    if ('network' in failure || failure.error === undefined)
        return false;
    const { status } = failure;
    return status >= 300 && status < 500 && status !== 408;
}
function describeFailure(failure) {
    if ('network' in failure)
        return failure.network;
    return [`HTTP ${failure.status}`, ...(failure.error?.shownCodes ?? [])].join(', ');
}
function readFailureRetryAfter(failure) {
    return 'network' in failure ? undefined : (0, _retry_js__WEBPACK_IMPORTED_MODULE_0__/* .readRetryAfter */ .D$)(failure.headers);
}


/***/ }),

 137:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ap: () => (/* binding */ tooLargeReason),
/* harmony export */   By: () => (/* binding */ isProxyMissing),
/* harmony export */   Dr: () => (/* binding */ NetworkError),
/* harmony export */   H7: () => (/* binding */ megabyte),
/* harmony export */   HZ: () => (/* binding */ isTransientReason),
/* harmony export */   I9: () => (/* binding */ isTooLarge),
/* harmony export */   Jg: () => (/* binding */ readProxyStatus),
/* harmony export */   bA: () => (/* binding */ proxyReason),
/* harmony export */   d8: () => (/* binding */ networkReason),
/* harmony export */   ju: () => (/* binding */ otherHostReason),
/* harmony export */   oe: () => (/* binding */ noProxyReason)
/* harmony export */ });
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);

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
function isTransientReason(reason) {
    if (isTooLarge(reason) || isInvalidRequest(reason) || reason === otherHostReason)
        return false;
    const proxyStatus = readProxyStatus(reason);
    return proxyStatus === undefined || (0, _retry_js__WEBPACK_IMPORTED_MODULE_0__/* .isTransientStatus */ .Dm)(proxyStatus);
}


/***/ }),

 9022:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ createPageGuard)
/* harmony export */ });
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);

const maxPages = 1_000;
const maxEmptyPages = 20;
function createPageGuard(service, operation) {
    const markers = new Set();
    let pages = 0;
    let emptyInRow = 0;
    return ({ first, next, isRepeated = false }) => {
        pages += 1;
        emptyInRow = first === undefined ? emptyInRow + 1 : 0;
        if (pages >= maxPages)
            throw endlessListError(`more than ${maxPages} pages`);
        if (emptyInRow >= maxEmptyPages)
            throw endlessListError(`${maxEmptyPages} empty pages in a row`);
        if (isRepeated)
            throw endlessListError('the same page twice');
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

 7696:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ quoteMessage),
/* harmony export */   g: () => (/* binding */ formatHost)
/* harmony export */ });
/* harmony import */ var _shared_plain_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8677);

const maxLength = 300;
const lineBreak = /[\r\n\v\f\u0085\u2028\u2029]+/;
const longWord = /[\w+/~.%-]{24,}=*/g;
function looksRandom(word) {
    return word
        .split('/')
        .some((part) => part.length >= 24 && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(part)));
}
const markup = {
    '`': "'",
    '"': "'",
    '<': '‹',
    '>': '›',
    '[': '(',
    ']': ')',
    '|': '/',
    '@': '＠',
};
const characterReference = /&(?=#|\w+;)/g;
function quoteMessage(message, redact) {
    const lines = message.trim().split(lineBreak).map(_shared_plain_text_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutInvisible */ .OT);
    const [firstLine = ''] = redact(lines.join('\n')).split('\n');
    const readable = firstLine.replace(longWord, (word) => (looksRandom(word) ? '***' : word));
    const plain = (0, _shared_plain_text_js__WEBPACK_IMPORTED_MODULE_0__/* .toPlainText */ .bo)(readable)
        .replace(/[`"<>[\]|@]/g, (character) => markup[character] ?? '')
        .replace(characterReference, '＆');
    const safe = redact(plain);
    const shown = safe.length > maxLength ? `${safe.slice(0, maxLength - 1).toWellFormed()}…` : safe;
    return shown.trim() === '' ? undefined : shown;
}
const hostName = /^[\w.-]+(:\d+)?$/;
function formatHost(url = '') {
    const host = URL.parse(url)?.host;
    return host !== undefined && hostName.test(host) ? host : undefined;
}


/***/ }),

 685:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ requestValue)
/* harmony export */ });
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2398);
/* harmony import */ var _failure_rules_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7384);
/* harmony import */ var _network_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(137);



function requestValue(http, url, request, { service, read, parseError, rules }) {
    const attempt = async () => {
        const response = await http.request(url, request).catch((error) => (0, _network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .networkReason */ .d8)(error));
        if (typeof response === 'string')
            return { failure: { network: response } };
        const value = read(response);
        return value === undefined
            ? { failure: (0, _failure_js__WEBPACK_IMPORTED_MODULE_0__/* .toFailedResponse */ .Ch)(response, parseError(response), http) }
            : { value };
    };
    return http.withRetry(service, async () => {
        const result = await attempt();
        const retryReason = 'failure' in result ? (0, _failure_rules_js__WEBPACK_IMPORTED_MODULE_1__/* .findFailureRetryReason */ .cS)(result.failure, rules) : undefined;
        return { result, retryReason };
    });
}


/***/ }),

 8902:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D$: () => (/* binding */ readRetryAfter),
/* harmony export */   DC: () => (/* binding */ briefRetries),
/* harmony export */   Dm: () => (/* binding */ isTransientStatus),
/* harmony export */   Z_: () => (/* binding */ millisecondsUntil),
/* harmony export */   bD: () => (/* binding */ withRetry),
/* harmony export */   wI: () => (/* binding */ briefWait)
/* harmony export */ });
/* unused harmony export backoffDelay */
/* harmony import */ var _server_time_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(635);

function isTransientStatus(status) {
    return status === 408 || status === 429 || status >= 500;
}
const defaultMaxRetries = 5;
const briefRetries = 3;
const briefWait = 1_000;
const throttledRetries = 60;
const maxDelay = { default: 8_000, throttled: 60_000 };
async function withRetry(service, attempt, { clock, log, budget }, maxRetries = Infinity) {
    for (let repeat = 0;; repeat += 1) {
        const { result, retryReason } = await attempt();
        if (retryReason === undefined)
            return result;
        const { name, retryAfterMs, isThrottled = false } = retryReason;
        const limit = retryReason.maxRetries ?? (isThrottled ? throttledRetries : defaultMaxRetries);
        if (repeat >= Math.min(limit, maxRetries))
            return result;
        const wait = retryAfterMs ?? backoffDelay(repeat, isThrottled ? maxDelay.throttled : maxDelay.default);
        const isAsked = isThrottled || retryAfterMs !== undefined;
        if (!(isAsked ? budget.tryGrantWait(wait) : wait <= budget.remaining()))
            return result;
        log.info(`${service}: ${name}. Trying again in ${Math.ceil(wait / 1000)} s.`);
        await clock.sleep(wait);
    }
}
function backoffDelay(repeat, limit = maxDelay.default) {
    const longest = Math.min(500 * 2 ** repeat, limit);
    return longest / 2 + (Math.random() * longest) / 2;
}
function readRetryAfter({ 'retry-after': retryAfter, date }) {
    if (typeof retryAfter !== 'string')
        return undefined;
    const isSeconds = /^\d{1,9}$/.test(retryAfter.trim());
    return isSeconds ? Number(retryAfter) * 1000 : millisecondsUntil(Date.parse(retryAfter), date);
}
function millisecondsUntil(time, date) {
    const now = (0, _server_time_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDateHeader */ .L)(typeof date === 'string' ? date : undefined);
    return now === undefined || Number.isNaN(time) ? undefined : Math.max(time - now, 0);
}


/***/ }),

 635:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ parseDateHeader),
/* harmony export */   d: () => (/* binding */ createServerTime)
/* harmony export */ });
/* harmony import */ var _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2441);

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
            log.warning(`The runner's clock shows ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__/* .formatTimestamp */ .E)(now)}, and the clock of ${host} shows ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_0__/* .formatTimestamp */ .E)(new Date(date))}. Synchronize the runner's clock (NTP).`);
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

 4130:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ minTimeForWrite),
/* harmony export */   z: () => (/* binding */ TimeBudget)
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
    #whole;
    constructor(clock, milliseconds, retryAfterAllowance, whole) {
        this.#clock = clock;
        this.#retryAfterAllowance = retryAfterAllowance;
        this.#whole = whole;
        const now = clock.now().getTime();
        this.#end = now + milliseconds;
        this.#limit = now + maxPhaseTime;
    }
    createPart(milliseconds, retryAfterAllowance) {
        return new TimeBudget(this.#clock, milliseconds, retryAfterAllowance, this);
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
        this.#whole?.extend(milliseconds);
    }
    ensureRemaining(milliseconds) {
        const end = Math.min(this.#clock.now().getTime() + milliseconds, this.#limit);
        this.#end = Math.max(this.#end, end);
    }
}


/***/ }),

 7829:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DG: () => (/* binding */ isLive),
/* harmony export */   W4: () => (/* binding */ findLineageSecrets),
/* harmony export */   YP: () => (/* binding */ isAdopted),
/* harmony export */   eI: () => (/* binding */ compareByAge),
/* harmony export */   ur: () => (/* binding */ findAdoptedSecrets)
/* harmony export */ });
/* harmony import */ var _lineage_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6578);

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
    const provenance = (0, _lineage_js__WEBPACK_IMPORTED_MODULE_0__/* .parseProvenance */ .X6)(displayName);
    return provenance !== undefined && (0, _lineage_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameLineage */ .yu)(provenance, lineage);
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

 6682:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ob: () => (/* binding */ holdStatus),
/* harmony export */   Pd: () => (/* binding */ findLastWrite),
/* harmony export */   kI: () => (/* binding */ findHeldSecrets),
/* harmony export */   m1: () => (/* binding */ findObservableDestinations)
/* harmony export */ });
function findObservableDestinations(destinations, lineageSecrets, maxStoreDelay) {
    return destinations.flatMap(({ label, evidence }) => {
        if (evidence === undefined)
            return [];
        return [{ label, evidence, heldSecrets: findHeldSecrets(evidence, lineageSecrets, maxStoreDelay) }];
    });
}
function findLastWrite(evidence) {
    if (evidence.kind === 'empty')
        return undefined;
    return evidence.kind === 'written' ? evidence.at : evidence.versions.at(-1)?.at;
}
function holdStatus(secret, evidence, maxStoreDelay) {
    if (evidence.kind === 'empty')
        return 'never';
    if (evidence.kind === 'versions') {
        return evidence.isIncomplete === true ? 'now' : taggedHoldStatus(secret.keyId, evidence.versions);
    }
    const delay = evidence.at.getTime() - secret.startDateTime.getTime();
    if (delay < -3e5)
        return 'never';
    return delay <= maxStoreDelay ? 'now' : evidence.at;
}
function taggedHoldStatus(keyId, versions) {
    const ofKey = versions.filter((version) => version.keyId === keyId);
    const latest = ofKey.findLast(({ enabled }) => enabled) ?? ofKey.at(-1);
    if (latest === undefined)
        return 'never';
    const replacedAt = versions.find(({ at, enabled }) => enabled && at > latest.at)?.at;
    if (latest.enabled)
        return replacedAt ?? 'now';
    return replacedAt !== undefined && replacedAt < latest.changedAt ? replacedAt : latest.changedAt;
}
function findHeldSecrets(evidence, lineageSecrets, maxStoreDelay) {
    return lineageSecrets.filter((secret) => evidence.kind === 'versions'
        ? taggedHoldStatus(secret.keyId, evidence.versions) === 'now' &&
            isTagTrusted(secret, evidence.versions, maxStoreDelay)
        : holdStatus(secret, evidence, maxStoreDelay) === 'now');
}
function isTagTrusted({ keyId, startDateTime }, versions, maxStoreDelay) {
    const latest = versions.findLast((version) => version.enabled && version.keyId === keyId);
    if (latest?.writeId === undefined)
        return false;
    const delay = latest.at.getTime() - startDateTime.getTime();
    const copies = versions.filter(({ writeId }) => writeId === latest.writeId);
    return copies.length === 1 && delay >= -3e5 && delay <= maxStoreDelay;
}


/***/ }),

 9280:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DF: () => (/* binding */ confirmRetirable),
/* harmony export */   Pm: () => (/* binding */ findRetirableSecrets),
/* harmony export */   QN: () => (/* binding */ isRemovableFirst),
/* harmony export */   i7: () => (/* binding */ isHeld),
/* harmony export */   jd: () => (/* binding */ findLastUse)
/* harmony export */ });
/* harmony import */ var _credentials_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7829);
/* harmony import */ var _evidence_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6682);
/* harmony import */ var _shared_duration_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(731);



function findLastUse({ keyId }, lastUses = new Map()) {
    return lastUses.get(keyId.toLowerCase());
}
const storeDelayMargin = 10 * 60_000;
function findRetirableSecrets(managed, destinations, policy, now, lastUses = new Map()) {
    return [
        ...findRetirableOwn(managed, destinations, policy, now),
        ...findRetirableAdopted(managed, destinations, policy, now),
    ]
        .map((retirable) => postponeUsed(retirable, policy, lastUses))
        .sort((a, b) => (0, _credentials_js__WEBPACK_IMPORTED_MODULE_0__/* .compareByAge */ .eI)(a.secret, b.secret));
}
function postponeUsed(retirable, { retireAfter }, lastUses) {
    const { secret, cause, since } = retirable;
    const lastUsed = findLastUse(secret, lastUses);
    if (cause !== 'superseded' || lastUsed === undefined || lastUsed <= since)
        return retirable;
    return { ...retirable, lastUsed, due: retireAfter && (0, _shared_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .endOfLifetime */ .I1)(retireAfter, lastUsed) };
}
function findRetirableOwn({ own }, destinations, { retireAfter, maxStoreDelay }, now) {
    const newestHeld = allDestinationsAccountedFor(destinations)
        ? destinations
            .flatMap(({ heldSecrets }) => heldSecrets)
            .sort(_credentials_js__WEBPACK_IMPORTED_MODULE_0__/* .compareByAge */ .eI)
            .at(-1)
        : undefined;
    return own.flatMap((secret) => {
        if (isHeld(secret, destinations, maxStoreDelay))
            return [];
        const { startDateTime: start, endDateTime: end } = secret;
        if (end !== null && end <= now)
            return secret === own.at(-1) ? [] : [createExpired(secret, end, retireAfter)];
        if (newestHeld === undefined)
            return [];
        const heldUntil = noLongerHeldSince(secret, destinations, maxStoreDelay);
        if (heldUntil === undefined) {
            const since = new Date(start.getTime() + maxStoreDelay + storeDelayMargin);
            return since < now ? [{ secret, cause: 'unstored', since, due: retireAfter && since }] : [];
        }
        return newestHeld.startDateTime > start ? [createSuperseded(secret, heldUntil, retireAfter)] : [];
    });
}
function findRetirableAdopted({ own, adopted }, destinations, { retireAfter, maxStoreDelay }, now) {
    return adopted.flatMap((secret) => {
        if (isHeld(secret, destinations, maxStoreDelay))
            return [];
        const { endDateTime: end } = secret;
        if (end !== null && end <= now)
            return own.length === 0 ? [] : [createExpired(secret, end, retireAfter)];
        if (!hasSuccessor(secret, destinations))
            return [];
        const writes = destinations
            .map(({ evidence }) => (0, _evidence_js__WEBPACK_IMPORTED_MODULE_2__/* .findLastWrite */ .Pd)(evidence))
            .filter((at) => at !== undefined);
        return [createSuperseded(secret, new Date(Math.max(...writes.map(Number))), retireAfter)];
    });
}
function createExpired(secret, end, retireAfter) {
    return { secret, cause: 'expired', since: end, due: retireAfter && end };
}
function createSuperseded(secret, since, retireAfter) {
    return { secret, cause: 'superseded', since, due: retireAfter && (0, _shared_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .endOfLifetime */ .I1)(retireAfter, since) };
}
function confirmRetirable(planned, { own, adopted }, destinations, maxStoreDelay) {
    const observable = (0, _evidence_js__WEBPACK_IMPORTED_MODULE_2__/* .findObservableDestinations */ .m1)(destinations, own, maxStoreDelay);
    return planned.filter(({ secret: { keyId }, cause }) => {
        const ownSecret = own.find((secret) => secret.keyId === keyId);
        const secret = ownSecret ?? adopted.find((candidate) => candidate.keyId === keyId);
        if (secret === undefined || isHeld(secret, observable, maxStoreDelay))
            return false;
        if (cause === 'expired')
            return true;
        if (cause === 'compromised')
            return isRemovableFirst(secret, { own}, destinations, maxStoreDelay);
        return ownSecret === undefined
            ? hasSuccessor(secret, observable)
            : allDestinationsAccountedFor(observable);
    });
}
function isHeld(secret, destinations, maxStoreDelay) {
    return destinations.some(({ evidence }) => (0, _evidence_js__WEBPACK_IMPORTED_MODULE_2__/* .holdStatus */ .Ob)(secret, evidence, maxStoreDelay) === 'now');
}
function isRemovableFirst(secret, { own }, destinations, maxStoreDelay) {
    const isOwn = own.some(({ keyId }) => keyId === secret.keyId);
    return destinations.every(({ evidence }) => evidence === undefined ? !isOwn : (0, _evidence_js__WEBPACK_IMPORTED_MODULE_2__/* .holdStatus */ .Ob)(secret, evidence, maxStoreDelay) !== 'now');
}
function allDestinationsAccountedFor(destinations) {
    return destinations.length > 0 && destinations.every(({ heldSecrets }) => heldSecrets.length > 0);
}
function hasSuccessor({ startDateTime }, destinations) {
    const [first] = destinations;
    const successor = first?.heldSecrets.find((candidate) => candidate.startDateTime > startDateTime &&
        destinations.every(({ heldSecrets }) => heldSecrets.includes(candidate)));
    return successor !== undefined;
}
function noLongerHeldSince(secret, destinations, maxStoreDelay) {
    return destinations
        .map(({ evidence }) => (0, _evidence_js__WEBPACK_IMPORTED_MODULE_2__/* .holdStatus */ .Ob)(secret, evidence, maxStoreDelay))
        .filter((status) => status instanceof Date)
        .sort((a, b) => a.getTime() - b.getTime())
        .at(-1);
}


/***/ }),

 2548:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ FileProblemError),
/* harmony export */   x: () => (/* binding */ explainFileProblem)
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

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ writeJobFile),
/* harmony export */   m: () => (/* binding */ checkJobFile)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var _file_problem_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2548);




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
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target), { recursive: true });
            await requireSameTarget(target, file);
            await requireReplaceable(target);
            return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(draft, 'wx', file.mode);
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
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(draft, target);
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
    throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: 'outside' });
}
async function requireSameTarget(target, file) {
    if ((await resolveTarget(file)) !== target)
        throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: 'replaced' });
}
async function findExistingDirectory(nominal) {
    try {
        return { nominal, real: await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(nominal) };
    }
    catch (error) {
        if (readErrorCode(error) !== 'ENOENT' || (0, node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(nominal) === nominal)
            throw error;
        if ((await readStatus(nominal)) !== undefined)
            throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: 'link' });
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
    throw new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: status.isSymbolicLink() ? 'link' : 'not-a-file' });
}
async function readStatus(path) {
    try {
        return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path);
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
        throw error instanceof _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a
            ? error
            : new _file_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .FileProblemError */ .a({ kind: 'system', code: readErrorCode(error) });
    }
}
function readErrorCode(error) {
    if (typeof error !== 'object' || error === null || !('code' in error))
        return undefined;
    return typeof error.code === 'string' ? error.code : undefined;
}


/***/ }),

 4123:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ countNoun)
/* harmony export */ });
function countNoun(count, singular, plural = `${singular}s`) {
    return `${count} ${count === 1 ? singular : plural}`;
}


/***/ }),

 4455:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M3: () => (/* binding */ toMermaidText),
/* harmony export */   Vv: () => (/* binding */ maxBars),
/* harmony export */   mW: () => (/* binding */ formatGantt)
/* harmony export */ });
/* harmony import */ var _timestamp_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2441);

const tags = { blue: 'active, ', grey: 'done, ', red: 'crit, ', redAndGrey: 'crit, done, ' };
const maxBars = 30;
const maxNameLength = 32;
const year = 365 * 86_400_000;
const crowdedSpan = { min: 3 * year, max: 5 * year };
function formatGantt(sections) {
    let count = 0;
    const lines = sections.flatMap(({ title, bars }) => [
        ...(title === undefined ? [] : [`section ${title}`]),
        ...bars.map(({ label, colour, start, end }) => `${label} :${tags[colour]}s${count++}, ${(0, _timestamp_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDay */ .i)(start)}, ${(0, _timestamp_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDay */ .i)(end)}`),
    ]);
    const span = measureSpan(sections.flatMap(({ bars }) => bars));
    const ticks = span > crowdedSpan.min && span < crowdedSpan.max ? ['tickInterval 6month'] : [];
    const settings = ['dateFormat YYYY-MM-DD', 'axisFormat %Y-%m', ...ticks];
    return ['\n\n```mermaid', 'gantt', ...settings, ...lines, '```\n'].join('\n');
}
function measureSpan(bars) {
    return (Math.max(...bars.map(({ end }) => Number(end))) - Math.min(...bars.map(({ start }) => Number(start))));
}
function toMermaidText(text) {
    const cleaned = text
        .replace(/[^\p{L}\p{N}\p{M} ._/()[\]@+-]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim();
    const characters = Array.from(cleaned === '' ? '?' : cleaned);
    return characters.length <= maxNameLength
        ? characters.join('')
        : `${characters.slice(0, maxNameLength - 1).join('')}…`;
}


/***/ }),

 8451:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ parseJson)
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

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ settleAll),
/* harmony export */   s: () => (/* binding */ settleAllOrFirst)
/* harmony export */ });
/* harmony import */ var _action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);

async function settleAll(promises) {
    const settled = await Promise.allSettled(promises);
    (0, _action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfAny */ .MI)(settled.flatMap((result) => (result.status === 'rejected' ? (0, _action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .toActionErrors */ .vb)(result.reason) : [])));
    return Promise.all(promises);
}
async function settleAllOrFirst(promises) {
    const settled = await Promise.allSettled(promises);
    for (const result of settled)
        if (result.status === 'rejected')
            throw result.reason;
    return Promise.all(promises);
}


/***/ })

};

export { id, ids, modules };
