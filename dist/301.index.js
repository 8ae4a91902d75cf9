const id = 301;
const ids = [301];
const modules = {

/***/ 6239:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AQ: () => (/* binding */ listSecrets),
/* harmony export */   DP: () => (/* binding */ addFederatedCredential),
/* harmony export */   JN: () => (/* binding */ grantOwnedBy),
/* harmony export */   Pi: () => (/* binding */ commands),
/* harmony export */   RS: () => (/* binding */ onlyForWorkloadIdentity),
/* harmony export */   Z: () => (/* binding */ createPrincipal),
/* harmony export */   au: () => (/* binding */ enablePrincipal),
/* harmony export */   f8: () => (/* binding */ listFederatedCredentials),
/* harmony export */   lv: () => (/* binding */ addOwner),
/* harmony export */   pc: () => (/* binding */ removeSecretByHand)
/* harmony export */ });
/** Commands as an error prints them, one a line, after the choice of the cloud where it is not the usual one. */
function commands({ name, azureCliName }, ...lines) {
    const all = name === 'public' ? lines : [`az cloud set --name ${azureCliName}`, 'az login', ...lines];
    return all.map((line) => `\n  ${line}`).join('');
}
/**
 * The condition of a command that gives rights to `client-id`, to begin its sentence. When that input is wrong, it may
 * name the application whose secret is renewed, which must not get them.
 */
function onlyForWorkloadIdentity(clientId) {
    return `only if ${clientId} is the workload identity, not Exalate's application`;
}
/** The command that lets a workflow with these claims log in. */
function addFederatedCredential(clientId, { issuer, subject, audience }) {
    const name = `github-${subject.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 120);
    const parameters = JSON.stringify({ name, issuer, subject, audiences: [audience] });
    return `az ad app federated-credential create --id ${clientId} --parameters ${quoted(parameters)}`;
}
/** The command that lists whom an application trusts. */
function listFederatedCredentials(clientId) {
    return `az ad app federated-credential list --id ${clientId}`;
}
/** Quotes a text for a POSIX shell. */
function quoted(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
/** Microsoft Graph's own application ID, and the app role Application.ReadWrite.OwnedBy in it. Source: Graph's permissions reference. */
const graphApplicationId = '00000003-0000-0000-c000-000000000000';
const ownedByRoleId = '18a4783c-866b-4cc7-a460-3d5e5662c884';
/** The command that grants the least permission with consent; `az ad app permission` does not work in every cloud. */
function grantOwnedBy({ clientId, cloud }) {
    const grant = `{\\"principalId\\":\\"${principalOf(clientId)}\\",\\"resourceId\\":\\"${principalOf(graphApplicationId)}\\",\\"appRoleId\\":\\"${ownedByRoleId}\\"}`;
    return `az rest --method POST --resource ${cloud.graph} --url "${cloud.graph}/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments" --body "${grant}"`;
}
/** The command that makes the identity an owner of the application: the portal cannot. */
function addOwner({ clientId }, applicationId) {
    return `az ad app owner add --id ${applicationId} --owner-object-id "${principalOf(clientId)}"`;
}
/** The object ID of an application's service principal, as a shell looks it up. */
function principalOf(applicationId) {
    return `$(az ad sp show --id ${applicationId} --query id --output tsv)`;
}
/** The command that creates an application's service principal. */
function createPrincipal(applicationId) {
    return `az ad sp create --id ${applicationId}`;
}
/** The command that lets an application log in again. */
function enablePrincipal(applicationId) {
    return `az ad sp update --id ${applicationId} --set accountEnabled=true`;
}
/** The command that removes a client secret by hand. */
function removeSecretByHand(applicationId, keyId) {
    return `az ad app credential delete --id ${applicationId} --key-id ${keyId}`;
}
/** The command that lists an application's client secrets. */
function listSecrets(applicationId) {
    return `az ad app credential list --id ${applicationId} --output table`;
}


/***/ }),

/***/ 3186:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  b: () => (/* binding */ LostAnswer),
  v: () => (/* binding */ applicationsIn)
});

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/client.ts + 1 modules
var client = __webpack_require__(9674);
// EXTERNAL MODULE: ./src/http/paging.ts
var paging = __webpack_require__(9022);
// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);
// EXTERNAL MODULE: ./src/entra/application.ts
var application = __webpack_require__(470);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/entra/graph-errors.ts
var graph_errors = __webpack_require__(3166);




/**
 * Finds an application by application ID, object ID, or display name. What Graph answers is compared with what was
 * asked for.
 *
 * @throws Failure `application-not-found`, `application-ambiguous`
 */
function findApplication(wanted, directory) {
    return dist.is(application/* guid */.Os, wanted) ? findById(wanted, directory) : findByName(wanted, directory);
}
async function findById(id, { identity, matching, byObjectId }) {
    const [byApplicationId, byObject] = await Promise.all([
        firstOf(matching(`appId eq '${id}'`), ({ applicationId }) => isSameId(applicationId, id)),
        byObjectId(id),
    ]);
    const found = [
        ...byApplicationId,
        ...(byObject !== undefined && isSameId(byObject.objectId, id) ? [byObject] : []),
    ];
    const [only, ...others] = found;
    if (only === undefined)
        throw (0, graph_errors/* notFound */.mX)(id, true, identity, []);
    if (others.length > 0)
        throw (0, graph_errors/* ambiguousId */.GD)(id, found);
    return only;
}
/**
 * The name must match to the letter. Anybody in the tenant may register another application of the same name, so among
 * several it is the one that the workload identity owns.
 */
async function findByName(name, directory) {
    const isCalledSo = ({ displayName }) => displayName === name;
    const listed = await firstOf(directory.matching(`displayName eq ${literal(name)}`), () => true);
    const found = listed.filter(isCalledSo);
    const [only, ...others] = found;
    // Of a longer list, those of exactly this name may be in the rest.
    if (listed.length < graph_errors/* candidateLimit */.Vc) {
        if (only === undefined)
            throw (0, graph_errors/* notFound */.mX)(name, false, directory.identity, await similarTo(name, directory));
        if (others.length === 0)
            return only;
    }
    const [owned, ...moreOwned] = await ownedOrNone(directory, isCalledSo, (code) => code === 'graph-permission-missing');
    if (owned === undefined || moreOwned.length > 0)
        throw (0, graph_errors/* ambiguous */.zs)(name, found);
    return owned;
}
/** Only what the workload identity owns: an error may be in the log of a public repository. */
function similarTo(name, directory) {
    const beginning = name.slice(0, 2).toLowerCase();
    return ownedOrNone(directory, ({ displayName }) => displayName.toLowerCase().startsWith(beginning), () => true);
}
/** @param ignored the failures after which none is taken to be owned */
async function ownedOrNone({ owned }, matches, ignored) {
    try {
        return await firstOf(owned(), matches);
    }
    catch (error) {
        if (error instanceof action_error/* Failure */.HR && ignored(error.code))
            return [];
        throw error;
    }
}
/** The first that match, as many as an error looks at. The pages after them are not asked for. */
async function firstOf(applications, matches) {
    const found = [];
    for await (const one of applications) {
        if (matches(one))
            found.push(one);
        if (found.length >= graph_errors/* candidateLimit */.Vc)
            break;
    }
    return found;
}
function isSameId(one, other) {
    return one.toLowerCase() === other.toLowerCase();
}
/** A string literal of OData, in which a quote is written twice. */
function literal(text) {
    return `'${text.replaceAll("'", "''")}'`;
}







