const id = 339;
const ids = [339];
const modules = {

 4339:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  runReport: () => (/* binding */ runReport)
});

// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(8877);
// EXTERNAL MODULE: ./src/entra/session.ts + 5 modules
var session = __webpack_require__(4246);
// EXTERNAL MODULE: ./src/entra/plan-time.ts
var plan_time = __webpack_require__(7519);
// EXTERNAL MODULE: ./src/runner/run-context.ts
var run_context = __webpack_require__(2825);
// EXTERNAL MODULE: ./src/http/time-budget.ts
var time_budget = __webpack_require__(1749);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/runner/input-fields.ts
var input_fields = __webpack_require__(3226);
// EXTERNAL MODULE: ./src/runner/parse-inputs.ts
var parse_inputs = __webpack_require__(2603);




const scopes = ['owned', 'tenant'];
const reportDefaults = {
    scope: 'owned',
    'due-within': '30 days',
    'fail-when-due': 'false',
    shard: '1',
    'last-use': 'false',
    cloud: 'public',
};
const fields = dist/* object */.Ikc({
    'tenant-id': input_fields/* guidField */._c,
    'client-id': input_fields/* guidField */._c,
    applications: dist/* optional */.lqM(dist/* pipe */.FsL(input_fields/* linesField */.Qz, dist/* array */.YOg(input_fields/* lineField */.Lj))),
    scope: dist/* picklist */.KIO(scopes, `must be one of ${scopes.join(', ')}`),
    'due-within': input_fields/* durationField */.Ti,
    'fail-when-due': input_fields/* booleanField */.hQ,
    'report-file': dist/* optional */.lqM(input_fields/* filePathField */.SI),
    shard: dist/* pipe */.FsL(input_fields/* textField */.M8, dist/* regex */.yGV(/^[1-9]\d{0,5}$/, 'must be a whole number, 1 or more'), dist/* transform */.pdi(Number)),
    'last-use': input_fields/* booleanField */.hQ,
    cloud: input_fields/* cloudField */.YQ,
});
function readReportInputs(getInput, { workspace, temp }) {
    const inputs = (0, parse_inputs/* parseInputs */.T)(fields, getInput, reportDefaults, (valid, { applications }) => [
        ...(applications !== undefined && valid.scope === 'tenant'
            ? ['`applications` and `scope: tenant` cannot be used together: remove one of them.']
            : []),
        ...(0, input_fields/* findLastUseConflicts */.wR)(valid['last-use'], valid.cloud),
    ]);
    const file = inputs['report-file'];
    return {
        tenantId: inputs['tenant-id'],
        clientId: inputs['client-id'],
        cloud: inputs.cloud,
        applications: [...new Set(inputs.applications)],
        scope: inputs.scope,
        dueWithin: inputs['due-within'],
        failWhenDue: inputs['fail-when-due'],
        reportFile: file === undefined ? (0, external_node_path_.resolve)(temp, 'client-secrets.json') : (0, external_node_path_.resolve)(workspace, file),
        folders: { workspace, temp },
        shard: inputs.shard,
        lastUse: inputs['last-use'],
    };
}
const maxJobs = 256;
const maxCharacters = 400_000;
function splitIntoShards(entries) {
    const shards = [];
    let characters = Infinity;
    for (const entry of entries) {
        const current = shards.at(-1);
        characters += entry.length + 1;
        if (current !== undefined && current.length < maxJobs && characters <= maxCharacters) {
            current.push(entry);
        }
        else {
            shards.push([entry]);
            characters = entry.length + 1;
        }
    }
    return shards;
}

// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);
// EXTERNAL MODULE: ./src/plan/lineage.ts
var plan_lineage = __webpack_require__(6578);


function toMatrixEntry({ application, secret, daysLeft }) {
    return {
        'application-id': application.applicationId,
        'object-id': application.objectId,
        'display-name': application.displayName,
        'key-id': secret.keyId,
        description: secret.displayName,
        'expires-on': secret.endDateTime && (0, timestamp/* formatTimestamp */.E)(secret.endDateTime),
        'days-left': daysLeft,
    };
}
function toReportRecord(row) {
    const { secret, status, lastUsed, provenance } = row;
    return {
        ...toMatrixEntry(row),
        'valid-from': secret.startDateTime && (0, timestamp/* formatTimestamp */.E)(secret.startDateTime),
        status,
        ...(lastUsed !== undefined && { 'last-used-on': lastUsed && (0, timestamp/* formatTimestamp */.E)(lastUsed) }),
        lineage: provenance === undefined ? null : (0, plan_lineage/* formatLineage */.BH)(provenance),
    };
}
function compareByDaysLeft(a, b) {
    const difference = getEndTime(a) - getEndTime(b);
    if (difference !== 0 && !Number.isNaN(difference))
        return difference;
    return a.secret.keyId < b.secret.keyId ? -1 : 1;
}
function getEndTime({ secret }) {
    return secret.endDateTime?.getTime() ?? Infinity;
}



