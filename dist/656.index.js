const id = 656;
const ids = [656];
const modules = {

 4656:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  createHandOver: () => (/* reexport */ createHandOver),
  createIssues: () => (/* reexport */ createIssues),
  readWorkflow: () => (/* reexport */ hand_over_workflow/* readWorkflow */.S6)
});

// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/hand-over/acknowledgement-errors.ts
var acknowledgement_errors = __webpack_require__(2988);
// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);


const subject = dist/* object */.Ikc({
    tenantId: dist/* string */.YjP(),
    applicationId: dist/* string */.YjP(),
    lineage: dist/* string */.YjP(),
    keyId: dist/* string */.YjP(),
});
const marker = /<!-- exalate-secret-action (issue|reminder) ([\w-]+) -->/;
function formatMarker(kind, issueSubject) {
    const { tenantId, applicationId, lineage, keyId } = issueSubject;
    const text = JSON.stringify({ tenantId, applicationId, lineage, keyId });
    return `<!-- exalate-secret-action ${kind} ${Buffer.from(text).toString('base64url')} -->`;
}
function parseMarker(kind, text) {
    const [, found, encoded] = marker.exec(text) ?? [];
    if (found !== kind || encoded === undefined)
        return undefined;
    const parsed = dist/* safeParse */.xLC(subject, (0, json/* parseJson */.q)(Buffer.from(encoded, 'base64url').toString('utf8')));
    return parsed.success ? parsed.output : undefined;
}
function isSameSeries(a, b) {
    return a.tenantId === b.tenantId && a.applicationId === b.applicationId && a.lineage === b.lineage;
}
function isSameSubject(a, b) {
    return isSameSeries(a, b) && a.keyId === b.keyId;
}


const reminderPeriod = { days: 14 };
function decideHandOver(issues, subject, date, now) {
    const series = issues
        .filter((issue) => isSameSeries(issue.subject, subject))
        .toSorted((a, b) => a.number - b.number);
    const ofCurrentKey = series.filter((issue) => issue.subject.keyId === subject.keyId);
    const existing = ofCurrentKey.find(({ isOpen }) => isOpen) ?? ofCurrentKey[0];
    const isOpen = existing?.isOpen === true;
    return {
        existing,
        close: series.filter((issue) => issue.isOpen && issue !== existing),
        mayRemind: isOpen &&
            now <= date &&
            (0, duration/* endOfLifetime */.I1)(reminderPeriod, now) >= date &&
            formatDay(existing.createdAt) !== formatDay(now),
        isOverdue: isOpen && now > date,
    };
}
function formatDay(moment) {
    return moment.toISOString().slice(0, 10);
}

// EXTERNAL MODULE: ./src/hand-over/markdown.ts
var markdown = __webpack_require__(817);
// EXTERNAL MODULE: ./src/hand-over/workflow.ts
var hand_over_workflow = __webpack_require__(9477);




const millisecondsPerDay = 86_400_000;
function formatReminder(subject, date, now) {
    const days = Math.floor((date.getTime() - now.getTime()) / millisecondsPerDay);
    const left = days === 0 ? 'is less than a day' : days === 1 ? 'is one day' : `are ${days} days`;
    return [
        formatMarker('reminder', subject),
        `Reminder: put the client secret with the key ID ${(0, markdown/* formatCode */.P_)(subject.keyId)} into Exalate by **${formatDay(date)}**. There ${left} left. If Exalate uses it already, acknowledge it. The description of this issue says how to do both.`,
    ].join('\n\n');
}
function formatSuperseded(current, currentIssue) {
    const reference = currentIssue === undefined ? '' : ` See #${currentIssue}.`;
    return `A newer client secret, with the key ID ${(0, markdown/* formatCode */.P_)(current.keyId)}, replaces this one.${reference}`;
}
function formatDuplicate(currentIssue) {
    return `#${currentIssue} is about the same client secret.`;
}
function formatAcknowledged({ actor, run }, workflow) {
    return `${(0, markdown/* formatCode */.P_)(actor)} confirmed in ${(0, hand_over_workflow/* formatRunLink */.D8)(workflow, run)} that Exalate uses this client secret.`;
}