/** addPassword was sent, and what came back does not say whether it took effect. */
class LostAnswer extends Error {
    /** Why, in words for people. */
    reason;
    constructor(reason) {
        super('lost answer');
        this.reason = reason;
    }
}
/** Source: Microsoft Graph, "List applications". */
const largestPage = '999';
/** How long such a page may be, in bytes: an application has about 1 KB, and 400 bytes more for each secret. */
const pageLimit = 32 * client/* megabyte */.H7;
const fields = 'id,appId,displayName,signInAudience,passwordCredentials';
/** One page of a list; the next one must be of the same host, since the token goes with the request. */
const pageOf = (host) => dist/* object */.Ikc({
    value: dist/* array */.YOg(dist/* unknown */.L5J()),
    '@odata.nextLink': dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* url */.OZ5(), dist/* startsWith */.w1_(`${host}/`))),
});
const withSecretText = dist/* object */.Ikc({ secretText: dist/* string */.YjP() });
/** Entra's values are 16 to 64 printable characters of ASCII. What differs is no value that anybody could use. */
const added = dist/* object */.Ikc({
    ...application/* secretName */.Gf.entries,
    secretText: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\x21-\x7e]{16,64}$/)),
});
/**
 * The applications behind a Graph client.
 *
 * @param mask called with the value of a new secret by the first statement after it arrived
 */