function setReportOutputs(findings, { reportFile, shard }, setOutput) {
    const due = findings.due().map((row) => JSON.stringify(toMatrixEntry(row)));
    const shards = splitIntoShards(due);
    const soonest = findings.soonestExpiry();
    setOutput('report-file', reportFile);
    setOutput('due', `[${(shards[shard - 1] ?? []).join(',')}]`);
    setOutput('due-count', String(due.length));
    setOutput('due-shards', JSON.stringify(shards.map((_, index) => index + 1)));
    setOutput('soonest-expiry', soonest === undefined ? '' : (0, timestamp/* formatTimestamp */.E)(soonest));
}

// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/runner/file-problem.ts
var file_problem = __webpack_require__(2548);
// EXTERNAL MODULE: ./src/runner/job-file.ts
var job_file = __webpack_require__(4352);



const maxBuffered = 65_536;
async function writeReportFile(file, work) {
    try {
        return await (0,job_file/* writeJobFile */.X)(file, async (append) => {
            let pending = '{"secrets":[';
            let separator = '\n';
            const { summary, result } = await work({
                async add(records) {
                    for (const record of records) {
                        pending += separator + JSON.stringify(record);
                        separator = ',\n';
                    }
                    if (pending.length < maxBuffered)
                        return;
                    await append(pending);
                    pending = '';
                },
            });
            await append(`${pending}\n],${JSON.stringify(summary).slice(1)}\n`);
            return result;
        });
    }
    catch (error) {
        if (!(error instanceof file_problem/* FileProblemError */.a))
            throw error;
        throw new action_error/* ActionError */.lZ('report-not-writable', (0, file_problem/* explainFileProblem */.x)('report-file', file.path, error.problem));
    }
}

// EXTERNAL MODULE: ./src/plan/credentials.ts
var plan_credentials = __webpack_require__(7829);
// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);



const day = 86_400_000;
function assessSecrets(credentials, dueWithin, now) {
    const limit = (0, duration/* endOfLifetime */.I1)(dueWithin, now);
    return credentials.map((secret) => {
        const { displayName, endDateTime: end } = secret;
        const provenance = (0, plan_lineage/* parseProvenance */.X6)(displayName);
        const newer = credentials.filter((candidate) => isNewer(candidate, secret) && (0, plan_credentials/* isLive */.DG)(candidate, now));
        const replaced = (0, plan_credentials/* isLive */.DG)(secret, now)
            ? newer.some((candidate) => hasLineage(candidate, provenance))
            : newer.length > 0;
        const daysLeft = end === null ? null : Math.floor((end.getTime() - now.getTime()) / day);
        return { secret, provenance, daysLeft, status: replaced ? 'superseded' : getStatus(end, limit, now) };
    });
}
function getStatus(end, limit, now) {
    if (end === null || end > limit)
        return 'valid';
    return end > now ? 'due' : 'expired';
}
function isNewer({ startDateTime: start }, { startDateTime: otherStart }) {
    return start !== null && otherStart !== null && start > otherStart;
}
function hasLineage({ displayName }, lineage) {
    const provenance = (0, plan_lineage/* parseProvenance */.X6)(displayName);
    return provenance !== undefined && lineage !== undefined && (0, plan_lineage/* isSameLineage */.yu)(provenance, lineage);
}


