const id = 749;
const ids = [749];
const modules = {

 2979:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D_: () => (/* binding */ explainForbiddenAddress),
/* harmony export */   L9: () => (/* binding */ explainRefusedToken),
/* harmony export */   MX: () => (/* binding */ explainSingleSignOn),
/* harmony export */   WG: () => (/* binding */ explainSuspendedAccount),
/* harmony export */   Y5: () => (/* binding */ explainForbiddenClassicToken),
/* harmony export */   Yi: () => (/* binding */ explainForbiddenLifetime),
/* harmony export */   Zw: () => (/* binding */ explainRateLimit),
/* harmony export */   bJ: () => (/* binding */ explainSuspendedInstallation),
/* harmony export */   el: () => (/* binding */ explainForbiddenPersonalToken),
/* harmony export */   g: () => (/* binding */ gitHub),
/* harmony export */   k6: () => (/* binding */ explainArchivedRepository),
/* harmony export */   m2: () => (/* binding */ explainBlockedRepository)
/* harmony export */ });
/* harmony import */ var _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7384);
/* harmony import */ var _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2441);
/* harmony import */ var _response_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6444);



const gitHub = {
    name: 'GitHub',
    statusPage: 'https://www.githubstatus.com',
    support: 'GitHub Support',
    requestIdName: 'request ID',
};
const explainRateLimit = ({ operation, tokenInput }, failure) => {
    const reset = (0, _response_js__WEBPACK_IMPORTED_MODULE_1__/* .readRateLimitReset */ .Xf)(failure);
    return {
        code: 'github-rate-limited',
        problem: `Cannot ${operation}: GitHub's rate limit was reached (HTTP ${failure.status}).`,
        likelyCause: `the owner of \`${tokenInput}\` has sent too many requests, possibly from other workflows.`,
        remedy: `run the job again ${reset === undefined ? 'later' : `after ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_2__/* .formatTimestamp */ .E)(reset)}`}; if it happens often, use the token of a GitHub App, which has separate limits.`,
    };
};
const storeToken = (tokenInput, token = 'a new token') => `create ${token}, and store it in the secret that the workflow passes to \`${tokenInput}\`.`;
const explainRefusedToken = ({ operation, host, tokenInput, tokenKind }, { status }) => ({
    code: 'github-token-refused',
    problem: `Cannot ${operation}: GitHub rejected \`${tokenInput}\` (HTTP ${status}).`,
    ...(tokenKind === 'app'
        ? {
            likelyCause: 'the token has expired, which the token of a GitHub App does after an hour, or was revoked.',
            remedy: 'create the token in the same job, in a step right before this action.',
        }
        : {
            likelyCause: `the token has expired, was revoked, was not copied completely, or is for another GitHub server than ${host}.`,
            remedy: storeToken(tokenInput),
        }),
});
const explainSuspendedInstallation = ({ operation, account, tokenInput }, { status }) => ({
    code: 'github-token-refused',
    problem: `Cannot ${operation}: the GitHub App that \`${tokenInput}\` belongs to is suspended for ${account} (HTTP ${status}).`,
    likelyCause: 'an owner of the organization, or the owner of the app, suspended the installation.',
    remedy: 'have them unsuspend it: the settings of the organization > GitHub Apps > Configure > Unsuspend.',
});
const explainSuspendedAccount = ({ operation, tokenInput }, { status }) => ({
    code: 'github-token-refused',
    problem: `Cannot ${operation}: the account that \`${tokenInput}\` belongs to is suspended (HTTP ${status}).`,
    likelyCause: 'GitHub, or an administrator of the enterprise, suspended the account.',
    remedy: storeToken(tokenInput, 'a token of another account, or of a GitHub App'),
});
function createPolicyExplanation(describeProblem, likelyCause, remedy) {
    return (context, failure) => ({
        code: 'github-blocked-by-policy',
        problem: `Cannot ${context.operation}: ${describeProblem(`\`${context.tokenInput}\``)} (HTTP ${failure.status}).${(0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_0__/* .formatQuote */ .eH)(failure, gitHub)}`,
        likelyCause,
        remedy: remedy(context, failure),
    });
}
const useApp = ({ account, permission }) => `use the token of a GitHub App that is installed for ${account} and has the permission ${permission}.`;
const explainForbiddenClassicToken = createPolicyExplanation((token) => `${token} is a classic personal access token, and a policy forbids these`, 'a setting of the organization or enterprise.', ({ account, permission }) => `use a fine-grained token with the resource owner ${account}, or a GitHub App token, with the permission ${permission}.`);
const explainForbiddenPersonalToken = createPolicyExplanation((token) => `${token} is a personal access token, and a policy forbids tokens of this kind`, 'a setting of the organization or enterprise.', useApp);
const maxDays = /greater than (\d{1,5}) days/;
const explainForbiddenLifetime = createPolicyExplanation((token) => `a policy forbids tokens with the lifetime of ${token}`, 'the organization or enterprise sets a maximum lifetime, which the token exceeds.', ({ tokenInput }, { error }) => {
    const days = maxDays.exec(error?.message ?? '')?.[1];
    const lifetime = days === undefined ? 'that the policy allows' : `of at most ${days} days`;
    return `regenerate the token with a lifetime ${lifetime}, and store it in the secret that the workflow passes to \`${tokenInput}\`.`;
});
const explainForbiddenAddress = createPolicyExplanation(() => 'the IP address of the runner is not allowed', 'the organization or enterprise has an IP allow list.', ({ account }) => `use a runner with an allowed IP address, or have an owner of ${account} add the address of this runner to the allow list.`);
const explainSingleSignOn = ({ operation, account, tokenInput, tokenKind }, { status }) => ({
    code: 'github-blocked-by-policy',
    problem: `Cannot ${operation}: ${account} requires SAML single sign-on, and \`${tokenInput}\` is not authorized for it (HTTP ${status}).`,
    likelyCause: 'the token was not authorized after it was created, or the authorization was revoked.',
    remedy: tokenKind === 'classic'
        ? `authorize the token for ${account}: on GitHub, your settings > Developer settings > Personal access tokens > Tokens (classic) > Configure SSO.`
        : `create the token again while you are signed in to ${account} with single sign-on, and store it in the secret that the workflow passes to \`${tokenInput}\`.`,
});
const explainArchivedRepository = ({ operation }, { status }) => ({
    code: 'github-repository-unavailable',
    problem: `Cannot ${operation}: the repository is archived and therefore read-only (HTTP ${status}).`,
    likelyCause: 'an administrator of the repository archived it.',
    remedy: "unarchive it in the repository's settings (General > Danger Zone), or use another repository.",
});
const explainBlockedRepository = ({ operation }, failure) => ({
    code: 'github-repository-unavailable',
    problem: `Cannot ${operation}: GitHub has blocked the repository (HTTP ${failure.status}).${(0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_0__/* .formatQuote */ .eH)(failure, gitHub)}`,
    likelyCause: "a takedown notice, a violation of GitHub's terms, or a migration that is under way.",
    remedy: "open the repository's page on GitHub, which says why. If it does not, contact GitHub Support: https://support.github.com.",
});


/***/ }),

 6444:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EJ: () => (/* binding */ readRateLimitRetry),
/* harmony export */   Uk: () => (/* binding */ readResponse),
/* harmony export */   Xf: () => (/* binding */ readRateLimitReset),
/* harmony export */   eW: () => (/* binding */ readAcceptedPermissions),
/* harmony export */   w2: () => (/* binding */ toFailure),
/* harmony export */   x8: () => (/* binding */ readBody)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _http_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2398);
/* harmony import */ var _http_retry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8902);



const errorBody = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ message: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
const requestId = /^[\da-f:-]{1,64}$/i;
function parseGitHubError({ headers, body }) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(errorBody, body);
    if (!parsed.success)
        return undefined;
    const id = headers['x-github-request-id'] ?? '';
    return { codes: [], message: parsed.output.message, requestId: requestId.test(id) ? id : undefined };
}
function readResponse(response, http) {
    return response.status < 300 ? response : (0, _http_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .toFailedResponse */ .Ch)(response, parseGitHubError(response), http);
}
function readBody(schema, response) {
    if (!('body' in response))
        return undefined;
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(schema, response.body);
    return parsed.success ? parsed.output : undefined;
}
function toFailure(response) {
    if (!('body' in response))
        return response;
    const { status, headers } = response;
    return { status, headers, error: undefined };
}
const permissions = /^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/;
function readAcceptedPermissions({ headers }) {
    const accepted = headers['x-accepted-github-permissions'] ?? '';
    return permissions.test(accepted) ? accepted : undefined;
}
function readRateLimitReset({ headers }) {
    const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset = '' } = headers;
    return remaining === '0' && /^\d{1,10}$/.test(reset) ? new Date(Number(reset) * 1_000) : undefined;
}
function readRateLimitRetry({ headers }) {
    const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset, date } = headers;
    const untilReset = remaining === '0' ? (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .millisecondsUntil */ .Z_)(Number(reset) * 1_000, date) : undefined;
    return {
        name: 'too many requests from this token',
        retryAfterMs: (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .readRetryAfter */ .D$)(headers) ?? (untilReset === undefined ? 60_000 : untilReset + 1_000),
    };
}


/***/ }),

 7068:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fx: () => (/* binding */ missingAppPermission),
/* harmony export */   jz: () => (/* binding */ gitHubRules),
/* harmony export */   vU: () => (/* binding */ missingTokenPermission)
/* harmony export */ });
/* harmony import */ var _explanations_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2979);
/* harmony import */ var _response_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6444);


const rateLimit = { retry: _response_js__WEBPACK_IMPORTED_MODULE_1__/* .readRateLimitRetry */ .EJ, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainRateLimit */ .Zw };
const gitHubRules = [
    { status: [403, 429], message: /rate limit|abuse detection/i, ...rateLimit },
    { status: 403, header: 'retry-after', ...rateLimit },
    { status: 429, ...rateLimit },
    { status: 401, message: /^Bad credentials/, retry: 'briefly', explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainRefusedToken */ .L9 },
    { status: 401, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainRefusedToken */ .L9 },
    { status: 403, message: /installation has been suspended/i, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainSuspendedInstallation */ .bJ },
    { status: 403, message: /account (was|is|has been) suspended/i, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainSuspendedAccount */ .WG },
    { status: 403, header: 'x-github-sso', explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainSingleSignOn */ .MX },
    { status: 403, message: /SAML enforcement/, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainSingleSignOn */ .MX },
    { status: 403, message: /\btoken's lifetime\b/, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainForbiddenLifetime */ .Yi },
    { status: 403, message: /\(classic\).{0,100}fine-grained/s, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainForbiddenClassicToken */ .Y5 },
    {
        status: 403,
        message: /forbids access via a .{0,20}personal access token/,
        explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainForbiddenPersonalToken */ .el,
    },
    { status: 403, message: /IP allow list/, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainForbiddenAddress */ .D_ },
    { status: 403, message: /\barchived so is read-only/, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainArchivedRepository */ .k6 },
    {
        status: 403,
        message: /^Repository (access blocked|has been locked)/,
        explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainBlockedRepository */ .m2,
    },
    { status: 451, explain: _explanations_js__WEBPACK_IMPORTED_MODULE_0__/* .explainBlockedRepository */ .m2 },
    { status: 409, retry: 'yes' },
];
const missingAppPermission = {
    status: [403, 404],
    message: /^Resource not accessible by integration/,
    retry: 'briefly',
};
const missingTokenPermission = {
    status: [403, 404],
    message: /^Resource not accessible by personal access token/,
};


/***/ }),

 2988:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ acknowledgementRefusedError),
/* harmony export */   X: () => (/* binding */ formatHowTo)
/* harmony export */ });
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
/* harmony import */ var _shared_plain_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8677);
/* harmony import */ var _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2441);
/* harmony import */ var _workflow_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9477);




function acknowledgementRefusedError(keyId, refused, workflow) {
    return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('acknowledgement-refused', explain(keyId, refused, workflow));
}
function explain(keyId, { current, reason, labels }, workflow) {
    const addAnother = 'start the workflow without `acknowledge` to add a client secret, put its value into Exalate, and acknowledge it.';
    if (current === undefined) {
        return {
            problem: `\`acknowledge\` names ${keyId}, but the application has no client secret of this workflow.`,
            likelyCause: 'the workflow has not added one yet, or its `description`, its destinations or its `application` have changed.',
            remedy: addAnother,
        };
    }
    const described = `the client secret "${(0, _shared_plain_text_js__WEBPACK_IMPORTED_MODULE_2__/* .toPlainText */ .bo)(current.displayName)}" (key ID ${current.keyId}, added ${(0, _shared_timestamp_js__WEBPACK_IMPORTED_MODULE_3__/* .formatTimestamp */ .E)(current.startDateTime)})`;
    const storeAnother = `${addAnother} If that run adds none, wait half an hour and select \`renew-now\`, or remove \`renew-within\` for one run.`;
    const listed = labels.map((label) => `\n  - ${(0, _shared_plain_text_js__WEBPACK_IMPORTED_MODULE_2__/* .toPlainText */ .bo)(label)}`).join('');
    const notStored = `do not hold it, or may hold an older one as well:${listed}`;
    switch (reason) {
        case 'other-key':
            return {
                problem: `\`acknowledge\` names ${keyId}, but the current one is ${described}.${listed && ` These destinations ${notStored}`}`,
                likelyCause: 'the workflow has added a newer client secret since, or the key ID is wrong.',
                remedy: labels.length === 0
                    ? `put the value of the current client secret into Exalate first, then acknowledge it${formatHowTo(workflow, current.keyId)}`
                    : storeAnother,
            };
        case 'expired':
            return {
                problem: `\`acknowledge\` names ${described}, which has expired, so Exalate cannot use it.`,
                likelyCause: 'the workflow has not renewed the client secret in time.',
                remedy: addAnother,
            };
        case 'not-stored':
            return {
                problem: `\`acknowledge\` names ${described}, but these destinations ${notStored}`,
                likelyCause: 'another process wrote them, a run failed before it wrote all of them, or two client secrets were added within half an hour.',
                remedy: storeAnother,
            };
    }
}
function formatHowTo(workflow, keyId) {
    const command = (0, _workflow_js__WEBPACK_IMPORTED_MODULE_1__/* .formatAcknowledgeCommand */ .bO)(workflow, keyId);
    const inBrowser = `: start the workflow on ${(0, _workflow_js__WEBPACK_IMPORTED_MODULE_1__/* .formatWorkflowUrl */ .CG)(workflow)} with \`acknowledge: ${keyId}\``;
    return command === undefined ? `${inBrowser}.` : `${inBrowser}, or with the GitHub CLI:\n  ${command}`;
}


/***/ }),

 817:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PJ: () => (/* binding */ toTitleText),
/* harmony export */   P_: () => (/* binding */ formatCode),
/* harmony export */   ku: () => (/* binding */ formatTable),
/* harmony export */   mU: () => (/* binding */ formatCodeBlock),
/* harmony export */   u3: () => (/* binding */ formatLink)
/* harmony export */ });
/* harmony import */ var html_escaper__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8460);
/* harmony import */ var _shared_plain_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8677);


const maxLength = 300;
function toShownText(text) {
    const plain = (0, _shared_plain_text_js__WEBPACK_IMPORTED_MODULE_1__/* .toPlainText */ .bo)(text);
    return plain.length > maxLength ? `${plain.slice(0, maxLength - 1).toWellFormed()}…` : plain;
}
function formatCode(text) {
    const shown = toShownText(text);
    const delimiter = '`'.repeat(longestBacktickRun(shown) + 1);
    const padding = /^[ `]|[ `]$/.test(shown) || shown === '' ? ' ' : '';
    return `${delimiter}${padding}${shown}${padding}${delimiter}`;
}
function formatCodeBlock(language, lines) {
    const text = lines.map(_shared_plain_text_js__WEBPACK_IMPORTED_MODULE_1__/* .toPlainText */ .bo).join('\n');
    const fence = '`'.repeat(Math.max(longestBacktickRun(text) + 1, 3));
    return [`${fence}${language}`, text, fence].join('\n');
}
function formatLink(text, url) {
    const address = new URL(url).href.replaceAll('(', '%28').replaceAll(')', '%29');
    return `[${text}](${address})`;
}
function formatTable(rows) {
    const lines = rows.map(([name, text]) => `<tr><th align="left">${name}</th><td><code>${(0, html_escaper__WEBPACK_IMPORTED_MODULE_0__/* .escape */ .i)(toShownText(text))}</code></td></tr>`);
    return ['<table>', ...lines, '</table>'].join('\n');
}
function toTitleText(text, maxCharacters) {
    const plain = (0, _shared_plain_text_js__WEBPACK_IMPORTED_MODULE_1__/* .toPlainText */ .bo)(text).replaceAll('@', '＠').replaceAll('#', '＃').replaceAll('`', "'");
    return plain.length > maxCharacters ? `${plain.slice(0, maxCharacters - 1).toWellFormed()}…` : plain;
}
function longestBacktickRun(text) {
    return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}


/***/ }),

 9477:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CG: () => (/* binding */ formatWorkflowUrl),
/* harmony export */   D8: () => (/* binding */ formatRunLink),
/* harmony export */   S6: () => (/* binding */ readWorkflow),
/* harmony export */   bO: () => (/* binding */ formatAcknowledgeCommand),
/* harmony export */   uR: () => (/* binding */ formatIssueUrl)
/* harmony export */ });
/* harmony import */ var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6239);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(817);


const workflowRef = /^([^/]+\/[^/]+)\/\.github\/workflows\/([^/]+?\.ya?ml)@(?:refs\/(?:heads|tags)\/(.+)|.*)$/;
function readWorkflow(serverUrl, repository, reference = '') {
    const [, owner, file, ref] = workflowRef.exec(reference) ?? [];
    const isOwn = owner?.toLowerCase() === repository.toLowerCase();
    return { serverUrl, repository, source: isOwn && file !== undefined ? { file, ref } : undefined };
}
function formatWorkflowUrl({ serverUrl, repository, source }) {
    const page = source === undefined ? '' : `/workflows/${encodeURIComponent(source.file)}`;
    return `${serverUrl}/${repository}/actions${page}`;
}
function formatRunLink({ serverUrl, repository }, { id, attempt }) {
    const url = `${serverUrl}/${repository}/actions/runs/${id}/attempts/${attempt}`;
    return (0, _markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .formatLink */ .u3)(`run ${id}, attempt ${attempt}`, url);
}
function formatIssueUrl({ serverUrl, repository }, number) {
    return `${serverUrl}/${repository}/issues/${number}`;
}
function formatAcknowledgeCommand({ serverUrl, repository, source }, keyId) {
    if (source === undefined)
        return undefined;
    const { host } = new URL(serverUrl);
    const repo = host === 'github.com' ? repository : `${host}/${repository}`;
    const ref = source.ref === undefined ? [] : ['--ref', (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .quoteIfNeeded */ .de)(source.ref)];
    return [
        'gh workflow run',
        (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .quoteIfNeeded */ .de)(source.file),
        `--repo ${repo}`,
        ...ref,
        `--field acknowledge=${keyId}`,
    ].join(' ');
}


/***/ }),

 1749:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  runMain: () => (/* binding */ runMain),
  runPost: () => (/* binding */ runPost)
});

// EXTERNAL MODULE: ./src/azure/az-commands.ts
var az_commands = __webpack_require__(6239);
const noState = { revision: undefined, evidence: undefined };
class UnconfirmedWriteError extends Error {
    actionError;
    constructor(actionError) {
        super('the write was not confirmed');
        this.actionError = actionError;
    }
}

// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/http/time-budget.ts
var time_budget = __webpack_require__(4130);