function applicationsIn(graph, rights, mask) {
    const maskSecretIn = (body) => {
        if (dist.is(withSecretText, body))
            mask(body.secretText);
    };
    const expect = (answer, schema, wish) => {
        if (answer.status !== 200)
            throw (0, graph_errors/* refusal */.x5)(answer, wish, rights);
        const parsed = dist/* safeParse */.xLC(schema, answer.body);
        if (!parsed.success)
            throw (0, graph_errors/* unreadable */.O$)(wish, answer);
        return parsed.output;
    };
    const page = pageOf(rights.identity.cloud.graph);
    /** Each is read when it is its turn: of ten thousand, few need to be in memory at once. */
    async function* each(path, query) {
        const { $top, ...filter } = query;
        const watch = (0, paging/* pageWatch */.x)('Microsoft Graph', 'list applications');
        // What changes meanwhile moves applications from one page to the next.
        const seen = new Set();
        let answer = await graph.get(path, { ...filter, $select: fields, $top }, pageLimit);
        for (;;) {
            const { value, '@odata.nextLink': next } = expect(answer, page, 'list applications');
            let first;
            for (const one of value) {
                const parsed = dist/* safeParse */.xLC(application/* application */.pW, one);
                if (!parsed.success)
                    throw (0, graph_errors/* unreadable */.O$)('list applications', answer);
                const { objectId } = parsed.output;
                first ??= objectId;
                if (!seen.has(objectId))
                    yield parsed.output;
                seen.add(objectId);
            }
            if (next === undefined)
                return;
            watch({ first, next });
            answer = await graph.get(next, {}, pageLimit);
        }
    }
    const all = (scope) => {
        const { clientId } = rights.identity;
        const owned = `/servicePrincipals(appId='${clientId}')/ownedObjects/microsoft.graph.application`;
        return each(scope === 'owned' ? owned : '/applications', { $top: largestPage });
    };
    const directory = {
        identity: rights.identity,
        matching: ($filter) => each('/applications', { $filter, $top: String(graph_errors/* candidateLimit */.Vc) }),
        owned: () => all('owned'),
        async byObjectId(objectId) {
            const answer = await graph.get(`/applications/${objectId}`, { $select: fields });
            return answer.status === 404 ? undefined : expect(answer, application/* application */.pW, 'read an application');
        },
    };
    const listed = async (objectId, schema) => {
        const answer = await graph.get(`/applications/${objectId}`, { $select: 'id,passwordCredentials' });
        return expect(answer, schema, 'list client secrets');
    };
    return {
        find: (wanted) => findApplication(wanted, directory),
        all,
        async credentials(objectId) {
            return (await listed(objectId, application/* described */.WY)).passwordCredentials;
        },
        async secretNames(objectId) {
            return (await listed(objectId, application/* named */.KT)).passwordCredentials;
        },
        async addPassword({ objectId, applicationId, passwordCredentials }, displayName, endDateTime) {
            const passwordCredential = { displayName, endDateTime: endDateTime.toISOString() };
            const answer = await graph
                .post(`/applications/${objectId}/addPassword`, { passwordCredential })
                .catch(() => {
                throw new LostAnswer('no answer');
            });
            maskSecretIn(answer.body);
            const wish = `add a client secret valid until ${(0, timestamp/* wholeSeconds */.$)(endDateTime)} to`;
            if (isRefusal(answer))
                throw (0, graph_errors/* refusedChange */.FX)(answer, wish, rights, applicationId);
            if (answer.status !== 200)
                throw new LostAnswer((0, graph_errors/* nameOfAnswer */.FE)(answer));
            const parsed = dist/* safeParse */.xLC(added, answer.body);
            if (!parsed.success)
                throw new LostAnswer('an answer without a usable value');
            // Whoever fails from now on removes the secret of that key ID: it must be none that was there before.
            if (passwordCredentials.some(({ keyId }) => keyId === parsed.output.keyId)) {
                throw new LostAnswer('an answer about an earlier secret');
            }
            return parsed.output;
        },
        async removePassword({ objectId, applicationId }, keyId) {
            const answer = await graph.post(`/applications/${objectId}/removePassword`, { keyId });
            if (answer.status === 204)
                return 'removed';
            if (/^No password credential found/i.test(answer.message))
                return 'not-found';
            throw (0, graph_errors/* refusedChange */.FX)(answer, 'remove a client secret from', rights, applicationId);
        },
    };
}
/** Whether Graph itself said that it did nothing: what else comes back may come from something in between. */
function isRefusal({ status, code }) {
    return status >= 400 && status < 500 && status !== 408 && code !== undefined;
}


/***/ }),

/***/ 3166:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DC: () => (/* binding */ descriptionChanged),
/* harmony export */   FE: () => (/* binding */ nameOfAnswer),
/* harmony export */   FX: () => (/* binding */ refusedChange),
/* harmony export */   GD: () => (/* binding */ ambiguousId),
/* harmony export */   O$: () => (/* binding */ unreadable),
/* harmony export */   Vc: () => (/* binding */ candidateLimit),
/* harmony export */   gL: () => (/* binding */ twoSecretLimit),
/* harmony export */   mX: () => (/* binding */ notFound),
/* harmony export */   sU: () => (/* binding */ expectOtherThanWorkloadIdentity),
/* harmony export */   x5: () => (/* binding */ refusal),
/* harmony export */   zs: () => (/* binding */ ambiguous)
/* harmony export */ });
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
/* harmony import */ var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6239);