const maxRows = 50;
class Findings {
    applications = 0;
    unreadable = { applications: 0, secrets: 0 };
    counts = { expired: 0, due: 0, valid: 0, superseded: 0 };
    #due = [];
    #soonest = [];
    add({ objectId, applicationId, displayName, passwordCredentials }, dueWithin, now, lastUses) {
        if (passwordCredentials === undefined) {
            this.unreadable.applications += 1;
            return [];
        }
        const application = { objectId, applicationId, displayName };
        const secrets = passwordCredentials.filter(({ unreadable }) => unreadable === undefined);
        this.unreadable.secrets += passwordCredentials.length - secrets.length;
        const rows = assessSecrets(secrets, dueWithin, now).map((assessment) => ({
            ...assessment,
            application,
            lastUsed: lastUses && (lastUses.get(assessment.secret.keyId) ?? null),
        }));
        this.applications += 1;
        for (const row of rows) {
            this.counts[row.status] += 1;
            if (row.status === 'due' || row.status === 'expired')
                this.#due.push(row);
            if (row.status !== 'superseded')
                this.#soonest.push(row);
        }
        if (this.#soonest.length > 4 * maxRows)
            this.#soonest = this.soonest();
        return rows;
    }
    get secrets() {
        return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
    }
    due() {
        return this.#due.toSorted(compareByDaysLeft);
    }
    soonest() {
        return this.#soonest.toSorted(compareByDaysLeft).slice(0, maxRows);
    }
    soonestExpiry() {
        return this.soonest().find(({ status }) => status !== 'expired')?.secret.endDateTime ?? undefined;
    }
}

const maxSingleRequests = 20;
const time = { budget: 300_000, retryAfterAllowance: 600_000 };
async function readLastUses(listed, applications, { budget, log }) {
    const iterator = listed[Symbol.asyncIterator]();
    const first = await takeFirst(iterator, maxSingleRequests + 1);
    const part = budget.createPart(time.budget, time.retryAfterAllowance);
    const wanted = first.length > maxSingleRequests ? [undefined] : first.map((one) => one.applicationId);
    const lastUses = new Map();
    try {
        for (const applicationId of wanted.filter((id) => id !== '')) {
            const uses = await applications.readLastUses(applicationId, part);
            for (const [keyId, at] of uses)
                lastUses.set(keyId, at);
        }
    }
    catch (error) {
        log.warning((0, action_error/* toActionErrors */.vb)(error).map(formatIncomplete).join('\n'));
    }
    return { listed: followedBy(first, iterator), lastUses };
}
async function takeFirst(iterator, count) {
    const taken = [];
    while (taken.length < count) {
        const next = await iterator.next();
        if (next.done === true)
            break;
        taken.push(next.value);
    }
    return taken;
}
async function* followedBy(first, rest) {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
        yield next.value;
}
function formatIncomplete({ code, explanation: { problem, likelyCause, remedy } }) {
    return `When client secrets were last used is not known for all applications (${code}). The rest of the report is complete. ${problem} Likely cause: ${likelyCause} To fix it: ${remedy}`;
}






async function createReport(inputs, { now, log, budget, logIn }) {
    const applications = await logIn();
    log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
    const { tenantId, dueWithin, reportFile: path, folders } = inputs;
    const findings = await writeReportFile({ ...folders, path, mode: 0o666 }, async (file) => {
        const result = new Findings();
        let moment;
        const requested = listRequestedApplications(inputs, applications);
        const { listed, lastUses } = inputs.lastUse
            ? await readLastUses(requested, applications, { budget, log })
            : { listed: requested, lastUses: undefined };
        for await (const application of listed) {
            moment ??= now();
            await file.add(result.add(application, dueWithin, moment, lastUses).map(toReportRecord));
        }
        const { applications: count, counts } = result;
        const generatedAt = (0, timestamp/* formatTimestamp */.E)(moment ?? now());
        const summary = { 'tenant-id': tenantId, 'generated-at': generatedAt, applications: count, counts };
        return { summary, result };
    });
    warnOfUnreadable(findings, log);
    const { expired, due } = findings.counts;
    log.info(`Applications: ${findings.applications}. Client secrets: ${findings.secrets}, of which due: ${due}, expired: ${expired}.`);
    return findings;
}
function warnOfUnreadable({ unreadable: { applications, secrets } }, log) {
    if (applications + secrets === 0)
        return;
    log.warning(`The report is incomplete: Microsoft Graph returned entries that the action cannot read. App registrations without an ID or without their list of client secrets: ${applications}. Client secrets without a key ID or with an unreadable date: ${secrets}.`);
}
function secretsDueError({ counts: { due, expired } }) {
    return new action_error/* ActionError */.lZ('secrets-due', {
        problem: `Client secrets due for renewal: ${due}. Client secrets expired without a successor: ${expired}.`,
        likelyCause: 'they have not been renewed, and `fail-when-due: true` makes the run fail in this case.',
        remedy: 'renew the secrets in the job summary, or pass the output `due` to a job matrix that renews them.',
    });
}
const nameErrorCodes = new Set(['application-not-found', 'application-ambiguous']);
async function* listRequestedApplications({ applications: names, scope }, applications) {
    if (names.length === 0) {
        yield* applications.list(scope);
        return;
    }
    const errors = [];
    const seen = new Set();
    for (const name of names) {
        try {
            const application = await applications.find(name);
            if (!seen.has(application.objectId))
                yield application;
            seen.add(application.objectId);
        }
        catch (error) {
            const actionErrors = (0, action_error/* toActionErrors */.vb)(error);
            if (!actionErrors.every(({ code }) => nameErrorCodes.has(code)))
                throw error;
            errors.push(...actionErrors);
        }
    }
    (0, action_error/* throwIfAny */.MI)(errors);
}

// EXTERNAL MODULE: ./node_modules/html-escaper/esm/index.js
var esm = __webpack_require__(8460);
// EXTERNAL MODULE: ./src/shared/summary-text.ts
var summary_text = __webpack_require__(5681);
// EXTERNAL MODULE: ./src/shared/gantt.ts
var gantt = __webpack_require__(4455);

function formatChart(rows) {
    const bars = rows.slice(0, gantt/* maxBars */.Vv).flatMap((row) => {
        const { startDateTime: start, endDateTime: end } = row.secret;
        if (start === null || end === null || row.daysLeft === null || end <= start)
            return [];
        const { application, secret, status, daysLeft } = row;
        const label = `${daysLeft} d, ${(0, gantt/* toMermaidText */.M3)(application.displayName)}, ${(0, gantt/* toMermaidText */.M3)(secret.displayName)}`;
        return [{ label, colour: colours[status], start, end }];
    });
    return (0, gantt/* formatGantt */.mW)([{ title: undefined, bars }]);
}
const colours = {
    expired: 'redAndGrey',
    due: 'red',
    valid: 'blue',
    superseded: 'grey',
};






async function writeReportSummary(findings, cloud, summary) {
    const { counts, secrets, applications } = findings;
    const rows = findings.soonest();
    summary.addHeading(`Client secrets: ${counts.due} due, ${counts.expired} expired`, 2).addTable([
        ['Applications', 'Client secrets', 'Expired', 'Due', 'Valid', 'Superseded'].map((data) => ({
            data,
            header: true,
        })),
        [applications, secrets, counts.expired, counts.due, counts.valid, counts.superseded].map((count) => ({
            data: String(count),
        })),
    ]);
    if (rows.length > 0) {
        const hasLastUses = rows.some(({ lastUsed }) => lastUsed !== undefined);
        const titles = ['Days left', 'Expires', 'Status', 'Application', 'Description', 'Added by'];
        summary.addTable([
            [...titles, ...(hasLastUses ? ['Last used'] : [])].map((data) => ({ data, header: true })),
            ...rows.map((row) => formatCells(row, cloud).map((data) => ({ data }))),
        ]);
        const shown = counts.expired + counts.due + counts.valid;
        if (shown > maxRows) {
            summary.addRaw(`These are the ${maxRows} secrets that expire first, of ${shown}. The report file lists all of them.`, true);
        }
        summary.addRaw(formatChart(rows), true);
        if (rows.length > gantt/* maxBars */.Vv)
            summary.addRaw(`The chart shows the ${gantt/* maxBars */.Vv} secrets that expire first.`, true);
    }
    await summary.write();
}
function formatCells({ application, secret, status, daysLeft, lastUsed, provenance }, cloud) {
    const { applicationId, displayName } = application;
    const page = `${cloud.portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${applicationId}`;
    return [
        daysLeft === null ? '' : String(daysLeft),
        secret.endDateTime === null ? 'never' : (0, timestamp/* formatDay */.i)(secret.endDateTime),
        status,
        `<a href="${(0, esm/* escape */.i)(page)}">${(0, summary_text/* formatSummaryText */.J)(displayName)}</a>`,
        (0, summary_text/* formatSummaryText */.J)(secret.displayName),
        provenance === undefined ? '' : `this action in ${(0, summary_text/* formatSummaryText */.J)(provenance.repository)}`,
        ...(lastUsed === undefined ? [] : [lastUsed === null ? '' : (0, timestamp/* formatDay */.i)(lastUsed)]),
    ];
}









const main_time = { budget: 1_800_000, retryAfterAllowance: 900_000 };
async function runReport(toolkit, environment, clock) {
    (0, external_node_v8_.setFlagsFromString)('--semi-space-growth-factor=1');
    const inputs = readReportInputs(toolkit.getInput, (0, run_context/* readWorkflowRun */.h)(environment));
    const budget = new time_budget/* TimeBudget */.z(clock, main_time.budget, main_time.retryAfterAllowance);
    const { logIn, serverTime } = (0, session/* createEntraSession */.J)(inputs, toolkit, environment, clock, budget);
    const now = () => (0, plan_time/* readGraphTime */.o)({ clock, cloud: inputs.cloud, serverTime });
    const findings = await createReport(inputs, { now, log: toolkit, budget, logIn });
    setReportOutputs(findings, inputs, toolkit.setOutput);
    await writeReportSummary(findings, inputs.cloud, toolkit.summary).catch(() => {
        toolkit.warning('The job summary could not be written; the run itself succeeded.');
    });
    const { expired, due } = findings.counts;
    if (inputs.failWhenDue && expired + due > 0)
        throw secretsDueError(findings);
}


/***/ })

};

export { id, ids, modules };
