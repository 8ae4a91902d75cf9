const id = 103;
const ids = [103];
const modules = {

 5103:
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
var time_budget = __webpack_require__(4130);
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
    'retire-after': 'never',
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
    'retire-after': input_fields/* retireAfterField */.MV,
    'fail-when-due': input_fields/* booleanField */.hQ,
    'report-file': dist/* optional */.lqM(input_fields/* filePathField */.SI),
    limit: dist/* optional */.lqM(input_fields/* countField */.QT),
    shard: input_fields/* countField */.QT,
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
        retireAfter: inputs['retire-after'],
        limit: inputs.limit ?? Infinity,
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
    return shards.slice(0, maxJobs);
}

// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);
// EXTERNAL MODULE: ./src/plan/credentials.ts
var plan_credentials = __webpack_require__(7829);
// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);
// EXTERNAL MODULE: ./src/plan/lineage.ts
var lineage = __webpack_require__(6578);


function groupByLineage(rows) {
    const groups = new Map();
    for (const row of rows) {
        const { provenance, secret } = row;
        const start = secret.startDateTime;
        if (provenance === undefined || start === null)
            continue;
        const key = (0, lineage/* formatLineage */.BH)(provenance);
        const group = groups.get(key) ?? [];
        group.push({ row, start });
        groups.set(key, group);
    }
    return [...groups.values()].flatMap(splitByAge);
}
function splitByAge(group) {
    const [newest, ...others] = group.toSorted((a, b) => b.start.getTime() - a.start.getTime());
    if (newest === undefined)
        return [];
    const older = others.filter(({ start }) => start < newest.start).map(({ row }) => row);
    return [{ newest: newest.row, newestStart: newest.start, older }];
}
function findUnacknowledged(lineages, retireAfter, now) {
    if (retireAfter !== undefined)
        return [];
    return lineages.filter(({ newest, older }) => (0, plan_credentials/* isLive */.DG)(newest.secret, now) && older.some(({ secret }) => (0, plan_credentials/* isLive */.DG)(secret, now)));
}


function toApplicationFields({ application }) {
    return {
        'application-id': application.applicationId,
        'object-id': application.objectId,
        'display-name': application.displayName,
    };
}
function toSecretFields({ secret, daysLeft }) {
    return {
        'key-id': secret.keyId,
        description: secret.displayName,
        'expires-on': secret.endDateTime && (0, timestamp/* formatTimestamp */.E)(secret.endDateTime),
        'days-left': daysLeft,
    };
}
function toLineageFields(lineage) {
    return {
        repository: lineage?.repository ?? null,
        'lineage-description': lineage?.description ?? null,
    };
}
function toReportRecord(row) {
    const { secret, status, lastUsed, provenance } = row;
    return {
        ...toApplicationFields(row),
        ...toSecretFields(row),
        'valid-from': secret.startDateTime && (0, timestamp/* formatTimestamp */.E)(secret.startDateTime),
        status,
        ...(lastUsed !== undefined && { 'last-used-on': lastUsed && (0, timestamp/* formatTimestamp */.E)(lastUsed) }),
        lineage: provenance === undefined ? null : (0, lineage/* formatLineage */.BH)(provenance),
        ...toLineageFields(provenance),
    };
}
function compareByDaysLeft(a, b) {
    const difference = compareDates(a.secret.endDateTime, b.secret.endDateTime);
    if (difference !== 0)
        return difference;
    return a.secret.keyId < b.secret.keyId ? -1 : 1;
}
function compareDates(a, b) {
    const difference = (a?.getTime() ?? Infinity) - (b?.getTime() ?? Infinity);
    return Number.isNaN(difference) ? 0 : difference;
}