/**
 * Why Graph did not do what was wished. Codes are contractual and decide; messages are not, and decide only where
 * one code stands for several things.
 *
 * @param wish what was asked for, to complete "was asked to …"
 */
function refusal(answer, wish, { identity }) {
    if (answer.code === 'Authorization_RequestDenied') {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('graph-permission-missing', {
            happened: `The workload identity ${identity.clientId} may not ${wish}${reference(answer)}.`,
            likely: 'it lacks the application permission Application.ReadWrite.OwnedBy on Microsoft Graph, or nobody gave admin consent to it.',
            fix: `${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .onlyForWorkloadIdentity */ .RS)(identity.clientId)}, grant it with consent (it can take a few minutes to take effect):${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commands */ .Pi)(identity.cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .grantOwnedBy */ .JN)(identity))}`,
        });
    }
    if (answer.status === 401) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('graph-request-failed', {
            happened: `Microsoft Graph did not accept the login when it was asked to ${wish} (${nameOfAnswer(answer)})${reference(answer)}.`,
            likely: 'the tenant belongs to another cloud.',
            fix: 'set `cloud` to the cloud of the tenant.',
        });
    }
    const passing = answer.status >= 500 || answer.status === 429 || answer.status === 409;
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('graph-request-failed', {
        happened: `Microsoft Graph, asked to ${wish}, answered with ${nameOfAnswer(answer)}${reference(answer)}.`,
        likely: passing ? 'a temporary outage or too many requests at once.' : 'a setting of the tenant.',
        fix: passing
            ? 'run the job again in some minutes.'
            : 'ask the support of Microsoft Entra ID, with the numbers above.',
    });
}
/**
 * Why Graph did not change the client secrets of an application.
 *
 * @param wish what was asked for, to complete "was asked to … application X"
 */
function refusedChange(answer, wish, rights, applicationId) {
    const { identity, roles } = rights;
    const { cloud } = identity;
    switch (answer.code) {
        case 'Authorization_RequestDenied':
            if (roles?.some((role) => /^Application\.ReadWrite\.(OwnedBy|All)$/.test(role)) !== true)
                break;
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('application-not-owned', {
                happened: `The workload identity ${identity.clientId} may not ${wish} application ${applicationId}${reference(answer)}.`,
                likely: 'its permission Application.ReadWrite.OwnedBy covers only applications that it owns, and it is no owner of this one.',
                fix: `make it an owner (the portal cannot):${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commands */ .Pi)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .addOwner */ .lv)(identity, applicationId))}`,
            });
        case 'CredentialInvalidLifetimeAsPerAppPolicy':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('lifetime-not-allowed', {
                happened: `The tenant's policy does not let this action ${wish} application ${applicationId}${reference(answer)}.`,
                likely: 'an application management policy caps the lifetime of client secrets.',
                fix: `shorten \`expires\`. What is allowed is told by the tenant's policy, or by one of the application's own:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commands */ .Pi)(cloud, `az rest --resource ${cloud.graph} --url ${cloud.graph}/v1.0/policies/defaultAppManagementPolicy`, `az rest --resource ${cloud.graph} --url "${cloud.graph}/v1.0/applications(appId='${applicationId}')/appManagementPolicies"`)}`,
            });
        case 'CredentialTypeNotAllowedAsPerAppPolicy':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('client-secrets-not-allowed', {
                happened: `The tenant's policy forbids client secrets on this application${reference(answer)}.`,
                likely: 'an application management policy blocks new client secrets, for all applications or for this one.',
                fix: `ask the tenant's administrators for an exception for application ${applicationId}.`,
            });
        case 'Directory_QuotaExceeded':
        case 'Directory_ResourceSizeExceeded':
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('too-many-credentials', {
                happened: `The application can hold no more credentials${reference(answer)}.`,
                likely: 'client secrets that nobody uses any more have piled up on it.',
                fix: `remove those that are not needed; they are listed by${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commands */ .Pi)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .listSecrets */ .AQ)(applicationId))}`,
            });
    }
    if (/maximum of 2/i.test(answer.message))
        return twoSecretLimit(identity, applicationId, []);
    if (answer.code === 'Request_BadRequest' && /displayName/i.test(answer.message)) {
        return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('description-refused', {
            happened: `Microsoft Graph refused the description of the new client secret${reference(answer)}.`,
            likely: 'it is too long: your `description`, the repository and the run together make it.',
            fix: 'shorten `description`.',
        });
    }
    return refusal(answer, `${wish} application ${applicationId}`, rights);
}
/** Graph did as it was asked, but wrote down something else. */
function descriptionChanged() {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('description-refused', {
        happened: 'Microsoft Graph keeps another description of the new client secret than the one it was given, so nobody could tell later whose it is.',
        likely: 'it is too long, or holds characters that Microsoft Graph replaces.',
        fix: 'shorten `description`, and use plain letters, digits and blanks.',
    });
}
/** @param occupants the secrets that are there, as people know them */
function twoSecretLimit({ cloud }, applicationId, occupants) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('two-secret-limit', {
        happened: [
            'The application holds two client secrets already, and may not hold more; expired ones count.',
            ...occupants,
        ].join('\n  - '),
        likely: 'it allows personal Microsoft accounts; such applications are limited to two.',
        fix: `set \`retire-after\`, so that this action removes its superseded secrets in time; or remove by its key ID the one that nothing uses any more:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commands */ .Pi)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .listSecrets */ .AQ)(applicationId), (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .removeSecretByHand */ .pc)(applicationId, 'KEY-ID'))}`,
    });
}
/**
 * @param wanted what `application` says
 * @param similar those of a similar name that the workload identity owns
 */