const pollDelays = [0, 1_000, 2_000, 4_000, 8_000];
async function removeSecrets(options, context) {
    return new SecretRemoval(options, context).run();
}
class SecretRemoval {
    #options;
    #context;
    #candidates;
    #failure;
    #stopped = false;
    #reads = 0;
    constructor(options, context) {
        this.#options = options;
        this.#context = context;
        this.#candidates = new Map(options.keyIds.map((keyId) => [keyId, createCandidate(options.removeUnlisted)]));
    }
    async run() {
        const { budget, clock } = this.#context;
        let conclusive = false;
        for (const delay of this.#options.pollDelays) {
            if (delay > budget.remaining())
                return this.#createResult(false);
            await clock.sleep(delay);
            conclusive = (await this.#poll()) && this.#reads > 1;
            if (this.#isDone())
                break;
        }
        return this.#createResult(conclusive);
    }
    async #poll() {
        const attempted = new Set();
        try {
            await this.#removeDue(attempted);
            await this.#read();
            if ((await this.#removeDue(attempted)) > 0)
                await this.#read();
            return true;
        }
        catch (error) {
            this.#failure = (0, action_error/* toActionError */.ie)(error);
            return false;
        }
    }
    async #removeDue(attempted) {
        const { size } = attempted;
        for (const [keyId, candidate] of this.#candidates) {
            if (!candidate.removalDue || attempted.has(keyId) || this.#stopped)
                continue;
            attempted.add(keyId);
            await this.#remove(keyId, candidate);
        }
        return attempted.size - size;
    }
    async #remove(keyId, candidate) {
        const { application, applications, budget } = this.#context;
        budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
        try {
            const result = await applications.removePassword(application, keyId);
            candidate.exists ||= result === 'removed';
            candidate.removalDue = !candidate.exists;
        }
        catch (error) {
            this.#failure = (0, action_error/* toActionError */.ie)(error);
            this.#stopped = this.#options.afterFailure === 'stop';
        }
    }
    async #read() {
        const { application, applications } = this.#context;
        const { matches } = this.#options;
        const secrets = await applications.listSecrets(application.objectId);
        this.#reads += 1;
        const byKeyId = new Map(secrets.map((secret) => [secret.keyId, secret]));
        for (const secret of byKeyId.values()) {
            if (matches(secret) && !this.#candidates.has(secret.keyId))
                this.#candidates.set(secret.keyId, createCandidate(true));
        }
        for (const [keyId, candidate] of this.#candidates) {
            const secret = byKeyId.get(keyId);
            if (secret === undefined)
                candidate.absences += 1;
            else
                recordListing(candidate, matches(secret));
        }
    }
    #isDone() {
        const unsettled = [...this.#candidates.values()].filter((candidate) => !this.#isSettled(candidate));
        return !this.#options.useAllPolls && unsettled.every(({ removalDue }) => removalDue && this.#stopped);
    }
    #isSettled({ mismatched, exists, absences }) {
        return mismatched || (exists && absences >= this.#options.requiredAbsences);
    }
    #createResult(conclusive) {
        const isGone = (candidate) => !candidate.mismatched && (this.#isSettled(candidate) || (conclusive && candidate.absences > 0));
        const gone = new Set(this.#findKeyIds(isGone));
        return {
            gone,
            mismatched: this.#findKeyIds(({ mismatched }) => mismatched),
            remaining: this.#findKeyIds((candidate) => candidate.listed && !isGone(candidate)),
            complete: gone.size === this.#candidates.size && (conclusive || !this.#options.useAllPolls),
            failure: this.#failure,
        };
    }
    #findKeyIds(condition) {
        return [...this.#candidates].filter(([, candidate]) => condition(candidate)).map(([keyId]) => keyId);
    }
}
function createCandidate(removalDue) {
    return { removalDue, exists: false, listed: false, mismatched: false, absences: 0 };
}
function recordListing(candidate, isMatch) {
    candidate.mismatched = !isMatch;
    candidate.removalDue = isMatch;
    candidate.listed = isMatch;
    candidate.exists = true;
    candidate.absences = 0;
}

// EXTERNAL MODULE: ./src/rotation/state.ts
var rotation_state = __webpack_require__(7687);





async function rollBack(error, context) {
    const { application, cloud, destinations, journal, progress } = context;
    const isUnconfirmed = error instanceof UnconfirmedWriteError;
    const failure = (0, action_error/* toActionError */.ie)(isUnconfirmed ? error.actionError : error);
    const recovery = (0, rotation_state/* recoveryFor */.JU)(journal.state());
    if (!('keyId' in recovery) || recovery.keyId === undefined)
        return failure;
    const { keyId } = recovery;
    const secret = `the new secret (key ID ${keyId})`;
    const removeCommand = formatRemoveCommand(keyId, application, cloud);
    if (recovery.kind === 'keep') {
        const { from, stored, unconfirmedWrite } = recovery;
        journal.trySave((0, rotation_state/* completed */.so)(from));
        progress.keptKeyId = keyId;
        const status = formatDestinationStatus(keyId, destinations, {
            stored,
            unconfirmedWrite: isUnconfirmed ? unconfirmedWrite : undefined,
        });
        return failure.withState(`${secret} was kept: a destination holds it. ${status}`);
    }
    if (recovery.kind === 'ask' && isUnconfirmed) {
        progress.keptKeyId = keyId;
        return failure.withState(`${secret} was kept because it is not known whether the destination holds it. The post step of this job checks again. Remove it only if the destination does not hold it:${removeCommand}`);
    }
    const secrets = {
        displayName: recovery.from.intent.displayName,
        keyIdToRemove: keyId,
        keyIdToKeep: undefined,
        searchByDescription: false,
    };
    const removal = await removeAddedSecrets(secrets, 'main', context);
    if (removal.complete) {
        journal.trySave((0, rotation_state/* removed */.rq)(recovery.from));
        return failure.withState(`${secret} was removed again.`);
    }
    return failure.withState(`${secret} is in no destination and could not be removed. The post step of this job tries again. To remove it by hand:${removeCommand}`);
}
const postPollDelays = [...pollDelays, 15_000, 15_000];
const timeToRemove = 60_000;
async function removeAddedSecrets({ displayName, keyIdToRemove, keyIdToKeep, searchByDescription }, phase, context) {
    context.budget.ensureRemaining(timeToRemove);
    const isMain = phase === 'main';
    const { complete, mismatched, remaining } = await removeSecrets({
        keyIds: keyIdToRemove === undefined ? [] : [keyIdToRemove],
        removeUnlisted: isMain,
        matches: (secret) => secret.keyId !== keyIdToKeep &&
            (secret.displayName === displayName || (isMain && secret.keyId === keyIdToRemove)),
        requiredAbsences: 2,
        pollDelays: isMain ? pollDelays : postPollDelays,
        useAllPolls: searchByDescription,
        afterFailure: 'retry',
    }, context);
    return {
        complete,
        mismatched: mismatched[0],
        remaining: remaining.find((keyId) => keyId === keyIdToRemove),
    };
}
function formatRemoveCommand(keyId, { applicationId }, cloud) {
    return (0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatRemoveSecretCommand */.HA)(applicationId, keyId));
}
function formatFindCommands({ displayName, keyIdToKeep }, { applicationId }, cloud) {
    const what = keyIdToKeep === undefined ? 'it' : `all except key ID ${keyIdToKeep}, which is in use`;
    const commands = [
        (0, az_commands/* formatListSecretsCommand */.Eb)(applicationId),
        (0, az_commands/* formatRemoveSecretCommand */.HA)(applicationId, 'KEY-ID'),
    ];
    return `Look for "${displayName}", and remove ${what}:${(0, az_commands/* formatCommands */.iC)(cloud, ...commands)}`;
}
function formatDestinationStatus(keyId, destinations, { stored, unconfirmedWrite }) {
    const describe = ({ persistent }, index) => {
        if (stored.includes(index))
            return `the new secret (key ID ${keyId})`;
        if (unconfirmedWrite?.destination === index)
            return 'unknown, either the new secret or the earlier value';
        return persistent ? 'unchanged' : 'nothing';
    };
    const lines = destinations.map((destination, index) => `${destination.label}: ${describe(destination, index)}`);
    return ['Current state of the destinations:', ...lines].join('\n  - ');
}

// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);





async function prepareDestinations({ destinations, clock, }) {
    const checkedAt = clock.now();
    return (0, settle/* settleAll */.j)(destinations.map(async (destination, index) => ({
        ...destination,
        ...(await destination.prepare()),
        index,
        checkedAt,
    })));
}
const maxStateAge = 3_000;
async function refreshStates(destinations, clock) {
    const checkedAt = clock.now();
    return Promise.all(destinations.map((destination) => destination.readState().then((state) => ({ ...destination, ...state, checkedAt }), () => ({ ...destination, checkedAt: undefined }))));
}
async function storeInAll(secret, added, context) {
    const persistentFirst = context.destinations.toSorted((a, b) => Number(b.persistent) - Number(a.persistent));
    let state = added;
    for (const destination of persistentFirst) {
        state = await storeSecret(secret, destination, state, context);
        context.log.info(`Wrote the value to ${destination.label}.`);
    }
    if (state.step === 'added')
        throw new TypeError('a secret needs a destination');
    return state;
}
async function storeSecret(secret, destination, state, context) {
    const { index } = destination;
    const { budget, journal } = context;
    budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
    const revisionBefore = await readRevision(destination, context.clock);
    if (revisionBefore === undefined) {
        await destination.write(secret);
        return journal.trySave((0, rotation_state/* stored */.su)(state, index));
    }
    const storing = (0, rotation_state/* writeStarted */.NY)(state, { destination: index, revisionBefore });
    let unconfirmed;
    try {
        journal.save(storing);
        unconfirmed = await writeWithRetry(secret, destination, context);
    }
    catch (error) {
        journal.trySave((0, rotation_state/* writeRefused */.Ih)(storing));
        throw error;
    }
    if (unconfirmed !== undefined)
        await expectWritten(destination, revisionBefore, unconfirmed, context);
    return journal.trySave((0, rotation_state/* stored */.su)(storing, index));
}
async function readRevision(destination, clock) {
    const { checkedAt } = destination;
    const isRecent = checkedAt !== undefined && clock.now().getTime() - checkedAt.getTime() < maxStateAge;
    const { revision } = isRecent ? destination : await destination.readState();
    return revision;
}
const maxWriteRetries = 2;
async function writeWithRetry(secret, destination, { withRetry }) {
    let unconfirmed;
    const attempt = async () => {
        try {
            await destination.write(secret);
            return { result: undefined, retryReason: undefined };
        }
        catch (error) {
            if (error instanceof UnconfirmedWriteError) {
                unconfirmed = error.actionError;
                const retryReason = { name: 'the write was not confirmed', retryAfterMs: undefined };
                return { result: unconfirmed, retryReason };
            }
            if (error instanceof action_error/* ActionError */.lZ && unconfirmed === undefined)
                throw error;
            return { result: (0, action_error/* toActionError */.ie)(error), retryReason: undefined };
        }
    };
    return withRetry(destination.label, attempt, maxWriteRetries);
}
async function expectWritten(destination, revisionBefore, unconfirmed, services) {
    const written = await wasWritten(destination, revisionBefore, services).catch(() => {
        throw new UnconfirmedWriteError(unconfirmed);
    });
    if (!written)
        throw unconfirmed;
}
const writeCheckDelays = [0, 1_000, 2_000, 4_000, 8_000, 15_000];
const timeToCheckWrite = 60_000;
async function wasWritten(destination, revisionBefore, { clock, budget }) {
    budget.ensureRemaining(timeToCheckWrite);
    for (const delay of writeCheckDelays) {
        await clock.sleep(delay);
        if (await isWrittenSince(destination, revisionBefore))
            return true;
    }
    return false;
}
async function isWrittenSince(destination, revisionBefore) {
    const { revision, evidence } = await destination.readState();
    return evidence !== undefined && evidence.kind !== 'empty' && revision !== revisionBefore;
}





async function cleanUp(state, services) {
    const { intent } = state;
    if (!(0, rotation_state/* needsCleanUp */.MO)(state))
        return;
    const { log } = services;
    log.info(state.step === 'complete' && intent.revokeAfterJob
        ? `Removing "${intent.displayName}", which was for this job only.`
        : `Cleaning up "${intent.displayName}", which the main step did not complete.`);
    const recovery = (0, rotation_state/* recoveryFor */.JU)(state);
    const { secretToKeep, keyIdToRemove, unconfirmedWrite } = await decideRecovery(recovery, intent, services);
    const { searchByDescription } = recovery;
    const secrets = {
        displayName: intent.displayName,
        keyIdToRemove,
        keyIdToKeep: secretToKeep?.keyId,
        searchByDescription,
    };
    const removes = keyIdToRemove !== undefined || searchByDescription;
    const leftBehind = removes ? await removeRunSecrets(secrets, intent, services) : undefined;
    const deadValue = unconfirmedWrite !== undefined && leftBehind === undefined
        ? await checkForDeadValue(unconfirmedWrite, services)
        : undefined;
    (0, action_error/* throwIfAny */.MI)([secretToKeep?.unconfirmedWriteError, leftBehind, deadValue].filter((error) => error !== undefined));
    if (secretToKeep !== undefined)
        await reportKept(secretToKeep, state.step === 'complete', services);
    else if (removes)
        log.info('No secret of this run is left on the application.');
}
async function decideRecovery(recovery, intent, services) {
    switch (recovery.kind) {
        case 'nothing':
            return {};
        case 'check':
            return { unconfirmedWrite: recovery.unconfirmedWrite };
        case 'remove':
            return { keyIdToRemove: recovery.keyId };
        case 'keep':
            return { secretToKeep: recovery };
        case 'ask': {
            const { keyId, unconfirmedWrite } = recovery;
            const destination = findDestination(unconfirmedWrite, services);
            try {
                const written = await wasWritten(destination, unconfirmedWrite.revisionBefore, services);
                return written
                    ? { secretToKeep: { keyId, stored: [unconfirmedWrite.destination], unconfirmedWrite: undefined } }
                    : { keyIdToRemove: keyId, unconfirmedWrite };
            }
            catch (error) {
                const unconfirmedWriteError = secretInDoubtError(intent, destination.label, (0, action_error/* toActionError */.ie)(error), services);
                return { secretToKeep: { keyId, stored: [], unconfirmedWrite, unconfirmedWriteError } };
            }
        }
    }
}
async function reportKept(secret, isComplete, services) {
    const { destinations, log } = services;
    const { keyId, stored } = secret;
    const labels = destinations.filter((_, index) => stored.includes(index)).map(({ label }) => label);
    log.info(`The secret (key ID ${keyId}) was kept: ${labels.join(', ')} ${labels.length > 1 ? 'hold' : 'holds'} it.`);
    if (isComplete || destinations.length === 1)
        return;
    const status = formatDestinationStatus(keyId, destinations, await findStatus(secret, services));
    log.warning(`The main step was stopped before all destinations were written. Run the job again. ${status}`);
}
async function findStatus({ stored, unconfirmedWrite }, services) {
    if (unconfirmedWrite === undefined)
        return { stored, unconfirmedWrite: undefined };
    try {
        const written = await wasWritten(findDestination(unconfirmedWrite, services), unconfirmedWrite.revisionBefore, services);
        return {
            stored: written ? [...stored, unconfirmedWrite.destination] : stored,
            unconfirmedWrite: undefined,
        };
    }
    catch {
        return { stored, unconfirmedWrite };
    }
}
function findDestination({ destination: index }, { destinations }) {
    const destination = destinations[index];
    if (destination === undefined)
        throw new TypeError('a write to no destination');
    return destination;
}
async function checkForDeadValue(write, services) {
    const destination = findDestination(write, services);
    const { label } = destination;
    try {
        if (!(await isWrittenSince(destination, write.revisionBefore)))
            return undefined;
    }
    catch (error) {
        services.log.warning(`The new secret was removed again, and ${label} could not be checked for a late write (${(0, action_error/* toActionError */.ie)(error).code}). If ${label} changed after this run, run the workflow again.`);
        return undefined;
    }
    return new action_error/* ActionError */.lZ('dead-value-stored', {
        problem: `${label} was written after this run's write had failed and the new secret had been removed.`,
        likelyCause: `the write arrived late. ${label} then holds the value of a secret that no longer exists, and every login with it fails.`,
        remedy: 'run the workflow again: it adds a new secret and writes that one.',
    });
}
const timeToLogIn = 40_000;
async function removeRunSecrets(secrets, intent, services) {
    services.budget.ensureRemaining(timeToLogIn);
    try {
        const applications = await services.logIn();
        const context = { ...services, applications, application: intent };
        const { complete, mismatched, remaining } = await removeAddedSecrets(secrets, 'post', context);
        if (mismatched !== undefined)
            return otherDescriptionError(mismatched, intent, services);
        if (complete)
            return undefined;
        const byHand = remaining === undefined
            ? formatFindCommands(secrets, intent, services.cloud)
            : `Remove it:${formatRemoveCommand(remaining, intent, services.cloud)}`;
        return leftBehindError(byHand);
    }
    catch (error) {
        return leftBehindError(formatFindCommands(secrets, intent, services.cloud), (0, action_error/* toActionError */.ie)(error));
    }
}
function secretInDoubtError(intent, label, cause, { cloud }) {
    const commands = formatFindCommands({ displayName: intent.displayName, keyIdToKeep: undefined }, intent, cloud);
    return new action_error/* ActionError */.lZ('secret-in-doubt', {
        problem: `The main step was stopped while it wrote the new secret to ${label}, and ${label} could not be checked for that write (${cause.code}).`,
        likelyCause: cause.explanation.likelyCause,
        remedy: `check whether ${label} was written when the job ran. If it was, keep the new secret. Only if it was not, remove the new secret.\n${commands}`,
    });
}
function leftBehindError(byHand, cause) {
    return new action_error/* ActionError */.lZ('secret-left-behind', {
        problem: `A client secret that this run added may still be on the application, and no destination holds it${cause === undefined ? '' : ` (${cause.code})`}.`,
        likelyCause: cause?.explanation.likelyCause ??
            'Microsoft Graph refused to remove it, did not answer, or still lists it.',
        remedy: `remove it by hand. ${byHand}`,
    });
}
function otherDescriptionError(keyId, { applicationId, displayName }, { cloud }) {
    return new action_error/* ActionError */.lZ('journal-not-believed', {
        problem: `The saved record says to remove the secret with key ID ${keyId}, but its description is not the one that this run set. The secret was not removed.`,
        likelyCause: 'another step of the job changed the record, or Microsoft Graph changed the description.',
        remedy: `find out what uses that secret, and look for "${displayName}":${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatListSecretsCommand */.Eb)(applicationId))}`,
    });
}

// EXTERNAL MODULE: ./src/azure/cloud.ts
var cloud = __webpack_require__(6370);
// EXTERNAL MODULE: ./src/github/token.ts
var token = __webpack_require__(942);
// EXTERNAL MODULE: ./src/entra/plan-time.ts
var plan_time = __webpack_require__(7519);
// EXTERNAL MODULE: ./src/plan/evidence.ts
var plan_evidence = __webpack_require__(6682);

function isCompromised({ keyId }, { compromised }) {
    return compromised.includes(keyId.toLowerCase());
}
function findCompromised({ own, adopted }, policy) {
    return [...own, ...adopted].filter((secret) => isCompromised(secret, policy));
}
function findUnmanagedCompromised(credentials, managed, policy) {
    const removable = findCompromised(managed, policy).map(({ keyId }) => keyId);
    return credentials.filter((secret) => isCompromised(secret, policy) && !removable.includes(secret.keyId));
}
function createCompromised(secret, now, lastUsed) {
    return { secret, cause: 'compromised', since: now, ...(lastUsed && { lastUsed }), due: now };
}
function isCompromisedRemoval({ cause }) {
    return cause === 'compromised';
}
function findUnreplaced(compromised, { own }, destinations, maxStoreDelay, ownWrite) {
    return destinations
        .filter(({ evidence }, index) => {
        if (evidence === undefined)
            return ownWrite === undefined;
        const before = ownWrite?.before[index]?.evidence;
        const ownBefore = own.filter(({ keyId }) => keyId !== ownWrite?.added.keyId);
        const mayHold = compromised.some((secret) => (0, plan_evidence/* holdStatus */.Ob)(secret, evidence, maxStoreDelay) === 'now' &&
            (before === undefined || !wasOverwritten(secret, evidence, before, ownBefore, maxStoreDelay)));
        const isReplacement = (secret) => compromised.every(({ keyId }) => keyId !== secret.keyId);
        return mayHold || !(0, plan_evidence/* findHeldSecrets */.kI)(evidence, own, maxStoreDelay).some(isReplacement);
    })
        .map(({ label }) => label);
}
const timeStep = 1_000;
function wasOverwritten({ keyId, startDateTime }, after, before, ownBefore, maxStoreDelay) {
    const lastWrite = (0, plan_evidence/* findLastWrite */.Pd)(before)?.getTime() ?? -Infinity;
    if (after.kind !== 'written' || after.at.getTime() <= lastWrite)
        return false;
    if (ownBefore.every((secret) => secret.keyId !== keyId))
        return true;
    const [first, ...others] = (0, plan_evidence/* findHeldSecrets */.kI)(before, ownBefore, maxStoreDelay);
    const isOnlyOne = first?.keyId === keyId && others.length === 0;
    return isOnlyOne && lastWrite + timeStep > startDateTime.getTime();
}

// EXTERNAL MODULE: ./src/plan/credentials.ts
var plan_credentials = __webpack_require__(7829);
// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);
// EXTERNAL MODULE: ./src/plan/lineage.ts
var plan_lineage = __webpack_require__(6578);


function findRenewalReasons(lineageSecrets, destinations, { renewWithin }, now) {
    if (renewWithin === undefined)
        return [{ kind: 'always' }];
    const newest = lineageSecrets.at(-1);
    if (newest === undefined)
        return [{ kind: 'first' }];
    const outOfSync = destinations
        .filter(({ heldSecrets }) => !heldSecrets.includes(newest))
        .map(explainOutOfSync);
    const end = findEarliestEnd(findSecretsInUse(newest, destinations));
    const isDue = end !== undefined && end <= (0, duration/* endOfLifetime */.I1)(renewWithin, now);
    return isDue ? [...outOfSync, { kind: 'due', endDateTime: end }] : outOfSync;
}
function findNextRenewal(newest, destinations, { renewWithin }) {
    const end = findEarliestEnd(findSecretsInUse(newest, destinations));
    if (end === undefined || renewWithin === undefined)
        return undefined;
    const start = (0, duration/* startOfLifetime */.Tz)(renewWithin, end);
    while ((0, duration/* endOfLifetime */.I1)(renewWithin, start) < end)
        start.setUTCHours(24, 0, 0, 0);
    return start;
}
function findSecretsInUse(newest, destinations) {
    return [newest, ...destinations.flatMap(({ heldSecrets }) => heldSecrets)];
}
function explainOutOfSync({ label, evidence, heldSecrets }) {
    const at = (0, plan_evidence/* findLastWrite */.Pd)(evidence);
    if (at === undefined)
        return { kind: 'empty', label };
    if (evidence.kind === 'versions' && evidence.versions.at(-1)?.enabled === false)
        return { kind: 'disabled', label };
    return heldSecrets.length === 0 ? { kind: 'foreign', label, at } : { kind: 'outdated', label };
}
function findEarliestEnd(secrets) {
    return secrets
        .map(({ endDateTime }) => endDateTime)
        .filter((end) => end !== null)
        .sort((a, b) => a.getTime() - b.getTime())[0];
}

// EXTERNAL MODULE: ./src/plan/retirement.ts
var retirement = __webpack_require__(9280);







function listRemovals({ retireFirst = [], compromised = [], retire, }) {
    return [...retireFirst, ...compromised, ...retire];
}
const personalAccountLimit = 2;
const personalAudiences = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'];
function findManagedSecrets(lineage, { adopt }, credentials) {
    return {
        own: (0, plan_credentials/* findLineageSecrets */.W4)(lineage, credentials),
        adopted: (0, plan_credentials/* findAdoptedSecrets */.ur)(adopt, lineage, credentials),
    };
}
function planRotation({ signInAudience, passwordCredentials, destinations, lastUses }, provenance, policy, { now, earliestNow }) {
    const managed = findManagedSecrets(provenance, policy, passwordCredentials);
    const observable = (0, plan_evidence/* findObservableDestinations */.m1)(destinations, managed.own, policy.maxStoreDelay);
    const retirable = (0, retirement/* findRetirableSecrets */.Pm)(managed, observable, policy, earliestNow, lastUses).filter(({ secret }) => !isCompromised(secret, policy));
    const retire = retirable.filter(({ due }) => due !== undefined && due <= earliestNow);
    const retained = retirable.filter((secret) => !retire.includes(secret));
    const compromised = findCompromised(managed, policy).map((secret) => createCompromised(secret, earliestNow, (0, retirement/* findLastUse */.jd)(secret, lastUses)));
    const reasons = findReasons(managed, destinations, observable, policy, now);
    const current = managed.own.findLast((secret) => !isCompromised(secret, policy));
    if (reasons.length === 0 && current !== undefined) {
        const nextRenewal = findNextRenewal(current, observable, policy);
        return { kind: 'keep', current, retireFirst: [], compromised, retire, retained, nextRenewal };
    }
    const unstored = retire.filter(isUnstored);
    const candidates = [
        ...unstored,
        ...compromised.filter(({ secret }) => (0, retirement/* isRemovableFirst */.QN)(secret, managed, destinations, policy.maxStoreDelay)),
        ...retire.filter((secret) => !isUnstored(secret)),
    ];
    const surplus = countSurplus(passwordCredentials, signInAudience);
    const removedFirst = Math.max(surplus, unstored.length);
    if (removedFirst > candidates.length)
        return { kind: 'limit-reached', existingSecrets: passwordCredentials };
    const retireFirst = candidates.slice(0, removedFirst);
    const isLeft = (secret) => !retireFirst.includes(secret);
    const endDateTime = (0, duration/* resolveExpiry */.YP)(policy.expires, now);
    return {
        kind: 'add',
        reasons,
        displayName: (0, plan_lineage/* formatProvenance */.Tt)(provenance),
        endDateTime,
        retireFirst,
        compromised: compromised.filter(isLeft),
        retire: retire.filter(isLeft),
        retained,
        nextRenewal: findNextRenewal({ endDateTime }, [], policy),
    };
}
function findReasons(managed, destinations, observable, policy, now) {
    const { renewWithin, maxStoreDelay } = policy;
    const compromised = findCompromised(managed, policy);
    if (compromised.length === 0)
        return findRenewalReasons(managed.own, observable, policy, now);
    if (findUnreplaced(compromised, managed, destinations, maxStoreDelay).length > 0)
        return [{ kind: 'compromised', keyIds: compromised.map(({ keyId }) => keyId) }];
    const remaining = managed.own.filter((secret) => !compromised.includes(secret));
    return findRenewalReasons(remaining, observable, { renewWithin: renewWithin ?? {} }, now);
}
function hasRoomAt(at, input, lineage, policy) {
    const { signInAudience, passwordCredentials, destinations, lastUses } = input;
    const managed = findManagedSecrets(lineage, policy, passwordCredentials);
    const observable = (0, plan_evidence/* findObservableDestinations */.m1)(destinations, managed.own, policy.maxStoreDelay);
    const retirable = (0, retirement/* findRetirableSecrets */.Pm)(managed, observable, policy, at, lastUses);
    const removable = retirable.filter(({ due }) => due !== undefined && due <= at);
    return countSurplus(passwordCredentials, signInAudience) <= removable.length;
}
function countSurplus(credentials, signInAudience) {
    return credentials.length + 1 - maxSecrets(signInAudience);
}
function maxSecrets(signInAudience) {
    return personalAudiences.includes(signInAudience) ? personalAccountLimit : Infinity;
}
function isUnstored({ cause }) {
    return cause === 'unstored';
}

// EXTERNAL MODULE: ./src/shared/count-noun.ts
var count_noun = __webpack_require__(4123);
// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);




const quote = (text) => `"${text}"`;
const unchanged = (text) => text;
function describeSecret(secret) {
    return formatSecret(secret, quote);
}
function describeSecretAndUse(secret, lastUses) {
    const at = (0, retirement/* findLastUse */.jd)(secret, lastUses);
    return at === undefined
        ? describeSecret(secret)
        : `${describeSecret(secret)}, last used ${(0, timestamp/* formatTimestamp */.E)(at)}`;
}
function formatSecret({ displayName, keyId, endDateTime, unreadable }, formatText) {
    if (unreadable)
        return `${formatText(displayName)} (key ID ${keyId || 'unknown'}, dates unknown)`;
    const expiry = endDateTime === null ? 'never expires' : `expires ${(0, timestamp/* formatTimestamp */.E)(endDateTime)}`;
    return `${formatText(displayName)} (key ID ${keyId}, ${expiry})`;
}
function formatPlan(plan, labels, dryRun) {
    const retained = plan.retained.map((secret) => `${formatRetirableSecret(secret)}. ${formatRemovalDate(secret)}`);
    if (plan.kind === 'keep') {
        const { keyId, endDateTime } = plan.current;
        const validity = endDateTime === null
            ? 'never expires'
            : `is valid until ${(0, timestamp/* formatTimestamp */.E)(endDateTime)}${plan.compromised.length > 0 ? '' : ', longer than `renew-within`'}`;
        const noRenewal = `The current secret (key ID ${keyId}) ${validity}, and no destination is known to lack it; no renewal needed.`;
        return [noRenewal, ...(dryRun ? formatRemovals(plan) : []), ...retained];
    }
    const reasons = plan.reasons
        .flatMap((reason) => formatReason(reason))
        .map((reason) => `A new secret is needed: ${reason}.`);
    if (!dryRun)
        return [...reasons, ...retained];
    const { displayName, endDateTime } = plan;
    return [
        ...reasons,
        `Dry run: would add "${displayName}", valid until ${(0, timestamp/* formatTimestamp */.E)(endDateTime)}, and write it to:`,
        ...labels.map((label) => `  ${label}`),
        ...formatRemovals(plan),
        ...retained,
    ];
}
function formatRemovals(plan) {
    return listRemovals(plan).map((secret) => `Dry run: would remove ${formatRetirableSecret(secret)}.`);
}
function formatReason(reason, formatText = unchanged) {
    switch (reason.kind) {
        case 'always':
            return [];
        case 'first':
            return ['the application has no secret from this workflow yet'];
        case 'empty':
            return [`${formatText(reason.label)} has no value`];
        case 'disabled':
            return [`the newest version of ${formatText(reason.label)} is disabled`];
        case 'foreign':
            return [
                `${formatText(reason.label)} was last written at ${(0, timestamp/* formatTimestamp */.E)(reason.at)} by another process, or the secret that it holds is no longer on the application`,
            ];
        case 'outdated':
            return [`${formatText(reason.label)} does not hold the newest secret`];
        case 'compromised':
            return [
                `${reason.keyIds.join(', ')} ${reason.keyIds.length === 1 ? 'is' : 'are'} compromised, and not every destination is known to hold another secret`,
            ];
        case 'due':
            return [`a secret in use expires ${(0, timestamp/* formatTimestamp */.E)(reason.endDateTime)}, within \`renew-within\``];
    }
}
function formatRetirableSecret({ secret, cause, since, lastUsed }, formatText = quote) {
    const used = lastUsed === undefined ? '' : `, last used ${(0, timestamp/* formatTimestamp */.E)(lastUsed)}`;
    if (cause === 'acknowledged')
        return `${formatSecret(secret, formatText)}, no longer needed: Exalate uses a newer one${used}`;
    if (cause === 'compromised')
        return `${formatSecret(secret, formatText)}, compromised${used}`;
    if (cause === 'unstored')
        return `${formatSecret(secret, formatText)}, added by a run that never stored it`;
    if (cause === 'expired')
        return `${formatText(secret.displayName)} (key ID ${secret.keyId}, expired ${(0, timestamp/* formatTimestamp */.E)(since)})`;
    return `${formatSecret(secret, formatText)}, superseded since ${(0, timestamp/* formatTimestamp */.E)(since)}${used}`;
}
function formatRemovalDate({ due }) {
    return due === undefined
        ? '`retire-after` is `never`, so only `acknowledge` removes it.'
        : `The first run after ${(0, timestamp/* formatTimestamp */.E)(due)} removes it.`;
}
function formatWarning(warning, dryRun) {
    switch (warning.kind) {
        case 'expiring':
            return formatExpiring(warning);
        case 'lineage-expiring':
            return `The client secret ${describeSecret(warning.secret)} was added by another workflow with this action, in ${warning.repository}, and has not been renewed. If that workflow is still in use, check its last run. If this workflow replaces it, adopt the secret so that \`retire-after\` and \`acknowledge\` apply to it:${formatAdoptInput([warning.secret])}`;
        case 'too-many-secrets':
            return `This application ${dryRun ? 'would have' : 'has'} ${warning.count} active client secrets after this run. Anyone who has one of them can sign in as the application. Remove the unused ones, by hand or with \`retire-after\`.`;
        case 'earlier-lineage':
            return formatAdoptable('The application has active secrets that another workflow or an earlier configuration of this repository added. If another workflow manages them, no action is needed. If this workflow replaces them, for example because its destinations changed, adopt them so that `retire-after` and `acknowledge` apply to them:', warning.secrets);
        case 'unmanaged':
            return formatAdoptable('The application has active secrets that this action did not add. The action does not change them. If this workflow replaces them, adopt them so that `retire-after` and `acknowledge` apply to them:', warning.secrets);
        case 'still-used':
            return [
                'Superseded client secrets were used after their successor was stored, so they are not removed yet:',
                ...warning.secrets.map((secret) => `  - ${formatRetirableSecret(secret)}. ${formatRemovalDate(secret)}`),
                'Each further use postpones the removal again. Update Exalate to the current secret.',
            ].join('\n');
        case 'hand-over':
            return formatHandOver(warning, dryRun);
        case 'unobservable':
            return '`retire-after` removes expired secrets only: a step output or an encrypted file does not show whether a secret was replaced. To remove superseded secrets too, add a GitHub or Key Vault destination.';
        case 'grace-restarts':
            return `The last secret was added at ${(0, timestamp/* formatTimestamp */.E)(warning.lastAdded)}, less than \`retire-after\` ago. GitHub shows only when a secret was last written, so each new secret restarts \`retire-after\` for all earlier ones. If every run adds a secret, the earlier ones are removed only after they expire. Set \`renew-within\`, or shorten \`retire-after\`.`;
        case 'adopted-gone':
            return `\`adopt\` names ${formatGone(warning)} If the secret was removed, delete the key ID from \`adopt\`.`;
        case 'compromised-gone':
            return `\`compromised\` names ${formatGone(warning)} It was removed already, or the key ID is wrong: compare it with the client secrets of the application.`;
    }
}
function formatGone({ keyIds }) {
    return `${keyIds.length === 1 ? 'a key ID that is' : 'key IDs that are'} not on the application: ${keyIds.join(', ')}.`;
}
function formatExpiring({ secret, adopted }) {
    const described = describeSecret(secret);
    const consequence = 'Anything that still uses it fails after that date.';
    return adopted
        ? `The adopted client secret ${described} expires soon. ${consequence} Update everything that uses it to the current secret before then.`
        : `The client secret ${described} is also on this application, and no workflow renews it. ${consequence} If this workflow replaces it, adopt it so that \`retire-after\` and \`acknowledge\` apply to it:${formatAdoptInput([secret])}`;
}
function formatAdoptable(introduction, secrets) {
    const list = secrets.map((secret) => `\n  - ${describeSecret(secret)}`).join('');
    return `${introduction}${list}${formatAdoptInput(secrets)}`;
}
function formatAdoptInput(secrets) {
    return `\n  adopt: ${secrets.map(({ keyId }) => keyId).join(', ')}`;
}
function formatHandOver({ removedCount, nextRemoval }, dryRun) {
    const removes = dryRun ? 'would remove' : 'removes';
    const inThisRun = removedCount === 0 ? [] : [`This run ${removes} ${(0, count_noun/* countNoun */.y)(removedCount, 'superseded secret')}.`];
    const inLaterRun = nextRemoval === undefined
        ? []
        : [
            `The first run after ${(0, timestamp/* formatTimestamp */.E)(nextRemoval)} removes the next one: update everything that uses the old value before then.`,
        ];
    return ['The action cannot tell whether Exalate uses the new value yet.', ...inThisRun, ...inLaterRun].join(' ');
}
function formatUsedAfterAcknowledged(secrets, dryRun) {
    const used = secrets.filter(({ lastUsed }) => lastUsed !== undefined);
    if (used.length === 0)
        return undefined;
    return [
        `Older client secrets were used after the current one was added. They ${dryRun ? 'would be' : 'are'} removed anyway, because this run confirms that Exalate uses the current one:`,
        ...used.map((secret) => `  - ${formatRetirableSecret(secret)}`),
        `Microsoft Graph reports a use a day or two late. If Exalate cannot log in after ${dryRun ? 'that' : 'this run'}, enter the value of the current secret there.`,
    ].join('\n');
}
function formatLastUseUnknown({ code, explanation: { problem, likelyCause, remedy }, }) {
    return [
        `When the client secrets were last used is not known (${code}), so no use postpones a removal in this run. ${problem}`,
        `Likely cause: ${likelyCause}`,
        `To fix it: ${remedy}`,
    ].join('\n');
}





function formatCompromisedInput(keyIds) {
    return `compromised: ${keyIds.join(', ')}`;
}
function findNotManagedError({ application, inputs, policy, provenance, }) {
    const { applicationId, passwordCredentials } = application;
    const managed = findManagedSecrets(provenance, policy, passwordCredentials);
    const unmanaged = findUnmanagedCompromised(passwordCredentials, managed, policy);
    if (unmanaged.length === 0)
        return undefined;
    const problem = [
        '`compromised` names client secrets that this workflow does not manage, so nothing was changed:',
        ...unmanaged.map((secret) => `  - ${describeSecret(secret)}`),
    ].join('\n');
    const undated = unmanaged.filter(({ startDateTime }) => startDateTime === null);
    if (undated.length > 0) {
        const commands = undated.map(({ keyId }) => (0, az_commands/* formatRemoveSecretCommand */.HA)(applicationId, keyId));
        return new action_error/* ActionError */.lZ('compromised-not-managed', {
            problem,
            likelyCause: `Microsoft Graph does not show when these were added, so the action cannot tell whether a destination holds them: ${formatKeyIds(undated)}.`,
            remedy: `remove them by hand, and from \`compromised\`:${(0, az_commands/* formatCommands */.iC)(inputs.cloud, ...commands)}`,
        });
    }
    const adopt = [...policy.adopt, ...unmanaged.map(({ keyId }) => keyId)].join(', ');
    return new action_error/* ActionError */.lZ('compromised-not-managed', {
        problem,
        likelyCause: 'a person or another tool added them, another workflow did, or this workflow did before its description or destinations changed.',
        remedy: `if another workflow still maintains them, start that one with \`compromised\`. Otherwise adopt them in this workflow, and start it again:\n  adopt: ${adopt}`,
    });
}
function createInterruptedError(keyIds) {
    return new action_error/* ActionError */.lZ('compromised-not-removed', {
        problem: [
            'The run ended before it removed these compromised client secrets:',
            ...keyIds.map((keyId) => `  - the client secret with the key ID ${keyId}`),
        ].join('\n'),
        likelyCause: 'the run was cancelled, or the runner was lost.',
        remedy: `start the workflow again with \`${formatCompromisedInput(keyIds)}\`.`,
    }, 'unless the log says that they were removed, they still work. A run without `compromised` does not remove them at once.');
}
function addCompromisedState(error, { compromised, cloud, dryRun }, progress) {
    const [first, ...others] = (0, action_error/* toActionErrors */.vb)(error);
    if (compromised.length === 0 || dryRun || first === undefined)
        return error;
    if (first.code === 'compromised-not-managed')
        return error;
    const { application } = progress;
    const retired = progress.retired.filter(isCompromisedRemoval);
    const left = progress.compromised.filter((one) => retired.every(({ secret }) => secret.keyId !== one.keyId));
    if (application !== undefined && retired.length + left.length === 0)
        return error;
    const described = application === undefined
        ? compromised.map((keyId) => `the client secret with the key ID ${keyId}`)
        : left.map(describeSecret);
    const commands = application === undefined
        ? []
        : left.map(({ keyId }) => (0, az_commands/* formatRemoveSecretCommand */.HA)(application.applicationId, keyId));
    const lines = [
        ...(retired.length === 0
            ? []
            : [
                `Removed: the compromised client ${retired.length === 1 ? 'secret' : 'secrets'} ${formatKeyIds(retired.map(({ secret }) => secret))}. If Exalate used ${retired.length === 1 ? 'it' : 'one of them'}, Exalate cannot sign in any more.`,
            ]),
        ...(described.length === 0
            ? []
            : [
                `No ${retired.length === 0 ? '' : 'other '}compromised client secret was removed, because the run failed before every destination held a new one. Left:`,
                ...described.map((text) => `  - ${text}`),
            ]),
        ...formatHowToGoOn(commands, { cloud }),
    ];
    const state = [...(first.state === undefined ? [] : [first.state]), ...lines].join('\n');
    const stated = first.withState(state);
    return others.length === 0 ? stated : new action_error/* ActionErrors */.o9([stated, ...others]);
}
function formatHowToGoOn(commands, { cloud }) {
    const again = 'Fix the error, and start the workflow again with the same `compromised`.';
    return [
        commands.length === 0
            ? again
            : `${again} To remove what is left without a new one, which stops everything that still uses it:${(0, az_commands/* formatCommands */.iC)(cloud, ...commands)}`,
    ];
}
function formatKeyIds(secrets) {
    return secrets.map(({ keyId }) => keyId).join(', ');
}
function createProgress() {
    return {
        application: undefined,
        plan: undefined,
        keptKeyId: undefined,
        retired: [],
        compromised: [],
        handOver: undefined,
        dryRun: undefined,
    };
}


function setOutputs(progress, setOutput) {
    const { application, plan, keptKeyId, retired, handOver } = progress;
    if (application !== undefined) {
        setOutput('application-id', application.applicationId);
        setOutput('object-id', application.objectId);
    }
    setOutput('rotated', String(keptKeyId !== undefined));
    setOutput('retired-key-ids', JSON.stringify(retired.map(({ secret }) => secret.keyId)));
    setOutput('actions-due', JSON.stringify(listActions(progress)));
    if (handOver?.issueUrl !== undefined)
        setOutput('hand-over-issue-url', handOver.issueUrl);
    const { keyId, endDateTime } = plan?.kind === 'add' ? { keyId: keptKeyId, endDateTime: plan.endDateTime } : (plan?.current ?? {});
    if (keyId === undefined)
        return;
    if (plan?.nextRenewal !== undefined)
        setOutput('next-renewal-on', (0, timestamp/* formatTimestamp */.E)(plan.nextRenewal));
    setOutput('key-id', keyId);
    if (endDateTime)
        setOutput('expires-on', (0, timestamp/* formatTimestamp */.E)(endDateTime));
}
function listActions({ plan, keptKeyId, retired, handOver, dryRun }) {
    const isDry = dryRun !== undefined;
    const removals = plan === undefined ? [] : listRemovals(plan);
    const done = [
        ['renew', isDry ? plan?.kind === 'add' : keptKeyId !== undefined],
        ['retire', (isDry ? removals : retired).length > 0],
        ['hand-over', isDry ? dryRun.opensIssue : handOver?.opened === true],
    ];
    return done.filter(([, isDone]) => isDone).map(([name]) => name);
}

// EXTERNAL MODULE: ./src/entra/graph/errors.ts
var errors = __webpack_require__(9928);
// EXTERNAL MODULE: ./src/hand-over/acknowledgement-errors.ts
var acknowledgement_errors = __webpack_require__(2988);
// EXTERNAL MODULE: ./src/hand-over/workflow.ts
var workflow = __webpack_require__(9477);




function planAcknowledgement(keyId, { own, adopted }, destinations, { maxStoreDelay, renewWithin }, now, lastUses = new Map()) {
    const current = own.at(-1);
    if (current === undefined)
        return { kind: 'acknowledgement-refused', current, reason: 'other-key', labels: [] };
    const observable = (0, plan_evidence/* findObservableDestinations */.m1)(destinations, own, maxStoreDelay);
    const labels = observable
        .filter((destination) => !holdsOnly(destination, current))
        .map(({ label }) => label);
    const refuse = (reason) => ({
        kind: 'acknowledgement-refused',
        current,
        reason,
        labels,
    });
    if (current.keyId.toLowerCase() !== keyId)
        return refuse('other-key');
    if (!(0, plan_credentials/* isLive */.DG)(current, now))
        return refuse('expired');
    if (labels.length > 0)
        return refuse('not-stored');
    const older = [...own, ...adopted].filter((secret) => secret.startDateTime < current.startDateTime && !(0, retirement/* isHeld */.i7)(secret, observable, maxStoreDelay));
    return {
        kind: 'acknowledged',
        current,
        nextRenewal: findNextRenewal(current, observable, { renewWithin }),
        retire: older.toSorted(plan_credentials/* compareByAge */.eI).map((secret) => {
            const used = (0, retirement/* findLastUse */.jd)(secret, lastUses);
            const lastUsed = used !== undefined && used > current.startDateTime ? used : undefined;
            return { secret, cause: 'acknowledged', since: now, ...(lastUsed && { lastUsed }), due: now };
        }),
    };
}
function confirmAcknowledged(planned, check) {
    if (check.kind === 'acknowledgement-refused')
        return [];
    const confirmed = check.retire.map(({ secret }) => secret.keyId);
    return planned.filter(({ secret }) => confirmed.includes(secret.keyId));
}
function holdsOnly({ heldSecrets }, secret) {
    return heldSecrets.length === 1 && heldSecrets[0] === secret;
}


const defaultTime = { days: 14 };
function findHandOverDeadline(current, { own, adopted }, credentials) {
    const { startDateTime: added, keyId } = current;
    const findFirstEnd = (secrets) => secrets
        .filter((secret) => secret.keyId !== keyId && wasLive(secret, added))
        .flatMap((secret) => secret.endDateTime === null ? [] : [{ date: secret.endDateTime, expiring: secret }])
        .sort((a, b) => a.date.getTime() - b.date.getTime())[0];
    return (findFirstEnd([...own, ...adopted]) ??
        findFirstEnd(credentials) ?? { date: (0, duration/* endOfLifetime */.I1)(defaultTime, added), expiring: undefined });
}
function findCompromisedDeadline(compromised, now) {
    const date = new Date(now);
    date.setUTCHours(23, 59, 59, 0);
    return { date, expiring: undefined, compromised };
}
function wasLive(secret, moment) {
    return (secret.startDateTime === null || secret.startDateTime <= moment) && (0, plan_credentials/* isLive */.DG)(secret, moment);
}





async function handOverSecret(secret, context, compromised) {
    if (context.loadHandOver === undefined)
        return undefined;
    context.budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
    const handOver = describeHandOver(secret, context);
    const deadline = compromised && findCompromisedDeadline(compromised, (0, plan_time/* readGraphTime */.o)(context));
    return (await context.loadHandOver()).complete(deadline === undefined ? handOver : { ...handOver, deadline });
}
async function opensIssue(current, context) {
    if (context.loadHandOver === undefined)
        return false;
    return (await context.loadHandOver()).isDue(describeHandOver(current, context));
}
async function closeIssues(current, context) {
    if (context.loadHandOver === undefined)
        return undefined;
    const { actor = 'an unknown person', id, attempt } = context.inputs.run;
    context.budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
    const handOver = await context.loadHandOver();
    return handOver.acknowledge(describeHandOver(current, context), { actor, run: { id, attempt } });
}
function describeHandOver(secret, context) {
    const { application, destinations, inputs, policy, provenance } = context;
    const { applicationId, displayName, passwordCredentials } = application;
    const managed = findManagedSecrets(provenance, policy, passwordCredentials);
    return {
        subject: {
            tenantId: inputs.tenantId,
            applicationId,
            lineage: (0, plan_lineage/* formatLineage */.BH)(provenance),
            keyId: secret.keyId,
        },
        applicationName: displayName,
        secret,
        olderKeyIds: managed.own
            .filter(({ startDateTime }) => startDateTime < secret.startDateTime)
            .map(({ keyId }) => keyId),
        deadline: findHandOverDeadline(secret, managed, passwordCredentials),
        places: destinations.map(({ label, url }, index) => toValuePlace(inputs.destinations[index], label, url)),
    };
}
function toValuePlace(spec, label, url = '') {
    switch (spec?.kind) {
        case 'key-vault-secret':
            return { kind: spec.kind, vault: spec.vault, name: spec.name, url };
        case 'encrypted-file':
            return { kind: spec.kind, path: spec.path };
        case 'step-output':
            return { kind: spec.kind };
        default:
            return { kind: 'unreadable', label };
    }
}








function createRetirementCheck(planned, known, context) {
    return (credentials, states) => (0, retirement/* confirmRetirable */.DF)(planned, findManagedSecretsAgain(credentials, known, context), states, context.policy.maxStoreDelay);
}
function findManagedSecretsAgain(credentials, known, { provenance, policy }) {
    const { own, adopted } = findManagedSecrets(provenance, policy, credentials);
    const unlisted = known.filter(({ keyId }) => own.every((secret) => secret.keyId !== keyId));
    return { own: [...own, ...unlisted], adopted };
}
async function retireSecrets(planned, confirm, context) {
    const { budget, log } = context;
    if (planned.length === 0)
        return [];
    try {
        budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
        const confirmed = await checkAgain(confirm, context);
        for (const { secret } of planned.filter((secret) => !confirmed.includes(secret))) {
            log.info(`${describeSecret(secret)} was not removed: the second check did not confirm that it is no longer needed.`);
        }
        return await removeConfirmed(confirmed, context);
    }
    catch (error) {
        for (const failure of (0, action_error/* toActionErrors */.vb)(error))
            log.warning(formatPostponed(failure, planned, context));
        return [];
    }
}
async function removeConfirmed(confirmed, context) {
    const { log } = context;
    if (confirmed.length === 0)
        return [];
    const keyIds = confirmed.map(({ secret: { keyId } }) => keyId);
    const { gone, failure } = await removeSecrets({
        keyIds,
        removeUnlisted: true,
        matches: ({ keyId }) => keyIds.includes(keyId),
        requiredAbsences: 1,
        pollDelays: pollDelays,
        useAllPolls: false,
        afterFailure: confirmed.some(isCompromisedRemoval) ? 'retry' : 'stop',
    }, context);
    const retired = confirmed.filter(({ secret: { keyId } }) => gone.has(keyId));
    for (const secret of retired)
        log.info(`Removed ${formatRetirableSecret(secret)}.`);
    if (failure !== undefined && retired.length < confirmed.length) {
        log.warning(formatPostponed(failure, confirmed, context));
        return retired;
    }
    for (const { secret } of confirmed.filter((secret) => !retired.includes(secret))) {
        log.warning(`${describeSecret(secret)} is still on the application: Microsoft Graph accepted its removal, but still lists it.${tellNextTry(confirmed, context)}`);
    }
    return retired;
}
async function checkAgain(confirm, { application, applications, destinations }) {
    const [credentials, states] = await (0, settle/* settleAll */.j)([
        applications.listCredentials(application.objectId),
        (0, settle/* settleAll */.j)(destinations.map(async (destination) => ({ ...destination, ...(await destination.readState()) }))),
    ]);
    return confirm(credentials, states);
}
function formatPostponed({ code, explanation: { problem, remedy } }, planned, context) {
    const kind = planned.some(isCompromisedRemoval) ? 'compromised' : 'superseded';
    return `A ${kind} secret could not be removed (${code}).${tellNextTry(planned, context)} ${problem} To fix it: ${remedy}`;
}
function tellNextTry(planned, { inputs: { acknowledge } }) {
    return acknowledge === undefined && !planned.some(isCompromisedRemoval) ? ' The next run tries again.' : '';
}








async function acknowledge(keyId, context, time) {
    const { application, destinations, inputs, log, progress } = context;
    const { run } = inputs;
    const plan = (credentials, states) => {
        const managed = findManagedSecrets(context.provenance, context.policy, credentials);
        return planAcknowledgement(keyId, managed, states, context.policy, time.earliestNow, context.lastUses);
    };
    const planned = plan(application.passwordCredentials, destinations);
    const refuse = (refused) => (0, acknowledgement_errors/* acknowledgementRefusedError */.V)(keyId, refused, (0, workflow/* readWorkflow */.S6)(run.serverUrl, run.repository, run.workflowRef));
    if (planned.kind === 'acknowledgement-refused')
        throw refuse(planned);
    progress.plan = planned;
    log.info(`Exalate uses the current secret ${describeSecret(planned.current)}.`);
    const usedWarning = formatUsedAfterAcknowledged(planned.retire, inputs.dryRun);
    if (usedWarning !== undefined)
        log.warning(usedWarning);
    if (inputs.dryRun) {
        progress.dryRun = { opensIssue: false };
        for (const line of formatRemovals(planned))
            log.info(line);
        return planned;
    }
    const checks = [];
    const confirm = (credentials, states) => {
        const check = plan(credentials, states);
        checks.push(check);
        return confirmAcknowledged(planned.retire, check);
    };
    progress.retired.push(...(await retireSecrets(planned.retire, confirm, context)));
    const refused = checks.find((check) => check.kind === 'acknowledgement-refused');
    if (refused?.current !== undefined && refused.current.startDateTime >= planned.current.startDateTime) {
        progress.plan = undefined;
        throw refuse(refused);
    }
    const left = planned.retire.filter((secret) => !progress.retired.includes(secret));
    if (left.length > 0)
        throw incompleteError(keyId, left);
    progress.handOver = await closeIssues(planned.current, context);
    return planned;
}
function incompleteError(keyId, left) {
    return new action_error/* ActionError */.lZ('acknowledgement-incomplete', {
        problem: [
            'Not all of the older client secrets could be removed. These are left:',
            ...left.map(({ secret }) => `  - ${describeSecret(secret)}`),
        ].join('\n'),
        likelyCause: 'the warnings in the log say why.',
        remedy: `start the workflow again with \`acknowledge: ${keyId}\`.`,
    });
}


const time = { budget: 10_000, retryAfterAllowance: 30_000 };
async function readLastUses(applications, applicationId, { budget, log }) {
    try {
        const part = budget.createPart(time.budget, time.retryAfterAllowance);
        return await applications.readLastUses(applicationId, part);
    }
    catch (error) {
        log.warning((0, action_error/* toActionErrors */.vb)(error).map(formatLastUseUnknown).join('\n'));
        return undefined;
    }
}




const expiryNotice = { days: 30 };
const maxLiveSecrets = 5;
function findWarnings(input, provenance, policy, plan, now) {
    const { passwordCredentials } = input;
    const liveSecrets = passwordCredentials.filter((secret) => (0, plan_credentials/* isLive */.DG)(secret, now));
    const lastAdded = (0, plan_credentials/* findLineageSecrets */.W4)(provenance, passwordCredentials).at(-1)?.startDateTime;
    const context = { ...input, provenance, policy, plan, now, liveSecrets, lastAdded };
    return [
        ...findMissing('adopted-gone', policy.adopt, passwordCredentials),
        ...findMissing('compromised-gone', policy.compromised, passwordCredentials),
        ...findExpiring(context),
        ...findExpiringLineages(context),
        ...findEarlierLineage(context),
        ...findUnmanaged(context),
        ...findTooManySecrets(context),
        ...findStillUsed(context),
        ...findHandOver(context),
        ...findRestartingGrace(context),
    ];
}
function findMissing(kind, named, credentials) {
    const existing = credentials.map(({ keyId }) => keyId.toLowerCase());
    const keyIds = named.filter((keyId) => !existing.includes(keyId));
    return keyIds.length === 0 ? [] : [{ kind, keyIds }];
}
function findExpiring({ liveSecrets, policy: { adopt }, plan, now }) {
    const removed = findRemovedKeyIds(plan);
    return liveSecrets.flatMap((secret) => {
        const adopted = (0, plan_credentials/* isAdopted */.YP)(secret, adopt);
        const isForeign = adopted || (0, plan_lineage/* parseProvenance */.X6)(secret.displayName) === undefined;
        if (!isForeign || removed.has(secret.keyId) || !expiresSoon(secret, now))
            return [];
        return [{ kind: 'expiring', secret, adopted }];
    });
}
function findExpiringLineages({ liveSecrets, provenance, policy: { adopt }, now, }) {
    return liveSecrets.flatMap((secret) => {
        const origin = (0, plan_lineage/* parseProvenance */.X6)(secret.displayName);
        if (origin === undefined || (0, plan_lineage/* isSameLineage */.yu)(origin, provenance) || (0, plan_credentials/* isAdopted */.YP)(secret, adopt))
            return [];
        const isRenewed = (0, plan_credentials/* findLineageSecrets */.W4)(origin, liveSecrets).some(({ startDateTime }) => secret.startDateTime === null || startDateTime > secret.startDateTime);
        if (isRenewed || !expiresSoon(secret, now))
            return [];
        return [{ kind: 'lineage-expiring', secret, repository: origin.repository }];
    });
}
function expiresSoon({ endDateTime }, now) {
    return endDateTime !== null && endDateTime <= (0, duration/* endOfLifetime */.I1)(expiryNotice, now);
}
function findEarlierLineage({ liveSecrets, lastAdded, provenance: { repository }, policy: { adopt }, }) {
    if (lastAdded !== undefined)
        return [];
    const secrets = liveSecrets.filter((secret) => {
        const origin = (0, plan_lineage/* parseProvenance */.X6)(secret.displayName);
        return origin?.repository.toLowerCase() === repository.toLowerCase() && !(0, plan_credentials/* isAdopted */.YP)(secret, adopt);
    });
    return secrets.length === 0 ? [] : [{ kind: 'earlier-lineage', secrets }];
}
function findUnmanaged({ liveSecrets, lastAdded, policy: { adopt }, now, }) {
    if (lastAdded !== undefined)
        return [];
    const secrets = liveSecrets.filter((secret) => (0, plan_lineage/* parseProvenance */.X6)(secret.displayName) === undefined &&
        !(0, plan_credentials/* isAdopted */.YP)(secret, adopt) &&
        !expiresSoon(secret, now));
    return secrets.length === 0 ? [] : [{ kind: 'unmanaged', secrets }];
}
function findTooManySecrets({ liveSecrets, plan }) {
    const removed = findRemovedKeyIds(plan);
    const remaining = liveSecrets.filter(({ keyId }) => !removed.has(keyId)).length;
    const count = plan.kind === 'add' ? remaining + 1 : remaining;
    return count > maxLiveSecrets ? [{ kind: 'too-many-secrets', count }] : [];
}
function findRemovedKeyIds(plan) {
    return new Set(listRemovals(plan).map(({ secret: { keyId } }) => keyId));
}
function findStillUsed({ plan: { retained } }) {
    const secrets = retained.filter(isStillUsed);
    return secrets.length === 0 ? [] : [{ kind: 'still-used', secrets }];
}
function isStillUsed({ lastUsed, due }) {
    return lastUsed !== undefined && due !== undefined;
}
function findHandOver({ destinations, passwordCredentials, provenance, policy: { retireAfter }, plan, now, }) {
    if (retireAfter === undefined)
        return [];
    if (destinations.every(({ evidence }) => evidence === undefined))
        return [{ kind: 'unobservable' }];
    const removedCount = listRemovals(plan).filter(({ cause }) => cause === 'superseded').length;
    const current = (0, plan_credentials/* findLineageSecrets */.W4)(provenance, passwordCredentials).at(-1);
    const replacesCurrent = plan.kind === 'add' && current !== undefined && !findRemovedKeyIds(plan).has(current.keyId);
    const removalDates = plan.retained
        .filter((secret) => !isStillUsed(secret))
        .map(({ due }) => due)
        .filter((due) => due !== undefined);
    const nextRemoval = [...removalDates, ...(replacesCurrent ? [(0, duration/* endOfLifetime */.I1)(retireAfter, now)] : [])].sort((a, b) => a.getTime() - b.getTime())[0];
    return removedCount === 0 && nextRemoval === undefined
        ? []
        : [{ kind: 'hand-over', removedCount, nextRemoval }];
}
function findRestartingGrace({ destinations, lastAdded, policy: { retireAfter, renewWithin }, now, }) {
    if (retireAfter === undefined || renewWithin !== undefined)
        return [];
    if (!destinations.some(({ evidence }) => evidence?.kind === 'written'))
        return [];
    if (lastAdded === undefined || (0, duration/* endOfLifetime */.I1)(retireAfter, lastAdded) <= now)
        return [];
    return [{ kind: 'grace-restarts', lastAdded }];
}







function createLimitError(credentials, { application, destinations, inputs, lastUses, policy, provenance, }) {
    const { applicationId } = application;
    const described = credentials.map((secret) => describeSecretAndUse(secret, lastUses));
    const { code, explanation } = (0, errors/* twoSecretLimitError */.Ag)(inputs, applicationId, described);
    const managed = findManagedSecrets(provenance, policy, credentials);
    const { own, adopted } = managed;
    const held = findCompromised(managed, policy).filter((secret) => !(0, retirement/* isRemovableFirst */.QN)(secret, managed, destinations, policy.maxStoreDelay));
    if (held.length > 0)
        return new action_error/* ActionError */.lZ(code, explainHeld(explanation, held, application, inputs.cloud));
    const current = own.findLast((secret) => !isCompromised(secret, policy));
    if (inputs.handOver === undefined || current === undefined || own.length + adopted.length < 2) {
        return new action_error/* ActionError */.lZ(code, explanation);
    }
    const remove = (0, az_commands/* formatRemoveSecretCommand */.HA)(applicationId, 'KEY-ID');
    return new action_error/* ActionError */.lZ(code, {
        ...explanation,
        remedy: `when Exalate uses the secret ${current.keyId}, start this workflow with \`acknowledge: ${current.keyId}\`, which removes the older ones; or remove a secret that is no longer used, by its key ID:${(0, az_commands/* formatCommands */.iC)(inputs.cloud, remove)}`,
    });
}
function explainHeld({ problem, likelyCause }, held, { applicationId }, cloud) {
    const keyIds = held.map(({ keyId }) => keyId).join(', ');
    const commands = [
        (0, az_commands/* formatListSecretsCommand */.Eb)(applicationId),
        (0, az_commands/* formatRemoveSecretCommand */.HA)(applicationId, 'KEY-ID'),
    ];
    return {
        problem: `${problem}\nA destination may hold the compromised client ${held.length === 1 ? 'secret' : 'secrets'} ${keyIds}, so ${held.length === 1 ? 'it was' : 'they were'} not removed to make room: if the run then failed, that destination would be left without a valid value.`,
        likelyCause,
        remedy: `remove a client secret that nothing uses any more, by its key ID, and start the workflow again with the same \`compromised\`:${(0, az_commands/* formatCommands */.iC)(cloud, ...commands)}`,
    };
}





async function rehearse(plan, context, now) {
    if (plan.kind === 'add')
        return rehearseAddition(context, now);
    const { nextRenewal } = plan;
    const at = nextRenewal !== undefined && nextRenewal > now ? nextRenewal : now;
    const request = { at, endDateTime: (0, duration/* resolveExpiry */.YP)(context.inputs.expires, at) };
    return [...(await findProblems(request, nextRenewal, true, context)), ...findMissingRoom(plan, context)];
}
async function failWithRehearsal(error, found, context, now) {
    const [result] = await Promise.allSettled([found]);
    const isRehearsed = result.status === 'fulfilled' && context.inputs.acknowledge === undefined;
    const findings = isRehearsed ? await rehearseAddition({ ...context, ...result.value }, now) : [];
    if (findings.length === 0)
        throw error;
    throw new action_error/* ActionErrors */.o9([...(0, action_error/* toActionErrors */.vb)(error), ...findings.map((finding) => finding.error)]);
}
function rehearseAddition(context, now) {
    const { inputs, applications } = context;
    const request = { at: now, endDateTime: (0, duration/* resolveExpiry */.YP)(inputs.expires, now) };
    return findProblems(request, now, inputs.dryRun || applications.canReadPolicies(), context);
}
async function findProblems(request, deadline, asksGraph, { applications, application, log, readTokenExpiries }) {
    const expiring = readTokenExpiries()
        .filter(({ expires }) => expires <= request.at)
        .map((token) => ({ error: tokenExpiresError(token, request.at), deadline: token.expires }));
    if (!asksGraph)
        return expiring;
    const { errors, unknown } = await applications.checkRenewal(application, request);
    for (const subject of unknown) {
        log.info(`Microsoft Graph did not show ${subject}, so this run could not check them for the next renewal.`);
    }
    return [...errors.map((error) => ({ error, deadline })), ...expiring];
}
function findMissingRoom(plan, context) {
    const { application, destinations, lastUses, policy, provenance } = context;
    const { nextRenewal } = plan;
    if (nextRenewal === undefined)
        return [];
    const removed = listRemovals(plan).map(({ secret }) => secret.keyId);
    const left = application.passwordCredentials.filter(({ keyId }) => !removed.includes(keyId));
    const input = { ...application, passwordCredentials: left, destinations, lastUses };
    if (hasRoomAt(nextRenewal, input, provenance, policy))
        return [];
    return [{ error: createLimitError(left, context), deadline: nextRenewal }];
}
function tokenExpiresError({ input, expires }, at) {
    return new action_error/* ActionError */.lZ('github-token-expires', {
        problem: `The GitHub token in \`${input}\` expires at ${(0, timestamp/* formatTimestamp */.E)(expires)}, before the next renewal at ${(0, timestamp/* formatTimestamp */.E)(at)}.`,
        likelyCause: 'it is a personal access token with an expiration date.',
        remedy: `before it expires, create a token with the same permissions, and store it in the secret that the workflow passes to \`${input}\`.`,
    });
}
function formatFinding({ error }, nextRenewal) {
    const due = nextRenewal === undefined ? '' : `, due on ${(0, timestamp/* formatDay */.i)(nextRenewal)},`;
    return `The next renewal${due} would fail with ${error.message}`;
}







async function planAndReport(context, time) {
    const { inputs, application, destinations, lastUses, provenance, policy, log } = context;
    const input = { ...application, destinations, lastUses };
    const notManaged = findNotManagedError(context);
    if (notManaged !== undefined)
        return failWithRehearsal(notManaged, Promise.resolve(context), context, time.now);
    const plan = planRotation(input, provenance, policy, time);
    if (plan.kind === 'limit-reached') {
        const error = createLimitError(plan.existingSecrets, context);
        return failWithRehearsal(error, Promise.resolve(context), context, time.now);
    }
    const labels = destinations.map(({ label }) => label);
    for (const line of formatPlan(plan, labels, inputs.dryRun))
        log.info(line);
    if (plan.kind === 'add' && (0, duration/* exceedsPortalMaximum */.Cf)(plan.endDateTime, time.now)) {
        log.warning('`expires` is later than 24 months from now, the longest lifetime that the portal offers: check your policy.');
    }
    for (const warning of findWarnings(input, provenance, policy, plan, time.now)) {
        log[chooseLogLevel(warning)](formatWarning(warning, inputs.dryRun));
    }
    return plan;
}
function chooseLogLevel({ kind }) {
    switch (kind) {
        case 'unmanaged':
            return 'info';
        case 'adopted-gone':
        case 'compromised-gone':
            return 'notice';
        default:
            return 'warning';
    }
}
const defaultMaxStoreDelay = 30 * 60_000;
function createPolicy(inputs) {
    const { expires, renewWithin, retireAfter, adopt, compromised, verifyTimeout } = inputs;
    const maxStoreDelay = Math.max(defaultMaxStoreDelay, verifyTimeout);
    return { expires, renewWithin, retireAfter, adopt, compromised, maxStoreDelay };
}
function identifyDestination(spec, context) {
    switch (spec.kind) {
        case 'key-vault-secret':
            return [spec.kind, lowerCase(new URL(spec.vault).host), lowerCase(spec.name)];
        case 'encrypted-file':
        case 'step-output':
            return [spec.kind];
        default:
            return [spec.kind, lowerCase(context.apiHost), ...identifyOwner(spec, context), lowerCase(spec.name)];
    }
}
function identifyOwner(spec, { ownRepository }) {
    if ('organization' in spec)
        return [lowerCase(spec.organization)];
    const name = lowerCase(`${spec.owner}/${spec.repository}`);
    const repository = name === lowerCase(ownRepository.name) ? `#${ownRepository.id}` : name;
    return 'environment' in spec ? [repository, lowerCase(spec.environment)] : [repository];
}
function lowerCase(text) {
    return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}



async function createProvenance({ description, destinations, run }, { random, findRepositoryId }) {
    const repositoryId = await findRepositoryId();
    if (repositoryId === undefined)
        throw repositoryIdUnknownError(run.repository);
    const identityContext = {
        apiHost: new URL(run.apiUrl).host,
        ownRepository: { name: run.repository, id: repositoryId },
    };
    return {
        description,
        repository: run.repository,
        digest: (0, plan_lineage/* computeDigest */.MK)({
            serverHost: new URL(run.serverUrl).host,
            repositoryId,
            destinations: destinations.map((spec) => identifyDestination(spec, identityContext)),
        }),
        run: { id: run.id, attempt: run.attempt },
        nonce: (0, plan_lineage/* createNonce */.mE)(random),
    };
}
function repositoryIdUnknownError(repository) {
    return new action_error/* ActionError */.lZ('repository-id-unknown', {
        problem: `The numeric ID of the repository ${repository} is not available, so its secrets cannot be distinguished from those of another repository with the same name.`,
        likelyCause: 'the runner is too old to set GITHUB_REPOSITORY_ID, and the OIDC token of this GitHub server has no claim `repository_id`.',
        remedy: 'update the runner, or the GitHub Enterprise Server.',
    });
}

const readDelays = pollDelays.slice(0, 4);
async function readCompromisedSecrets(application, applications, { compromised }, { clock, budget }) {
    const countMissing = (secrets) => compromised.filter((keyId) => secrets.every((secret) => secret.keyId !== keyId)).length;
    let passwordCredentials = application.passwordCredentials;
    for (const delay of readDelays) {
        if (countMissing(passwordCredentials) === 0 || delay > budget.remaining())
            break;
        await clock.sleep(delay);
        const listed = await applications.listCredentials(application.objectId);
        if (countMissing(listed) < countMissing(passwordCredentials))
            passwordCredentials = listed;
    }
    return { ...application, passwordCredentials };
}

// EXTERNAL MODULE: ./src/shared/plain-text.ts
var plain_text = __webpack_require__(8677);









async function removeCompromised(plan, current, context) {
    const { progress, log } = context;
    const planned = plan.compromised;
    const { confirm, findBlocking } = createReplacementCheck(plan, current, context);
    progress.retired.push(...(await retireSecrets(planned, confirm, context)));
    const removed = progress.retired.filter(isCompromisedRemoval);
    const left = planned.filter((secret) => !progress.retired.includes(secret));
    if (removed.length > 0) {
        log.warning(`If Exalate used a compromised client secret, it cannot sign in any more. Put the value of the current one (key ID ${current.keyId}) into Exalate now.`);
    }
    if (removed.length + left.length === 0)
        return undefined;
    const error = left.length === 0 ? undefined : notRemovedError(left, findBlocking(), current, context);
    return { removed, left, error };
}
function createReplacementCheck(plan, current, context) {
    const { destinations, policy } = context;
    let blocking = [];
    const secrets = plan.compromised.map(({ secret }) => secret);
    const known = plan.kind === 'add' ? [current] : [];
    const ownWrite = plan.kind === 'add' ? { added: current, before: destinations } : undefined;
    return {
        findBlocking: () => blocking,
        confirm(credentials, states) {
            const managed = findManagedSecretsAgain(credentials, known, context);
            blocking = findUnreplaced(secrets, managed, states, policy.maxStoreDelay, ownWrite);
            return blocking.length === 0 ? plan.compromised : [];
        },
    };
}
function notRemovedError(left, blocking, current, context) {
    const { application, inputs } = context;
    const keyIds = left.map(({ secret }) => secret.keyId);
    const commands = keyIds.map((keyId) => (0, az_commands/* formatRemoveSecretCommand */.HA)(application.applicationId, keyId));
    const again = `start the workflow again${formatWait(left, blocking, context)} with \`${formatCompromisedInput(keyIds)}\``;
    return new action_error/* ActionError */.lZ('compromised-not-removed', {
        problem: [
            'Compromised client secrets could not be removed. These are left:',
            ...left.map(({ secret }) => `  - ${describeSecret(secret)}`),
        ].join('\n'),
        likelyCause: blocking.length === 0
            ? 'the warnings in the log say why.'
            : [
                'these destinations are not known to hold another client secret:',
                ...blocking.map((label) => `  - ${(0, plain_text/* toPlainText */.bo)(label)}`),
                'Another process has written them, or a compromised client secret was added shortly before. GitHub shows only when a secret was last written.',
            ].join('\n'),
        remedy: `${blocking.length === 0 ? 'fix the cause, then ' : ''}${again}. To remove them now, which stops everything that still uses them:${(0, az_commands/* formatCommands */.iC)(inputs.cloud, ...commands)}`,
    }, `the current client secret (key ID ${current.keyId}) was kept.`);
}
function formatWait(left, blocking, context) {
    const { destinations, policy } = context;
    const isUndecided = destinations.some(({ label, evidence }) => evidence?.kind === 'written' && blocking.includes(label));
    const newest = Math.max(...left.map(({ secret }) => secret.startDateTime.getTime()));
    const until = new Date(newest + policy.maxStoreDelay);
    return isUndecided && until > (0, plan_time/* readPlanTime */.z)(context).now ? ` after ${(0, timestamp/* formatTimestamp */.E)(until)}` : '';
}

// EXTERNAL MODULE: ./src/entra/graph/applications.ts + 7 modules
var graph_applications = __webpack_require__(7959);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);






const checkedAgain = 'nothing was written; the post step of this job checks again.';
async function addSecret({ displayName, endDateTime }, adding, context) {
    const { application, applications, budget, clock, cloud, journal, log } = context;
    let state = adding;
    let isFirst = true;
    let refusals = 0;
    for (;;) {
        budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
        try {
            const password = await applications.addPassword(application, displayName, endDateTime);
            return { password, state: (0,rotation_state/* added */.vN)(state, password.keyId) };
        }
        catch (error) {
            if (error instanceof graph_applications/* UncertainRefusalError */.qJ) {
                state = journal.trySave((0, rotation_state/* answerLost */.lM)(state));
                refusals += 1;
                if (refusals > retry/* briefRetries */.DC || !budget.tryGrantWait(retry/* briefWait */.wI)) {
                    throw error.actionError.withState(checkedAgain);
                }
                log.info(`Microsoft Graph: ${error.reason}. Trying again in ${retry/* briefWait */.wI / 1_000} s.`);
                await clock.sleep(retry/* briefWait */.wI);
                continue;
            }
            if (error instanceof action_error/* ActionError */.lZ) {
                if (state.lostAnswer)
                    throw error.withState(checkedAgain);
                journal.trySave((0, rotation_state/* removed */.rq)(state));
                throw error;
            }
            const reason = error instanceof graph_applications/* LostResponseError */.s8 ? error.reason : 'an unexpected error';
            state = journal.trySave((0, rotation_state/* answerLost */.lM)(state));
            log.info(`Microsoft Graph did not confirm whether it added the secret (${reason}). Looking for it by its description.`);
            const secrets = {
                displayName,
                keyIdToRemove: undefined,
                keyIdToKeep: undefined,
                searchByDescription: true,
            };
            const { complete } = await removeAddedSecrets(secrets, 'main', context);
            if (complete && isFirst) {
                isFirst = false;
                continue;
            }
            const commands = formatFindCommands(secrets, application, cloud);
            throw lostResponseError(reason, complete ? undefined : commands);
        }
    }
}
function lostResponseError(reason, commands) {
    const isClean = commands === undefined;
    return new action_error/* ActionError */.lZ('graph-request-failed', {
        problem: `Microsoft Graph did not confirm whether it added the client secret (${reason}).`,
        likelyCause: 'a temporary outage of the service or of the network.',
        remedy: isClean ? 'run the job again.' : 'remove what is left, then run the job again.',
    }, isClean
        ? 'no secret of this run is left on the application, and nothing was written.'
        : `a secret of this run may be on the application, and no destination holds it. The post step of this job checks again. ${commands}`);
}
const loginsPerRound = 3;
const noRounds = { succeeded: 0, throttled: 0, limited: 0, failed: 0 };
const isThrottled = ({ retryReason }) => retryReason?.isThrottled === true;
function countLogins({ throttled }) {
    return throttled === 0 ? loginsPerRound : 1;
}
function addRound(rounds, failures) {
    const { succeeded, throttled, limited, failed } = rounds;
    if (failures.length === 0) {
        return { succeeded: throttled === 0 ? succeeded + 1 : 0, throttled: 0, limited: 0, failed };
    }
    if (failures.some(isThrottled))
        return { succeeded: 0, throttled: throttled + 1, limited: 0, failed };
    const isLimited = failures.some(({ retryReason }) => retryReason?.maxRetries !== undefined);
    return { succeeded: 0, throttled: 0, limited: isLimited ? limited + 1 : 0, failed: failed + 1 };
}
function findPermanentFailure(failures, { limited }) {
    return failures.find(({ retryReason }) => retryReason === undefined || limited > (retryReason.maxRetries ?? Infinity));
}
const usualWaits = { first: 1_000, factor: 1.5, longest: 5_000 };
const throttledWaits = { first: 5_000, factor: 2, longest: 60_000 };
function waitAfter({ throttled, failed }, failures) {
    const { first, factor, longest } = throttled === 0 ? usualWaits : throttledWaits;
    const count = throttled === 0 ? failed : throttled;
    const wait = Math.min(first * factor ** (count - 1), longest);
    return Math.max(wait, ...failures.map(({ retryReason }) => retryReason?.retryAfterMs ?? 0));
}


const consecutiveRounds = 2;
const loginsPerVerification = loginsPerRound * consecutiveRounds;
async function verifySecret(secretText, context, onLastRound) {
    const { application, inputs, clock, budget, log } = context;
    const { azureDevOps } = inputs;
    const begin = clock.now().getTime();
    try {
        await waitUntilAccepted(secretText, context, onLastRound);
        log.info('Microsoft Entra ID accepts the new secret.');
        if (azureDevOps !== undefined) {
            await context.verifyAzureDevOpsAccess(azureDevOps, application.applicationId, secretText);
            log.info(`The application can access the Azure DevOps organization ${azureDevOps} with the new secret.`);
        }
    }
    finally {
        budget.extend(clock.now().getTime() - begin);
    }
}
async function waitUntilAccepted(secretText, context, onLastRound) {
    const { inputs, clock, log } = context;
    const end = clock.now().getTime() + inputs.verifyTimeout;
    let rounds = noRounds;
    for (;;) {
        const logins = countLogins(rounds);
        const round = runRound(logins, secretText, context);
        if (rounds.succeeded === 0 && logins > 1)
            context.openLoginConnections(loginsPerRound);
        const failures = await round;
        rounds = addRound(rounds, failures);
        const failure = failures.find(isThrottled) ?? failures[0];
        if (failure === undefined) {
            if (rounds.succeeded === consecutiveRounds)
                return;
            if (rounds.succeeded > 0)
                onLastRound();
            continue;
        }
        const permanent = findPermanentFailure(failures, rounds);
        if (permanent !== undefined)
            throw notVerifiedError(permanent, context, '');
        const left = end - clock.now().getTime();
        if (left <= 0)
            throw notVerifiedError(failure, context, formatLimit(inputs.verifyTimeout));
        log.info(describeRound(logins, failures.length, failure));
        await clock.sleep(Math.min(waitAfter(rounds, failures), left));
    }
}
async function runRound(count, secretText, { application, trySecretLogin }) {
    const logins = Array.from({ length: count }, () => trySecretLogin(application.applicationId, secretText));
    return (await (0, settle/* settleAllOrFirst */.s)(logins)).filter((failure) => failure !== undefined);
}
function describeRound(logins, failed, failure) {
    const result = `Microsoft Entra ID accepted the new secret in ${logins - failed} of ${logins} logins (${failure.name}).`;
    if (isThrottled(failure)) {
        return `${result} It limits the number of logins to the tenant, so the action sends one at a time for now.`;
    }
    return failure.isReplicaBehind ? `${result} It can take a while until all replicas accept it.` : result;
}
function formatLimit(timeout) {
    return ` within ${Math.round(timeout / 1000)} seconds`;
}
function notVerifiedError(failure, context, within) {
    const { application, inputs, cloud } = context;
    return failure.toError({
        tenantId: inputs.tenantId,
        applicationId: application.applicationId,
        cloud,
        consequence: 'the new secret could not be verified',
        within,
        skip: 'set `verify: false`',
    });
}











async function renew(plan, context) {
    const { application, inputs, journal, log, progress, provenance } = context;
    const { displayName, endDateTime } = plan;
    requireRoom(context);
    const adding = journal.save((0, rotation_state/* begun */.q1)(createIntent(plan, context)));
    if (inputs.verify)
        context.openLoginConnections(loginsPerVerification);
    try {
        const { password, state } = await addSecret(plan, adding, context);
        const startDateTime = (0,plan_time/* readGraphTime */.o)(context);
        journal.save(state);
        const { keyId, secretText } = password;
        log.info(`Added "${displayName}" (key ID ${keyId}), valid until ${(0,timestamp/* formatTimestamp */.E)(endDateTime)}.`);
        if (password.displayName !== displayName)
            throw (0,errors/* descriptionChangedError */.vq)(displayName);
        requireRequestedExpiry(endDateTime, password.endDateTime);
        const destinations = inputs.verify ? await verifyAndRefresh(secretText, context) : context.destinations;
        const tags = {
            'application-id': application.applicationId,
            'key-id': keyId,
            lineage: (0,plan_lineage/* formatLineage */.BH)(provenance),
        };
        const secret = { keyId, endDateTime, tags, secretText };
        journal.trySave((0,rotation_state/* completed */.so)(await storeInAll(secret, state, { ...context, destinations })));
        progress.keptKeyId = keyId;
        if (inputs.revokeAfterJob)
            log.info('The secret is for this job only: the post step of this action removes it.');
        return { keyId, displayName, startDateTime, endDateTime };
    }
    catch (error) {
        throw await rollBack(error, context);
    }
}
function requireRoom(context) {
    const { signInAudience, passwordCredentials } = context.application;
    if (passwordCredentials.length - context.progress.retired.length < maxSecrets(signInAudience))
        return;
    throw createLimitError(passwordCredentials, context);
}
const maxRounding = 1_000;
function requireRequestedExpiry(requested, stored) {
    if (stored !== null && Math.abs(stored.getTime() - requested.getTime()) > maxRounding)
        throw (0, errors/* expiryChangedError */.OY)(requested, stored);
}
function createIntent({ displayName }, { application, cloud, inputs }) {
    const { tenantId, clientId, destinations, revokeAfterJob } = inputs;
    const { applicationId, objectId } = application;
    return {
        tenantId,
        clientId,
        cloud: cloud.name,
        applicationId,
        objectId,
        displayName,
        destinations: [...destinations],
        revokeAfterJob,
    };
}
async function verifyAndRefresh(secretText, context) {
    let refreshed = Promise.resolve(context.destinations);
    const onLastRound = () => {
        refreshed = refreshed.then((destinations) => refreshStates(destinations, context.clock));
    };
    await verifySecret(secretText, context, onLastRound).finally(() => refreshed);
    return refreshed;
}




















async function rotate(inputs, services, journal, progress) {
    try {
        return await rotateOrFail(inputs, services, journal, progress);
    }
    catch (error) {
        throw addCompromisedState(error, inputs, progress);
    }
    finally {
        journal.setCompromised([]);
    }
}
async function rotateOrFail(inputs, services, journal, progress) {
    const found = findApplication(inputs, services, progress);
    const [{ applications, application, lastUses }, destinations] = await (0, settle/* settleAll */.j)([
        found,
        prepareDestinations(services),
        prepareHandOver(services),
    ]).catch((error) => failWithRehearsal(error, found, { ...services, inputs }, (0, plan_time/* readGraphTime */.o)(services)));
    const time = (0, plan_time/* readPlanTime */.z)(services);
    const provenance = await createProvenance(inputs, services);
    const policy = createPolicy(inputs);
    const prepared = { applications, application, destinations, lastUses };
    const context = {
        ...services,
        ...prepared,
        inputs,
        journal,
        progress,
        provenance,
        policy,
    };
    const { dryRun } = inputs;
    const outcome = {
        application,
        destinationLinks: destinations.map(({ label, url }) => ({ label, url })),
        dryRun,
        retired: progress.retired,
        compromised: undefined,
        handOver: undefined,
        findings: [],
    };
    if (inputs.acknowledge !== undefined) {
        const plan = await acknowledge(inputs.acknowledge, context, time);
        const findings = await rehearse(plan, context, time.now);
        if (dryRun)
            throwFindings(findings);
        warnAboutRenewal(findings, plan.nextRenewal, services);
        return { ...outcome, plan, secret: plan.current, handOver: progress.handOver, findings };
    }
    const plan = await planAndReport(context, time);
    progress.plan = plan;
    const rehearsal = rehearse(plan, context, time.now);
    if (dryRun) {
        await (0, settle/* settleAll */.j)([recordDryRun(plan, context), rehearsal.then(throwFindings)]);
        return { ...outcome, plan, secret: plan.kind === 'keep' ? plan.current : plan };
    }
    if (plan.kind === 'add')
        await (0, settle/* settleAll */.j)([rehearsal.then(throwFindings), prepareIssue(services)]);
    journal.setCompromised(listRemovals(plan)
        .filter(({ cause }) => cause === 'compromised')
        .map(({ secret: { keyId } }) => keyId));
    await retire(plan.retireFirst, [], context);
    const secret = plan.kind === 'keep' ? plan.current : await renew(plan, context);
    const compromised = await removeCompromised(plan, secret, context);
    journal.setCompromised(compromised?.left.map((left) => left.secret.keyId) ?? []);
    await retire(plan.retire, plan.kind === 'add' ? [secret] : [], context);
    progress.handOver = await handOverSecret(secret, context, compromised);
    const findings = await rehearsal;
    warnAboutRenewal(findings, plan.nextRenewal, services);
    return { ...outcome, plan, secret, compromised, handOver: progress.handOver, findings };
}
function throwFindings(findings) {
    (0, action_error/* throwIfAny */.MI)(findings.map(({ error }) => error));
}
function warnAboutRenewal(findings, nextRenewal, { log }) {
    for (const finding of findings)
        log.warning(formatFinding(finding, nextRenewal));
}
async function prepareHandOver({ loadHandOver }) {
    await (await loadHandOver?.())?.prepare();
}
async function prepareIssue({ loadHandOver }) {
    await (await loadHandOver?.())?.prepareToOpen();
}
async function retire(planned, known, context) {
    const confirm = createRetirementCheck(planned, known, context);
    context.progress.retired.push(...(await retireSecrets(planned, confirm, context)));
}
async function recordDryRun(plan, context) {
    const { progress, loadHandOver } = context;
    progress.dryRun = {
        opensIssue: plan.kind === 'add' ? loadHandOver !== undefined : await opensIssue(plan.current, context),
    };
}
async function findApplication(inputs, { logIn, log, openLoginConnections, budget, clock }, progress) {
    const applications = await logIn();
    log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
    if (alwaysVerifies(inputs))
        openLoginConnections(loginsPerVerification);
    const found = await applications.find(inputs.application);
    (0, errors/* requireSeparateWorkloadIdentity */.EG)(found, inputs);
    const application = await readCompromisedSecrets(found, applications, inputs, { clock, budget });
    progress.application = application;
    progress.compromised = application.passwordCredentials.filter((secret) => isCompromised(secret, inputs));
    const { applicationId, objectId, displayName } = application;
    log.info(`Found the application "${displayName}" (application ID ${applicationId}, object ID ${objectId}).`);
    const lastUses = inputs.lastUse
        ? await readLastUses(applications, applicationId, { budget, log })
        : undefined;
    return { applications, application, lastUses };
}
function alwaysVerifies({ verify, dryRun, renewWithin }) {
    return verify && !dryRun && renewWithin === undefined;
}

// EXTERNAL MODULE: ./src/rotation/own-record.ts
var own_record = __webpack_require__(6002);
// EXTERNAL MODULE: ./src/runner/run-context.ts
var run_context = __webpack_require__(2825);
// EXTERNAL MODULE: ./node_modules/html-escaper/esm/index.js
var esm = __webpack_require__(8460);



function findNextStep(result, now) {
    const { current, isNew, managed, credentials, retained, retireAfter, nextRenewal, isIssueOpen } = result;
    const older = findOlderInUse(result, now);
    if (!isNew && !isIssueOpen && older.length === 0)
        return { kind: 'nothing', until: nextRenewal };
    const olderKeyIds = older.map(({ keyId }) => keyId);
    const removals = [
        ...retained.filter(({ secret }) => olderKeyIds.includes(secret.keyId)).map(({ due }) => due),
        ...(isNew && older.length > 0 ? [retireAfter && (0, duration/* endOfLifetime */.I1)(retireAfter, now)] : []),
    ].filter((due) => due !== undefined);
    const dates = [findHandOverDeadline(current, managed, credentials).date, ...removals];
    return { kind: 'update-exalate', date: new Date(Math.min(...dates.map(Number))), older };
}
function findOlderInUse({ current, managed: { own, adopted }, retained }, now) {
    const unstored = retained.filter(({ cause }) => cause === 'unstored').map(({ secret }) => secret.keyId);
    return [...own, ...adopted].filter((secret) => secret.keyId !== current.keyId &&
        secret.startDateTime < current.startDateTime &&
        (0, plan_credentials/* isLive */.DG)(secret, now) &&
        !unstored.includes(secret.keyId));
}

// EXTERNAL MODULE: ./src/runner/failure-summary.ts
var failure_summary = __webpack_require__(361);
// EXTERNAL MODULE: ./src/shared/summary-text.ts
var summary_text = __webpack_require__(5681);
// EXTERNAL MODULE: ./src/shared/gantt.ts
var gantt = __webpack_require__(4455);



const groups = ['Current', 'Superseded', 'Adopted', 'Other'];
function formatSecretsChart(secrets, now) {
    const shown = secrets.credentials
        .flatMap((secret) => {
        const { startDateTime: start, endDateTime: end } = secret;
        if (start === null || end === null || end <= start)
            return [];
        const group = findGroup(secret, secrets);
        return [
            { group, label: formatLabel(secret), colour: group === 'Current' ? 'blue' : 'grey', start, end },
        ];
    })
        .sort((a, b) => Number(b.end > now) - Number(a.end > now) ||
        groups.indexOf(a.group) - groups.indexOf(b.group) ||
        (0, timestamp/* formatDay */.i)(b.end).localeCompare((0, timestamp/* formatDay */.i)(a.end)))
        .slice(0, gantt/* maxBars */.Vv);
    if (shown.length === 0)
        return '';
    const sections = groups
        .map((title) => ({ title, bars: shown.filter(({ group }) => group === title) }))
        .filter(({ bars }) => bars.length > 0);
    const total = secrets.credentials.length;
    const note = shown.length < total ? `\nThe chart shows ${shown.length} of ${total} client secrets.\n` : '';
    return `${(0, gantt/* formatGantt */.mW)(sections)}${note}`;
}
function findGroup({ keyId }, { currentKeyId, managed }) {
    const isIn = (list) => list.some((secret) => secret.keyId === keyId);
    if (keyId === currentKeyId)
        return 'Current';
    if (isIn(managed.own))
        return 'Superseded';
    return isIn(managed.adopted) ? 'Adopted' : 'Other';
}
function formatLabel({ keyId, displayName }) {
    const origin = (0, plan_lineage/* parseProvenance */.X6)(displayName);
    const name = origin === undefined ? displayName : `run ${origin.run.id}.${origin.run.attempt} ${origin.description}`;
    return `key ${(0, gantt/* toMermaidText */.M3)(keyId.slice(0, 8))}, ${(0, gantt/* toMermaidText */.M3)(name)}`;
}





function formatHeadline(outcome, nextStep, { compromised, revokeAfterJob }, now) {
    const { plan, dryRun, retired, findings } = outcome;
    const [first] = findings;
    const removal = formatCompromised(outcome) ?? formatNotFound(compromised);
    if (removal !== undefined)
        return removal;
    switch (plan.kind) {
        case 'acknowledged': {
            if (first !== undefined)
                return formatFindings(first, findings);
            const { keyId } = plan.current;
            return dryRun
                ? `Dry run: Exalate uses the secret ${keyId}; ${countOlder(plan.retire.length)} would be removed`
                : `Exalate uses the secret ${keyId}; ${countOlder(retired.length)} ${retired.length > 1 ? 'were' : 'was'} removed`;
        }
        case 'keep':
            if (first !== undefined && isMoreUrgent(findings, nextStep))
                return formatFindings(first, findings);
            return `${dryRun ? 'Dry run: no client secret would be added. ' : ''}${formatNextStep(nextStep, now)}`;
        case 'add':
            if (!dryRun) {
                return revokeAfterJob
                    ? 'Nothing to do: the new client secret is removed when the job ends'
                    : formatNextStep(nextStep, now);
            }
            return revokeAfterJob
                ? 'Dry run: a client secret would be added, and removed when the job ends'
                : `Dry run: a client secret would be added. ${formatNextStep(nextStep, now, 'Next')}`;
    }
}
function formatCompromised({ plan, dryRun, compromised }) {
    if (dryRun) {
        const planned = plan.kind === 'acknowledged' ? [] : listRemovals(plan).filter(isCompromisedRemoval);
        if (planned.length === 0)
            return undefined;
        const what = formatCompromisedSecrets(planned);
        return plan.kind === 'add'
            ? `Dry run: a client secret would be added, and ${what} removed`
            : `Dry run: no client secret would be added; ${what} would be removed`;
    }
    if (compromised === undefined)
        return undefined;
    const { removed, left } = compromised;
    const results = [
        ...(removed.length === 0
            ? []
            : [`${formatCompromisedSecrets(removed)} ${removed.length === 1 ? 'was' : 'were'} removed`]),
        ...(left.length === 0 ? [] : [`${formatCompromisedSecrets(left)} could not be removed`]),
    ];
    return `Action needed: update Exalate now; ${results.join(', and ')}`;
}
function formatNotFound(keyIds) {
    const [first] = keyIds;
    if (first === undefined)
        return undefined;
    return keyIds.length === 1
        ? `Action needed: check the key ID ${first}, which is not on the application`
        : `Action needed: check the ${keyIds.length} key IDs in <code>compromised</code>; none of them is on the application`;
}
function formatCompromisedSecrets(secrets) {
    const [first] = secrets;
    return secrets.length === 1 && first !== undefined
        ? `the compromised client secret ${first.secret.keyId}`
        : `${secrets.length} compromised client secrets`;
}
function isMoreUrgent(findings, nextStep) {
    return nextStep.kind === 'nothing' || Number(findEarliest(findings) ?? Infinity) < Number(nextStep.date);
}
function formatFindings({ error }, findings) {
    const deadline = findEarliest(findings);
    const problem = error.explanation.problem.replace(/\.(?:\s[^]*)?$/, '');
    const what = findings.length === 1
        ? (0, summary_text/* formatSummarySentence */.D)(problem)
        : `fix ${findings.length} problems that would make the next renewal fail`;
    return `Action needed before ${deadline === undefined ? 'the next renewal' : (0, timestamp/* formatDay */.i)(deadline)}: ${what}`;
}
function findEarliest(findings) {
    const deadlines = findings.map(({ deadline }) => deadline).filter((date) => date !== undefined);
    return deadlines.toSorted((a, b) => Number(a) - Number(b))[0];
}
function countOlder(count) {
    return count === 0 ? 'no older secret' : (0, count_noun/* countNoun */.y)(count, 'older secret');
}
function formatNextStep(step, now, introduction = 'Action needed') {
    if (step.kind === 'update-exalate') {
        const day = (0, timestamp/* formatDay */.i)(step.date);
        return step.date > now
            ? `${introduction}: update Exalate by ${day}`
            : `${introduction}: update Exalate now; it was due by ${day}`;
    }
    return step.until === undefined
        ? 'Nothing to do: the current client secret never expires'
        : `Nothing to do until ${(0, timestamp/* formatDay */.i)(step.until)}`;
}










function addSummary(run, context, summary) {
    const { inputs, now } = context;
    const result = describeResult(run, context);
    const nextStep = findNextStep(result, now);
    const rows = listFacts(run, context).map(([name, data]) => [{ data: name, header: true }, { data }]);
    summary.addHeading(formatHeadline(run, nextStep, inputs, now), 2);
    addParagraphs(listSentences(run, result, nextStep, context), summary);
    addFindings(run, summary);
    summary.addTable(rows);
    addRemovals(run, summary);
    const currentKeyId = run.secret.keyId ?? result.managed.own.at(-1)?.keyId;
    const chart = formatSecretsChart({ ...result, currentKeyId }, now);
    if (chart !== '')
        summary.addHeading('Client secrets of this application', 3).addRaw(chart, true);
}
async function writeSummary(run, context, summary) {
    addSummary(run, context, summary);
    await summary.write();
}
function describeResult({ application, plan, dryRun, secret, retired }, { inputs, issue, now }) {
    const { keyId = '', displayName, endDateTime } = secret;
    const gone = (dryRun ? listRemovals(plan) : retired).map((removal) => removal.secret.keyId);
    const remaining = application.passwordCredentials.filter((credential) => !gone.includes(credential.keyId));
    const lineage = (0, plan_lineage/* parseProvenance */.X6)(displayName);
    const managed = lineage === undefined ? { own: [], adopted: [] } : findManagedSecrets(lineage, inputs, remaining);
    const isNew = plan.kind === 'add';
    const current = isNew
        ? { keyId, displayName, startDateTime: now, endDateTime }
        : plan.current;
    return {
        current,
        isNew,
        managed,
        credentials: isNew && !dryRun ? [...remaining, current] : remaining,
        retained: 'retained' in plan ? plan.retained : [],
        retireAfter: inputs.retireAfter,
        nextRenewal: plan.nextRenewal,
        isIssueOpen: issue?.isOpen === true,
    };
}
function listSentences({ plan, dryRun }, { current, retireAfter }, nextStep, { inputs: { revokeAfterJob }, issue }) {
    if (dryRun)
        return ['Nothing was changed.'];
    if (revokeAfterJob || plan.kind === 'acknowledged')
        return [];
    const howTo = issue?.isOpen === true
        ? `The <a href="${(0, esm/* escape */.i)(issue.url)}">hand-over issue</a> says how to update Exalate.`
        : 'To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.';
    const acknowledgement = `When Exalate uses this secret, run this workflow with <code>acknowledge: ${current.keyId}</code> to remove the older ones.`;
    const waits = nextStep.kind === 'update-exalate' && nextStep.older.length > 0 && retireAfter === undefined;
    return [
        plan.kind === 'add'
            ? 'A new client secret was added.'
            : 'The current client secret is valid; no secret was added.',
        howTo,
        ...(waits ? [acknowledgement] : []),
    ];
}
function addFindings({ findings }, summary) {
    if (findings.length === 0)
        return;
    summary.addHeading('The next renewal would fail', 3);
    for (const { error } of findings)
        summary.addRaw((0, failure_summary/* formatExplanation */.vZ)(error), true);
    summary.addHeading('The current client secret', 3);
}
function addParagraphs(sentences, summary) {
    if (sentences.length > 0)
        summary.addRaw(`<p>${sentences.join(' ')}</p>`, true);
}
function listFacts({ application, plan, dryRun, secret, destinationLinks }, { inputs, issue }) {
    const { keyId, displayName, endDateTime } = secret;
    const reasons = plan.kind === 'add' ? plan.reasons.flatMap((reason) => formatReason(reason, summary_text/* formatSummaryText */.J)) : [];
    const fact = (name, data) => (data ? [[name, data]] : []);
    return [
        ['Application', (0, summary_text/* formatSummaryText */.J)(application.displayName)],
        ['Application (client) ID', application.applicationId],
        ['Directory (tenant) ID', inputs.tenantId],
        ...fact('Secret (key) ID', keyId),
        ['Description', (0, summary_text/* formatSummaryText */.J)(displayName)],
        ['Expires', endDateTime === null ? 'never' : (0, timestamp/* formatTimestamp */.E)(endDateTime)],
        ...fact('Reason for the new secret', formatNames(reasons.join('; '))),
        [
            plan.kind === 'add' && dryRun ? 'Value would be stored in' : 'Value stored in',
            destinationLinks.map(formatLink).join('<br>'),
        ],
        ...fact('Hand-over issue', issue && `<a href="${(0, esm/* escape */.i)(issue.url)}">${(0, esm/* escape */.i)(issue.url)}</a>`),
    ];
}
function addRemovals(run, summary) {
    const { plan, dryRun, retired } = run;
    const format = (secret) => formatRetirableSecret(secret, summary_text/* formatSummaryText */.J);
    const gone = dryRun ? listRemovals(plan) : retired;
    addSecrets(dryRun ? 'Secrets that would be removed' : 'Removed secrets', gone.map(format), summary);
    const retained = 'retained' in plan ? plan.retained : [];
    addSecrets('Superseded secrets', retained.map((secret) => `${format(secret)}. ${formatNames(formatRemovalDate(secret))}`), summary);
}
function formatNames(html) {
    return html.replace(/`([\w-]+)`/g, '<code>$1</code>');
}
const maxListed = 50;
function addSecrets(title, lines, summary) {
    if (lines.length === 0)
        return;
    const more = lines.length - maxListed;
    const listed = lines.slice(0, maxListed);
    summary.addHeading(title, 3).addList(more > 0 ? [...listed, `… and ${more} more`] : listed);
}
function formatLink({ label, url }) {
    const text = (0, summary_text/* formatSummaryText */.J)(label);
    return url === undefined ? text : `<a href="${(0, esm/* escape */.i)(url)}">${text}</a>`;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/runner/file-problem.ts
var file_problem = __webpack_require__(2548);
// EXTERNAL MODULE: ./src/runner/job-file.ts
var job_file = __webpack_require__(4352);

async function encryptForRecipients(recipients, text) {
    const { armor, Encrypter } = await __webpack_require__.e(/* import() */ 123).then(__webpack_require__.bind(__webpack_require__, 9123));
    const encrypter = new Encrypter();
    for (const recipient of recipients)
        encrypter.addRecipient(recipient);
    return armor.encode(await encrypter.encrypt(text));
}
async function requireUsableRecipients(recipients) {
    const usable = await Promise.all(recipients.map((recipient) => encryptForRecipients([recipient], '').then(() => true, () => false)));
    const lines = usable.flatMap((isUsable, index) => (isUsable ? [] : [`line ${index + 1}`]));
    if (lines.length === 0)
        return;
    throw new action_error/* ActionError */.lZ('age-recipient-unusable', {
        problem: `\`encrypt-to\` has a recipient that age cannot encrypt to: ${lines.join(', ')} (empty lines and comments are not counted).`,
        likelyCause: 'the text has the form of a recipient, but it is not a valid public key.',
        remedy: 'ask the person who will open the file for the recipient that `age-keygen -y KEY-FILE` prints.',
    });
}






function createEncryptedFile({ path, recipients }, folders) {
    const file = { ...folders, path: (0, external_node_path_.resolve)(folders.workspace, path), mode: 0o600 };
    async function withExplanation(fileOperation) {
        try {
            return await fileOperation;
        }
        catch (error) {
            if (!(error instanceof file_problem/* FileProblemError */.a))
                throw error;
            throw new action_error/* ActionError */.lZ('file-not-writable', (0, file_problem/* explainFileProblem */.x)('encrypted-file', path, error.problem));
        }
    }
    async function write({ secretText }) {
        const text = await encryptForRecipients(recipients, secretText);
        await withExplanation((0, job_file/* writeJobFile */.X)(file, (append) => append(text)));
    }
    return {
        label: `encrypted file ${path}`,
        persistent: false,
        url: undefined,
        readState: () => Promise.resolve(noState),
        async prepare() {
            await withExplanation((0, job_file/* checkJobFile */.m)(file));
            await requireUsableRecipients(recipients);
            return { ...noState, write };
        },
    };
}

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/failure.ts
var http_failure = __webpack_require__(2398);
// EXTERNAL MODULE: ./src/github/response.ts
var github_response = __webpack_require__(6444);
// EXTERNAL MODULE: ./src/http/failure-rules.ts
var failure_rules = __webpack_require__(7384);
// EXTERNAL MODULE: ./src/github/explanations.ts
var explanations = __webpack_require__(2979);



const gitHubService = {
    ...explanations/* gitHub */.g,
    unreachable: 'github-unreachable',
    failed: 'github-request-failed',
};
function formatPermission({ permission }, failure) {
    const accepted = (0, github_response/* readAcceptedPermissions */.eW)(failure);
    return accepted?.includes('write') === true ? `${permission} (${accepted})` : permission;
}
function createPermissionExplanation(likelyCause, remedy = (permission, owner) => `use a fine-grained token or GitHub App token for ${owner} with the permission ${permission}.`) {
    return (context, failure) => {
        const permission = formatPermission(context, failure);
        return {
            code: 'github-permission-missing',
            problem: `Cannot ${context.operation} with \`github-token\` (HTTP ${failure.status}).`,
            likelyCause: likelyCause(permission, context),
            remedy: remedy(permission, context.owner),
        };
    };
}
const explainMissingAppPermission = createPermissionExplanation((permission) => `it is the job's own GITHUB_TOKEN, which can never write secrets, or a GitHub App token without the permission ${permission}.`);
const explainMissingTokenPermission = createPermissionExplanation((permission) => `the token lacks the permission ${permission}, or the organization has not approved the token yet.`, (permission, owner) => `edit the token on GitHub: for ${owner}, it needs the permission ${permission}. If its page says that it is pending, have an owner of the organization approve it.`);
const explainMissingRole = createPermissionExplanation((_, { scope }) => `the owner of the token is not an administrator there, or the classic token lacks the scope \`${scope === 'organization' ? 'admin:org' : 'repo'}\`.`);
const explainUnknownRefusal = (context, failure) => ({
    code: 'github-request-failed',
    problem: `Cannot ${context.operation}: GitHub returned ${(0, failure_rules/* formatReceived */.jZ)(failure, gitHubService)}.${(0, failure_rules/* formatQuote */.eH)(failure, gitHubService)}`,
    likelyCause: `unknown. The token may lack the permission ${formatPermission(context, failure)}, which GitHub names for this request.`,
    remedy: `make sure that the token has this permission for ${context.owner}. If it has, contact GitHub Support with the lines above.`,
});
const notFoundCodes = {
    repository: { code: 'github-repository-not-found', inputs: '`repository`' },
    environment: { code: 'github-environment-not-found', inputs: '`environment` or `repository`' },
    organization: { code: 'github-organization-not-found', inputs: '`organization`' },
};
const explainNotFound = (context, failure) => {
    const { operation, owner, scope } = context;
    const { code, inputs } = notFoundCodes[scope];
    const permission = formatPermission(context, failure);
    return {
        code,
        problem: `Cannot ${operation}: the ${scope === 'environment' ? '' : `${scope} `}${owner} was not found, or is not accessible with \`github-token\` (HTTP ${failure.status}).`,
        likelyCause: `the token has no access to it or lacks the permission ${permission}, or ${inputs} is misspelled.${scope === 'environment' ? ' The environment must already exist; the action does not create it.' : ''}`,
        remedy: `give the token access to ${owner} with the permission ${permission}, or correct ${inputs}.`,
    };
};
const explainMovedOwner = ({ operation, owner, scope }, { status }) => {
    const { code, inputs } = notFoundCodes[scope];
    return {
        code,
        problem: `Cannot ${operation}: ${owner} has moved (HTTP ${status}).`,
        likelyCause: 'it was renamed or transferred; the action does not follow redirects when reading or writing secrets.',
        remedy: `set ${inputs} to the current name.`,
    };
};
const explainRefusedEncryption = ({ operation }, { status }) => ({
    code: 'github-secret-refused',
    problem: `Cannot ${operation}: GitHub could not decrypt the value, even after the action read its public key again (HTTP ${status}).`,
    likelyCause: 'GitHub is replacing its public key, and some of its servers still return the old one.',
    remedy: 'run the job again in a few minutes.',
});
const explainReachedLimit = ({ operation, owner }, { status }) => ({
    code: 'github-secret-refused',
    problem: `Cannot ${operation}: a GitHub limit was reached (HTTP ${status}).`,
    likelyCause: 'a repository or environment can have at most 100 secrets, an organization 1,000.',
    remedy: `remove a secret of ${owner} that is no longer used.`,
});
const explainRefusedRequest = ({ operation }, failure) => ({
    code: 'github-secret-refused',
    problem: `Cannot ${operation}: GitHub refused the request (HTTP ${failure.status}).${(0, failure_rules/* formatQuote */.eH)(failure, gitHubService)}`,
    likelyCause: 'unknown. GitHub refuses names that break a rule, too many secrets (100 in a repository or environment, 1,000 in an organization), and unknown IDs in `selected-repository-ids`. The action does not print what GitHub says about a request that contained the value.',
    remedy: 'check these three points, and run the job again.',
});

// EXTERNAL MODULE: ./src/github/rules.ts
var rules = __webpack_require__(7068);


const encryptionRule = {
    status: 422,
    message: /improperly encrypted secret|\bkey_id\b/i,
    explain: explainRefusedEncryption,
};
const secretRules = [
    ...rules/* gitHubRules */.jz,
    { ...rules/* missingAppPermission */.fx, explain: explainMissingAppPermission },
    { ...rules/* missingTokenPermission */.vU, explain: explainMissingTokenPermission },
    { status: 403, message: /^Must have admin rights/, explain: explainMissingRole },
    { status: 403, header: 'x-accepted-github-permissions', explain: explainUnknownRefusal },
    { status: 404, explain: explainNotFound },
    { status: [301, 307, 308], explain: explainMovedOwner },
    encryptionRule,
    { status: 422, message: /\blimit\b|\bmaximum\b|too many/i, explain: explainReachedLimit },
    { status: 422, explain: explainRefusedRequest },
];





function gitHubError(response, { operation, location, api: { host, tokenKind } }) {
    const context = { operation, tokenInput: 'github-token', tokenKind, host, ...location };
    const failedOperation = { service: gitHubService, host, operation };
    return (0, failure_rules/* explainFailure */.SP)((0, github_response/* toFailure */.w2)(response), secretRules, context, failedOperation);
}
function isEncryptionRefused(response) {
    return 'error' in response && (0, failure_rules/* findRule */.Il)(response, secretRules) === encryptionRule;
}
function otherSecretError({ operation, api: { host }, }) {
    return new action_error/* ActionError */.lZ('github-request-failed', {
        problem: `${host} returned another secret when asked to ${operation}.`,
        likelyCause: `a proxy between the runner and ${host} returned the response to another request.`,
        remedy: `on self-hosted runners, let connections to ${host} through without a cache; otherwise run the job again.`,
    });
}

// EXTERNAL MODULE: ./src/http/paging.ts
var paging = __webpack_require__(9022);
// EXTERNAL MODULE: ./src/destinations/github/secret-kinds.ts
var secret_kinds = __webpack_require__(375);






const existingSecret = dist/* object */.Ikc({ visibility: dist/* picklist */.KIO(secret_kinds/* visibilities */.dm) });
const selection = dist/* object */.Ikc({
    total_count: dist/* number */.aig(),
    repositories: dist/* array */.YOg(dist/* object */.Ikc({ id: dist/* number */.aig() })),
});
const pageSize = 100;
function createAccessReader({ name, visibility, selectedRepositoryIds }, location, api) {
    const { label, path, parameters } = location;
    const operation = `read which repositories can access ${label}`;
    async function readSelectedRepositories() {
        const ids = new Set();
        let total;
        const guardPage = (0, paging/* createPageGuard */.j)('GitHub', operation);
        for (let page = 1;; page += 1) {
            const query = { ...parameters, name, per_page: pageSize, page };
            const response = await api.request(`GET ${path}/{name}/repositories`, query);
            const body = (0, github_response/* readBody */.x8)(selection, response);
            if (body === undefined)
                throw gitHubError(response, { location, operation, api });
            const { total_count: count, repositories } = body;
            guardPage({ first: repositories[0]?.id.toString() });
            if (count !== (total ??= count))
                throw inconsistentListError(label, total, count);
            const before = ids.size;
            for (const { id } of repositories)
                ids.add(id);
            if (ids.size === total)
                return [...ids];
            if (ids.size > total || ids.size < before + repositories.length || repositories.length === 0) {
                throw inconsistentListError(label, total, ids.size);
            }
        }
    }
    function readVisibility(existing) {
        const body = (0, github_response/* readBody */.x8)(existingSecret, existing);
        if (body === undefined)
            throw gitHubError(existing, { location, operation, api });
        return body.visibility;
    }
    return async (existing) => {
        const current = existing && readVisibility(existing);
        const next = visibility ?? (selectedRepositoryIds === undefined ? (current ?? 'private') : 'selected');
        if (next !== 'selected')
            return { visibility: next };
        if (selectedRepositoryIds !== undefined) {
            return { visibility: next, selected_repository_ids: selectedRepositoryIds };
        }
        if (current !== 'selected')
            throw missingSelectionError(label);
        return { visibility: next, selected_repository_ids: await readSelectedRepositories() };
    };
}
function inconsistentListError(label, total, listed) {
    return new action_error/* ActionError */.lZ('github-request-failed', {
        problem: `GitHub reports that ${total} repositories can read the ${label}, but lists ${listed}.`,
        likelyCause: 'the selection of repositories changed while the action was reading it.',
        remedy: 'run the job again.',
    });
}
function missingSelectionError(label) {
    return new action_error/* ActionError */.lZ('organization-selection-missing', {
        problem: `\`organization-secret-visibility\` is \`selected\`, but no repositories are selected for the ${label}.`,
        likelyCause: '`selected-repository-ids` is empty, and the secret has no selection yet that could be kept.',
        remedy: 'set `selected-repository-ids` to the IDs of the repositories. To get the ID of one: `gh api repos/OWNER/NAME --jq .id`.',
    });
}








const publicKey = dist/* object */.Ikc({
    key_id: dist/* string */.YjP(),
    key: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[A-Za-z0-9+/]{43}=$/)),
});
const secret_time = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* isoTimestamp */.yhX(), dist/* transform */.pdi((text) => new Date(text)), dist/* date */.p6U());
const metadata = dist/* object */.Ikc({ name: dist/* string */.YjP(), updated_at: secret_time });
function createGitHubSecret(spec, { api, serverUrl }) {
    const location = (0, secret_kinds/* locateSecret */.rU)(spec);
    const { label, path, parameters } = location;
    const { name } = spec;
    const readAccess = spec.kind === 'organization-secret' ? createAccessReader(spec, location, api) : undefined;
    let knownMissing = false;
    const errorFor = (response, operation) => gitHubError(response, { operation, location, api });
    async function readPublicKey() {
        const response = await api.request(`GET ${path}/public-key`, parameters);
        const key = (0, github_response/* readBody */.x8)(publicKey, response);
        if (key === undefined)
            throw errorFor(response, `read the public key for ${label}`);
        return key;
    }
    async function readMetadata() {
        const response = await api.request(`GET ${path}/{name}`, { ...parameters, name });
        if ('error' in response && response.status === 404 && (0, http_failure/* isRefusal */.vu)(response))
            return undefined;
        const body = (0, github_response/* readBody */.x8)(metadata, response);
        const operation = `read when ${label} was last written`;
        if (body === undefined)
            throw errorFor(response, operation);
        if (body.name.toUpperCase() !== name.toUpperCase())
            throw otherSecretError({ operation, api });
        return { response, updatedAt: body.updated_at };
    }
    async function prepareEncryption() {
        const { key, key_id } = await readPublicKey();
        const { createSealer } = await Promise.all(/* import() */[__webpack_require__.e(768), __webpack_require__.e(273)]).then(__webpack_require__.bind(__webpack_require__, 9273));
        const seal = await createSealer(key);
        return (value) => ({ encrypted_value: seal(value), key_id });
    }
    async function sendWrite(encrypt, secretText) {
        const access = readAccess && (await readAccess((await readMetadata())?.response));
        const body = { ...encrypt(secretText), ...access };
        knownMissing = false;
        return api.request(`PUT ${path}/{name}`, { ...parameters, name, ...body });
    }
    async function write(encrypt, { secretText }) {
        const first = await sendWrite(encrypt, secretText);
        const response = isEncryptionRefused(first)
            ? await sendWrite(await prepareEncryption(), secretText)
            : first;
        if ('body' in response && [201, 204].includes(response.status))
            return;
        const failure = (0, http_failure/* withoutQuote */.NS)((0, github_response/* toFailure */.w2)(response));
        const error = errorFor(failure, `write ${label}`);
        throw (0, http_failure/* isRefusal */.vu)(failure) ? error : new UnconfirmedWriteError(error);
    }
    return {
        label,
        persistent: true,
        url: new URL(location.settingsPage, `${serverUrl}/`).href,
        async readState() {
            const existing = await readMetadata();
            if (existing === undefined && !knownMissing)
                await readPublicKey();
            return toState(existing?.updatedAt);
        },
        async prepare() {
            const [encrypt, existing] = await (0, settle/* settleAllOrFirst */.s)([prepareEncryption(), readMetadata()]);
            knownMissing = existing === undefined;
            await readAccess?.(existing?.response);
            return { ...toState(existing?.updatedAt), write: (secret) => write(encrypt, secret) };
        },
    };
}
function toState(updatedAt) {
    if (updatedAt === undefined)
        return { revision: 'not there', evidence: { kind: 'empty' } };
    return { revision: updatedAt.toISOString(), evidence: { kind: 'written', at: updatedAt } };
}