// EXTERNAL MODULE: ./src/plan/lineage.ts
var lineage = __webpack_require__(6578);
// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);
// EXTERNAL MODULE: ./src/azure/az-commands.ts
var az_commands = __webpack_require__(6239);



const maxListed = 20;
function formatPlaces(places, source) {
    const unreadable = places.flatMap((place) => (place.kind === 'unreadable' ? [place.label] : []));
    return [...places.flatMap((place) => formatPlace(place, source)), ...formatUnreadable(unreadable)];
}
function formatPlace(place, { cloud, workflow, run }) {
    const runLink = run === undefined ? 'the run that added the client secret' : (0, hand_over_workflow/* formatRunLink */.D8)(workflow, run);
    switch (place.kind) {
        case 'key-vault-secret': {
            const { vault, name, url } = place;
            const [vaultName = ''] = new URL(vault).hostname.split('.');
            return [
                `**Azure Key Vault:** the value is the newest version of the secret ${(0, markdown/* formatLink */.u3)((0, markdown/* formatCode */.P_)(name), url)} in the vault ${(0, markdown/* formatCode */.P_)(vaultName)}. The tag \`key-id\` of this version is the key ID above. In the portal, open the version and choose _Show Secret Value_, or run this command. You need the role _Key Vault Secrets User_; in a vault with access policies, the secret permissions _Get_ and _List_.`,
                (0, markdown/* formatCodeBlock */.mU)('bash', (0, az_commands/* withCloud */.cs)(cloud, [(0, az_commands/* formatShowVaultSecretCommand */.Qc)(vaultName, name)])),
            ];
        }
        case 'encrypted-file': {
            const file = place.path.split(/[/\\]/).at(-1) ?? place.path;
            return [
                `**Encrypted file:** ${runLink} wrote the value to ${(0, markdown/* formatCode */.P_)(file)}. Download the artifact with this file from the page of the run, unpack it, and decrypt the file with your age identity, here \`key.txt\`:`,
                (0, markdown/* formatCodeBlock */.mU)('bash', [`age --decrypt --identity key.txt ${(0, az_commands/* quoteIfNeeded */.de)(file)}`]),
                'If that run failed or its artifact is gone, nobody can read the value any more. Then start the workflow by hand without `renew-within`: it adds another client secret, opens an issue for it, and closes this one.',
            ];
        }
        case 'step-output':
            return [
                `**Step output:** the value was the step output \`client-secret\` in ${runLink}. A later step of that job passes it on; the file of the workflow shows where to.`,
            ];
        case 'unreadable':
            return [];
    }
}
function formatUnreadable(labels) {
    if (labels.length === 0)
        return [];
    const more = labels.length > maxListed ? [`and ${labels.length - maxListed} more`] : [];
    const listed = [...labels.slice(0, maxListed).map(markdown/* formatCode */.P_), ...more].join(', ');
    return [`The value is also in ${listed}. No person can read it there.`];
}