function notFound(wanted, isId, { tenantId }, similar) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('application-not-found', {
        happened: [
            `There is no app registration \`${wanted}\` in tenant ${tenantId}.`,
            ...(similar.length === 0
                ? []
                : ['Similar names among the applications that the workload identity owns:', ...listed(similar)]),
        ].join('\n'),
        likely: isId
            ? 'it is the object ID of the enterprise application, not of the app registration; or the application is registered in another tenant.'
            : '`application` is misspelt (upper and lower case count), or the application is registered in another tenant.',
        fix: 'set `application` to its display name, application (client) ID or object ID, as the portal shows them under "App registrations".',
    });
}
/** @param found those of exactly that name, as far as they were listed */
function ambiguous(wanted, found) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('application-ambiguous', {
        happened: [
            found.length < 2
                ? `More than ${candidateLimit - 1} app registrations are called \`${wanted}\` when upper and lower case are ignored.`
                : `Several app registrations are called \`${wanted}\`:`,
            ...listed(found),
        ].join('\n'),
        likely: 'display names are not unique in Microsoft Entra ID, and the workload identity owns either none of these applications or more than one.',
        fix: 'set `application` to the application (client) ID of the one that you mean.',
    });
}
/**
 * @throws Failure `workload-identity-is-application` when the application whose secret is to be renewed is the one that
 *   logs in
 */
function expectOtherThanWorkloadIdentity({ applicationId, displayName }, { clientId }) {
    if (applicationId.toLowerCase() !== clientId.toLowerCase())
        return;
    throw new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('workload-identity-is-application', {
        happened: `\`client-id\` and \`application\` name the same app registration, "${displayName}" (${clientId}).`,
        likely: "`client-id` holds the application ID of Exalate's own application, where the workload identity is meant: the separate application that logs in for this workflow.",
        fix: "set `client-id` to the application (client) ID of the workload identity; docs/setup.md of this action shows where to find it. Exalate's application must not trust GitHub: remove its federated credentials.",
    });
}
/** @param found the two of them */
function ambiguousId(id, found) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('application-ambiguous', {
        happened: [`\`${id}\` is the ID of more than one app registration:`, ...listed(found)].join('\n'),
        likely: 'it is the application (client) ID of one and the object ID of another.',
        fix: 'set `application` to the other ID of the one that is meant.',
    });
}
/** How many candidates are asked for, of which one fewer are listed. */
const candidateLimit = 21;
function listed(candidates) {
    const shown = candidates.slice(0, candidateLimit - 1);
    const lines = shown.map(({ displayName, applicationId }) => `  - ${displayName} (${applicationId})`);
    return shown.length === candidates.length ? lines : [...lines, '  - … and more'];
}
/** Graph answered, but not with what it should have. */
function unreadable(wish, answer) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('graph-request-failed', {
        happened: `Microsoft Graph, asked to ${wish}, sent an answer that cannot be read (${nameOfAnswer(answer)})${reference(answer)}.`,
        likely: 'something between the runner and Microsoft Graph answers in its place.',
        fix: 'run the job again; on your own runners, check the proxy.',
    });
}
/** How an answer is named to people: `HTTP 503, serviceNotAvailable`. */
function nameOfAnswer({ status, code }) {
    return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
}
function reference({ requestId }) {
    return requestId === undefined ? '' : ` (request ID ${requestId})`;
}


/***/ }),

/***/ 6477:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ nowAtGraph),
/* harmony export */   Z: () => (/* binding */ momentsOf)
/* harmony export */ });
/** What time it is by Microsoft Graph's clock; where it has not told, by the slowest of the others, or else the runner's. */
function nowAtGraph({ clock, cloud, serverTime }) {
    return serverTime.nowAt(new URL(cloud.graph).host) ?? serverTime.earliestNow() ?? clock.now();
}
/** The beginning of time: before it, no grace has passed. */
const nothingHasPassed = new Date(0);
/**
 * What time it is, by the servers' clocks. Where no server has told, secrets are renewed by the runner's clock, and none
 * is removed: it may be ahead.
 */