const keyVaultService = {
    name: 'Key Vault',
    unreachable: 'key-vault-unreachable',
    failed: 'key-vault-request-failed',
    statusPage: 'https://azure.status.microsoft',
    support: 'Microsoft Support',
    requestIdName: 'request ID',
};
const vaultTenant = /authorization="https:\/\/[^"/]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/i;
const explainOtherTenant = ({ operation, vault, identity }, failure) => {
    const [, tenant] = vaultTenant.exec(failure.headers['www-authenticate'] ?? '') ?? [];
    return {
        code: 'key-vault-tenant-mismatch',
        problem: `Cannot ${operation}: the vault does not accept logins to tenant ${identity.tenantId}.${formatAnswer(failure)}`,
        likelyCause: `the vault belongs to another tenant${tenant === undefined ? '' : `: ${tenant}`}.`,
        remedy: `use a vault of tenant ${identity.tenantId} in \`key-vault-secret\`. To check the tenant of a vault:${(0, az_commands/* formatCommands */.iC)(identity.cloud, (0, az_commands/* formatShowVaultTenantCommand */.UU)(vaultName(vault)))}`,
    };
};
const explainTokenRefused = ({ operation }, failure) => ({
    code: 'key-vault-request-failed',
    problem: `Cannot ${operation}: Key Vault rejected the access token, even after new logins.${formatAnswer(failure)}${(0, failure_rules/* formatQuote */.eH)(failure, keyVaultService)}`,
    likelyCause: 'unknown. Each login issued a new token, so the age of the token is not the cause.',
    remedy: `run the job again in a few minutes. If the error persists, contact ${keyVaultService.support} with the lines above.`,
});
const clientAddress = /Client address(?:: | \()((?:\d{1,3}\.){3}\d{1,3}|[\da-f:]{3,39})/i;
function formatAddress({ error }) {
    const [, address] = clientAddress.exec(error?.message ?? '') ?? [];
    return address === undefined ? '' : ` (address ${address})`;
}
const explainFirewall = ({ operation, vault }, failure) => ({
    code: 'key-vault-firewall',
    problem: `Cannot ${operation}: the firewall of the vault refused this runner${formatAddress(failure)}.${formatAnswer(failure)}`,
    likelyCause: 'the vault accepts requests only from certain networks, and the runner is not in any of them.',
    remedy: `run the job on a runner in one of those networks, or allow the network of this runner in the portal: ${networkingPage(vault)}.`,
});
const explainPrivateAccess = ({ operation, vault }, failure) => ({
    code: 'key-vault-firewall',
    problem: `Cannot ${operation}: the vault does not accept requests from public networks.${formatAnswer(failure)}`,
    likelyCause: 'public network access to the vault is disabled, and the runner does not use a private endpoint.',
    remedy: `run the job on a runner in a network with an approved private endpoint of the vault, or enable public network access in the portal: ${networkingPage(vault)}.`,
});
const explainPerimeter = ({ operation }, failure) => ({
    code: 'key-vault-firewall',
    problem: `Cannot ${operation}: the network security perimeter of the vault refused this runner.${formatAnswer(failure)}`,
    likelyCause: 'no inbound access rule of the perimeter allows the network of the runner.',
    remedy: 'run the job on a runner that the perimeter allows, or add an inbound access rule for the network of this runner to the perimeter.',
});
const explainCertificate = ({ operation, name }, failure) => ({
    code: 'key-vault-request-failed',
    problem: `Cannot ${operation}: the secret belongs to a certificate of the vault.${formatAnswer(failure)}`,
    likelyCause: `the vault has a certificate with the name ${name}, and manages the secret of that name itself.`,
    remedy: 'choose another name in `key-vault-secret`.',
});
const explanations_explainMissingRole = (context, failure) => ({
    ...notAllowed(context, failure),
    likelyCause: 'it lacks the role Key Vault Secrets Officer on the secret or the vault.',
    remedy: `${(0, az_commands/* onlyForWorkloadIdentity */.RS)(context.identity.clientId)}, grant it (it can take a few minutes to take effect):${(0, az_commands/* formatCommands */.iC)(context.identity.cloud, grantRole(context))}`,
});
const explainMissingAccessPolicy = (context, failure) => ({
    ...notAllowed(context, failure),
    likelyCause: 'the access policies of the vault do not grant it the permissions Get, List and Set for secrets.',
    remedy: `${(0, az_commands/* onlyForWorkloadIdentity */.RS)(context.identity.clientId)}, add them:${(0, az_commands/* formatCommands */.iC)(context.identity.cloud, setPolicy(context))}`,
});
const explainMissingPermission = (context, failure) => ({
    ...notAllowed(context, failure),
    likelyCause: 'it lacks the permission to list and write secrets of the vault.',
    remedy: `${(0, az_commands/* onlyForWorkloadIdentity */.RS)(context.identity.clientId)}, grant it: with the first command if the vault uses access policies, with the second one if it uses roles (Azure role-based access control):${(0, az_commands/* formatCommands */.iC)(context.identity.cloud, setPolicy(context), grantRole(context))}`,
});
function explainDeletedSecret({ operation, vault, name, identity }, failure) {
    return {
        code: 'key-vault-secret-deleted',
        problem: `Cannot ${operation}: a secret with this name was deleted, and the vault still retains it.${failure === undefined ? '' : formatAnswer(failure)}`,
        likelyCause: 'a vault retains deleted secrets for up to 90 days.',
        remedy: `recover it, or choose another name:${(0, az_commands/* formatCommands */.iC)(identity.cloud, (0, az_commands/* formatRecoverVaultSecretCommand */.hV)(vaultName(vault), name))}`,
    };
}
const explainRecovery = ({ operation }, failure) => ({
    code: 'key-vault-secret-deleted',
    problem: `Cannot ${operation}: the recovery of a deleted secret with this name is still in progress.${formatAnswer(failure)}`,
    likelyCause: 'somebody has just recovered the secret, which can take a few minutes.',
    remedy: 'run the job again in a few minutes.',
});
function notAllowed({ operation, identity }, failure) {
    return {
        code: 'key-vault-role-missing',
        problem: `The workload identity ${identity.clientId} is not allowed to ${operation}.${formatAnswer(failure)}${(0, failure_rules/* formatQuote */.eH)(failure, keyVaultService)}`,
    };
}
const grantRole = ({ identity, vault, name }) => (0, az_commands/* formatGrantVaultRoleCommand */.F4)(identity, vaultName(vault), name);
const setPolicy = ({ identity, vault }) => (0, az_commands/* formatSetVaultPolicyCommand */.rN)(identity, vaultName(vault));
const formatAnswer = (failure) => ` Key Vault returned ${(0, failure_rules/* formatReceived */.jZ)(failure, keyVaultService)}.`;
const vaultName = (vault) => new URL(vault).hostname.split('.')[0] ?? '';
const networkingPage = (vault) => `Key vaults > ${vaultName(vault)} > Networking`;

const keyVaultRules = [
    { status: 401, message: /AKV10032/, explain: explainOtherTenant },
    { status: 401, retry: 'briefly', explain: explainTokenRefused },
    { status: 403, code: 'ForbiddenByFirewall', explain: explainFirewall },
    { status: 403, message: /^Client address/, explain: explainFirewall },
    { status: 403, code: 'ForbiddenByConnection', explain: explainPrivateAccess },
    { status: 403, code: 'ForbiddenByNsp', explain: explainPerimeter },
    { status: 403, code: 'SecretManagedByKeyVault', explain: explainCertificate },
    { status: 403, code: 'ForbiddenByRbac', explain: explanations_explainMissingRole },
    { status: 403, message: /does not have secrets \w+ permission/, explain: explainMissingAccessPolicy },
    { status: 403, code: 'AccessDenied', explain: explainMissingPermission },
    { status: 403, message: /permission|not authorized/i, explain: explainMissingPermission },
    {
        status: 409,
        code: ['ObjectIsDeletedButRecoverable', 'ObjectIsBeingDeleted'],
        explain: explainDeletedSecret,
    },
    { status: 409, code: 'ObjectIsBeingRecovered', retry: 'yes', explain: explainRecovery },
    { status: 409, retry: 'yes' },
];





function keyVaultError(failure, context) {
    const { operation, vault, identity } = context;
    if ('network' in failure && failure.network === 'ENOTFOUND') {
        return new action_error/* ActionError */.lZ('key-vault-not-found', {
            problem: `The host of the Key Vault ${vault} does not exist (${failure.network}).`,
            likelyCause: 'the name of the vault in `key-vault-secret` is misspelled, or the vault was deleted. A vault with a private endpoint may also be unknown to the DNS of the runner.',
            remedy: `correct \`key-vault-secret\`. To list the vaults that you can see:${(0, az_commands/* formatCommands */.iC)(identity.cloud, (0, az_commands/* formatListVaultsCommand */.Ou)())}`,
        });
    }
    return (0, failure_rules/* explainFailure */.SP)(failure, keyVaultRules, context, {
        service: keyVaultService,
        host: vault,
        operation,
    });
}
function errors_otherSecretError({ operation }) {
    return new action_error/* ActionError */.lZ('key-vault-request-failed', {
        problem: `Key Vault returned versions of another secret when asked to ${operation}.`,
        likelyCause: 'an error in the service, or a proxy that caches or changes its responses.',
        remedy: 'run the job again; on self-hosted runners, check that the proxy does not cache or change responses.',
    });
}
function unreadableVersionsError({ operation }) {
    return new action_error/* ActionError */.lZ('key-vault-request-failed', {
        problem: `Key Vault returned only versions without their times when asked to ${operation}.`,
        likelyCause: 'an error in the service, or a proxy that changes its responses.',
        remedy: 'run the job again; on self-hosted runners, check that the proxy does not change responses.',
    });
}

function isVersionOf({ vaultUrl, name, version }, vault, secretName) {
    if (version === undefined)
        return true;
    return vaultUrl === new URL(vault).origin && name.toLowerCase() === secretName.toLowerCase();
}
function describeVersions(listed) {
    const versions = [...new Map(listed.map((properties) => [properties.version, properties])).values()];
    const names = versions.map(({ version }) => version ?? '').sort();
    const revision = (0, external_node_crypto_.createHash)('sha256').update(names.join(' ')).digest('hex').slice(0, 16);
    if (versions.length === 0)
        return { revision, evidence: { kind: 'empty' } };
    const oldestFirst = versions
        .flatMap(({ createdOn, updatedOn, enabled, tags }) => createdOn === undefined || updatedOn === undefined
        ? []
        : [
            {
                at: createdOn,
                keyId: tags?.['key-id'],
                writeId: tags?.['write-id'],
                enabled: enabled !== false,
                changedAt: updatedOn,
            },
        ])
        .sort((a, b) => a.at.getTime() - b.at.getTime());
    if (oldestFirst.length === 0)
        return undefined;
    const isComplete = oldestFirst.length === versions.length;
    return {
        revision,
        evidence: { kind: 'versions', versions: oldestFirst, ...(!isComplete && { isIncomplete: true }) },
    };
}











function createKeyVaultSecret({ vault, name }, { http, logIn, identity }) {
    const { tenantId, cloud } = identity;
    const label = `Key Vault secret ${name} in ${vault}`;
    let client;
    async function loadClient() {
        const { createVaultClient } = await Promise.all(/* import() */[__webpack_require__.e(690), __webpack_require__.e(336), __webpack_require__.e(904)]).then(__webpack_require__.bind(__webpack_require__, 4904));
        return createVaultClient(vault, http, logIn);
    }
    const getClient = () => (client ??= loadClient());
    const read = (request) => http.withRetry('Key Vault', async () => {
        const result = await (await getClient()).send(request);
        return { result, retryReason: 'failure' in result ? findReason(result.failure) : undefined };
    });
    const describe = (operation) => ({ operation, vault, name, identity });
    async function readState() {
        const operation = `list the versions of ${label}`;
        const result = await read(async (secrets) => {
            const versions = [];
            const guardPage = (0, paging/* createPageGuard */.j)('Key Vault', operation);
            for await (const page of secrets.listPropertiesOfSecretVersions(name).byPage()) {
                guardPage({ first: page[0]?.id });
                versions.push(...page);
            }
            return versions;
        });
        if ('failure' in result)
            throw keyVaultError(result.failure, describe(operation));
        if (!result.value.every((version) => isVersionOf(version, vault, name))) {
            throw errors_otherSecretError(describe(operation));
        }
        const state = describeVersions(result.value);
        if (state === undefined)
            throw unreadableVersionsError(describe(operation));
        return state;
    }
    async function ensureNotDeleted() {
        const result = await read((secrets) => secrets.getDeletedSecret(name));
        if (!('failure' in result)) {
            const explanation = explainDeletedSecret(describe(`write ${label}`));
            throw new action_error/* ActionError */.lZ(explanation.code, explanation);
        }
        const { failure } = result;
        if ((0, http_failure/* isRefusal */.vu)(failure) && 'status' in failure && [403, 404].includes(failure.status))
            return;
        throw keyVaultError(failure, describe(`check whether ${label} was deleted`));
    }
    async function write({ secretText, endDateTime, tags }) {
        const expiry = endDateTime.getTime() < 2 ** 31 * 1_000 ? { expiresOn: endDateTime } : {};
        const options = { contentType: 'text/plain', ...expiry, tags: { ...tags, 'write-id': (0, external_node_crypto_.randomUUID)() } };
        const result = await http.withRetry('Key Vault', async () => {
            http.ensureTimeForWrite();
            const attempt = await (await getClient()).setSecret(name, secretText, options);
            const isRefused = 'failure' in attempt && (0, http_failure/* isRefusal */.vu)(attempt.failure);
            return { result: attempt, retryReason: isRefused ? findReason(attempt.failure) : undefined };
        });
        if (!('failure' in result))
            return;
        const error = keyVaultError(result.failure, describe(`write ${label}`));
        throw (0, http_failure/* isRefusal */.vu)(result.failure) ? error : new UnconfirmedWriteError(error);
    }
    return {
        label,
        persistent: true,
        url: `${cloud.portal}/#@${tenantId}/asset/Microsoft_Azure_KeyVault/Secret/${vault}/secrets/${name}`,
        readState,
        async prepare() {
            const [state] = await (0, settle/* settleAllOrFirst */.s)([readState(), ensureNotDeleted()]);
            return { ...state, write };
        },
    };
}
const findReason = (failure) => (0, failure_rules/* findFailureRetryReason */.cS)(failure, keyVaultRules);

function createStepOutput(setOutput) {
    return {
        label: 'step output client-secret',
        persistent: false,
        url: undefined,
        readState: () => Promise.resolve(noState),
        prepare: () => Promise.resolve({
            ...noState,
            write: ({ secretText }) => {
                setOutput('client-secret', secretText);
                return Promise.resolve();
            },
        }),
    };
}




function createDestination(spec, dependencies) {
    switch (spec.kind) {
        case 'key-vault-secret':
            return createKeyVaultSecret(spec, dependencies.keyVault);
        case 'encrypted-file':
            return createEncryptedFile(spec, dependencies.folders);
        case 'step-output':
            return createStepOutput((name, value) => {
                dependencies.setOutput(name, value);
            });
        default:
            return createGitHubSecret(spec, dependencies.gitHub);
    }
}

// EXTERNAL MODULE: ./src/entra/session.ts + 5 modules
var entra_session = __webpack_require__(4246);
// EXTERNAL MODULE: ./src/http/network-error.ts
var network_error = __webpack_require__(137);
const token_expiry_time = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2} ?(UTC|Z|[+-]\d{2}:?\d{2})$/;
function readTokenExpiry(headers) {
    const text = headers['github-authentication-token-expiration'] ?? '';
    const expires = new Date(token_expiry_time.test(text) ? text : NaN);
    return Number.isNaN(expires.getTime()) ? undefined : expires;
}
const prefixes = [
    ['ghp_', 'classic'],
    ['github_pat_', 'fine-grained'],
    ['ghs_', 'app'],
];
function readTokenKind(token) {
    return prefixes.find(([prefix]) => token.startsWith(prefix))?.[1] ?? 'other';
}