const maxTitleLength = 256;
const exalatePage = 'https://docs.exalate.com/docs/how-to-configure-oauth-20-for-azure-devops';
function formatTitle({ applicationName, deadline }) {
    const [before, after] = ['Update the client secret of ', ` in Exalate by ${formatDay(deadline.date)}`];
    const name = (0, markdown/* toTitleText */.PJ)(applicationName, maxTitleLength - before.length - after.length);
    return `${before}${name}${after}`;
}
function formatBody(handOver, surroundings, now) {
    const { subject, applicationName, secret, deadline, places } = handOver;
    const { workflow } = surroundings;
    return [
        formatMarker('issue', subject),
        `A new client secret of ${(0, markdown/* formatCode */.P_)(applicationName)} is stored. Put its value into Exalate by **${formatDay(deadline.date)}**, then acknowledge it. Do not write the value into this issue.`,
        '### Values that Exalate asks for',
        (0, markdown/* formatTable */.ku)([
            ['Client ID', subject.applicationId],
            ['Tenant ID', subject.tenantId],
        ]),
        'The **client secret** is the value that you get in step 1. In Microsoft Entra ID, it is listed as:',
        (0, markdown/* formatTable */.ku)([
            ['Application', applicationName],
            ['Key ID', subject.keyId],
            ['Description', secret.displayName],
            ['Expires', secret.endDateTime === null ? 'never' : (0, timestamp/* formatTimestamp */.E)(secret.endDateTime)],
        ]),
        '### 1. Get the value',
        ...formatPlaces(places, { ...surroundings, run: (0, lineage/* parseProvenance */.X6)(secret.displayName)?.run }),
        '### 2. Update Exalate',
        [
            '1. In Exalate, open the registration of the node for Azure DevOps that uses this application.',
            '2. Enter the client ID, the tenant ID and the new client secret.',
            '3. Log in to the node with the new client secret.',
            '4. Check that the node still synchronizes.',
        ].join('\n'),
        `Exalate describes the registration under ${(0, markdown/* formatLink */.u3)('How to configure OAuth 2.0 for Azure DevOps', exalatePage)}.`,
        '### 3. Acknowledge',
        ...formatAcknowledgement(workflow, subject.keyId),
        `### What happens on ${formatDay(deadline.date)}`,
        formatConsequence(deadline, now),
    ].join('\n\n');
}
function formatAcknowledgement(workflow, keyId) {
    const ref = workflow.source?.ref;
    const command = (0, hand_over_workflow/* formatAcknowledgeCommand */.bO)(workflow, keyId);
    return [
        'When Exalate uses the new value, start the workflow with the key ID. That run removes the older client secrets, and closes this issue. Do not start it before: Exalate can no longer sign in when the client secret that it uses is removed.',
        [
            `1. Open ${(0, markdown/* formatLink */.u3)('the page of the workflow', (0, hand_over_workflow/* formatWorkflowUrl */.CG)(workflow))}, and choose _Run workflow_.`,
            ...(ref === undefined ? [] : [`2. Under _Use workflow from_, select ${(0, markdown/* formatCode */.P_)(ref)}.`]),
            `${ref === undefined ? 2 : 3}. Enter ${(0, markdown/* formatCode */.P_)(keyId)} for the input \`acknowledge\`.`,
            `${ref === undefined ? 3 : 4}. Choose _Run workflow_.`,
        ].join('\n'),
        ...(command === undefined ? [] : ['Or use the GitHub CLI:', (0, markdown/* formatCodeBlock */.mU)('bash', [command])]),
    ];
}
function formatConsequence({ date, expiring }, now) {
    const runsFail = 'After that, each run of the workflow fails with the error `hand-over-overdue` while this issue is open.';
    if (expiring === undefined) {
        return `No earlier client secret of the application expires. The date is 14 days after this client secret was added. ${runsFail}`;
    }
    const secret = `client secret ${(0, markdown/* formatCode */.P_)(expiring.displayName)} (key ID ${(0, markdown/* formatCode */.P_)(expiring.keyId)})`;
    return date <= now
        ? `The ${secret} expired at ${(0, timestamp/* formatTimestamp */.E)(date)}. If Exalate still uses it, Exalate cannot sign in. ${runsFail}`
        : `At ${(0, timestamp/* formatTimestamp */.E)(date)}, the ${secret} expires. If Exalate still uses it then, Exalate can no longer sign in. ${runsFail}`;
}






