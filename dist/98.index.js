const id = 98;
const ids = [98];
const modules = {

/***/ 8098:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runReport: () => (/* binding */ runReport)
});

// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(8877);
// EXTERNAL MODULE: ./src/entra/session.ts + 3 modules
var session = __webpack_require__(3377);
// EXTERNAL MODULE: ./src/entra/moments.ts
var moments = __webpack_require__(6477);
// EXTERNAL MODULE: ./src/runner/run-context.ts
var run_context = __webpack_require__(2825);
// EXTERNAL MODULE: ./src/http/time-budget.ts
var time_budget = __webpack_require__(1749);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/runner/input-reader.ts
var input_reader = __webpack_require__(7344);
// EXTERNAL MODULE: ./src/runner/input-values.ts
var input_values = __webpack_require__(2173);
// EXTERNAL MODULE: ./src/runner/invalid-inputs.ts
var invalid_inputs = __webpack_require__(7743);




const scopes = ['owned', 'tenant'];
/** What an empty input means. report/action.yml says the same; a test compares the two. */
const reportDefaults = {
    scope: 'owned',
    'due-within': '30 days',
    'fail-when-due': 'false',
    shard: '1',
    cloud: 'public',
};
/**
 * Reads the step's inputs.
 *
 * @param getInput the text of an input, without blanks around it; empty when there is none
 * @throws Failure `invalid-inputs`, which names all that is wrong
 */
function readReportInputs(getInput, { workspace, temp }, now) {
    const reader = (0, input_reader/* inputReader */.c)(getInput, reportDefaults);
    const { optional, required } = reader;
    const tenantId = required('tenant-id', input_values/* guid */.Os);
    const clientId = required('client-id', input_values/* guid */.Os);
    const applications = optional('applications', linesOf) ?? [];
    const scope = required('scope', scopeOf);
    const dueWithin = required('due-within', (text) => (0, input_values/* lifetimeOf */.XA)(text, now));
    const failWhenDue = required('fail-when-due', input_values/* yesOrNo */.GX);
    const file = optional('report-file', input_values/* line */.n8);
    const shard = required('shard', numberOf);
    const cloud = required('cloud', input_values/* cloudOf */.hH);
    if (applications.length > 0 && scope === 'tenant') {
        reader.object('`applications` and `scope: tenant` exclude one another: leave one of them out.');
    }
    if (reader.problems.length > 0 ||
        tenantId === undefined ||
        clientId === undefined ||
        scope === undefined ||
        dueWithin === undefined ||
        failWhenDue === undefined ||
        shard === undefined ||
        cloud === undefined) {
        throw (0, invalid_inputs/* invalidInputs */.R)(reader.problems);
    }
    const reportFile = file === undefined ? (0, external_node_path_.resolve)(temp, 'client-secrets.json') : (0, external_node_path_.resolve)(workspace, file);
    const folders = { workspace, temp };
    return {
        tenantId,
        clientId,
        cloud,
        applications,
        scope,
        dueWithin,
        failWhenDue,
        reportFile,
        folders,
        shard,
    };
}
function linesOf(text) {
    const lines = text.split('\n').map((one) => one.trim());
    return [...new Set(lines.filter((one) => one !== ''))].map(input_values/* line */.n8);
}
function scopeOf(text) {
    const scope = scopes.find((one) => one === text);
    if (scope === undefined)
        throw new input_reader/* Unfit */.L(`must be one of ${scopes.join(', ')}`);
    return scope;
}
function numberOf(text) {
    if (!/^[1-9]\d{0,5}$/.test(text))
        throw new input_reader/* Unfit */.L('must be a whole number from 1');
    return Number(text);
}
/** A job matrix has no more jobs than this. Source: GitHub's workflow syntax, `jobs.<job_id>.strategy.matrix`. */
const mostJobs = 256;
/** How many characters a shard may have: GitHub takes outputs of 1 MB, in UTF-16, with all else that a job hands on. */
const mostCharacters = 400_000;
/**
 * Cuts a list into pieces that each fit one matrix. Pure.
 *
 * @param entries each as JSON
 * @returns the entries of each piece, in their order; no piece when there is none
 */