const apiVersion = '2026-03-10';
function createGitHubApi(baseUrl, token, http, rules) {
    const { host } = new URL(baseUrl);
    if (token === undefined) {
        const request = () => Promise.resolve({ network: 'no response' });
        return { host, tokenKind: 'other', tokenExpiry: () => undefined, request };
    }
    const tokenKind = readTokenKind(token);
    let expiry;
    let octokit;
    const loadOctokit = async () => (await http.importWhileWaiting(() => Promise.all(/* import() */[__webpack_require__.e(413), __webpack_require__.e(702)]).then(__webpack_require__.bind(__webpack_require__, 6702)))).createOctokit(baseUrl, token, http);
    const headers = hasDatedVersions(host) ? { 'x-github-api-version': apiVersion } : {};
    async function send(route, parameters) {
        try {
            const { request } = await (octokit ??= loadOctokit());
            return toResponse(await request(route, { ...parameters, headers }));
        }
        catch (error) {
            if (dist.is(octokitError, error))
                return toResponse(error.response);
            return { network: (0, network_error/* networkReason */.d8)(error) };
        }
    }
    function toResponse(response) {
        const { status, headers: received, data } = dist/* parse */.qgA(octokitResponse, response);
        if (tokenKind !== 'app')
            expiry = readTokenExpiry(received) ?? expiry;
        return (0, github_response/* readResponse */.Uk)({ status, headers: received, body: data }, http);
    }
    return {
        host,
        tokenKind,
        tokenExpiry: () => expiry,
        request(route, parameters) {
            if (!isRead(route))
                http.ensureTimeForWrite();
            return http.withRetry('GitHub', async () => {
                const result = await send(route, parameters);
                return { result, retryReason: api_findReason(route, result, rules) };
            });
        },
    };
}
function hasDatedVersions(host) {
    return host === 'api.github.com' || host.endsWith('.ghe.com');
}
const octokitResponse = dist/* object */.Ikc({
    status: dist/* number */.aig(),
    data: dist/* unknown */.L5J(),
    headers: dist/* record */.g1P(dist/* string */.YjP(), dist/* string */.YjP()),
});
const octokitError = dist/* object */.Ikc({ response: octokitResponse });
function isRepeatable(route) {
    return isRead(route) || route.startsWith('PATCH ');
}
function isRead(route) {
    return route.startsWith('GET ') || route.endsWith('/graphql');
}
function api_findReason(route, response, rules) {
    if ('body' in response || !(isRepeatable(route) || (0, http_failure/* isRefusal */.vu)(response)))
        return undefined;
    return (0, failure_rules/* findFailureRetryReason */.cS)(response, rules);
}
function createReadyClients(createClient, url) {
    const ready = [];
    return {
        ensure(count) {
            while (ready.length < count) {
                const client = createClient();
                client.openConnection(url);
                ready.push(client);
            }
        },
        take: () => ready.shift() ?? createClient(),
    };
}