const noIssue = { issueUrl: undefined, isOpen: false, opened: false };
function createHandOver({ issues, log, cloud, workflow, assignees }) {
    async function decide({ subject, secret, deadline, }) {
        const { issues: listed, now } = await issues.list(subject, secret.startDateTime);
        return { ...decideHandOver(listed, subject, deadline.date, now), now };
    }
    async function open(handOver, now) {
        const title = formatTitle(handOver);
        const body = formatBody(handOver, { cloud, workflow }, now);
        const issue = await issues.open({ subject: handOver.subject, title, body, assignees });
        log.info(`Opened the hand-over issue ${issue.url}.`);
        return issue;
    }
    async function close(issue, reason, comment) {
        await issues.comment(issue, comment);
        await issues.close(issue, reason);
        log.info(`Closed the hand-over issue ${issue.url}.`);
    }
    async function remind({ subject, deadline }, issue, now) {
        if (await issues.wasRemindedOn(issue, now))
            return;
        await issues.comment(issue, formatReminder(subject, deadline.date, now));
        log.info(`Added a reminder to the hand-over issue ${issue.url}.`);
    }
    async function closeOthers(others, { subject }, current, attempt) {
        for (const issue of others) {
            const comment = current !== undefined && isSameSubject(issue.subject, subject)
                ? formatDuplicate(current.number)
                : formatSuperseded(subject, current?.number);
            await attempt(() => close(issue, 'not_planned', comment));
        }
    }
    return {
        prepare: () => issues.requireUsableRepository(),
        async isDue(handOver) {
            return (await decide(handOver)).existing === undefined;
        },
        async complete(handOver) {
            const { attempt, errors } = collectErrors(`the client secret (key ID ${handOver.subject.keyId}) was kept. Only its hand-over is incomplete: the next run completes it.`);
            const found = await attempt(() => decide(handOver));
            const issue = found?.existing ?? (found && (await attempt(() => open(handOver, found.now))));
            if (found === undefined || issue === undefined)
                return { ...noIssue, errors };
            await closeOthers(found.close, handOver, issue, attempt);
            if (found.mayRemind)
                await attempt(() => remind(handOver, issue, found.now));
            if (found.isOverdue)
                errors.push(overdueError(handOver, issue, workflow));
            return { issueUrl: issue.url, isOpen: issue.isOpen, opened: found.existing === undefined, errors };
        },
        async acknowledge(handOver, acknowledger) {
            const { keyId } = handOver.subject;
            const { attempt, errors } = collectErrors(`the client secret (key ID ${keyId}) was acknowledged. Only its hand-over issue is not closed: start the workflow again with \`acknowledge: ${keyId}\`, or close the issue by hand.`);
            const found = await attempt(() => decide(handOver));
            const issue = found?.existing ?? (found && (await attempt(() => open(handOver, found.now))));
            if (found === undefined || issue === undefined)
                return { ...noIssue, errors };
            if (issue.isOpen) {
                const comment = formatAcknowledged(acknowledger, workflow);
                await attempt(() => close(issue, 'completed', comment));
            }
            await closeOthers(found.close, handOver, issue, attempt);
            return { ...noIssue, issueUrl: issue.url, errors };
        },
    };
}
function collectErrors(state) {
    const errors = [];
    return {
        errors,
        async attempt(work) {
            try {
                return await work();
            }
            catch (error) {
                errors.push(...(0, action_error/* toActionErrors */.vb)(error).map((failure) => failure.withState(state)));
                return undefined;
            }
        },
    };
}
function overdueError({ subject: { keyId }, deadline }, { url }, workflow) {
    return new action_error/* ActionError */.lZ('hand-over-overdue', {
        problem: `Exalate had to use the client secret with the key ID ${keyId} by ${formatDay(deadline.date)}, and nobody has acknowledged it yet.`,
        likelyCause: `nobody has done what ${url} asks for.`,
        remedy: `put the value into Exalate as the issue says, then acknowledge it${(0, acknowledgement_errors/* formatHowTo */.X)(workflow, keyId)}`,
    });
}

// EXTERNAL MODULE: ./src/http/failure.ts
var http_failure = __webpack_require__(2398);
// EXTERNAL MODULE: ./src/http/failure-rules.ts
var failure_rules = __webpack_require__(7384);
// EXTERNAL MODULE: ./src/http/server-time.ts
var server_time = __webpack_require__(635);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);

