const id = 505;
const ids = [505];
const modules = {

 1505:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  createHandOver: () => (/* reexport */ createHandOver),
  createIssues: () => (/* reexport */ createIssues),
  handOverRules: () => (/* reexport */ handOverRules),
  readWorkflow: () => (/* reexport */ hand_over_workflow/* readWorkflow */.S6)
});

// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);
// EXTERNAL MODULE: ./src/hand-over/acknowledgement-errors.ts
var acknowledgement_errors = __webpack_require__(2988);
// EXTERNAL MODULE: ./src/hand-over/markdown.ts
var markdown = __webpack_require__(817);
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

// EXTERNAL MODULE: ./src/hand-over/workflow.ts
var hand_over_workflow = __webpack_require__(9477);




const millisecondsPerDay = 86_400_000;
function formatReminder(subject, date, now) {
    const days = Math.floor((date.getTime() - now.getTime()) / millisecondsPerDay);
    const left = days === 0 ? 'is less than a day' : days === 1 ? 'is one day' : `are ${days} days`;
    return [
        formatMarker('reminder', subject),
        `Reminder: put the client secret with the key ID ${(0, markdown/* formatCode */.P_)(subject.keyId)} into Exalate by **${(0, timestamp/* formatDay */.i)(date)}**. There ${left} left. If Exalate uses it already, acknowledge it. The description of this issue says how to do both.`,
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

// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);



const reminderPeriod = { days: 14 };
function decideHandOver(issues, current, now) {
    const { subject, date } = current;
    const series = issues
        .filter((issue) => isSameSeries(issue.subject, subject))
        .toSorted((a, b) => a.number - b.number);
    const ofCurrentKey = series.filter((issue) => issue.subject.keyId === subject.keyId);
    const existing = ofCurrentKey.find(({ isOpen }) => isOpen) ?? ofCurrentKey[0];
    const isOpen = existing?.isOpen === true;
    return {
        existing,
        close: series.filter((issue) => issue.isOpen && issue !== existing && !mayBeOfNewerKey(issue, current)),
        mayRemind: isOpen &&
            now <= date &&
            (0, duration/* endOfLifetime */.I1)(reminderPeriod, now) >= date &&
            (0, timestamp/* formatDay */.i)(existing.createdAt) !== (0, timestamp/* formatDay */.i)(now),
        isOverdue: isOpen && now > date,
    };
}
const clockMargin = 5 * 60_000;
function mayBeOfNewerKey(issue, { subject, added, olderKeyIds }) {
    const { keyId } = issue.subject;
    const isKnown = keyId === subject.keyId || olderKeyIds.includes(keyId);
    return !isKnown && issue.createdAt.getTime() >= added.getTime() - clockMargin;
}

// EXTERNAL MODULE: ./src/plan/lineage.ts
var lineage = __webpack_require__(6578);
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
            const vaultName = new URL(vault).hostname.replace(/\..*$/, '');
            return [
                `**Azure Key Vault:** the value is the newest version of the secret ${(0, markdown/* formatLink */.u3)((0, markdown/* formatCode */.P_)(name), url)} in the vault ${(0, markdown/* formatCode */.P_)(vaultName)}. The tag \`key-id\` of this version is the key ID above. In the portal, open the version and choose _Show Secret Value_, or run the command below${cloud.name === 'public' ? ' in Azure Cloud Shell (Bash)' : ''}. You need the role _Key Vault Secrets User_; in a vault with access policies, the secret permissions _Get_ and _List_.`,
                (0, markdown/* formatCodeBlock */.mU)('bash', (0, az_commands/* withCloud */.cs)(cloud, [(0, az_commands/* formatShowVaultSecretCommand */.Qc)(vaultName, name)])),
            ];
        }
        case 'encrypted-file': {
            const file = place.path.replace(/^.*[/\\]/s, '');
            return [
                `**Encrypted file:** ${runLink} wrote the value to ${(0, markdown/* formatCode */.P_)(file)}. Download the artifact with this file from the page of the run, unpack it, and decrypt the file with your age identity, here \`key.txt\`:`,
                (0, markdown/* formatCodeBlock */.mU)('bash', [`age --decrypt --identity key.txt ${(0, az_commands/* quoteIfNeeded */.de)(file)}`]),
                `If the run has no such artifact, or it has expired, the value is lost. Then start ${(0, markdown/* formatLink */.u3)('the workflow', (0, hand_over_workflow/* formatWorkflowUrl */.CG)(workflow))} by hand and select \`renew-now\`; if the workflow does not have that input, remove \`renew-within\` for one run. The run adds another client secret, opens an issue for it, and closes this one.`,
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
    const [before, after] = ['Update the client secret of ', ` in Exalate by ${(0, timestamp/* formatDay */.i)(deadline.date)}`];
    const name = (0, markdown/* toTitleText */.PJ)(applicationName, maxTitleLength - before.length - after.length);
    return `${before}${name}${after}`;
}
function formatBody(handOver, surroundings, now) {
    const { subject, applicationName, secret, deadline, places } = handOver;
    const { workflow } = surroundings;
    return [
        formatMarker('issue', subject),
        ...formatCompromised(deadline),
        `A new client secret of ${(0, markdown/* formatCode */.P_)(applicationName)} is stored. Put its value into Exalate ${deadline.compromised === undefined ? `by **${(0, timestamp/* formatDay */.i)(deadline.date)}**` : '**now**'}, then acknowledge it. Do not write the value into this issue.`,
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
        ...(deadline.compromised === undefined
            ? [`### What happens on ${(0, timestamp/* formatDay */.i)(deadline.date)}`, formatConsequence(deadline, now)]
            : []),
    ].join('\n\n');
}
function formatCompromised({ compromised }) {
    if (compromised === undefined)
        return [];
    const { removed, left } = compromised;
    return [
        ...(removed.length === 0
            ? []
            : [
                `**${formatKeyIds(removed, 'was', 'were')} compromised and ${removed.length === 1 ? 'has' : 'have'} been removed. If Exalate used ${removed.length === 1 ? 'it' : 'one of them'}, Exalate can no longer sign in. Enter the new value now.**`,
            ]),
        ...(left.length === 0
            ? []
            : [
                `**${formatKeyIds(left, 'is', 'are')} compromised and could not be removed yet. Exalate can no longer sign in with ${left.length === 1 ? 'it once it is' : 'them once they are'} removed. Enter the new value now.**`,
            ]),
    ];
}
function formatKeyIds(secrets, singular, plural) {
    const keyIds = secrets.map(({ secret }) => (0, markdown/* formatCode */.P_)(secret.keyId)).join(', ');
    return secrets.length === 1
        ? `The client secret ${keyIds} ${singular}`
        : `The client secrets ${keyIds} ${plural}`;
}
function formatAcknowledgement(workflow, keyId) {
    const ref = workflow.source?.ref;
    const command = (0, hand_over_workflow/* formatAcknowledgeCommand */.bO)(workflow, keyId);
    return [
        'When Exalate uses the new value, start the workflow by hand with the key ID. That run closes this issue and removes the older client secrets: those that this workflow added, and those that its input `adopt` names. Do not start it earlier. If it removes the client secret that Exalate still uses, Exalate can no longer sign in.',
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
    async function decide({ subject, secret: { startDateTime: added }, olderKeyIds, deadline: { date }, }) {
        const { issues: listed, now } = await issues.list(subject, added);
        return { ...decideHandOver(listed, { subject, added, olderKeyIds, date }, now), now };
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
        const isAdded = await issues.comment(issue, formatReminder(subject, deadline.date, now));
        if (isAdded)
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
        prepareToOpen: () => issues.requireWritePermission(),
        async isDue(handOver) {
            return (await decide(handOver)).existing === undefined;
        },
        async complete(handOver) {
            const { subject, deadline } = handOver;
            const isCutOff = deadline.compromised !== undefined && deadline.compromised.removed.length > 0;
            const { attempt, errors } = collectErrors(`the client secret (key ID ${subject.keyId}) was kept. Only its hand-over is incomplete: the next run completes it.${isCutOff ? ' Its issue will not say that a compromised client secret was removed: if Exalate used it, enter the new value now.' : ''}`);
            const found = await attempt(() => decide(handOver));
            const issue = found?.existing ?? (found && (await attempt(() => open(handOver, found.now))));
            if (found === undefined || issue === undefined)
                return { ...noIssue, errors };
            await closeOthers(found.close, handOver, issue, attempt);
            if (found.existing?.isOpen === true && handOver.deadline.compromised !== undefined)
                await attempt(() => issues.comment(issue, formatCompromised(handOver.deadline).join('\n\n')));
            else if (found.mayRemind)
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
        problem: `Exalate was due to use the client secret with the key ID ${keyId} by ${(0, timestamp/* formatDay */.i)(deadline.date)}, and nobody has acknowledged it yet.`,
        likelyCause: `the steps in ${url} are not done yet, or the acknowledgement is missing.`,
        remedy: `put the value into Exalate as the issue says, then acknowledge it${(0, acknowledgement_errors/* formatHowTo */.X)(workflow, keyId)}`,
    });
}

// EXTERNAL MODULE: ./src/github/explanations.ts
var explanations = __webpack_require__(2979);
// EXTERNAL MODULE: ./src/github/rules.ts
var rules = __webpack_require__(7068);



const gitHubService = {
    ...explanations/* gitHub */.g,
    unreachable: 'hand-over-failed',
    failed: 'hand-over-failed',
};
const jobLogin = 'github-actions[bot]';
const explainMissingPermission = ({ operation, repository, login }, { status }) => ({
    code: 'hand-over-refused',
    problem: `Cannot ${operation}: GitHub does not allow it with \`hand-over-token\` (HTTP ${status}).`,
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
const explainLabelRefusal = ({ operation, repository }, { status }) => ({
    code: 'hand-over-refused',
    problem: `Cannot ${operation}: the owner of \`hand-over-token\` may not create labels in ${repository} (HTTP ${status}).`,
    likelyCause: 'the owner of the token does not have the role Write, Maintain or Admin in the repository.',
    remedy: `leave \`hand-over-token\` out to use the job's own token with the permission \`issues: write\`, or give the owner of the token the role Write in ${repository}.`,
});
const issuesDisabled = (repository) => ({
    problem: `\`hand-over-issue\` cannot be used in ${repository}: its issues are switched off.`,
    likelyCause: 'an administrator switched them off in the settings of the repository.',
    remedy: `switch them on under Settings > General > Features, or with \`gh repo edit ${repository} --enable-issues\`.`,
});
const handOverRules = [
    { code: 'RATE_LIMITED', explain: explanations/* explainRateLimit */.Zw },
    ...rules/* gitHubRules */.jz,
    { ...rules/* missingAppPermission */.fx, explain: explainMissingPermission },
    { ...rules/* missingTokenPermission */.vU, explain: explainMissingPermission },
    { status: 403, message: /permission to create labels/, explain: explainLabelRefusal },
    { status: 404, explain: explainMissingPermission },
    {
        status: 410,
        message: /disabled/i,
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

// EXTERNAL MODULE: ./src/http/failure-rules.ts
var failure_rules = __webpack_require__(7384);
// EXTERNAL MODULE: ./src/http/server-time.ts
var server_time = __webpack_require__(635);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);

const labelName = dist/* union */.KCZ([
    dist/* string */.YjP(),
    dist/* pipe */.FsL(dist/* object */.Ikc({ name: dist/* nullish */.cl6(dist/* string */.YjP()) }), dist/* transform */.pdi(({ name }) => name)),
]);
const account = dist/* object */.Ikc({ login: dist/* string */.YjP() });
const isoTimestamp = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* isoTimestamp */.yhX());
const issue_form_text = { body: dist/* nullish */.cl6(dist/* string */.YjP(), ''), user: dist/* nullish */.cl6(account), created_at: isoTimestamp };
const receivedIssue = dist/* object */.Ikc({
    ...issue_form_text,
    number: dist/* pipe */.FsL(dist/* number */.aig(), dist/* integer */.ndf()),
    state: dist/* string */.YjP(),
    labels: dist/* array */.YOg(labelName),
    assignees: dist/* nullish */.cl6(dist/* array */.YOg(account), []),
    pull_request: dist/* optional */.lqM(dist/* unknown */.L5J()),
});
const receivedComment = dist/* object */.Ikc(issue_form_text);
function isSameLogin(a, b) {
    return a?.toLowerCase() === b.toLowerCase();
}

// EXTERNAL MODULE: ./src/github/response.ts
var github_response = __webpack_require__(6444);
// EXTERNAL MODULE: ./src/http/paging.ts
var paging = __webpack_require__(9022);



const pageSize = '100';
async function readAll(route, parameters, { api, operation, item, explain }) {
    const checkPage = (0, paging/* createPageGuard */.j)('GitHub', operation);
    const items = [];
    let query = { per_page: pageSize };
    for (;;) {
        const response = await api.request(route, { ...parameters, ...query });
        const page = (0, github_response/* readBody */.x8)(dist/* array */.YOg(item), response);
        if (page === undefined || !('body' in response))
            throw explain((0, github_response/* toFailure */.w2)(response));
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

// EXTERNAL MODULE: ./src/http/failure.ts
var http_failure = __webpack_require__(2398);



async function openIssue(issue, label, dependencies) {
    const { api, inRepository, log, explain, recognize, findOpened } = dependencies;
    const { subject, assignees, ...content } = issue;
    const response = await api.request('POST /repos/{owner}/{repo}/issues', {
        ...inRepository,
        ...content,
        assignees,
        labels: [label],
    });
    const opened = (0, github_response/* readBody */.x8)(receivedIssue, response);
    if (opened !== undefined) {
        const assigned = opened.assignees.map(({ login }) => login);
        warnAboutMissing(assignees.filter((wanted) => !assigned.some((one) => isSameLogin(one, wanted))), log);
        return recognize(opened);
    }
    const failure = (0, github_response/* toFailure */.w2)(response);
    if (!(0, http_failure/* isRefusal */.vu)(failure)) {
        const found = await findOpened(subject).catch(() => undefined);
        if (found !== undefined)
            return found;
    }
    else if ('status' in failure && failure.status === 422 && assignees.length > 0) {
        const assignable = await findAssignable(assignees, dependencies);
        const others = assignees.filter((login) => !assignable.includes(login));
        const retried = others.length === 0 ? [] : assignable;
        const withFewer = await openIssue({ ...issue, assignees: retried }, label, dependencies);
        warnAboutMissing(others.length === 0 ? assignees : others, log);
        return withFewer;
    }
    throw explain(failure, 'open the hand-over issue');
}
async function findAssignable(logins, { api, inRepository }) {
    const responses = await Promise.all(logins.map((login) => api.request('GET /repos/{owner}/{repo}/assignees/{assignee}', { ...inRepository, assignee: login })));
    return logins.filter((_, index) => {
        const response = responses[index];
        return response !== undefined && 'body' in response;
    });
}
function warnAboutMissing(logins, log) {
    if (logins.length === 0)
        return;
    log.warning(`GitHub did not assign the hand-over issue to ${logins.join(', ')}. Check \`hand-over-assignees\`: only people with access to the repository can be assigned.`);
}


const viewer = dist/* object */.Ikc({ data: dist/* object */.Ikc({ viewer: dist/* object */.Ikc({ login: dist/* string */.YjP() }) }) });
const graphqlErrors = dist/* object */.Ikc({
    errors: dist/* tupleWithRest */.XU0([dist/* object */.Ikc({ type: dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[A-Z_]+$/))), message: dist/* string */.YjP() })], dist/* unknown */.L5J()),
});
async function readOwnLogin(api, apiUrl) {
    const url = `${apiUrl.replace(/\/api\/v3\/?$/, '/api')}/graphql`;
    const response = await api.request(`POST ${url}`, { query: 'query { viewer { login } }' });
    const login = (0, github_response/* readBody */.x8)(viewer, response)?.data.viewer.login;
    if (login !== undefined)
        return login;
    const [error] = (0, github_response/* readBody */.x8)(graphqlErrors, response)?.errors ?? [];
    const failure = (0, github_response/* toFailure */.w2)(response);
    if (error === undefined || 'network' in failure)
        return failure;
    const { type, message } = error;
    return {
        ...failure,
        error: { codes: type === undefined ? [] : [type], shownCodes: [], message, quote: undefined },
    };
}



const settings = dist/* object */.Ikc({
    private: dist/* boolean */.zMY(),
    visibility: dist/* optional */.lqM(dist/* string */.YjP()),
    has_issues: dist/* boolean */.zMY(),
});
async function requirePrivateIssues({ api, inRepository, explain }) {
    const repository = `${inRepository.owner}/${inRepository.repo}`;
    const response = await api.request('GET /repos/{owner}/{repo}', inRepository);
    const found = (0, github_response/* readBody */.x8)(settings, response);
    if (found === undefined)
        throw explain((0, github_response/* toFailure */.w2)(response), `read the settings of ${repository}`);
    const { visibility = found.private ? 'private' : 'public', has_issues: hasIssues } = found;
    if (visibility === 'public')
        throw publicRepositoryError(repository);
    if (!hasIssues)
        throw issuesDisabledError(repository);
}
async function requireLabel(label, { api, inRepository, explain }) {
    const response = await api.request('POST /repos/{owner}/{repo}/labels', { ...inRepository, ...label });
    const isForbidden = 'status' in response && response.status === 403;
    if (isForbidden && api.tokenKind === 'app')
        throw explain((0, github_response/* toFailure */.w2)(response), 'open the hand-over issue');
}












const label = {
    name: 'exalate-client-secret',
    color: 'd93f0b',
    description: 'A client secret to be entered in Exalate',
};
const issues_clockMargin = 86_400_000;
function createIssues(dependencies) {
    const { api, apiUrl, workflow, clock, log, withRetry } = dependencies;
    const { repository } = workflow;
    const owner = repository.replace(/\/.*$/, '');
    const inRepository = { owner, repo: repository.slice(owner.length + 1) };
    let ownLogin;
    let login;
    function explain(failure, operation) {
        const failed = { service: gitHubService, host: api.host, operation };
        const context = {
            operation,
            repository,
            login,
            account: owner,
            permission: '"Issues": write',
            tokenInput: 'hand-over-token',
            tokenKind: api.tokenKind,
            host: api.host,
        };
        return (0, failure_rules/* explainFailure */.SP)(failure, handOverRules, context, failed);
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
        const isOwn = labels.includes(label.name) && isSameLogin(user?.login, author);
        if (subject === undefined || !isOwn)
            return undefined;
        const url = (0, hand_over_workflow/* formatIssueUrl */.uR)(workflow, number);
        return { number, subject, url, isOpen: state === 'open', createdAt: new Date(createdAt) };
    }
    async function listByState(filter) {
        const creator = await findLogin();
        const operation = `list the issues of ${repository}`;
        const { items, headers } = await readAll('GET /repos/{owner}/{repo}/issues', { ...inRepository, ...filter, labels: label.name, creator }, { api, operation, item: receivedIssue, explain: (failure) => explain(failure, operation) });
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
    async function recognize(opened) {
        const author = await findLogin();
        const issue = toHandOverIssue(opened, author);
        if (issue !== undefined)
            return issue;
        throw unrecognizableIssueError((0, hand_over_workflow/* formatIssueUrl */.uR)(workflow, opened.number), label.name, author);
    }
    return {
        async requireUsableRepository() {
            await (0, settle/* settleAllOrFirst */.s)([requirePrivateIssues({ api, inRepository, explain }), findLogin()]);
            await listByState({ state: 'open' });
        },
        requireWritePermission: () => requireLabel(label, { api, inRepository, explain }),
        async list(subject, added) {
            const open = await listByState({ state: 'open' });
            if (open.issues.some((issue) => isSameSubject(issue.subject, subject)))
                return open;
            const since = new Date(added.getTime() - issues_clockMargin).toISOString();
            const closed = await listByState({ state: 'closed', since });
            const byNumber = new Map([...open.issues, ...closed.issues].map((issue) => [issue.number, issue]));
            return { issues: [...byNumber.values()], now: closed.now };
        },
        open: (issue) => openIssue(issue, label.name, { api, inRepository, log, explain, recognize, findOpened }),
        async comment({ number, url }, body) {
            const response = await api.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
                ...inRepository,
                issue_number: number,
                body,
            });
            if ('body' in response)
                return true;
            if (!isLocked(response))
                throw explain(response, `comment on issue #${number}`);
            log.warning(`${url} is locked, so no comment could be added. To get the comments, unlock the issue.`);
            return false;
        },
        async close({ number }, reason) {
            const response = await api.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
                ...inRepository,
                issue_number: number,
                state: 'closed',
                state_reason: reason,
            });
            if (!('body' in response))
                throw explain(response, `close issue #${number}`);
        },
        async wasRemindedOn({ number, subject }, now) {
            const author = await findLogin();
            const operation = `list the comments of issue #${number}`;
            const { items } = await readAll('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...inRepository, issue_number: number, since: `${(0, timestamp/* formatDay */.i)(now)}T00:00:00Z` }, { api, operation, item: receivedComment, explain: (failure) => explain(failure, operation) });
            return items.some(({ created_at: createdAt, body, user }) => {
                const reminder = parseMarker('reminder', body);
                return (isSameLogin(user?.login, author) &&
                    (0, timestamp/* formatDay */.i)(new Date(createdAt)) === (0, timestamp/* formatDay */.i)(now) &&
                    reminder !== undefined &&
                    isSameSubject(reminder, subject));
            });
        },
    };
}
function isLocked(failure) {
    return ('status' in failure && failure.status === 403 && /issue is locked/i.test(failure.error?.message ?? ''));
}
// What the hand-over loads, in one file of dist.






/***/ })

};

export { id, ids, modules };