function createServices(config, toolkit, environment, clock, budget) {
    const { cloud, run } = config;
    const session = (0, entra_session/* createEntraSession */.J)(config, toolkit, environment, clock, budget);
    const { identity, login, serverTime, http, createVerificationClient, logIn } = session;
    const verificationClients = createReadyClients(createVerificationClient, cloud.authorityHost);
    const gitHubApi = createGitHubApi(run.apiUrl, config.gitHubToken, http, secretRules);
    const tokens = [
        { input: 'github-token', api: gitHubApi },
    ];
    const dependencies = {
        gitHub: {
            api: gitHubApi,
            serverUrl: run.serverUrl,
        },
        keyVault: {
            http,
            logIn: async (scope, claims) => (await http.importWhileWaiting(entra_session/* importLogin */.h)).logInForScope(scope, identity, login, claims),
            identity,
        },
        folders: { workspace: run.workspace, temp: run.temp },
        setOutput: (name, value) => {
            toolkit.setOutput(name, value);
        },
    };
    const logInWithSecret = async (scope, applicationId, secretText) => {
        const code = await (0, entra_session/* importLogin */.h)();
        const owner = { ...identity, clientId: applicationId };
        const newConnection = { http: createVerificationClient(), mask: login.mask };
        return code.logInWithSecret(scope, owner, secretText, newConnection);
    };
    async function importHandOver({ token, assignees }) {
        const { createHandOver, createIssues, handOverRules, readWorkflow } = await http.importWhileWaiting(() => __webpack_require__.e(/* import() */ 505).then(__webpack_require__.bind(__webpack_require__, 1505)));
        const workflow = readWorkflow(run.serverUrl, run.repository, run.workflowRef);
        const api = createGitHubApi(run.apiUrl, token, http, handOverRules);
        tokens.push({ input: token === config.gitHubToken ? 'github-token' : 'hand-over-token', api });
        const issues = createIssues({
            api,
            apiUrl: run.apiUrl,
            workflow,
            clock,
            log: toolkit,
            withRetry: http.withRetry,
        });
        return createHandOver({ issues, log: toolkit, cloud, workflow, assignees });
    }
    let handOver;
    const { handOver: handOverInputs } = config;
    return {
        clock,
        serverTime,
        budget,
        log: toolkit,
        cloud,
        random: external_node_crypto_.randomInt,
        destinations: config.destinations.map((spec) => createDestination(spec, dependencies)),
        withRetry: http.withRetry,
        async findRepositoryId() {
            if (run.repositoryId !== undefined)
                return run.repositoryId;
            const { readRepositoryId } = await (0, entra_session/* importLogin */.h)();
            return readRepositoryId(await login.idToken());
        },
        readTokenExpiries() {
            const expiries = tokens.flatMap(({ input, api }) => {
                const expires = api.tokenExpiry();
                return expires === undefined ? [] : [[input, expires]];
            });
            return [...new Map(expiries)].map(([input, expires]) => ({ input, expires }));
        },
        loadHandOver: handOverInputs && (() => (handOver ??= importHandOver(handOverInputs))),
        logIn,
        openLoginConnections: verificationClients.ensure,
        async trySecretLogin(applicationId, secretText) {
            const { trySecretLogin } = await (0, entra_session/* importLogin */.h)();
            const owner = { ...identity, clientId: applicationId };
            return trySecretLogin(owner, secretText, verificationClients.take());
        },
        verifyAzureDevOpsAccess: async (organization, applicationId, secretText) => (await (0, entra_session/* importLogin */.h)()).verifyAzureDevOpsAccess(secretText, {
            organization,
            applicationId,
            tenantId: identity.tenantId,
            cloud,
            logIn: logInWithSecret,
            http: createVerificationClient(),
        }),
    };
}