function momentsOf(clocks) {
    return { now: nowAtGraph(clocks), earliestNow: clocks.serverTime.earliestNow() ?? nothingHasPassed };
}


/***/ }),

/***/ 3377:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  I: () => (/* binding */ entranceFor),
  T: () => (/* binding */ loginCode)
});
const package_namespaceObject = {"rE":"1.0.0"};
// EXTERNAL MODULE: ./src/entra/applications.ts + 1 modules
var applications = __webpack_require__(3186);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/errors.ts
var errors = __webpack_require__(8549);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);
// EXTERNAL MODULE: ./src/http/client.ts + 1 modules
var client = __webpack_require__(9674);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);






/**
 * The job's OIDC token, asked for once: Entra's client wants it several times for one login.
 *
 * @param environment the runner's variables
 * @returns a function that answers the token, or throws Failure `id-token-not-permitted`, `id-token-request-failed` or
 * `response-too-large`
 */
function idTokenFor(audience, environment, edges) {
    let token;
    return () => (token ??= requestIdToken(audience, environment, edges));
}
/** A JSON Web Token. Source: GitHub's "OpenID Connect reference", which shows how a job asks for it by hand. */
const issued = dist/* object */.Ikc({ value: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\w-]+(\.[\w-]+)*$/)) });
const httpsUrl = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* url */.OZ5(), dist/* startsWith */.w1_('https://'));
async function requestIdToken(audience, environment, edges) {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: permit } = environment;
    if (!address || !permit)
        throw notPermitted();
    // A token for tokens does not go out unencrypted.
    if (!dist.is(httpsUrl, address))
        throw noAddress();
    const url = `${address}&audience=${encodeURIComponent(audience)}`;
    const headers = { Authorization: `Bearer ${permit}`, Accept: 'application/json' };
    const attempt = async () => {
        const answer = await edges.send(url, { headers }).catch((error) => (0, client/* networkReason */.d8)(error));
        if (typeof answer === 'string') {
            const setback = (0, client/* isTransient */.dg)(answer) ? { name: answer, announced: undefined } : undefined;
            return { result: answer, setback };
        }
        const { status } = answer;
        const passing = status === 408 || status === 429 || status >= 500;
        const setback = { name: `HTTP ${status}`, announced: (0, retry/* retryAfter */.P9)(answer.headers) };
        return { result: answer, setback: passing ? setback : undefined };
    };
    const answer = await (0, retry/* repeatedly */.Sy)('GitHub', attempt, edges);
    if (typeof answer === 'string')
        throw noAnswer(new URL(address).host, answer);
    const parsed = dist/* safeParse */.xLC(issued, (0, json/* parseJson */.q)(answer.text));
    if (!parsed.success)
        throw refused(new URL(address).host, answer.status);
    edges.mask(parsed.output.value);
    if (answer.status !== 200)
        throw refused(new URL(address).host, answer.status);
    return parsed.output.value;
}
function notPermitted() {
    return new action_error/* Failure */.HR('id-token-not-permitted', {
        happened: 'The job may not ask GitHub for an OIDC token, so it cannot log in to Microsoft Entra ID.',
        likely: 'the workflow lacks the permission `id-token: write`, or it runs for a pull request from a fork, which never gets it.',
        fix: 'add this to the job, and to the calling one if this is a reusable workflow:\n  permissions:\n    id-token: write',
    });
}
function noAddress() {
    return new action_error/* Failure */.HR('id-token-request-failed', {
        happened: 'The variable ACTIONS_ID_TOKEN_REQUEST_URL is not an https address, so the action did not ask for an OIDC token.',
        likely: 'an earlier step of the job, or the configuration of the runner, has changed the variable.',
        fix: 'leave the variable as GitHub sets it.',
    });
}
function noAnswer(host, reason) {
    const code = 'id-token-request-failed';
    if ((0, client/* isTooLarge */.I9)(reason))
        return (0, errors/* unreachable */.H)(code, host, reason);
    return new action_error/* Failure */.HR(code, {
        happened: `GitHub did not issue an OIDC token for this job: ${host} could not be reached (${reason}).`,
        likely: 'a temporary outage at GitHub, or a proxy or firewall that the runner cannot get through.',
        fix: `run the job again; see https://www.githubstatus.com. On your own runners, allow the host ${host}.`,
    });
}
function refused(host, status) {
    if (status >= 300 && status < 400) {
        return new action_error/* Failure */.HR('id-token-request-failed', {
            happened: `${host}, asked for an OIDC token, answered with a redirect to another address (HTTP ${status}), which the action does not follow.`,
            likely: 'a proxy between the runner and GitHub answers in its place, for example with a page to sign in.',
            fix: `on your own runners, check that the proxy passes ${host} through; otherwise run the job again.`,
        });
    }
    const received = status === 200 ? 'an answer without a token' : `HTTP ${status}`;
    return new action_error/* Failure */.HR('id-token-request-failed', {
        happened: `GitHub did not issue an OIDC token for this job: ${host} answered with ${received}.`,
        likely: 'a temporary outage at GitHub, or a proxy that answers in its place.',
        fix: `run the job again; see https://www.githubstatus.com. On your own runners, check that the proxy passes ${host} through.`,
    });
}
/** What is shorter stands in every log by chance; no value of Entra's is. */
const shortest = 4;
/**
 * Registers a value as a secret with the runner, so that its log shows asterisks instead: whole, line by line, and as
 * it stands in the body of a form, a spelling that the runner does not derive itself.
 *
 * @param setSecret the toolkit's, which prints the command that the runner obeys
 */