const gitHubService = {
    name: 'GitHub',
    unreachable: 'hand-over-failed',
    failed: 'hand-over-failed',
    statusPage: 'https://www.githubstatus.com',
    support: 'GitHub Support',
    requestIdName: 'request ID',
};
const jobLogin = 'github-actions[bot]';
const permissionMissing = ({ operation, repository, login }, { status }) => ({
    code: 'hand-over-refused',
    problem: `Cannot ${operation}: \`hand-over-token\` has no access to the issues of ${repository} (HTTP ${status}).`,
    ...(login === jobLogin
        ? {
            likelyCause: "the job's own token lacks the permission `issues: write`.",
            remedy: 'add the permission to the job:\n  permissions:\n    issues: write',
        }
        : {
            likelyCause: `the token lacks the repository permission "Issues": write, or access to ${repository}.`,
            remedy: `give the token access to ${repository} with the repository permission "Issues": write.`,
        }),
});
const tokenRefused = ({ operation }, { status }) => ({
    code: 'hand-over-refused',
    problem: `Cannot ${operation}: GitHub rejected \`hand-over-token\` (HTTP ${status}).`,
    likelyCause: 'the token has expired, was revoked, or was not copied completely.',
    remedy: "replace the token, or leave `hand-over-token` out to use the job's own token with the permission `issues: write`.",
});
const rateLimited = ({ operation }, { status }) => ({
    code: 'github-rate-limited',
    problem: `Cannot ${operation}: GitHub's rate limit was reached (HTTP ${status}).`,
    likelyCause: 'the owner of `hand-over-token` has sent too many requests, possibly from other workflows.',
    remedy: 'run the job again later.',
});
const issuesDisabled = (repository) => ({
    problem: `\`hand-over-issue\` cannot be used in ${repository}: its issues are switched off.`,
    likelyCause: 'an administrator switched them off in the settings of the repository.',
    remedy: `switch them on under Settings > General > Features, or with \`gh repo edit ${repository} --enable-issues\`.`,
});
const handOverRules = [
    { code: 'RATE_LIMITED', explain: rateLimited },
    { status: [403, 429], message: /rate limit|abuse detection/i, explain: rateLimited },
    { status: 401, explain: tokenRefused },
    { status: [403, 404], message: /^Resource not accessible by/, explain: permissionMissing },
    { status: 404, explain: permissionMissing },
    {
        status: 410,
        explain: ({ repository }) => ({ code: 'hand-over-refused', ...issuesDisabled(repository) }),
    },
];
function issuesDisabledError(repository) {
    return new action_error/* ActionError */.lZ('hand-over-refused', issuesDisabled(repository));
}
function publicRepositoryError(repository) {
    return new action_error/* ActionError */.lZ('hand-over-refused', {
        problem: `\`hand-over-issue\` cannot be used in ${repository}: everybody can read the issues of a public repository.`,
        likelyCause: 'the workflow is in a public repository.',
        remedy: 'move the workflow to a private or internal repository, or remove `hand-over-issue`.',
    });
}
function unrecognizableIssueError(url, label, login) {
    return new action_error/* ActionError */.lZ('hand-over-failed', {
        problem: `GitHub opened ${url}, but without the label \`${label}\` or not as ${login}. The next run does not recognize the issue, and opens another one.`,
        likelyCause: 'the owner of `hand-over-token` may open issues in this repository, but not label them.',
        remedy: "leave `hand-over-token` out to use the job's own token with the permission `issues: write`, or give the owner of the token the role Triage or Write.",
    });
}

function readBody(schema, response) {
    if (!('body' in response))
        return undefined;
    const parsed = dist/* safeParse */.xLC(schema, response.body);
    return parsed.success ? parsed.output : undefined;
}
function toFailure(response) {
    if (!('body' in response))
        return response;
    const { status, headers } = response;
    return { status, headers, error: undefined };
}

const account = dist/* object */.Ikc({ login: dist/* string */.YjP() });
const isoTimestamp = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* isoTimestamp */.yhX());
const issue_form_text = { body: dist/* nullish */.cl6(dist/* string */.YjP(), ''), user: dist/* nullish */.cl6(account), created_at: isoTimestamp };
const receivedIssue = dist/* object */.Ikc({
    ...issue_form_text,
    number: dist/* pipe */.FsL(dist/* number */.aig(), dist/* integer */.ndf()),
    state: dist/* string */.YjP(),
    labels: dist/* array */.YOg(dist/* union */.KCZ([dist/* string */.YjP(), dist/* object */.Ikc({ name: dist/* nullish */.cl6(dist/* string */.YjP()) })])),
    assignees: dist/* nullish */.cl6(dist/* array */.YOg(account), []),
    pull_request: dist/* optional */.lqM(dist/* unknown */.L5J()),
});
const receivedComment = dist/* object */.Ikc(issue_form_text);
const receivedRepository = dist/* object */.Ikc({
    private: dist/* boolean */.zMY(),
    visibility: dist/* optional */.lqM(dist/* string */.YjP()),
    has_issues: dist/* boolean */.zMY(),
});
function isSameLogin(a, b) {
    return a?.toLowerCase() === b.toLowerCase();
}