const urgencies = [
    'expires',
    'replaced',
    'expired',
    'superseded',
];
const dueReasons = ['expires', 'expired', 'superseded', 'hand-over'];
function findDueApplication(rows, lineages, retireAfter, now) {
    const replaced = rows.flatMap((row) => findReplaced(row, lineages, now));
    const isReplaced = (row) => replaced.some((candidate) => candidate.row === row);
    const found = {
        expires: rows
            .filter((row) => row.status === 'due' && !isReplaced(row))
            .map((row) => ({ row, place: getEnd(row) })),
        replaced,
        expired: rows.filter(({ status }) => status === 'expired').map((row) => ({ row, place: -getEnd(row) })),
        superseded: lineages.flatMap((lineage) => findRetirement(lineage, retireAfter, now)),
    };
    const urgency = urgencies.find((each) => found[each].length > 0);
    if (urgency === undefined)
        return undefined;
    const [first] = found[urgency].toSorted(compareByPlace);
    if (first === undefined)
        return undefined;
    const isReason = {
        expires: found.expires.length + replaced.length > 0,
        expired: found.expired.length > 0,
        superseded: found.superseded.length > 0,
        'hand-over': findUnacknowledged(lineages, retireAfter, now).length > 0,
    };
    const reasons = dueReasons.filter((reason) => isReason[reason]);
    return { ...first, reasons, urgency, lineage: first.row.provenance ?? findNewestLineage(lineages) };
}
function getEnd({ secret: { endDateTime } }) {
    return endDateTime?.getTime() ?? Infinity;
}
function findRetirement({ newest, newestStart, older }, retireAfter, now) {
    if (retireAfter === undefined || (0, duration/* endOfLifetime */.I1)(retireAfter, newestStart) > now)
        return [];
    const starts = older.flatMap(({ secret }) => secret.startDateTime?.getTime() ?? []);
    return starts.length === 0 ? [] : [{ row: newest, place: Math.min(...starts) }];
}
function findReplaced(row, lineages, now) {
    const { status, provenance, secret } = row;
    const { startDateTime: start } = secret;
    if (status !== 'due' || provenance !== undefined || start === null)
        return [];
    const successors = lineages.filter(({ newest, newestStart }) => newestStart > start && (0, plan_credentials/* isLive */.DG)(newest.secret, now));
    if (successors.length === 0)
        return [];
    return [{ row, place: Math.min(...successors.map(({ newestStart }) => newestStart.getTime())) }];
}
function findNewestLineage(lineages) {
    const [first] = lineages.toSorted((a, b) => Number(b.newestStart) - Number(a.newestStart));
    return first?.newest.provenance;
}
function compareByUrgency(a, b) {
    return a.urgency === b.urgency
        ? compareByPlace(a, b)
        : urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency);
}
function compareByPlace(a, b) {
    if (a.place !== b.place)
        return a.place - b.place;
    return a.row.secret.keyId < b.row.secret.keyId ? -1 : 1;
}
function toMatrixEntry({ row, reasons, lineage }) {
    return {
        ...toApplicationFields(row),
        reasons,
        ...toSecretFields(row),
        ...toLineageFields(lineage),
    };
}