const mainTime = { budget: 60_000, retryAfterAllowance: 300_000 };
const postTime = { budget: 70_000, retryAfterAllowance: 90_000 };
async function runMain(inputs, toolkit, journal, environment, clock) {
    const services = createPhaseServices(inputs, toolkit, environment, clock, mainTime);
    const outcome = await rotateAndSetOutputs(inputs, services, toolkit, journal);
    const { handOver } = outcome;
    const { issueUrl: url, isOpen = false } = handOver ?? {};
    const errors = [outcome.compromised?.error ?? [], handOver?.errors ?? []].flat();
    const issue = url === undefined ? undefined : { url, isOpen };
    const context = { inputs, issue, now: (0, plan_time/* readGraphTime */.o)(services) };
    if (errors.length > 0) {
        addSummary(outcome, context, toolkit.summary);
        (0, action_error/* throwIfAny */.MI)(errors);
    }
    await writeSummary(outcome, context, toolkit.summary).catch(() => {
        toolkit.warning('The job summary could not be written; the run itself succeeded.');
    });
}
async function rotateAndSetOutputs(inputs, services, toolkit, journal) {
    const progress = createProgress();
    const setKnownOutputs = () => {
        setOutputs(progress, toolkit.setOutput);
    };
    try {
        const outcome = await rotate(inputs, services, journal, progress);
        setKnownOutputs();
        return outcome;
    }
    catch (error) {
        try {
            setKnownOutputs();
        }
        catch {
            toolkit.warning('The outputs of this run could not be set.');
        }
        throw error;
    }
}
async function runPost(state, compromised, toolkit, environment, clock) {
    const errors = compromised.length === 0 ? [] : [createInterruptedError(compromised)];
    try {
        if (state.step !== 'idle')
            await completeOrRollBack(state, toolkit, environment, clock);
    }
    catch (error) {
        errors.unshift(...(0, action_error/* toActionErrors */.vb)(error));
    }
    (0, action_error/* throwIfAny */.MI)(errors);
}
async function completeOrRollBack(state, toolkit, environment, clock) {
    const run = (0, run_context/* readWorkflowRun */.h)(environment);
    const { intent } = state;
    (0, own_record/* requireOwnRecord */.f)(intent, run, toolkit.getInput);
    const tokenText = toolkit.getInput('github-token');
    const gitHubToken = (0, token/* validateToken */.k)(tokenText) === undefined ? tokenText : undefined;
    const config = { ...intent, cloud: (0, cloud/* getCloud */.ED)(intent.cloud), gitHubToken, run };
    await cleanUp(state, createPhaseServices(config, toolkit, environment, clock, postTime));
}
function createPhaseServices(config, toolkit, environment, clock, { budget, retryAfterAllowance }) {
    const timeBudget = new time_budget/* TimeBudget */.z(clock, budget, retryAfterAllowance);
    return createServices(config, toolkit, environment, clock, timeBudget);
}


/***/ })

};

export { id, ids, modules };