// EXTERNAL MODULE: ./src/http/paging.ts
var paging = __webpack_require__(9022);



const pageSize = '100';
async function readAll(route, parameters, { api, operation, item, explain }) {
    const checkPage = (0, paging/* createPageGuard */.j)('GitHub', operation);
    const items = [];
    let query = { per_page: pageSize };
    for (;;) {
        const response = await api.request(route, { ...parameters, ...query });
        const page = readBody(dist/* array */.YOg(item), response);
        if (page === undefined || !('body' in response))
            throw explain(toFailure(response));
        items.push(...page);
        const next = findNextPage(response.headers['link']);
        if (next === undefined)
            return { items, headers: response.headers };
        checkPage({ first: JSON.stringify(page[0]), next });
        query = Object.fromEntries(new URL(next).searchParams);
    }
}
function findNextPage(header = '') {
    const [, url = ''] = /<([^>]*)>; rel="next"/.exec(header) ?? [];
    return URL.canParse(url) ? url : undefined;
}


const viewer = dist/* object */.Ikc({ data: dist/* object */.Ikc({ viewer: dist/* object */.Ikc({ login: dist/* string */.YjP() }) }) });
const graphqlErrors = dist/* object */.Ikc({
    errors: dist/* tupleWithRest */.XU0([dist/* object */.Ikc({ type: dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[A-Z_]+$/))), message: dist/* string */.YjP() })], dist/* unknown */.L5J()),
});
async function readOwnLogin(api, apiUrl) {
    const url = `${apiUrl.replace(/\/api\/v3\/?$/, '/api')}/graphql`;
    const response = await api.request(`POST ${url}`, { query: 'query { viewer { login } }' });
    const login = readBody(viewer, response)?.data.viewer.login;
    if (login !== undefined)
        return login;
    const [error] = readBody(graphqlErrors, response)?.errors ?? [];
    const failure = toFailure(response);
    if (error === undefined || 'network' in failure)
        return failure;
    const { type, message } = error;
    return {
        ...failure,
        error: { codes: type === undefined ? [] : [type], shownCodes: [], message, quote: undefined },
    };
}