function masking(setSecret) {
    return (value) => {
        const spellings = [
            value,
            ...value.split(/\r\n|\r|\n/),
            new URLSearchParams({ value }).toString().slice('value='.length),
        ];
        for (const spelling of new Set(spellings)) {
            if (spelling.trim().length >= shortest)
                setSecret(spelling);
        }
    };
}

// EXTERNAL MODULE: ./src/http/loading.ts
var loading = __webpack_require__(9880);
// EXTERNAL MODULE: ./src/http/server-time.ts
var server_time = __webpack_require__(635);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);








const userAgent = `exalate-secret-action/${package_namespaceObject.rE}`;
/** What logs in, and the library that it stands on: loaded when a login is near. */
const loginCode = () => Promise.all(/* import() */[__webpack_require__.e(690), __webpack_require__.e(319), __webpack_require__.e(146)]).then(__webpack_require__.bind(__webpack_require__, 3146));
/** @param environment the runner's variables */
function entranceFor({ tenantId, clientId, cloud }, toolkit, environment, clock, budget) {
    const identity = { tenantId, clientId, cloud };
    const mask = masking((value) => {
        toolkit.setSecret(value);
    });
    const deadline = () => budget.nextRequest();
    const serverTime = (0, server_time/* createServerTime */.d)(clock, toolkit);
    const { send, open } = (0, client/* newLine */.Nx)(userAgent, deadline, serverTime);
    const edges = { send, clock, log: toolkit, budget };
    const idToken = idTokenFor(cloud.federationAudience, environment, { ...edges, mask });
    const login = { ...edges, idToken, mask };
    return {
        identity,
        login,
        serverTime,
        send,
        newLine: (patience) => (0, client/* newLine */.Nx)(userAgent, patience, serverTime),
        async logIn() {
            // Each host's connection and code come while the request before is under way.
            const asked = idToken();
            const loggedIn = (0, loading/* loadAside */.p)(() => {
                open(cloud.authorityHost);
                return loginCode();
            }).then(({ logIn }) => logIn(identity, login));
            const code = asked.then(() => (0, loading/* loadAside */.p)(() => {
                open(cloud.graph);
                return Promise.all(/* import() */[__webpack_require__.e(899), __webpack_require__.e(588)]).then(__webpack_require__.bind(__webpack_require__, 8588));
            }));
            const [, { token, roles }, { graphClient }] = await (0, settle/* allOf */.bn)([asked, loggedIn, code]);
            const graph = graphClient(cloud, token, edges);
            return (0, applications/* applicationsIn */.v)(graph, { identity, roles }, mask);
        },
    };
}


/***/ }),

/***/ 9880:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ loadAside)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8500);

/** In milliseconds: about what it takes to open a connection and to send a request. */
const headStart = 10;
/**
 * Loads code that is needed soon. That keeps everything else waiting, so what was begun just before gets a head start:
 * its request is on the way, and its answer comes while the code is loaded.
 */
async function loadAside(load) {
    await (0, node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(headStart);
    return load();
}


/***/ }),

/***/ 1749:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   __: () => (/* binding */ Budget),
/* harmony export */   _t: () => (/* binding */ longestRequest),
/* harmony export */   uu: () => (/* binding */ minTimeForWrite)
/* harmony export */ });
/** No request waits longer than this for its answer, in real milliseconds. */
function longestRequest({ second }) {
    return 20 * second;
}
/**
 * What a request that changes something must find in the budget, in milliseconds: one that is given up at once may still
 * take effect.
 */
const minTimeForWrite = 25_000;
/** What is reserved for cleaning up ends here as well, in milliseconds: a phase has two minutes, whatever servers do. */
const longestPhase = 100_000;
/**
 * The time that a phase of a run may take whatever the servers do. Waits that a server announced, and those for a new
 * secret to be known everywhere, do not count.
 */