function shardsOf(entries) {
    const shards = [];
    let characters = Infinity;
    for (const entry of entries) {
        const current = shards.at(-1);
        characters += entry.length + 1;
        if (current !== undefined && current.length < mostJobs && characters <= mostCharacters) {
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
var lineage = __webpack_require__(6578);


/** What a job of the matrix is given. */
function matrixEntryOf({ application, secret, daysLeft }) {
    return {
        'application-id': application.applicationId,
        'object-id': application.objectId,
        'display-name': application.displayName,
        'key-id': secret.keyId,
        description: secret.displayName,
        'expires-on': secret.endDateTime && (0, timestamp/* wholeSeconds */.$)(secret.endDateTime),
        'days-left': daysLeft,
    };
}
/** All that is known of it. */
function recordOf(row) {
    const { secret, standing, provenance } = row;
    return {
        ...matrixEntryOf(row),
        'starts-on': secret.startDateTime && (0, timestamp/* wholeSeconds */.$)(secret.startDateTime),
        standing,
        lineage: provenance === undefined ? null : (0, lineage/* printLineage */.tg)(provenance),
    };
}
/** Those that end first come first; of those that end together, the order is always the same. */
function byDaysLeft(one, other) {
    const apart = endOf(one) - endOf(other);
    if (apart !== 0 && !Number.isNaN(apart))
        return apart;
    return one.secret.keyId < other.secret.keyId ? -1 : 1;
}
function endOf({ secret }) {
    return secret.endDateTime?.getTime() ?? Infinity;
}



/** Hands what was found to the later jobs: what is due, in pieces that each fit one matrix. */
function setReportOutputs(findings, { reportFile, shard }, setOutput) {
    const due = findings.due().map((row) => JSON.stringify(matrixEntryOf(row)));
    const shards = shardsOf(due);
    const soonest = findings.soonestExpiry();
    setOutput('report-file', reportFile);
    setOutput('due', `[${(shards[shard - 1] ?? []).join(',')}]`);
    setOutput('due-count', String(due.length));
    setOutput('due-shards', JSON.stringify(shards.map((_, index) => index + 1)));
    setOutput('soonest-expiry', soonest === undefined ? '' : (0, timestamp/* wholeSeconds */.$)(soonest));
}

// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);
// EXTERNAL MODULE: ./src/runner/file-obstacle.ts
var file_obstacle = __webpack_require__(8990);
// EXTERNAL MODULE: ./src/runner/job-file.ts
var job_file = __webpack_require__(4352);



/** How many characters are written at once. */
const atOnce = 65_536;
/**
 * Writes a JSON document: `{"secrets": [...], ...closing}`. Nobody ever sees half of it.
 *
 * @param work adds to the list, and answers what is to stand beside it
 * @throws Failure `report-not-writable`
 */
async function writeReportFile(file, work) {
    try {
        return await (0,job_file/* writeJobFile */.X)(file, async (append) => {
            let pending = '{"secrets":[';
            let separator = '\n';
            const { closing, result } = await work({
                async add(records) {
                    for (const record of records) {
                        pending += separator + JSON.stringify(record);
                        separator = ',\n';
                    }
                    if (pending.length < atOnce)
                        return;
                    await append(pending);
                    pending = '';
                },
            });
            await append(`${pending}\n],${JSON.stringify(closing).slice(1)}\n`);
            return result;
        });
    }
    catch (error) {
        if (!(error instanceof file_obstacle/* FileObstacle */.Q))
            throw error;
        throw new action_error/* Failure */.HR('report-not-writable', (0, file_obstacle/* explainObstacle */.p)('report-file', file.path, error.obstacle));
    }
}

// EXTERNAL MODULE: ./src/plan/credentials.ts
var plan_credentials = __webpack_require__(7829);
// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);



const day = 86_400_000;
/**
 * Appraises the secrets of one application. A secret is superseded when a newer one of its lineage lives, and an expired
 * one when any newer secret of the application lives. Pure.
 *
 * @param dueWithin how long before its end a secret is due
 */
function appraise(credentials, dueWithin, now) {
    const limit = (0, duration/* endOf */.pJ)(dueWithin, now);
    return credentials.map((secret) => {
        const { displayName, endDateTime: end } = secret;
        const provenance = (0, lineage/* parseProvenance */.X6)(displayName);
        const newer = credentials.filter((one) => isNewer(one, secret) && (0, plan_credentials/* isLive */.DG)(one, now));
        const replaced = (0, plan_credentials/* isLive */.DG)(secret, now)
            ? newer.some((one) => isOfOneLineage(one, provenance))
            : newer.length > 0;
        const daysLeft = end === null ? null : Math.floor((end.getTime() - now.getTime()) / day);
        return { secret, provenance, daysLeft, standing: replaced ? 'superseded' : standingOf(end, limit, now) };
    });
}
function standingOf(end, limit, now) {
    if (end === null || end > limit)
        return 'coming';
    return end > now ? 'due' : 'expired';
}
function isNewer(one, other) {
    return (one.startDateTime !== null && other.startDateTime !== null && one.startDateTime > other.startDateTime);
}
function isOfOneLineage({ displayName }, provenance) {
    const other = (0, lineage/* parseProvenance */.X6)(displayName);
    return other !== undefined && provenance !== undefined && (0, lineage/* isSameLineage */.yu)(other, provenance);
}


/** How many rows are kept for people to read. */
const mostRows = 50;
/** What a report has found so far: as much as is needed in the end, and no more. */
class Findings {
    applications = 0;
    counts = { expired: 0, due: 0, coming: 0, superseded: 0 };
    #due = [];
    #first = [];
    /** Takes in an application. @returns its secrets */
    add({ objectId, applicationId, displayName, ...rest }, dueWithin, now) {
        const application = { objectId, applicationId, displayName };
        const rows = appraise(rest.passwordCredentials, dueWithin, now).map((one) => ({ ...one, application }));
        this.applications += 1;
        for (const row of rows) {
            this.counts[row.standing] += 1;
            if (row.standing === 'due' || row.standing === 'expired')
                this.#due.push(row);
            if (row.standing !== 'superseded')
                this.#first.push(row);
        }
        if (this.#first.length > 4 * mostRows)
            this.#first = this.first();
        return rows;
    }
    /** How many secrets there are. */
    get secrets() {
        return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
    }
    /** Those that are to be renewed, the most urgent first. */
    due() {
        return this.#due.toSorted(byDaysLeft);
    }
    /** Those that end first, as many as people read. */
    first() {
        return this.#first.toSorted(byDaysLeft).slice(0, mostRows);
    }
    /** When the next secret ends that lives and is not superseded; undefined when none does. */
    soonestExpiry() {
        return this.first().find(({ standing }) => standing !== 'expired')?.secret.endDateTime ?? undefined;
    }
}






/**
 * Looks at the client secrets of many applications, changes nothing, and writes down what it finds.
 *
 * @throws Failure or Failures
 */
async function report(inputs, { now, log, logIn }) {
    const applications = await logIn();
    log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
    const { tenantId, dueWithin, reportFile: path, folders } = inputs;
    const findings = await writeReportFile({ ...folders, path, mode: 0o666 }, async (file) => {
        const found = new Findings();
        let moment;
        for await (const one of wantedIn(inputs, applications)) {
            moment ??= now();
            await file.add(found.add(one, dueWithin, moment).map(recordOf));
        }
        const { applications: count, counts } = found;
        const madeOn = (0, timestamp/* wholeSeconds */.$)(moment ?? now());
        const closing = { 'tenant-id': tenantId, 'made-on': madeOn, applications: count, counts };
        return { closing, result: found };
    });
    const { expired, due } = findings.counts;
    log.info(`Applications: ${findings.applications}. Client secrets: ${findings.secrets}, of which due: ${due}, expired: ${expired}.`);
    return findings;
}
/** The failure that asks for attention: some of what was found is due. */
function secretsDue({ counts: { due, expired } }) {
    return new action_error/* Failure */.HR('secrets-due', {
        happened: `Client secrets that are due: ${due}. Client secrets that have expired without a successor: ${expired}.`,
        likely: 'nobody has renewed them, and `fail-when-due` asks to be told.',
        fix: 'renew what the job summary lists, or hand the output `due` to a matrix of jobs that do.',
    });
}
const isAboutTheName = new Set(['application-not-found', 'application-ambiguous']);
async function* wantedIn({ applications: wanted, scope }, applications) {
    if (wanted.length === 0) {
        yield* applications.all(scope);
        return;
    }
    const failures = [];
    const seen = new Set();
    for (const name of wanted) {
        try {
            const application = await applications.find(name);
            // It may be named twice, by its name and by its ID.
            if (!seen.has(application.objectId))
                yield application;
            seen.add(application.objectId);
        }
        catch (error) {
            const found = (0, settle/* failuresIn */.xM)(error);
            // Of what a name is to blame for, all is told at once; what else fails would fail for each.
            if (!found.every(({ code }) => isAboutTheName.has(code)))
                throw error;
            failures.push(...found);
        }
    }
    (0, settle/* throwAny */.jg)(failures);
}

// EXTERNAL MODULE: ./node_modules/html-escaper/esm/index.js
var esm = __webpack_require__(8460);
// EXTERNAL MODULE: ./src/shared/summary-text.ts
var summary_text = __webpack_require__(5681);
/** How many lifetimes are drawn: more of them cannot be told apart. */
const mostBars = 30;
/** How many characters of a name are shown. */
const longest = 32;
/**
 * A picture of lifetimes, in Mermaid's language, which GitHub draws.
 *
 * @param rows in the order in which they are drawn
 */
function ganttOf(rows) {
    const bars = rows.slice(0, mostBars).flatMap((row, index) => {
        const { startDateTime: start, endDateTime: end } = row.secret;
        if (start === null || end === null || row.daysLeft === null || end <= start)
            return [];
        const { application, secret, standing, daysLeft } = row;
        // A line that began with a word such as `title` would be an order. Sections of one name would be drawn as one.
        const label = `${daysLeft} d, ${plain(application.displayName)}, ${plain(secret.displayName)}`;
        return [`${label} :${tags[standing]}s${index}, ${dayOf(start)}, ${dayOf(end)}`];
    });
    return ['gantt', 'dateFormat YYYY-MM-DD', 'axisFormat %Y-%m', ...bars].join('\n');
}
/** How the bars look: `crit` is red, `done` grey, `active` blue. */
const tags = {
    expired: 'crit, done, ',
    due: 'crit, ',
    coming: 'active, ',
    superseded: 'done, ',
};
/** Mermaid reads many signs as its own. What is no letter, digit or harmless sign becomes a blank. */
function plain(text) {
    const cleaned = text
        .replace(/[^\p{L}\p{N}\p{M} ._/()[\]@+-]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim();
    // By code points: half a character would be none.
    const characters = Array.from(cleaned === '' ? '?' : cleaned);
    return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}
function dayOf(moment) {
    return moment.toISOString().slice(0, 10);
}





/** Writes what people read: how many there are, those that end first, and a picture of their lifetimes. */
async function writeReportSummary(findings, cloud, summary) {
    const { counts, secrets, applications } = findings;
    const rows = findings.first();
    summary.addHeading(`Client secrets: ${counts.due} due, ${counts.expired} expired`, 2).addTable([
        ['Applications', 'Client secrets', 'Expired', 'Due', 'Coming', 'Superseded'].map((data) => ({
            data,
            header: true,
        })),
        [applications, secrets, counts.expired, counts.due, counts.coming, counts.superseded].map((count) => ({
            data: String(count),
        })),
    ]);
    if (rows.length > 0) {
        summary.addTable([
            ['Days left', 'Ends', 'State', 'Application', 'Description', 'Made by'].map((data) => ({
                data,
                header: true,
            })),
            ...rows.map((row) => cellsOf(row, cloud).map((data) => ({ data }))),
        ]);
        const shown = counts.expired + counts.due + counts.coming;
        if (shown > mostRows) {
            summary.addRaw(`The ${mostRows} that end first, of ${shown}. The output report-file has all.`, true);
        }
        summary.addRaw(picture(rows), true);
        if (rows.length > mostBars)
            summary.addRaw(`The picture shows the ${mostBars} that end first.`, true);
    }
    await summary.write();
}
function cellsOf({ application, secret, standing, daysLeft, provenance }, cloud) {
    const { applicationId, displayName } = application;
    const page = `${cloud.portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${applicationId}`;
    return [
        daysLeft === null ? '' : String(daysLeft),
        secret.endDateTime === null ? 'never' : (0, timestamp/* wholeSeconds */.$)(secret.endDateTime).slice(0, 10),
        standing,
        `<a href="${(0, esm/* escape */.i)(page)}">${(0, summary_text/* summaryText */.g)(displayName)}</a>`,
        (0, summary_text/* summaryText */.g)(secret.displayName),
        provenance === undefined ? '' : `this action, in ${(0, summary_text/* summaryText */.g)(provenance.repository)}`,
    ];
}
/** GitHub draws what stands in such a block; it wants blank lines around it. */
function picture(rows) {
    return `\n\n\`\`\`mermaid\n${ganttOf(rows)}\n\`\`\`\n`;
}









/** How long all pages may take, and how long Microsoft Graph may make it wait beyond that, in milliseconds. */
const time = { budget: 1_800_000, purse: 900_000 };
/**
 * The whole of the report action.
 *
 * @param environment the runner's variables
 * @throws Failure or Failures
 */
async function runReport(toolkit, environment, clock) {
    // What lives for one page only makes V8 set more and more memory aside for new objects: it never needs it.
    (0, external_node_v8_.setFlagsFromString)('--semi-space-growth-factor=1');
    const inputs = readReportInputs(toolkit.getInput, (0, run_context/* readRun */.c)(environment), clock.now());
    const budget = new time_budget/* Budget */.__(clock, time.budget, time.purse);
    const { logIn, serverTime } = (0, session/* entranceFor */.I)(inputs, toolkit, environment, clock, budget);
    const now = () => (0, moments/* nowAtGraph */.G)({ clock, cloud: inputs.cloud, serverTime });
    const findings = await report(inputs, { now, log: toolkit, logIn });
    setReportOutputs(findings, inputs, toolkit.setOutput);
    await writeReportSummary(findings, inputs.cloud, toolkit.summary).catch(() => {
        toolkit.warning('The job summary could not be written; the run itself succeeded.');
    });
    const { expired, due } = findings.counts;
    if (inputs.failWhenDue && expired + due > 0)
        throw secretsDue(findings);
}


/***/ })

};

export { id, ids, modules };