const label = 'exalate-client-secret';
const clockMargin = 86_400_000;
function createIssues(dependencies) {
    const { api, apiUrl, workflow, clock, log, withRetry } = dependencies;
    const { repository } = workflow;
    const [owner = '', repo = ''] = repository.split('/');
    const inRepository = { owner, repo };
    let ownLogin;
    let login;
    function explain(failure, operation) {
        const failed = { service: gitHubService, host: api.host, operation };
        return (0, failure_rules/* explainFailure */.SP)(failure, handOverRules, { operation, repository, login }, failed);
    }
    async function readLogin() {
        const found = await readOwnLogin(api, apiUrl);
        if (typeof found !== 'string')
            throw explain(found, 'read the login of `hand-over-token`');
        login = found;
        return found;
    }
    const findLogin = () => (ownLogin ??= readLogin());
    function toHandOverIssue(issue, author) {
        const { number, state, created_at: createdAt, body, user, labels } = issue;
        const subject = parseMarker('issue', body);
        const isLabelled = labels.some((item) => (typeof item === 'string' ? item : item.name) === label);
        if (subject === undefined || !isLabelled || !isSameLogin(user?.login, author))
            return undefined;
        const url = (0, hand_over_workflow/* formatIssueUrl */.uR)(workflow, number);
        return { number, subject, url, isOpen: state === 'open', createdAt: new Date(createdAt) };
    }
    async function listByState(filter) {
        const creator = await findLogin();
        const operation = `list the issues of ${repository}`;
        const { items, headers } = await readAll('GET /repos/{owner}/{repo}/issues', { ...inRepository, ...filter, labels: label, creator }, { api, operation, item: receivedIssue, explain: (failure) => explain(failure, operation) });
        const date = (0, server_time/* parseDateHeader */.L)(headers['date']);
        return {
            issues: items
                .filter((item) => item.pull_request === undefined)
                .map((item) => toHandOverIssue(item, creator))
                .filter((issue) => issue !== undefined),
            now: date === undefined ? clock.now() : new Date(date),
        };
    }
    function findOpened(subject) {
        return withRetry('GitHub', async () => {
            const { issues } = await listByState({ state: 'open' });
            const result = issues.find((issue) => isSameSubject(issue.subject, subject));
            const name = 'it did not confirm that it opened the hand-over issue';
            return { result, retryReason: result === undefined ? { name, retryAfterMs: undefined } : undefined };
        });
    }
    async function open({ subject, ...issue }) {
        const response = await api.request('POST /repos/{owner}/{repo}/issues', {
            ...inRepository,
            ...issue,
            labels: [label],
        });
        const opened = readBody(receivedIssue, response);
        if (opened !== undefined)
            return recognize(opened, issue.assignees);
        const failure = toFailure(response);
        if (!(0, http_failure/* isRefusal */.vu)(failure)) {
            const found = await findOpened(subject).catch(() => undefined);
            if (found !== undefined)
                return found;
        }
        else if ('status' in failure && failure.status === 422 && issue.assignees.length > 0) {
            const unassigned = await open({ subject, ...issue, assignees: [] });
            log.warning(formatUnassigned(issue.assignees));
            return unassigned;
        }
        throw explain(failure, 'open the hand-over issue');
    }
    async function recognize(opened, assignees) {
        const missing = assignees.filter((wanted) => !opened.assignees.some((assignee) => isSameLogin(assignee.login, wanted)));
        if (missing.length > 0)
            log.warning(formatUnassigned(missing));
        const author = await findLogin();
        const issue = toHandOverIssue(opened, author);
        if (issue !== undefined)
            return issue;
        throw unrecognizableIssueError((0, hand_over_workflow/* formatIssueUrl */.uR)(workflow, opened.number), label, author);
    }
    async function change(route, parameters, operation) {
        const response = await api.request(route, { ...inRepository, ...parameters });
        if (!('body' in response))
            throw explain(response, operation);
    }
    return {
        async requireUsableRepository() {
            const [response] = await (0, settle/* settleAllOrFirst */.s)([
                api.request('GET /repos/{owner}/{repo}', inRepository),
                findLogin(),
            ]);
            const found = readBody(receivedRepository, response);
            if (found === undefined)
                throw explain(toFailure(response), `read the settings of ${repository}`);
            const { visibility = found.private ? 'private' : 'public', has_issues: hasIssues } = found;
            if (visibility === 'public')
                throw publicRepositoryError(repository);
            if (!hasIssues)
                throw issuesDisabledError(repository);
            await listByState({ state: 'open' });
        },
        async list(subject, added) {
            const open = await listByState({ state: 'open' });
            if (open.issues.some((issue) => isSameSubject(issue.subject, subject)))
                return open;
            const since = new Date(added.getTime() - clockMargin).toISOString();
            const closed = await listByState({ state: 'closed', since });
            const byNumber = new Map([...open.issues, ...closed.issues].map((issue) => [issue.number, issue]));
            return { issues: [...byNumber.values()], now: closed.now };
        },
        open,
        comment: ({ number }, body) => change('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number, body }, `comment on issue #${number}`),
        close: ({ number }, reason) => change('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { issue_number: number, state: 'closed', state_reason: reason }, `close issue #${number}`),
        async wasRemindedOn({ number, subject }, now) {
            const author = await findLogin();
            const operation = `list the comments of issue #${number}`;
            const { items } = await readAll('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...inRepository, issue_number: number, since: `${formatDay(now)}T00:00:00Z` }, { api, operation, item: receivedComment, explain: (failure) => explain(failure, operation) });
            return items.some(({ created_at: createdAt, body, user }) => {
                const reminder = parseMarker('reminder', body);
                return (isSameLogin(user?.login, author) &&
                    formatDay(new Date(createdAt)) === formatDay(now) &&
                    reminder !== undefined &&
                    isSameSubject(reminder, subject));
            });
        },
    };
}
function formatUnassigned(logins) {
    return `GitHub did not assign the hand-over issue to ${logins.join(', ')}. Check \`hand-over-assignees\`: only people with access to the repository can be assigned.`;
}
// What the hand-over loads, in one file of dist.





/***/ })

};

export { id, ids, modules };