class Budget {
    #clock;
    #end;
    #limit;
    #purse;
    /**
     * @param milliseconds from now
     * @param purse how many more milliseconds may be spent on waits that servers announce, all together
     */
    constructor(clock, milliseconds, purse) {
        this.#clock = clock;
        this.#purse = purse;
        const now = clock.now().getTime();
        this.#end = now + milliseconds;
        this.#limit = now + longestPhase;
    }
    /** What is left, in milliseconds; zero when it is used up. */
    left() {
        return Math.max(this.#end - this.#clock.now().getTime(), 0);
    }
    /** How long the next request may wait for its answer, in real milliseconds: never zero, which some take for no limit. */
    nextRequest() {
        const left = (this.left() / 1_000) * this.#clock.second;
        return Math.max(Math.min(longestRequest(this.#clock), Math.floor(left)), 1);
    }
    /** Whether a wait that a server announced is granted; it does not count then. */
    grants(milliseconds) {
        if (milliseconds > this.#purse)
            return false;
        this.#purse -= milliseconds;
        this.extend(milliseconds);
        return true;
    }
    /** Gives back time that does not count. */
    extend(milliseconds) {
        this.#end += milliseconds;
        this.#limit += milliseconds;
    }
    /**
     * Sees to it that at least so much is left, as far as the phase has it: cleaning up must not lack the time that the
     * failure took.
     */
    reserve(milliseconds) {
        const end = Math.min(this.#clock.now().getTime() + milliseconds, this.#limit);
        this.#end = Math.max(this.#end, end);
    }
}


/***/ }),

/***/ 7829:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DG: () => (/* binding */ isLive),
/* harmony export */   Fj: () => (/* binding */ secretsOf),
/* harmony export */   YP: () => (/* binding */ isAdopted),
/* harmony export */   jI: () => (/* binding */ byAge),
/* harmony export */   lg: () => (/* binding */ adoptedSecrets)
/* harmony export */ });
/* harmony import */ var _lineage_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6578);

/**
 * The secrets of a lineage, oldest first. Description and digest must both match to the letter: nothing else on the
 * application is this action's to touch, except what `adopt` names.
 */
function secretsOf(lineage, credentials) {
    return inOrder(credentials.filter((credential) => isOfLineage(credential, lineage)));
}
/**
 * The secrets that the workflow takes over, oldest first. Those of its own lineage are its own already.
 *
 * @param adopt their key IDs, in lower case
 */
function adoptedSecrets(adopt, lineage, credentials) {
    return inOrder(credentials.filter((credential) => isAdopted(credential, adopt) && !isOfLineage(credential, lineage)));
}
/** Whether `adopt` names a secret. */
function isAdopted({ keyId }, adopt) {
    return adopt.includes(keyId.toLowerCase());
}
/** Whether a secret still logs in, as far as its time goes. */
function isLive({ endDateTime }, now) {
    return endDateTime === null || endDateTime > now;
}
function isOfLineage({ displayName }, lineage) {
    const found = (0, _lineage_js__WEBPACK_IMPORTED_MODULE_0__/* .parseProvenance */ .X6)(displayName);
    return found !== undefined && (0, _lineage_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameLineage */ .yu)(found, lineage);
}
/** Entra notes the start of whatever this action adds; without one, nothing can be said of a secret. */
function inOrder(credentials) {
    return credentials
        .flatMap((credential) => {
        const { startDateTime } = credential;
        return startDateTime === null ? [] : [{ ...credential, startDateTime }];
    })
        .sort(byAge);
}
/** Which of two secrets is older: for sorting, oldest first. */
function byAge(one, other) {
    const apart = one.startDateTime.getTime() - other.startDateTime.getTime();
    return apart === 0 ? (one.keyId < other.keyId ? -1 : 1) : apart;
}


/***/ }),

/***/ 8451:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ parseJson)
/* harmony export */ });
/**
 * Parses JSON that came from a server. The parser's own errors quote the text, which may hold a secret or a token: they
 * are dropped.
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

/***/ 5681:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ summaryText)
/* harmony export */ });
/* harmony import */ var html_escaper__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8460);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8677);


/**
 * Text from outside, for a job summary: as code, so that GitHub shows it as it is. GitHub reads HTML in a summary, Markdown
 * after a blank line, and in all text but code mentions (`@org/team`), issues (`#1`), emoji (`:x:`) and formulas (`$x$`).
 *
 * @param text such as a name that anybody in a tenant may have typed; it has no line break afterwards
 */
function summaryText(text) {
    return `<code>${(0, html_escaper__WEBPACK_IMPORTED_MODULE_0__/* .escape */ .i)((0, _plain_text_js__WEBPACK_IMPORTED_MODULE_1__/* .plainText */ .wh)(text))}</code>`;
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