function setReportOutputs(findings, { reportFile, shard }, setOutput) {
    const shards = splitIntoShards(findings.due().map((due) => JSON.stringify(toMatrixEntry(due))));
    const { dueCount, soonestExpiry } = findings;
    setOutput('report-file', reportFile);
    setOutput('due', `[${(shards[shard - 1] ?? []).join(',')}]`);
    setOutput('due-count', String(dueCount));
    setOutput('due-shards', JSON.stringify(shards.map((_, index) => index + 1)));
    setOutput('soonest-expiry', soonestExpiry === undefined ? '' : (0, timestamp/* formatTimestamp */.E)(soonestExpiry));
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
            const add = async (records) => {
                for (const record of records) {
                    pending += separator + JSON.stringify(record);
                    separator = ',\n';
                    if (pending.length < maxBuffered)
                        continue;
                    await append(pending);
                    pending = '';
                }
            };
            const { due, summary, result } = await work({ add });
            pending += '\n],"due":[';
            separator = '\n';
            await add(due);
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

// EXTERNAL MODULE: ./src/plan/retirement.ts
var retirement = __webpack_require__(9280);
class FirstItems {
    #compare;
    #maximum;
    #items = [];
    constructor(compare, maximum) {
        this.#compare = compare;
        this.#maximum = maximum;
    }
    add(item) {
        this.#items.push(item);
        if (this.#items.length > 4 * this.#maximum)
            this.#items = this.list();
    }
    list() {
        return this.#items.toSorted(this.#compare).slice(0, this.#maximum);
    }
}



const day = 86_400_000;
function assessSecrets(credentials, dueWithin, now) {
    const limit = (0, duration/* endOfLifetime */.I1)(dueWithin, now);
    const candidates = credentials.map((secret) => ({
        secret,
        provenance: (0, lineage/* parseProvenance */.X6)(secret.displayName),
        live: (0, plan_credentials/* isLive */.DG)(secret, now),
    }));
    return candidates.map(({ secret, provenance, live }) => {
        const newer = candidates.filter((candidate) => candidate.live && isNewer(candidate.secret, secret));
        const replaced = live
            ? newer.some((candidate) => isSameLineageAs(candidate.provenance, provenance))
            : newer.length > 0;
        const { endDateTime: end } = secret;
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
function isSameLineageAs(a, b) {
    return a !== undefined && b !== undefined && (0, lineage/* isSameLineage */.yu)(a, b);
}



function findTasks(rows, lineages, retireAfter, now) {
    return [
        ...rows.flatMap((row) => {
            const kind = findSecretTask(row);
            return kind === undefined ? [] : [{ kind, row, date: row.secret.endDateTime ?? undefined }];
        }),
        ...findUnacknowledged(lineages, retireAfter, now).map((lineage) => createAcknowledgement(lineage, now)),
    ];
}
function findSecretTask({ status, provenance }) {
    if (status === 'due')
        return provenance === undefined ? 'renew' : undefined;
    if (status === 'expired')
        return provenance === undefined ? 'replace' : 'check-workflow';
    return undefined;
}
function createAcknowledgement({ newest, older }, now) {
    const [first] = older
        .filter(({ secret }) => (0, plan_credentials/* isLive */.DG)(secret, now))
        .flatMap(({ secret }) => secret.endDateTime ?? [])
        .toSorted((a, b) => a.getTime() - b.getTime());
    return { kind: 'acknowledge', row: newest, date: first };
}
const isPast = {
    renew: false,
    acknowledge: false,
    'check-workflow': true,
    replace: true,
};
function compareTasks(a, b) {
    if (isPast[a.kind] !== isPast[b.kind])
        return isPast[a.kind] ? 1 : -1;
    const [first, second] = isPast[a.kind] ? [b, a] : [a, b];
    const difference = compareDates(first.date, second.date);
    if (difference !== 0)
        return difference;
    return a.row.secret.keyId < b.row.secret.keyId ? -1 : 1;
}







const maxRows = 50;
class Findings {
    applications = 0;
    unreadable = { applications: 0, secrets: 0 };
    counts = { expired: 0, due: 0, valid: 0, superseded: 0 };
    dueCount = 0;
    reasonCounts = {
        expires: 0,
        expired: 0,
        superseded: 0,
        'hand-over': 0,
    };
    taskCounts = {
        renew: 0,
        acknowledge: 0,
        'check-workflow': 0,
        replace: 0,
    };
    soonestExpiry;
    #policy;
    #due;
    #tasks = new FirstItems(compareTasks, maxRows);
    #soonest = new FirstItems(compareByDaysLeft, maxRows);
    constructor(policy) {
        this.#policy = policy;
        this.#due = new FirstItems(compareByUrgency, policy.limit);
    }
    add({ objectId, applicationId, displayName, passwordCredentials }, now, lastUses) {
        if (passwordCredentials === undefined) {
            this.unreadable.applications += 1;
            return [];
        }
        const application = { objectId, applicationId, displayName };
        const secrets = passwordCredentials.filter(({ unreadable }) => unreadable === undefined);
        this.unreadable.secrets += passwordCredentials.length - secrets.length;
        const rows = assessSecrets(secrets, this.#policy.dueWithin, now).map((assessment) => ({
            ...assessment,
            application,
            lastUsed: lastUses && ((0, retirement/* findLastUse */.jd)(assessment.secret, lastUses) ?? null),
        }));
        this.applications += 1;
        for (const row of rows)
            this.#addRow(row);
        this.#addApplication(rows, now);
        return rows;
    }
    #addRow(row) {
        const { status, secret } = row;
        this.counts[status] += 1;
        if (status === 'superseded')
            return;
        this.#soonest.add(row);
        if (status === 'expired' || secret.endDateTime === null)
            return;
        if (this.soonestExpiry === undefined || secret.endDateTime < this.soonestExpiry)
            this.soonestExpiry = secret.endDateTime;
    }
    #addApplication(rows, now) {
        const { retireAfter } = this.#policy;
        const lineages = groupByLineage(rows);
        for (const task of findTasks(rows, lineages, retireAfter, now)) {
            this.taskCounts[task.kind] += 1;
            this.#tasks.add(task);
        }
        const due = findDueApplication(rows, lineages, retireAfter, now);
        if (due === undefined)
            return;
        this.dueCount += 1;
        for (const reason of due.reasons)
            this.reasonCounts[reason] += 1;
        this.#due.add(due);
    }
    get secrets() {
        return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
    }
    due() {
        return this.#due.list();
    }
    tasks() {
        return this.#tasks.list();
    }
    soonest() {
        return this.#soonest.list();
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
    return [
        `When client secrets were last used is not known for all applications (${code}). The rest of the report is complete. ${problem}`,
        `Likely cause: ${likelyCause}`,
        `To fix it: ${remedy}`,
    ].join('\n');
}







async function createReport(inputs, { now, log, budget, logIn }) {
    const applications = await logIn();
    log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
    const { tenantId, reportFile: path, folders } = inputs;
    const findings = await writeReportFile({ ...folders, path, mode: 0o666 }, async (file) => {
        const result = new Findings(inputs);
        let moment;
        const requested = listRequestedApplications(inputs, applications);
        const { listed, lastUses } = inputs.lastUse
            ? await readLastUses(requested, applications, { budget, log })
            : { listed: requested, lastUses: undefined };
        for await (const application of listed) {
            moment ??= now();
            await file.add(result.add(application, moment, lastUses).map(toReportRecord));
        }
        const { applications: count, counts } = result;
        const generatedAt = (0, timestamp/* formatTimestamp */.E)(moment ?? now());
        const due = result.due().values().map(toMatrixEntry);
        const summary = { 'tenant-id': tenantId, 'generated-at': generatedAt, applications: count, counts };
        return { due, summary, result };
    });
    warnOfUnreadable(findings, log);
    const { expired, due } = findings.counts;
    log.info(`Applications: ${findings.applications}. Client secrets: ${findings.secrets}, of which due: ${due}, expired: ${expired}.`);
    if (findings.dueCount > 0)
        log.info(formatDueCount(findings));
    return findings;
}
function warnOfUnreadable({ unreadable: { applications, secrets } }, log) {
    if (applications + secrets === 0)
        return;
    log.warning(`The report is incomplete: Microsoft Graph returned entries that the action cannot read. App registrations without an ID or without their list of client secrets: ${applications}. Client secrets without a key ID or with an unreadable date: ${secrets}.`);
}
function formatDueCount({ dueCount, reasonCounts }) {
    const counts = dueReasons
        .filter((reason) => reasonCounts[reason] > 0)
        .map((reason) => `${reason}: ${reasonCounts[reason]}`);
    return `Applications due: ${dueCount} (${counts.join(', ')}).`;
}
function secretsDueError(findings) {
    return new action_error/* ActionError */.lZ('secrets-due', {
        problem: formatDueCount(findings),
        likelyCause: 'their client secrets have not been renewed, or the superseded ones have not been removed, and `fail-when-due: true` makes the run fail in this case.',
        remedy: 'do what the job summary asks for, and pass the output `due` to a job matrix that runs the action for each application.',
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

// EXTERNAL MODULE: ./src/shared/gantt.ts
var gantt = __webpack_require__(4455);
// EXTERNAL MODULE: ./src/shared/summary-text.ts
var summary_text = __webpack_require__(5681);

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

// EXTERNAL MODULE: ./node_modules/html-escaper/esm/index.js
var esm = __webpack_require__(8460);


function formatHeaderCells(titles) {
    return titles.map((data) => ({ data, header: true }));
}
function formatApplicationLink({ applicationId, displayName }, { portal }) {
    const page = `${portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${applicationId}`;
    return `<a href="${(0, esm/* escape */.i)(page)}">${(0, summary_text/* formatSummaryText */.J)(displayName)}</a>`;
}
function formatAddedBy(provenance) {
    return provenance === undefined ? '' : `this action in ${(0, summary_text/* formatSummaryText */.J)(provenance.repository)}`;
}

// EXTERNAL MODULE: ./src/shared/count-noun.ts
var count_noun = __webpack_require__(4123);


const phrases = [
    ['renew', (count) => `renew ${(0, count_noun/* countNoun */.y)(count, 'client secret')}`],
    ['acknowledge', (count) => `update Exalate for ${(0, count_noun/* countNoun */.y)(count, 'application')}`],
    ['check-workflow', (count) => `check why ${(0, count_noun/* countNoun */.y)(count, 'client secret')} expired`],
    ['replace', (count) => `replace or remove ${(0, count_noun/* countNoun */.y)(count, 'expired client secret')}`],
];
function formatHeadline({ taskCounts, unreadable, dueCount, soonestExpiry }) {
    const entries = unreadable.applications + unreadable.secrets;
    const tasks = [
        ...phrases.flatMap(([kind, format]) => (taskCounts[kind] > 0 ? [format(taskCounts[kind])] : [])),
        ...(entries > 0 ? [`check ${(0, count_noun/* countNoun */.y)(entries, 'entry', 'entries')} that the report cannot read`] : []),
    ];
    if (tasks.length > 0)
        return `Action needed: ${tasks.join(', ')}`;
    if (dueCount > 0)
        return `Nothing to do by hand: workflows handle ${(0, count_noun/* countNoun */.y)(dueCount, 'due application')}`;
    return soonestExpiry === undefined
        ? 'Nothing to do: no client secret expires'
        : `Nothing to do: the next client secret expires on ${(0, timestamp/* formatDay */.i)(soonestExpiry)}`;
}





const instructions = {
    renew: () => 'No workflow renews it. Renew it by hand, or add its key ID to the input <code>adopt</code> of a workflow.',
    acknowledge: (keyId) => `Update Exalate to this client secret. Then run its workflow with <code>acknowledge: ${keyId}</code>, which removes the older ones.`,
    'check-workflow': () => 'It has expired. Check the last run of its workflow.',
    replace: () => 'It has expired, and no workflow renews it. Replace it, or remove it if nothing uses it.',
};
function addTasks(findings, cloud, summary) {
    const tasks = findings.tasks();
    const { applications, secrets } = findings.unreadable;
    if (tasks.length === 0 && applications + secrets === 0)
        return;
    summary.addHeading('What a person must do', 3);
    if (tasks.length > 0) {
        summary.addTable([
            formatHeaderCells(['Date', 'Application', 'Client secret', 'Added by', 'Task']),
            ...tasks.map((task) => formatTask(task, cloud).map((data) => ({ data }))),
        ]);
    }
    const count = Object.values(findings.taskCounts).reduce((sum, one) => sum + one, 0);
    if (count > maxRows) {
        summary.addRaw(`These are the ${maxRows} most urgent tasks, of ${count}. The report file lists all client secrets.`, true);
    }
    if (applications + secrets > 0) {
        summary.addRaw(`<p>The report cannot read ${(0, count_noun/* countNoun */.y)(applications, 'app registration')} and ${(0, count_noun/* countNoun */.y)(secrets, 'client secret')}. Check the app registrations in the portal.</p>`, true);
    }
}
function formatTask({ kind, row, date }, cloud) {
    const { secret, application, provenance } = row;
    return [
        date === undefined ? '' : (0, timestamp/* formatDay */.i)(date),
        formatApplicationLink(application, cloud),
        (0, summary_text/* formatSummaryText */.J)(secret.displayName),
        formatAddedBy(provenance),
        instructions[kind](secret.keyId),
    ];
}
function addWorkflowTasks({ counts, taskCounts, reasonCounts, dueCount }, { limit }, summary) {
    const renewals = counts.due - taskCounts.renew;
    const retirements = reasonCounts.superseded;
    const later = dueCount - limit;
    const items = [
        ...(renewals > 0
            ? [`Renew ${(0, count_noun/* countNoun */.y)(renewals, 'client secret')} that this action added and that will expire soon.`]
            : []),
        ...(retirements > 0
            ? [`Remove the superseded client secrets of ${(0, count_noun/* countNoun */.y)(retirements, 'application')}.`]
            : []),
        ...(later > 0
            ? [`Handle ${(0, count_noun/* countNoun */.y)(later, 'due application')} another day: <code>limit</code> is ${limit}.`]
            : []),
    ];
    if (items.length > 0)
        summary.addHeading('What workflows do', 3).addList(items);
}








async function writeReportSummary(findings, inputs, summary) {
    summary.addHeading(formatHeadline(findings), 2);
    addTasks(findings, inputs.cloud, summary);
    addWorkflowTasks(findings, inputs, summary);
    summary.addHeading('Client secrets', 3);
    addCounts(findings, summary);
    addSecrets(findings, inputs.cloud, summary);
    await summary.write();
}
function addCounts({ counts, secrets, applications }, summary) {
    summary.addTable([
        formatHeaderCells(['Applications', 'Client secrets', 'Expired', 'Due', 'Valid', 'Superseded']),
        [applications, secrets, counts.expired, counts.due, counts.valid, counts.superseded].map((count) => ({
            data: String(count),
        })),
    ]);
}
function addSecrets(findings, cloud, summary) {
    const rows = findings.soonest();
    if (rows.length === 0)
        return;
    const hasLastUses = rows.some(({ lastUsed }) => lastUsed !== undefined);
    const titles = ['Days left', 'Expires', 'Status', 'Application', 'Description', 'Added by'];
    summary.addTable([
        formatHeaderCells([...titles, ...(hasLastUses ? ['Last used'] : [])]),
        ...rows.map((row) => formatCells(row, cloud).map((data) => ({ data }))),
    ]);
    const { counts } = findings;
    const shown = counts.expired + counts.due + counts.valid;
    if (shown > maxRows) {
        summary.addRaw(`These are the ${maxRows} secrets that expire first, of ${shown}. The report file lists all of them.`, true);
    }
    summary.addRaw(formatChart(rows), true);
    if (rows.length > gantt/* maxBars */.Vv)
        summary.addRaw(`The chart shows the ${gantt/* maxBars */.Vv} secrets that expire first.`, true);
}
function formatCells({ application, secret, status, daysLeft, lastUsed, provenance }, cloud) {
    return [
        daysLeft === null ? '' : String(daysLeft),
        secret.endDateTime === null ? 'never' : (0, timestamp/* formatDay */.i)(secret.endDateTime),
        status,
        formatApplicationLink(application, cloud),
        (0, summary_text/* formatSummaryText */.J)(secret.displayName),
        formatAddedBy(provenance),
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
    await writeReportSummary(findings, inputs, toolkit.summary).catch(() => {
        toolkit.warning('The job summary could not be written; the run itself succeeded.');
    });
    if (inputs.failWhenDue && findings.dueCount > 0)
        throw secretsDueError(findings);
}


/***/ })

};

export { id, ids, modules };
