const id = 426;
const ids = [426];
const modules = {

/***/ 4152:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   WG: () => (/* binding */ isPassing),
/* harmony export */   c3: () => (/* binding */ refusalIn)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _http_client_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9674);


const number = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig()]), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_1__/* .check */ .z6Y((value) => Number.isSafeInteger(value) && value > 0));
const withNumber = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ errorNo: number });
const withCause = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ cause: valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J() });
/**
 * Finds Entra's error number in the chain of causes that @azure/identity wraps it in. Messages are not looked at: they
 * hold what the server sent. Nor are statuses and codes, which the library drops on the way: those were seen.
 */
function refusalIn(error, seen) {
    return { ...seen, aadsts: errorNumber(error, 5) };
}
function errorNumber(error, depth) {
    const here = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(withNumber, error);
    if (here.success)
        return here.output.errorNo;
    return depth > 0 && valibot__WEBPACK_IMPORTED_MODULE_1__.is(withCause, error) ? errorNumber(error.cause, depth - 1) : undefined;
}
/** How a refusal is named to people: `AADSTS700213`, `HTTP 503`, `ECONNRESET`. */
function nameOf({ aadsts, status, network }) {
    if (aadsts !== undefined)
        return `AADSTS${aadsts}`;
    if (status !== undefined)
        return `HTTP ${status}`;
    return network ?? 'no answer';
}
/** Whether the same login may be accepted a moment later: there was no answer, too many requests, or a server error. */
function isPassing({ status = 0, network }) {
    if (network !== undefined)
        return (0, _http_client_js__WEBPACK_IMPORTED_MODULE_0__/* .isTransient */ .dg)(network);
    return status === 408 || status === 429 || status >= 500;
}


/***/ }),

/***/ 426:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runMain: () => (/* binding */ runMain),
  runPost: () => (/* binding */ runPost)
});

// EXTERNAL MODULE: ./src/azure/az-commands.ts
var az_commands = __webpack_require__(6239);
/**
 * Tells what each destination holds after a run that failed, a line for each.
 *
 * @param keyId the new secret's
 */
function listHoldings(keyId, destinations, where) {
    const holds = ({ index, destination: { lasting } }) => {
        if (where.new.includes(index))
            return `the new secret (key ID ${keyId})`;
        if (where.unknown === index)
            return 'not known: the new secret or the earlier value';
        return lasting ? 'what it held before' : 'nothing';
    };
    const lines = destinations.map((one) => `${one.destination.label}: ${holds(one)}`);
    return ['Current state of the destinations:', ...lines].join('\n  - ');
}

// EXTERNAL MODULE: ./src/http/time-budget.ts
var time_budget = __webpack_require__(1749);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);


/**
 * The wait before each look, in milliseconds: a replica that is asked may not have heard of a secret yet, or may still
 * show one that was removed.
 */
const pollDelays = [0, 1_000, 2_000, 4_000, 8_000];
/**
 * Removes client secrets. A removal counts only when a later read does not show the secret any more: Graph's 204 can
 * be without effect. While a read shows a secret, it is removed again; when the looks are used up, it is left.
 *
 * @returns never rejects: what could not be removed is not among those that are gone
 */
async function removeSecrets(order, site) {
    const { application, applications, clock, budget } = site;
    const { mustGo, agreeingReads, mayBeMore } = order;
    const doomed = new Map(order.keyIds.map((keyId) => [keyId, newlyDoomed(order.unseen)]));
    let failure;
    let stopped = false;
    let reads = 0;
    async function remove(keyId, one) {
        budget.reserve(time_budget/* minTimeForWrite */.uu);
        try {
            const answer = await applications.removePassword(application, keyId);
            // "Not found" by a replica that may not have heard of the secret yet says nothing.
            one.known ||= answer === 'removed';
            one.due = !one.known;
        }
        catch (error) {
            failure = (0, action_error/* asFailure */.h_)(error);
            stopped = order.onFailure === 'stop';
        }
    }
    async function removeDue(tried) {
        const { size } = tried;
        for (const [keyId, one] of doomed) {
            if (!one.due || tried.has(keyId) || stopped)
                continue;
            tried.add(keyId);
            await remove(keyId, one);
        }
        return tried.size - size;
    }
    async function read() {
        const secrets = await applications.secretNames(application.objectId);
        reads += 1;
        const shown = new Map(secrets.map((secret) => [secret.keyId, secret]));
        for (const secret of shown.values()) {
            if (mustGo(secret) && !doomed.has(secret.keyId))
                doomed.set(secret.keyId, newlyDoomed(true));
        }
        for (const [keyId, one] of doomed) {
            const secret = shown.get(keyId);
            if (secret === undefined) {
                one.absent += 1;
            }
            else {
                one.foreign = !mustGo(secret);
                one.due = !one.foreign;
                one.shown = !one.foreign;
                one.known = true;
                one.absent = 0;
            }
        }
    }
    /** @returns whether the application could be read */
    async function look() {
        const tried = new Set();
        try {
            await removeDue(tried);
            await read();
            if ((await removeDue(tried)) > 0)
                await read();
            return true;
        }
        catch (error) {
            failure = (0, action_error/* asFailure */.h_)(error);
            return false;
        }
    }
    const isSettled = (one) => one.foreign || (one.known && one.absent >= agreeingReads);
    /** @param conclusive whether all looks were used, the last one could read, and so could another */
    function result(conclusive) {
        const isGone = (one) => !one.foreign && (isSettled(one) || (conclusive && one.absent > 0));
        const keyIds = (which) => [...doomed].filter(([, one]) => which(one)).map(([keyId]) => keyId);
        const gone = new Set(keyIds(isGone));
        const complete = gone.size === doomed.size && (conclusive || !mayBeMore);
        const remaining = keyIds((one) => one.shown && !isGone(one));
        return { gone, foreign: keyIds(({ foreign }) => foreign), remaining, complete, failure };
    }
    let conclusive = false;
    for (const wait of order.pollDelays) {
        if (wait > budget.left())
            return result(false);
        await clock.sleep(wait);
        conclusive = (await look()) && reads > 1;
        const open = [...doomed.values()].filter((one) => !isSettled(one));
        if (!mayBeMore && open.every(({ due }) => due && stopped))
            break;
    }
    return result(conclusive);
}
function newlyDoomed(due) {
    return { due, known: false, shown: false, foreign: false, absent: 0 };
}


/** More looks, for a secret that has not been seen yet and may surface late: the post step has the time. */
const patientPollDelays = [...pollDelays, 15_000, 15_000];
/** How much time cleaning up may take at least, whatever was used up before, in milliseconds. */
const timeToCleanUp = 60_000;
/**
 * Removes what a run has left on the application, until reads agree that it is gone. What the run did not add is not
 * touched: the main step knows the key ID from Graph's own answer; the post step, which has it from a text that others
 * could have written, removes only what a read shows under exactly the run's description.
 *
 * @returns never rejects
 */
async function withdraw({ displayName, doomed, keep, mayBeMore }, rollback, phase) {
    rollback.budget.reserve(timeToCleanUp);
    const isMain = phase === 'main';
    const { complete, foreign, remaining } = await removeSecrets({
        keyIds: doomed === undefined ? [] : [doomed],
        unseen: isMain,
        mustGo: (secret) => secret.keyId !== keep && (secret.displayName === displayName || (isMain && secret.keyId === doomed)),
        agreeingReads: 2,
        pollDelays: isMain ? pollDelays : patientPollDelays,
        mayBeMore,
        onFailure: 'repeat',
    }, rollback);
    return { complete, foreign: foreign[0], remaining: remaining.find((keyId) => keyId === doomed) };
}
/**
 * The command that removes a secret by its key ID. In the post step the key ID is from a text that others could have
 * written: there it is printed only for a secret that a read has shown under the run's description.
 */
function removeByHand(keyId, { application: { applicationId }, cloud }) {
    return ` Remove it:${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* removeSecretByHand */.pc)(applicationId, keyId))}`;
}
/** The commands that find what is left of a run by its description, which only that run gives, and remove it. */
function findByHand({ displayName, keep }, { application: { applicationId }, cloud }) {
    const which = keep === undefined ? 'it' : `all but key ID ${keep}, which is in use`;
    return ` Look for "${displayName}", and remove ${which}:${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* listSecrets */.AQ)(applicationId), (0, az_commands/* removeSecretByHand */.pc)(applicationId, 'KEY-ID'))}`;
}
/** How long to wait before each question, in milliseconds: half a minute in all. */
const writeCheckDelays = [...pollDelays, 15_000];
/**
 * Asks a destination whether it took a value, where nobody said so, for half a minute.
 *
 * @param revisionBefore what it showed before the write
 * @throws Failure when it cannot be asked
 */
async function hasTaken(destination, revisionBefore, { clock, budget }) {
    budget.reserve(timeToCleanUp);
    for (const wait of writeCheckDelays) {
        await clock.sleep(wait);
        if (await isWrittenSince(destination, revisionBefore))
            return true;
    }
    return false;
}
/**
 * Whether a destination was written since it showed that revision. One that holds nothing was not: whatever it had was
 * deleted.
 *
 * @throws Failure when it cannot be asked
 */
async function isWrittenSince(destination, revisionBefore) {
    const state = await destination.state();
    return state !== undefined && state.mark !== revisionBefore && state.evidence.kind !== 'empty';
}

// EXTERNAL MODULE: ./src/rotation/state.ts
var rotation_state = __webpack_require__(7687);
// EXTERNAL MODULE: ./src/shared/settle.ts
var settle = __webpack_require__(7694);






/**
 * The post step: removes what the main step added and no destination holds, be it that it failed, was cancelled or
 * was killed, and what was for this job alone. Where nobody can say whether a destination holds the secret, it stays, and the error says so.
 *
 * @param state what the main step saved last; it was found to be this run's own
 * @throws Failure or Failures `secret-left-behind`, `secret-in-doubt`, `dead-value-stored`, `journal-not-believed`
 */
async function cleanUp(state, world) {
    const { intent, lostAnswer } = state;
    if ((0, rotation_state/* isInOrder */.ql)(state))
        return;
    const { log } = world;
    log.info(state.step === 'complete' && intent.revokeAfterJob
        ? `Removing "${intent.displayName}", which was for this job alone.`
        : `Looking after "${intent.displayName}", which the main step left unfinished.`);
    const { kept, doomed, late } = await fateOf((0, rotation_state/* recoveryFor */.JU)(state), intent, world);
    const mayBeMore = lostAnswer || state.step === 'adding';
    const removes = doomed !== undefined || mayBeMore;
    const traces = { displayName: intent.displayName, doomed, keep: kept?.keyId, mayBeMore };
    const left = removes ? await remove(traces, intent, world) : undefined;
    const dead = late !== undefined && left === undefined ? await deadValue(late, world) : undefined;
    (0, settle/* throwAny */.jg)([kept?.doubt, left, dead].filter((failure) => failure !== undefined));
    if (removes && kept === undefined)
        log.info('No secret of this run is left on the application.');
    if (kept === undefined)
        return;
    const holders = world.destinations
        .filter(({ index }) => kept.stored.includes(index))
        .map(({ destination: { label } }) => label);
    const hold = holders.length > 1 ? 'hold' : 'holds';
    log.info(`The secret (key ID ${kept.keyId}) stays: ${holders.join(', ')} ${hold} it.`);
    if (state.step !== 'complete' && world.destinations.length > 1) {
        const holdings = listHoldings(kept.keyId, world.destinations, await whereabouts(kept, world));
        log.warning(`The main step was stopped before all destinations were written. Run the job again. ${holdings}`);
    }
}
async function fateOf(recovery, intent, world) {
    switch (recovery.kind) {
        case 'nothing':
            return {};
        case 'check':
            return { late: recovery.unclear };
        case 'remove':
            return { doomed: recovery.keyId };
        case 'keep':
            return { kept: recovery };
        case 'ask': {
            const { keyId, unclear } = recovery;
            const destination = destinationOf(unclear, world);
            try {
                const taken = await hasTaken(destination, unclear.revisionBefore, world);
                return taken
                    ? { kept: { keyId, stored: [unclear.destination], unclear: undefined } }
                    : { doomed: keyId, late: unclear };
            }
            catch (error) {
                const doubt = inDoubt(intent, destination.label, (0, action_error/* asFailure */.h_)(error), placeOf(intent, world));
                return { kept: { keyId, stored: [], unclear, doubt } };
            }
        }
    }
}
/** Which destinations hold the secret that stays. Those that are known to hold it are not asked again. */
async function whereabouts({ stored, unclear }, world) {
    if (unclear === undefined)
        return { new: stored, unknown: undefined };
    try {
        const taken = await hasTaken(destinationOf(unclear, world), unclear.revisionBefore, world);
        return { new: taken ? [...stored, unclear.destination] : stored, unknown: undefined };
    }
    catch {
        return { new: stored, unknown: unclear.destination };
    }
}
function destinationOf({ destination: place }, { destinations }) {
    const open = destinations.find(({ index }) => index === place);
    if (open === undefined)
        throw new TypeError('a write to no destination');
    return open.destination;
}
/**
 * Asks a destination once whether a write arrived after the secret was removed.
 *
 * @returns why its value may be dead; undefined when it was not written, or cannot be asked
 */
async function deadValue(late, world) {
    const destination = destinationOf(late, world);
    const { label } = destination;
    try {
        if (!(await isWrittenSince(destination, late.revisionBefore)))
            return undefined;
    }
    catch (error) {
        world.log.warning(`The new secret was removed again, and ${label} could not be checked for a late write (${(0, action_error/* asFailure */.h_)(error).code}). If ${label} changed after this run, run the workflow again.`);
        return undefined;
    }
    return new action_error/* Failure */.HR('dead-value-stored', {
        happened: `${label} was written after this run's write had failed and the new secret had been removed.`,
        likely: `the write arrived late. ${label} then holds the value of a secret that no longer exists, and every login with it fails.`,
        fix: 'run the workflow again: it adds a new secret and writes that one.',
    });
}
/** How much time the login must find, whatever was used up before, in milliseconds. */
const timeToLogIn = 40_000;
/** @returns why something may be left; undefined when nothing is */
async function remove(traces, intent, world) {
    const place = placeOf(intent, world);
    world.budget.reserve(timeToLogIn);
    try {
        const applications = await world.logIn();
        const { clock, budget } = world;
        const { complete, foreign, remaining } = await withdraw(traces, { ...place, applications, clock, budget }, 'post');
        if (foreign !== undefined)
            return otherDescription(foreign, traces, place);
        return complete ? undefined : leftBehind(traces, place, { remaining });
    }
    catch (error) {
        return leftBehind(traces, place, { cause: (0, action_error/* asFailure */.h_)(error) });
    }
}
function placeOf({ applicationId, objectId }, { cloud }) {
    return { application: { applicationId, objectId }, cloud };
}
/** Nobody has looked at the application: the key ID is only what the record says. */
function inDoubt({ displayName }, label, cause, place) {
    return new action_error/* Failure */.HR('secret-in-doubt', {
        happened: `The main step was stopped while it wrote the new secret to ${label}, which cannot be asked whether it took it: ${cause.code}.`,
        likely: cause.explanation.likely,
        fix: `see whether ${label} was written when the job ran. If it was, leave all as it is. Only if it was not, remove the new secret.${findByHand({ displayName, keep: undefined }, place)}`,
    });
}
function leftBehind(traces, place, { cause, remaining }) {
    const byHand = remaining === undefined ? findByHand(traces, place) : removeByHand(remaining, place);
    return new action_error/* Failure */.HR('secret-left-behind', {
        happened: `A client secret that this run added may be left on the application, and no destination holds it${cause === undefined ? '' : ` (${cause.code})`}.`,
        likely: cause?.explanation.likely ?? 'Microsoft Graph refused to remove it, did not answer, or still lists it.',
        fix: `remove it by hand.${byHand}`,
    });
}
/** The key ID alone would lead to a secret that somebody else may use: no command for that. */
function otherDescription(keyId, { displayName }, { application, cloud }) {
    return new action_error/* Failure */.HR('journal-not-believed', {
        happened: `The post step was told to remove the secret with key ID ${keyId}, whose description is not the one that this run set. It was not removed.`,
        likely: 'another step of the job changed what the main step saved, or Microsoft Graph changed the description.',
        fix: `find out who uses that secret, and look for "${displayName}":${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* listSecrets */.AQ)(application.applicationId))}`,
    });
}

// EXTERNAL MODULE: ./src/azure/cloud.ts
var cloud = __webpack_require__(6370);
/** Nothing is known yet. */
function newProgress() {
    return { application: undefined, plan: undefined, keptKeyId: undefined, retired: [] };
}

// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);

/**
 * Hands what is known of a run to the later steps of the job, whether it succeeded or failed. The value is none of it: a
 * destination of its own sets that. A secret that was removed again, or is to be removed, is never named.
 */
function setOutputs({ application, plan, keptKeyId, retired }, setOutput) {
    if (application !== undefined) {
        setOutput('application-id', application.applicationId);
        setOutput('object-id', application.objectId);
    }
    setOutput('rotated', String(keptKeyId !== undefined));
    setOutput('retired-key-ids', JSON.stringify(retired.map(({ secret }) => secret.keyId)));
    const { keyId, endDateTime } = plan?.kind === 'keep' ? plan.current : { keyId: keptKeyId, endDateTime: plan?.endDateTime };
    if (keyId === undefined)
        return;
    setOutput('key-id', keyId);
    if (endDateTime)
        setOutput('expires-on', (0, timestamp/* wholeSeconds */.$)(endDateTime));
}
/**
 * Names the same destination in every run, and no other: two destinations have the same identity only if a write to one
 * is a write to the other. The own repository goes by its ID, since its name may change; all else goes by name.
 * GitHub ignores the case of names of owners, repositories, organizations, environments and secrets; so does Key Vault.
 */
function identityOf(spec, { apiHost, ownRepository }) {
    const repositoryOf = ({ owner, repository }) => {
        const name = lowerCase(`${owner}/${repository}`);
        return name === lowerCase(ownRepository.name) ? `#${ownRepository.id}` : name;
    };
    const host = lowerCase(apiHost);
    switch (spec.kind) {
        case 'repository-secret':
        case 'dependabot-secret':
        case 'codespaces-secret':
            return [spec.kind, host, repositoryOf(spec), lowerCase(spec.name)];
        case 'environment-secret':
            return [spec.kind, host, repositoryOf(spec), lowerCase(spec.environment), lowerCase(spec.name)];
        case 'organization-secret':
            return [spec.kind, host, lowerCase(spec.organization), lowerCase(spec.name)];
        case 'key-vault-secret':
            return [spec.kind, lowerCase(new URL(spec.vault).host), lowerCase(spec.name)];
        // It is gone with the job, so what it is called does not matter.
        case 'encrypted-file':
        case 'step-output':
            return [spec.kind];
    }
}
/** Of ASCII letters only: services do not agree on the others. */
function lowerCase(text) {
    return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

// EXTERNAL MODULE: ./src/entra/graph-errors.ts
var graph_errors = __webpack_require__(3166);
// EXTERNAL MODULE: ./src/entra/moments.ts
var entra_moments = __webpack_require__(6477);
// EXTERNAL MODULE: ./src/plan/credentials.ts
var plan_credentials = __webpack_require__(7829);
/** The destinations among them that tell something, in the order in which they are written. */
function witnessesAmong(places) {
    return places.flatMap(({ label, evidence }) => (evidence === undefined ? [] : [{ label, evidence }]));
}
/** When what a destination holds was written; undefined when it holds nothing. */
function lastWrite(evidence) {
    if (evidence.kind === 'empty')
        return undefined;
    return evidence.kind === 'written' ? evidence.at : evidence.versions.at(-1)?.at;
}
/**
 * Whether a destination may hold a secret, or did. When in doubt it may: this is what keeps a secret.
 *
 * @param longestWrite how long after it was added a secret may come to a destination, in milliseconds
 */
function stayOf(secret, evidence, longestWrite) {
    if (evidence.kind === 'empty')
        return 'never';
    if (evidence.kind === 'noted')
        return notedStay(secret.keyId, evidence.versions);
    const wait = evidence.at.getTime() - secret.startDateTime.getTime();
    if (wait < -3e5)
        return 'never';
    return wait <= longestWrite ? 'now' : evidence.at;
}
/**
 * Any note of the key counts, a copied one too: the value beside it may be the secret's. Nobody can read a disabled
 * version, so it neither holds a secret nor takes the place of another version. Of versions that were written in the same
 * second, it is not known which came last.
 */
function notedStay(keyId, versions) {
    const ofKey = versions.filter((one) => one.keyId === keyId);
    const noted = ofKey.findLast(({ enabled }) => enabled) ?? ofKey.at(-1);
    if (noted === undefined)
        return 'never';
    const replaced = versions.find(({ at, enabled }) => enabled && at > noted.at)?.at;
    if (noted.enabled)
        return replaced ?? 'now';
    return replaced !== undefined && replaced < noted.changedAt ? replaced : noted.changedAt;
}
/**
 * The secrets of a lineage of which a destination shows that it holds one of them. None says that it holds something else;
 * several, that each may be the one in use.
 */
function mayHold(evidence, own, longestWrite) {
    return own.filter((secret) => stayOf(secret, evidence, longestWrite) === 'now' &&
        (evidence.kind !== 'noted' || isVouchedFor(secret, evidence.versions, longestWrite)));
}
/**
 * Whether the note beside the value was made by the run that added the secret. Tags can be copied to another value, or
 * come back with a backup: a note that two versions carry, or that was not made soon after the secret was added, proves nothing.
 */
function isVouchedFor({ keyId, startDateTime }, versions, longestWrite) {
    const noted = versions.findLast((one) => one.enabled && one.keyId === keyId);
    if (noted?.writeId === undefined)
        return false;
    const wait = noted.at.getTime() - startDateTime.getTime();
    const copies = versions.filter(({ writeId }) => writeId === noted.writeId);
    return copies.length === 1 && wait >= -3e5 && wait <= longestWrite;
}

// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);
// EXTERNAL MODULE: ./src/plan/lineage.ts
var plan_lineage = __webpack_require__(6578);




/** How long before its end a secret is spoken of. */
const notice = { days: 30 };
/** How many live secrets are not too many. */
const plenty = 5;
/**
 * What people must be told beside the plan. Pure, as the plan is.
 *
 * @param now by Microsoft Graph's clock
 */
function concernsAbout(facts, provenance, policy, plan, now) {
    const live = facts.passwordCredentials.filter((credential) => (0, plan_credentials/* isLive */.DG)(credential, now));
    return [
        ...adoptedGone(facts, policy),
        ...expiring(live, policy, plan, now),
        ...expiringLineages(live, provenance, policy, now),
        ...earlierLineage(live, facts, provenance, policy, plan),
        ...unmanaged(live, facts, provenance, policy, plan, now),
        ...crowded(live, plan),
        ...handover(facts, provenance, policy, plan, now),
        ...graceRestarts(facts, provenance, policy, plan, now),
    ];
}
function adoptedGone({ passwordCredentials }, { adopt }) {
    const keyIds = adopt.filter((keyId) => !passwordCredentials.some((one) => (0, plan_credentials/* isAdopted */.YP)(one, [keyId])));
    return keyIds.length === 0 ? [] : [{ kind: 'adopted-gone', keyIds }];
}
/** A secret that this action did not add, or that is adopted from another lineage, which no longer renews it. */
function expiring(live, { adopt }, plan, now) {
    const gone = removedBy(plan);
    return live.flatMap((secret) => {
        const adopted = (0, plan_credentials/* isAdopted */.YP)(secret, adopt);
        const isForeign = adopted || (0, plan_lineage/* parseProvenance */.X6)(secret.displayName) === undefined;
        if (!isForeign || gone.has(secret.keyId) || !endsSoon(secret, now))
            return [];
        return [{ kind: 'expiring', secret, adopted }];
    });
}
function expiringLineages(live, own, { adopt }, now) {
    return live.flatMap((secret) => {
        const found = (0, plan_lineage/* parseProvenance */.X6)(secret.displayName);
        if (found === undefined || (0, plan_lineage/* isSameLineage */.yu)(found, own) || (0, plan_credentials/* isAdopted */.YP)(secret, adopt))
            return [];
        const isRenewed = (0, plan_credentials/* secretsOf */.Fj)(found, live).some((one) => secret.startDateTime === null || one.startDateTime > secret.startDateTime);
        if (isRenewed || !endsSoon(secret, now))
            return [];
        return [{ kind: 'lineage-expiring', secret, repository: found.repository }];
    });
}
function endsSoon({ endDateTime }, now) {
    return endDateTime !== null && endDateTime <= (0, duration/* endOf */.pJ)(notice, now);
}
/**
 * Two workflows for one application are normal. But a workflow whose destinations changed starts a new lineage, and leaves
 * the secrets of its old one behind: that is told when it adds its first.
 */
function earlierLineage(live, { passwordCredentials }, own, { adopt }, plan) {
    if (plan.kind !== 'add' || (0, plan_credentials/* secretsOf */.Fj)(own, passwordCredentials).length > 0)
        return [];
    const secrets = live.filter((secret) => {
        const found = (0, plan_lineage/* parseProvenance */.X6)(secret.displayName);
        return found?.repository.toLowerCase() === own.repository.toLowerCase() && !(0, plan_credentials/* isAdopted */.YP)(secret, adopt);
    });
    return secrets.length === 0 ? [] : [{ kind: 'earlier-lineage', secrets }];
}
/** Everybody starts with a secret that was made by hand: the first run names it. One that ends soon has its own warning. */
function unmanaged(live, { passwordCredentials }, own, { adopt }, plan, now) {
    if (plan.kind !== 'add' || (0, plan_credentials/* secretsOf */.Fj)(own, passwordCredentials).length > 0)
        return [];
    const secrets = live.filter((secret) => (0, plan_lineage/* parseProvenance */.X6)(secret.displayName) === undefined &&
        !(0, plan_credentials/* isAdopted */.YP)(secret, adopt) &&
        !endsSoon(secret, now));
    return secrets.length === 0 ? [] : [{ kind: 'unmanaged', secrets }];
}
function crowded(live, plan) {
    const gone = removedBy(plan);
    const left = live.filter(({ keyId }) => !gone.has(keyId)).length;
    const count = plan.kind === 'add' ? left + 1 : left;
    return count > plenty ? [{ kind: 'crowded', count }] : [];
}
/** The key IDs of the secrets that go with this run. */
function removedBy({ retireFirst, retire }) {
    return new Set([...retireFirst, ...retire].map(({ secret: { keyId } }) => keyId));
}
function handover({ passwordCredentials, places }, lineage, { retireAfter }, plan, now) {
    if (retireAfter === undefined)
        return [];
    if (witnessesAmong(places).length === 0)
        return [{ kind: 'unprovable' }];
    const going = [...plan.retireFirst, ...plan.retire].filter(({ cause }) => cause === 'superseded').length;
    const replaces = plan.kind === 'add' && (0, plan_credentials/* secretsOf */.Fj)(lineage, passwordCredentials).length > 0;
    const dues = plan.waiting.map(({ due }) => due).filter((due) => due !== undefined);
    const next = [...dues, ...(replaces ? [(0, duration/* endOf */.pJ)(retireAfter, now)] : [])].sort((one, other) => one.getTime() - other.getTime())[0];
    return going === 0 && next === undefined ? [] : [{ kind: 'handover', going, next }];
}
/** GitHub tells its last write only, so a secret that is added sooner than `retire-after` starts the grace of all others anew. */
function graceRestarts({ passwordCredentials, places }, lineage, { retireAfter, renewWithin }, plan, now) {
    if (plan.kind !== 'add' || retireAfter === undefined || renewWithin !== undefined)
        return [];
    if (!witnessesAmong(places).some(({ evidence }) => evidence.kind === 'written'))
        return [];
    const newest = (0, plan_credentials/* secretsOf */.Fj)(lineage, passwordCredentials).at(-1);
    if (newest === undefined || (0, duration/* endOf */.pJ)(retireAfter, newest.startDateTime) <= now)
        return [];
    return [{ kind: 'grace-restarts', lastAdded: newest.startDateTime }];
}


/**
 * Why a secret must be added now. No reason means that the newest lives long enough, and that every destination provably
 * holds it.
 *
 * @param own the lineage's secrets, oldest first
 */
function reasonsToAdd(own, witnesses, { renewWithin, longestWrite }, now) {
    if (renewWithin === undefined)
        return [{ kind: 'always' }];
    const newest = own.at(-1);
    if (newest === undefined)
        return [{ kind: 'first' }];
    const held = witnesses.map((witness) => ({
        witness,
        secrets: mayHold(witness.evidence, own, longestWrite),
    }));
    const strayed = held
        .filter(({ secrets }) => !secrets.includes(newest))
        .map(({ witness, secrets }) => whyStrayed(witness, secrets));
    const end = soonestEnd([newest, ...held.flatMap(({ secrets }) => secrets)]);
    const due = end !== undefined && end <= (0, duration/* endOf */.pJ)(renewWithin, now);
    return due ? [...strayed, { kind: 'due', endDateTime: end }] : strayed;
}
function whyStrayed({ label, evidence }, holds) {
    const at = lastWrite(evidence);
    if (at === undefined)
        return { kind: 'empty', label };
    if (evidence.kind === 'noted' && evidence.versions.at(-1)?.enabled === false)
        return { kind: 'disabled', label };
    return holds.length === 0 ? { kind: 'foreign', label, at } : { kind: 'outdated', label };
}
/** Undefined when none of them ever expires. */
function soonestEnd(secrets) {
    return secrets
        .map(({ endDateTime }) => endDateTime)
        .filter((end) => end !== null)
        .sort((one, other) => one.getTime() - other.getTime())[0];
}



/** How much longer than it should a run may take until it stores its secret, in milliseconds. */
const margin = 10 * 60_000;
/**
 * The secrets that nothing needs any longer, oldest first. One that a destination may hold is never among them; and while
 * it is not clear whose value a destination holds, only expired ones that have a successor are.
 *
 * @param now by the slowest of the servers' clocks: a grace that has passed by that one has passed
 */
function superfluousAmong({ own, adopted }, witnesses, policy, now) {
    return [
        ...superfluousOwn(own, witnesses, policy, now),
        ...superfluousAdopted(adopted, own, witnesses, policy, now),
    ].sort((one, other) => (0, plan_credentials/* byAge */.jI)(one.secret, other.secret));
}
function superfluousOwn(own, witnesses, { retireAfter, longestWrite }, now) {
    const held = holdingsOf(own, witnesses, longestWrite).flat();
    const newestHeld = isClear(own, witnesses, longestWrite) ? held.toSorted(plan_credentials/* byAge */.jI).at(-1) : undefined;
    return own.flatMap((secret) => {
        if (isHeld(secret, witnesses, longestWrite))
            return [];
        const { startDateTime: start, endDateTime: end } = secret;
        if (end !== null && end <= now)
            return secret === own.at(-1) ? [] : [expired(secret, end, retireAfter)];
        if (newestHeld === undefined)
            return [];
        const left = departures(secret, witnesses, longestWrite);
        if (left.length === 0) {
            // Its run may be about to store it, after all that a server may make it wait.
            const since = new Date(start.getTime() + longestWrite + margin);
            return since < now ? [{ secret, cause: 'unstored', since, due: retireAfter && since }] : [];
        }
        if (newestHeld.startDateTime <= start)
            return [];
        return [superseded(secret, new Date(Math.max(...left)), retireAfter)];
    });
}
/**
 * An adopted secret was never stored by this workflow, so only its successor shows that it is replaced: the grace counts
 * from the last write of that one.
 */
function superfluousAdopted(adopted, own, witnesses, { retireAfter, longestWrite }, now) {
    return adopted.flatMap((secret) => {
        if (isHeld(secret, witnesses, longestWrite))
            return [];
        const { endDateTime: end } = secret;
        if (end !== null && end <= now)
            return own.length === 0 ? [] : [expired(secret, end, retireAfter)];
        if (!hasSuccessor(secret, own, witnesses, longestWrite))
            return [];
        const writes = witnesses.map(({ evidence }) => lastWrite(evidence)).filter((at) => at !== undefined);
        return [superseded(secret, new Date(Math.max(...writes.map(Number))), retireAfter)];
    });
}
function expired(secret, end, retireAfter) {
    return { secret, cause: 'expired', since: end, due: retireAfter && end };
}
function superseded(secret, since, retireAfter) {
    return { secret, cause: 'superseded', since, due: retireAfter && (0, duration/* endOf */.pJ)(retireAfter, since) };
}
/**
 * Those of them that a second look shows to be there still, and to be held by nobody: reads lag writes, and another
 * process may have written since.
 *
 * @param managed the secrets at the second look
 * @param witnesses the destinations at the second look
 */
function confirmed(planned, { own, adopted }, witnesses, longestWrite) {
    const clear = isClear(own, witnesses, longestWrite);
    return planned.filter(({ secret: { keyId }, cause }) => {
        const isTheOne = (one) => one.keyId === keyId;
        const mine = own.find(isTheOne);
        const seen = mine ?? adopted.find(isTheOne);
        if (seen === undefined || isHeld(seen, witnesses, longestWrite))
            return false;
        if (cause === 'expired')
            return true;
        return mine === undefined ? hasSuccessor(seen, own, witnesses, longestWrite) : clear;
    });
}
/** Whether one of the destinations may hold a secret. */
function isHeld(secret, witnesses, longestWrite) {
    return witnesses.some(({ evidence }) => stayOf(secret, evidence, longestWrite) === 'now');
}
/** The secrets of the lineage that each destination holds, or may hold, in the order of the destinations. */
function holdingsOf(own, witnesses, longestWrite) {
    return witnesses.map(({ evidence }) => mayHold(evidence, own, longestWrite));
}
/** Whether each destination holds a secret of the lineage, and there is one that tells. */
function isClear(own, witnesses, longestWrite) {
    const holdings = holdingsOf(own, witnesses, longestWrite);
    return holdings.length > 0 && holdings.every((secrets) => secrets.length > 0);
}
/** Whether every destination holds the same secret of the lineage, and that one started later than this one. */
function hasSuccessor({ startDateTime }, own, witnesses, longestWrite) {
    const holdings = holdingsOf(own, witnesses, longestWrite);
    return own.some((one) => one.startDateTime > startDateTime &&
        holdings.length > 0 &&
        holdings.every((secrets) => secrets.includes(one)));
}
/**
 * Since when each destination that has held a secret does so no longer, at the latest, in milliseconds since 1970. GitHub
 * tells the last write only: what came before is not known, so nothing is inferred.
 */
function departures(secret, witnesses, longestWrite) {
    return witnesses.flatMap(({ evidence }) => {
        const stay = stayOf(secret, evidence, longestWrite);
        return stay instanceof Date ? [stay.getTime()] : [];
    });
}






/** Applications that personal accounts may use hold no more client secrets than this, expired ones included. */
const personalAccountLimit = 2;
const personalAudiences = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'];
/** The secrets of an application that a run may remove. */
function managedSecrets(lineage, { adopt }, credentials) {
    return { own: (0, plan_credentials/* secretsOf */.Fj)(lineage, credentials), adopted: (0, plan_credentials/* adoptedSecrets */.lg)(adopt, lineage, credentials) };
}
/** Decides what to add and what to remove. Pure: the same facts, the same plan. */
function planRotation(facts, provenance, policy, { now, earliestNow }) {
    const { signInAudience, passwordCredentials, places } = facts;
    const managed = managedSecrets(provenance, policy, passwordCredentials);
    const { own } = managed;
    const witnesses = witnessesAmong(places);
    const superfluous = superfluousAmong(managed, witnesses, policy, earliestNow);
    const retire = superfluous.filter(({ due }) => due !== undefined && due <= earliestNow);
    const waiting = superfluous.filter((one) => !retire.includes(one));
    const reasons = reasonsToAdd(own, witnesses, policy, now);
    const current = own.at(-1);
    if (reasons.length === 0 && current !== undefined) {
        return { kind: 'keep', current, retireFirst: [], retire, waiting };
    }
    // What was never stored goes first: later runs take it that each secret that stays was.
    const inOrder = [...retire].sort((one, other) => Number(isUnstored(other)) - Number(isUnstored(one)));
    const unstored = inOrder.filter(isUnstored).length;
    const first = Math.max(passwordCredentials.length - roomIn(signInAudience) + 1, unstored);
    if (first > retire.length)
        return { kind: 'no-room', occupants: passwordCredentials };
    return {
        kind: 'add',
        reasons,
        displayName: (0, plan_lineage/* printProvenance */.Nx)(provenance),
        endDateTime: (0, duration/* expiryFrom */.KN)(policy.expires, now),
        retireFirst: inOrder.slice(0, first),
        retire: inOrder.slice(first),
        waiting,
    };
}
/** How many client secrets an application may hold. */
function roomIn(signInAudience) {
    return personalAudiences.includes(signInAudience) ? personalAccountLimit : Infinity;
}
function isUnstored({ cause }) {
    return cause === 'unstored';
}

// EXTERNAL MODULE: ./src/entra/applications.ts + 1 modules
var entra_applications = __webpack_require__(3186);





/**
 * Adds the secret. Where an answer is lost, what may have been added is removed by its description, and asked for
 * once more under the same one; the post step looks again for what surfaces later.
 *
 * @param begun the state that is saved
 */
async function add(plan, begun, rollback, world, journal) {
    const { displayName, endDateTime } = plan;
    const { application, applications } = rollback;
    let state = begun;
    rollback.budget.reserve(time_budget/* minTimeForWrite */.uu);
    for (let lost = 0;; lost += 1) {
        try {
            const password = await applications.addPassword(application, displayName, endDateTime);
            return { password, state: (0,rotation_state/* add */.WQ)(state, password.keyId) };
        }
        catch (error) {
            // A refusal is a Failure. After anything else the secret may be there.
            if (error instanceof action_error/* Failure */.HR) {
                if (lost > 0)
                    throw error.after('nothing was written; the post step of this job checks again.');
                journal.trySave((0, rotation_state/* remove */.TF)(state));
                throw error;
            }
            const reason = error instanceof entra_applications/* LostAnswer */.b ? error.reason : 'an unexpected error';
            state = journal.trySave((0, rotation_state/* loseAnswer */.OD)(state));
            world.log.info(`Microsoft Graph did not say whether it added the secret (${reason}); looking for it.`);
            const traces = { displayName, doomed: undefined, keep: undefined, mayBeMore: true };
            const { complete: gone } = await withdraw(traces, rollback, 'main');
            if (!gone || lost > 0)
                throw lostAnswer(reason, gone ? undefined : findByHand(traces, rollback));
        }
    }
}
/** @param left what to do about what may be left on the application; undefined when nothing is */
function lostAnswer(reason, left) {
    return new action_error/* Failure */.HR('graph-request-failed', {
        happened: `Microsoft Graph was asked to add a client secret, and did not say whether it did (${reason}).`,
        likely: 'a temporary outage of the service or of the network.',
        fix: left === undefined ? 'run the job again.' : 'remove what is left, then run the job again.',
    }, left === undefined
        ? 'no secret of this run is left on the application, and nothing was written.'
        : `a secret of this run may be on the application, and no destination holds it. The post step of this job looks again.${left}`);
}

// EXTERNAL MODULE: ./src/destinations/destination.ts
var destinations_destination = __webpack_require__(4641);
// EXTERNAL MODULE: ./src/entra/refusal.ts
var entra_refusal = __webpack_require__(4152);



/** How many logins make a round, and how many good rounds in a row prove a secret. */
const loginsInRound = 3;
const roundsInRow = 2;
/** How long to wait after a round that was not good, in milliseconds: longer each time. */
const firstWait = 1_000;
const longestWait = 5_000;
/**
 * Waits until Entra accepts a new secret everywhere: rounds of logins at once, until two whole rounds in a row are
 * good. Replicas learn of a secret at different times, so one good login proves nothing.
 *
 * @throws Failure when that takes too long, or when waiting cannot help
 */
async function verifySecret({ applicationId, cloud, login, expectLogins, nearlyReady, timeout, clock, log, }) {
    const end = clock.now().getTime() + timeout;
    let good = 0;
    let wait = firstWait;
    for (;;) {
        const answers = round(login);
        if (good === 0)
            expectLogins(loginsInRound);
        const refusals = await answers;
        const [refusal] = refusals;
        if (refusal === undefined) {
            good += 1;
            if (good === roundsInRow)
                return;
            nearlyReady();
            continue;
        }
        for (const one of refusals)
            failWhereWaitingIsVain(one, applicationId, cloud);
        good = 0;
        const left = end - clock.now().getTime();
        if (left <= 0)
            throw notAccepted(refusal, applicationId, timeout);
        const accepted = loginsInRound - refusals.length;
        log.info(`Microsoft Entra ID accepts the new secret in ${accepted} of ${loginsInRound} logins (${(0, entra_refusal/* nameOf */.Vb)(refusal)}); it takes a while to be known everywhere.`);
        await clock.sleep(Math.min(wait, left));
        wait = Math.min(wait * 1.5, longestWait);
    }
}
async function round(login) {
    const answers = await Promise.all(Array.from({ length: loginsInRound }, login));
    return answers.filter((answer) => answer !== undefined);
}
function failWhereWaitingIsVain(refusal, applicationId, cloud) {
    switch (refusal.aadsts) {
        case 53003:
            throw new action_error/* Failure */.HR('login-blocked-by-policy', {
                happened: `A Conditional Access policy refused the login of application ${applicationId} (${(0, entra_refusal/* nameOf */.Vb)(refusal)}), so the new secret could not be proved.`,
                likely: 'the policy for workload identities allows this application only from certain network locations, and the runner is elsewhere. The secret itself may be good.',
                fix: 'run the job on a runner inside those locations, or set `verify: false`.',
            });
        case 7000229:
            throw new action_error/* Failure */.HR('application-cannot-log-in', {
                happened: `Application ${applicationId} has no service principal in this tenant (${(0, entra_refusal/* nameOf */.Vb)(refusal)}), so no secret of it can log in.`,
                likely: 'the app registration was made without its enterprise application, or that was deleted.',
                fix: `create it:${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* createPrincipal */.Z)(applicationId))}`,
            });
        case 7000112:
            throw new action_error/* Failure */.HR('application-cannot-log-in', {
                happened: `Application ${applicationId} is disabled (${(0, entra_refusal/* nameOf */.Vb)(refusal)}), so no secret of it can log in.`,
                likely: 'an administrator switched off its enterprise application.',
                fix: `enable it:${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* enablePrincipal */.au)(applicationId))}`,
            });
    }
}
function notAccepted(refusal, applicationId, timeout) {
    return new action_error/* Failure */.HR('secret-not-accepted', {
        happened: `Microsoft Entra ID did not accept the new secret of application ${applicationId} within ${Math.round(timeout / 1000)} seconds (last answer: ${(0, entra_refusal/* nameOf */.Vb)(refusal)}).`,
        likely: 'the secret has not reached all replicas of Microsoft Entra ID yet. It mostly takes seconds, but nobody promises that.',
        fix: 'run the job again; if it happens more often, raise `verify-timeout`.',
    });
}

// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);







/**
 * Asks all destinations at once whether they can be written; those that last come first, as they will be written.
 *
 * @throws Failure or Failures that say which cannot
 */
async function prepareAll({ destinations, clock }) {
    const asked = clock.now();
    const ordered = destinations.toSorted((a, b) => Number(b.destination.lasting) - Number(a.destination.lasting));
    return (0, settle/* together */.bs)(ordered.map(async (open) => ({ ...open, ...(await open.destination.prepare()), asked })));
}
/** How long what a destination showed is taken for what it shows, in milliseconds. */
const freshFor = 3_000;
/** @param asked when a destination was asked */
function isFresh(asked, { clock }) {
    return clock.now().getTime() - asked.getTime() < freshFor;
}
/** Asks all destinations at once what they show by now. One that does not say is asked once more before it is written. */
async function askAgain(targets, { clock }) {
    const asked = clock.now();
    const ask = (target) => target.destination.state().then((state) => ({ ...target, state, asked }), () => ({ ...target, asked: new Date(0) }));
    return Promise.all(targets.map(ask));
}
/** How often a write is sent whose answer was lost: twice the same does no harm. */
const writes = 3;
/**
 * Writes to one destination. Where nobody says whether it took the value, it is asked whether anything changed.
 *
 * @param state the state that is saved
 * @returns the state afterwards, saved if that was possible
 * @throws Failure when it did not take it; WriteInDoubt when nobody can say. The journal's state says which: only a
 *   write that was definitely refused, or never sent, is no longer pending
 */
async function store(secret, target, state, world, journal) {
    const { destination, index, write, asked } = target;
    world.budget.reserve(time_budget/* minTimeForWrite */.uu);
    const revisionBefore = (isFresh(asked, world) ? target.state : await destination.state())?.mark;
    if (revisionBefore === undefined) {
        await write(secret);
        return journal.trySave((0, rotation_state/* store */.M_)(state, index));
    }
    const pending = (0, rotation_state/* startWrite */.yT)(state, { destination: index, revisionBefore });
    let doubt;
    try {
        // A write that cannot be recorded is not sent.
        journal.save(pending);
        doubt = await send(secret, target, world);
    }
    catch (error) {
        journal.trySave((0, rotation_state/* refuseWrite */.gv)(pending));
        throw error;
    }
    if (doubt !== undefined) {
        const failure = doubt;
        const taken = await hasTaken(destination, revisionBefore, world).catch(() => {
            throw new destinations_destination/* WriteInDoubt */.H(failure);
        });
        if (!taken)
            throw failure;
    }
    return journal.trySave((0, rotation_state/* store */.M_)(pending, index));
}
/**
 * Sends the value until an answer says what became of it.
 *
 * @returns undefined when it was taken; why not, when nobody can say
 * @throws Failure when it was definitely refused
 */
async function send(secret, { destination, write }, { clock, log }) {
    let doubt;
    for (let sent = 0; sent < writes; sent += 1) {
        await clock.sleep(sent === 0 ? 0 : (0, retry/* backoff */.JN)(sent));
        try {
            await write(secret);
            return undefined;
        }
        catch (error) {
            // A refusal is a Failure. After anything else the destination may hold the value.
            if (error instanceof action_error/* Failure */.HR && doubt === undefined)
                throw error;
            doubt = (0, action_error/* asFailure */.h_)(error instanceof destinations_destination/* WriteInDoubt */.H ? error.failure : error);
            if (!(error instanceof destinations_destination/* WriteInDoubt */.H))
                break;
            log.info(`${destination.label} did not confirm whether it stored the secret.`);
        }
    }
    return doubt;
}












/**
 * Adds a client secret, proves it, and stores it; after a failure, each secret that was added is held by a
 * destination, or gone. The journal tells the post step what is left to do, should this be killed.
 *
 * @param progress is told when a destination holds the secret, or may
 * @returns the new secret, as the planner sees it
 * @throws Failure or Failures
 */
async function renew(plan, renewal, inputs, world, journal, progress) {
    const { log } = world;
    const { displayName, endDateTime } = plan;
    const { application, lineage } = renewal;
    const { applicationId, objectId } = application;
    const { tenantId, clientId, cloud, destinations } = inputs;
    const intent = {
        tenantId,
        clientId,
        cloud: cloud.name,
        applicationId,
        objectId,
        displayName,
        destinations: [...destinations],
        revokeAfterJob: inputs.revokeAfterJob,
    };
    const begun = journal.save((0, rotation_state/* begin */.qN)(intent));
    if (inputs.verify)
        world.expectLogins(loginsInRound);
    try {
        const { password, state } = await add(plan, begun, renewal, world, journal);
        const startDateTime = (0,entra_moments/* nowAtGraph */.G)(world);
        const { keyId } = password;
        const tags = { 'application-id': applicationId, 'key-id': keyId, lineage: (0,plan_lineage/* printLineage */.tg)(lineage) };
        const secret = { ...password, endDateTime, tags };
        journal.save(state);
        log.info(`Added "${displayName}" (key ID ${keyId}), valid until ${(0,timestamp/* wholeSeconds */.$)(endDateTime)}.`);
        if (secret.displayName !== displayName)
            throw (0,graph_errors/* descriptionChanged */.DC)();
        const ready = await prove(secret, renewal, inputs, world);
        journal.trySave((0,rotation_state/* complete */.My)(await storeInAll(secret, ready, state, world, journal)));
        progress.keptKeyId = keyId;
        if (inputs.revokeAfterJob)
            log.info('It is for this job alone: the post step of this action removes it.');
        return { keyId, displayName, startDateTime, endDateTime };
    }
    catch (error) {
        throw await undo(error, displayName, renewal, journal, progress);
    }
}
/** Writes to one destination after the other. */
async function storeInAll(secret, targets, added, world, journal) {
    let state = added;
    for (const target of targets) {
        state = await store(secret, target, state, world, journal);
        world.log.info(`Wrote it to ${target.destination.label}.`);
    }
    if (state.step === 'added')
        throw new TypeError('a secret needs a destination');
    return state;
}
/**
 * Proves the secret, unless that is switched off. Beside it, the destinations are asked what they show by now; when that
 * is long ago, once more beside what may be the last round.
 */
async function prove(secret, { application: { applicationId }, targets }, inputs, world) {
    if (!inputs.verify)
        return targets;
    const { cloud, verifyTimeout: timeout } = inputs;
    const { clock, log, budget, expectLogins } = world;
    const begun = clock.now();
    const login = () => world.trySecret(applicationId, secret.secretText);
    let asked = askAgain(targets, world);
    const nearlyReady = () => {
        if (!isFresh(begun, world))
            asked = asked.then(() => askAgain(targets, world));
    };
    try {
        await verifySecret({ applicationId, cloud, login, expectLogins, nearlyReady, timeout, clock, log });
        log.info('Microsoft Entra ID accepts the new secret.');
        if (inputs.azureDevOps !== undefined) {
            await world.proveAzureDevOps(inputs.azureDevOps, applicationId, secret.secretText);
            log.info(`The application reaches the Azure DevOps organization ${inputs.azureDevOps} with it.`);
        }
    }
    finally {
        // Whether it went well or not: storing and the roll-back have time of their own. What the destinations still take counts.
        budget.extend(clock.now().getTime() - begun.getTime());
        await asked;
    }
    return asked;
}
/** Ends a run that failed: a secret that was added is removed, unless somebody holds it or may hold it. */
async function undo(error, displayName, renewal, journal, progress) {
    const inDoubt = error instanceof destinations_destination/* WriteInDoubt */.H;
    const failure = (0, action_error/* asFailure */.h_)(inDoubt ? error.failure : error);
    const recovery = (0, rotation_state/* recoveryFor */.JU)(journal.state());
    // None was added, as far as is known. Where an answer was lost, the failure says what was done about that.
    if (!('keyId' in recovery) || recovery.keyId === undefined)
        return failure;
    const { keyId } = recovery;
    const secret = `the new secret (key ID ${keyId})`;
    if (recovery.kind === 'keep') {
        const { from, stored, unclear } = recovery;
        journal.trySave((0, rotation_state/* complete */.My)(from));
        progress.keptKeyId = keyId;
        const where = { new: stored, unknown: inDoubt ? unclear?.destination : undefined };
        return failure.after(`${secret} was kept: a destination holds it. ${listHoldings(keyId, renewal.targets, where)}`);
    }
    if (recovery.kind === 'ask' && inDoubt) {
        progress.keptKeyId = keyId;
        return failure.after(`${secret} is kept, since it is not known whether the destination holds it; the post step of this job asks again. Only if it does not:${removeByHand(keyId, renewal)}`);
    }
    // What was asked for half a minute, and showed no write, counts as not written; the post step asks once more.
    const traces = { displayName, doomed: keyId, keep: undefined, mayBeMore: false };
    if ((await withdraw(traces, renewal, 'main')).complete) {
        journal.trySave((0, rotation_state/* remove */.TF)(recovery.from));
        return failure.after(`${secret} was removed again.`);
    }
    return failure.after(`${secret} is in no destination, and could not be removed; the post step of this job tries again.${removeByHand(keyId, renewal)}`);
}

const quoted = (text) => `"${text}"`;
const asItIs = (text) => text;
/** A client secret, as errors, logs and warnings name it. */
function describeSecret(secret) {
    return described(secret, quoted);
}
function described({ displayName, keyId, endDateTime }, show) {
    const expires = endDateTime === null ? 'never' : (0, timestamp/* wholeSeconds */.$)(endDateTime);
    return `${show(displayName)} (key ID ${keyId}), expires ${expires}`;
}
/**
 * The plan, in lines of the log.
 *
 * @param labels of the destinations
 */
function planInWords(plan, labels, dryRun) {
    const waiting = plan.waiting.map((one) => `${superfluousInWords(one)}. ${fateInWords(one)}`);
    if (plan.kind === 'keep') {
        const { keyId, endDateTime } = plan.current;
        const end = endDateTime === null ? 'without an end' : `until ${(0, timestamp/* wholeSeconds */.$)(endDateTime)}`;
        const good = `The current secret (key ID ${keyId}) is valid ${end}, longer than \`renew-within\`, and every destination holds it; no renewal needed.`;
        return [good, ...(dryRun ? removals(plan) : []), ...waiting];
    }
    const reasons = plan.reasons
        .flatMap((reason) => reasonInWords(reason))
        .map((reason) => `A new secret is needed: ${reason}.`);
    if (!dryRun)
        return [...reasons, ...waiting];
    const { displayName, endDateTime } = plan;
    return [
        ...reasons,
        `Dry run: would add "${displayName}", valid until ${(0, timestamp/* wholeSeconds */.$)(endDateTime)}, and write it to:`,
        ...labels.map((label) => `  ${label}`),
        ...removals(plan),
        ...waiting,
    ];
}
function removals({ retireFirst, retire }) {
    return [...retireFirst, ...retire].map((one) => `Dry run: would remove ${superfluousInWords(one)}.`);
}
/** Why a secret is added; nothing where that is what each run does. */
function reasonInWords(reason, show = asItIs) {
    switch (reason.kind) {
        case 'always':
            return [];
        case 'first':
            return ['the application has none of this workflow yet'];
        case 'empty':
            return [`${show(reason.label)} holds nothing`];
        case 'disabled':
            return [`the newest version of ${show(reason.label)} is disabled`];
        case 'foreign':
            return [
                `${show(reason.label)} was written at ${(0, timestamp/* wholeSeconds */.$)(reason.at)} by another process, or what it holds was removed from the application`,
            ];
        case 'outdated':
            return [`${show(reason.label)} does not hold the newest one`];
        case 'due':
            return [`one in use expires ${(0, timestamp/* wholeSeconds */.$)(reason.endDateTime)}, within \`renew-within\``];
    }
}
/** A secret that nothing needs any longer, and why. */
function superfluousInWords({ secret, cause, since }, show = quoted) {
    if (cause === 'unstored')
        return `${described(secret, show)}, added by a run that never stored it`;
    if (cause === 'expired')
        return `${show(secret.displayName)} (key ID ${secret.keyId}), expired ${(0, timestamp/* wholeSeconds */.$)(since)}`;
    return `${described(secret, show)}, superseded since ${(0, timestamp/* wholeSeconds */.$)(since)}`;
}
/** What becomes of a secret that nothing needs any longer, and that stays for now. */
function fateInWords({ due }) {
    return due === undefined
        ? 'It stays, since `retire-after` is `never`.'
        : `The first run after ${(0, timestamp/* wholeSeconds */.$)(due)} removes it.`;
}
/** What people must know, and what they can do about it. */
function concernInWords(concern) {
    switch (concern.kind) {
        case 'expiring':
            return expiringInWords(concern);
        case 'lineage-expiring':
            return `The client secret ${describeSecret(concern.secret)}, was added by another workflow of this action, in ${concern.repository}, and has not been renewed. If that workflow still runs, check its last run. If this workflow replaces it, take the secret over, so that \`retire-after\` applies to it:${adoptLine([concern.secret])}`;
        case 'crowded':
            return `${concern.count} client secrets of this application are active after this run. Each can sign in as the application: remove those that nothing uses, by hand or with \`retire-after\`.`;
        case 'earlier-lineage':
            return [
                'The application has active secrets that another workflow or an earlier configuration of this repository added. If another workflow maintains them, there is nothing to do. If this workflow replaces them, for example because its destinations changed, take them over, so that `retire-after` applies to them:',
                ...concern.secrets.map((secret) => `  - ${describeSecret(secret)}`),
            ]
                .join('\n')
                .concat(adoptLine(concern.secrets));
        case 'unmanaged':
            return [
                'The application has active secrets that this action did not add. They stay as they are. If this workflow replaces them, take them over, so that `retire-after` applies to them:',
                ...concern.secrets.map((secret) => `  - ${describeSecret(secret)}`),
            ]
                .join('\n')
                .concat(adoptLine(concern.secrets));
        case 'handover':
            return handoverInWords(concern);
        case 'unprovable':
            return '`retire-after` removes expired secrets only: a step output or an encrypted file cannot prove that a secret was replaced.';
        case 'grace-restarts':
            return `This run adds a secret sooner than \`retire-after\` after the last one (${(0, timestamp/* wholeSeconds */.$)(concern.lastAdded)}). GitHub only tells when a secret was last written, so each new secret restarts \`retire-after\` for all earlier ones. If every run adds one, the earlier ones are removed only after they expire: set \`renew-within\`, or shorten \`retire-after\`.`;
        case 'adopted-gone':
            return `\`adopt\` names ${concern.keyIds.length === 1 ? 'a key ID that is' : 'key IDs that are'} not on the application: ${concern.keyIds.join(', ')}. If the secret was removed, delete the key ID from \`adopt\`.`;
    }
}
function expiringInWords({ secret, adopted }) {
    const what = `The client secret ${describeSecret(secret)}`;
    const after = 'Anything that still uses it fails after that date.';
    return adopted
        ? `${what}, is adopted by this workflow. ${after} Update everything that uses it to the current secret before then.`
        : `${what}, is also on this application, and no workflow renews it. ${after} If this workflow replaces it, take it over, so that \`retire-after\` applies to it:${adoptLine([secret])}`;
}
/** The input that takes secrets over, as a line of the workflow. */
function adoptLine(secrets) {
    return `\n  adopt: ${secrets.map(({ keyId }) => keyId).join(', ')}`;
}
function handoverInWords({ going, next }) {
    const now = going === 0 ? [] : [`This run removes ${going} superseded ${going === 1 ? 'secret' : 'secrets'}.`];
    const later = next === undefined
        ? []
        : [
            `The first run after ${(0, timestamp/* wholeSeconds */.$)(next)} removes the next one: update everything that uses the old value before then.`,
        ];
    return ['The action cannot tell whether Exalate uses the new value yet.', ...now, ...later].join(' ');
}







/**
 * Removes secrets that nothing needs any more, one after the other, as far as a second look agrees. What cannot be
 * removed now stays for the next run: the run itself did what it was for.
 *
 * @param known what this run knows to be on the application, though a replica may not have heard of it
 * @returns those that are gone: a later read did not show them any more
 */
async function retire(planned, known, scene, log) {
    if (planned.length === 0)
        return [];
    try {
        scene.budget.reserve(time_budget/* minTimeForWrite */.uu);
        const agreed = await lookAgain(planned, known, scene);
        for (const { secret } of planned.filter((one) => !agreed.includes(one))) {
            log.info(`${describeSecret(secret)}, was not removed: the second check did not confirm that it is superseded.`);
        }
        return await removeAll(agreed, scene, log);
    }
    catch (error) {
        for (const failure of (0, settle/* failuresIn */.xM)(error))
            log.warning(leftForTheNextRun(failure));
        return [];
    }
}
/** Both looks have shown each of them: a replica that does not know it any more has heard of its removal. */
async function removeAll(agreed, scene, log) {
    if (agreed.length === 0)
        return [];
    const keyIds = agreed.map(({ secret: { keyId } }) => keyId);
    const { gone, failure } = await removeSecrets({
        keyIds,
        unseen: true,
        mustGo: ({ keyId }) => keyIds.includes(keyId),
        agreeingReads: 1,
        pollDelays: pollDelays,
        mayBeMore: false,
        onFailure: 'stop',
    }, scene);
    const retired = agreed.filter(({ secret: { keyId } }) => gone.has(keyId));
    for (const one of retired)
        log.info(`Removed ${superfluousInWords(one)}.`);
    if (failure !== undefined && retired.length < agreed.length) {
        log.warning(leftForTheNextRun(failure));
        return retired;
    }
    for (const { secret } of agreed.filter((one) => !retired.includes(one))) {
        log.warning(`${describeSecret(secret)}, is still on the application: Microsoft Graph accepted its removal, but still lists it. The next run removes it if it is still there.`);
    }
    return retired;
}
/** Asks the application and its destinations anew: reads lag writes, and somebody else may have written since. */
async function lookAgain(planned, known, { application, applications, targets, lineage, policy }) {
    const [credentials, states] = await (0, settle/* together */.bs)([
        applications.credentials(application.objectId),
        (0, settle/* together */.bs)(targets.map(({ destination }) => destination.state())),
    ]);
    const { own, adopted } = managedSecrets(lineage, policy, credentials);
    const unseen = known.filter(({ keyId }) => own.every((one) => one.keyId !== keyId));
    const places = targets.map(({ destination: { label } }, index) => ({
        label,
        evidence: states[index]?.evidence,
    }));
    const managed = { own: [...own, ...unseen], adopted };
    return confirmed(planned, managed, witnessesAmong(places), policy.longestWrite);
}
function leftForTheNextRun({ code, explanation: { happened, fix } }) {
    return `A superseded secret could not be removed (${code}). The next run tries again. ${happened} To fix it: ${fix}`;
}














/**
 * The story of a run: what is there, what is to be done about it, and doing it. A secret is added when one is needed,
 * and what nothing needs any more is removed.
 *
 * @param progress is told what is known as soon as it is
 * @throws Failure or Failures
 */
async function rotate(inputs, world, journal, progress = newProgress()) {
    const { log, clock } = world;
    const found = find(inputs, world, progress);
    const [{ applications, application }, targets] = await (0, settle/* together */.bs)([found, prepare(world)]);
    const { applicationId } = application;
    const moments = (0, entra_moments/* momentsOf */.Z)(world);
    const { now } = moments;
    const lineage = await provenanceOf(inputs, world);
    const facts = factsOf(application, targets);
    const policy = policyOf(inputs);
    const plan = planRotation(facts, lineage, policy, moments);
    if (plan.kind === 'no-room') {
        throw (0, graph_errors/* twoSecretLimit */.gL)(inputs, applicationId, plan.occupants.map(describeSecret));
    }
    progress.plan = plan;
    const labels = targets.map(({ destination: { label } }) => label);
    for (const line of planInWords(plan, labels, inputs.dryRun))
        log.info(line);
    if (plan.kind === 'add' && (0, duration/* isBeyondPortalCap */.MX)(plan.endDateTime, now)) {
        log.warning('`expires` is later than 24 months from now, the longest lifetime that the portal offers: check your policy.');
    }
    for (const concern of concernsAbout(facts, lineage, policy, plan, now)) {
        log[levelOf(concern)](concernInWords(concern));
    }
    const holders = targets.map(({ destination: { label, page } }) => ({ label, page }));
    const outcome = { application, plan, holders, dryRun: inputs.dryRun };
    if (inputs.dryRun) {
        return { ...outcome, secret: plan.kind === 'keep' ? plan.current : plan, retired: [] };
    }
    const { cloud } = inputs;
    const { budget } = world;
    const scene = { application, applications, targets, lineage, policy, cloud, clock, budget };
    const first = await retire(plan.retireFirst, [], scene, log);
    progress.retired.push(...first);
    const { signInAudience, passwordCredentials } = application;
    if (plan.kind === 'add' && passwordCredentials.length - first.length >= roomIn(signInAudience)) {
        throw (0, graph_errors/* twoSecretLimit */.gL)(inputs, applicationId, passwordCredentials.map(describeSecret));
    }
    const current = plan.kind === 'keep' ? plan.current : await renew(plan, scene, inputs, world, journal, progress);
    const last = await retire(plan.retire, [current], scene, log);
    progress.retired.push(...last);
    return { ...outcome, secret: current, retired: [...first, ...last] };
}
/** How a concern is told: what is normal, or needs no action, is no warning. */
function levelOf({ kind }) {
    switch (kind) {
        case 'unmanaged':
            return 'info';
        case 'adopted-gone':
            return 'notice';
        default:
            return 'warning';
    }
}
/** Logs in, and finds the application. */
async function find(inputs, { logIn, log }, progress) {
    const applications = await logIn();
    log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
    const application = await applications.find(inputs.application);
    (0, graph_errors/* expectOtherThanWorkloadIdentity */.sU)(application, inputs);
    progress.application = application;
    const { applicationId, objectId, displayName: name } = application;
    log.info(`Found the application "${name}" (application ID ${applicationId}, object ID ${objectId}).`);
    return { applications, application };
}
/** Asks the destinations while Entra sees to the login, whose code has to be loaded first. */
async function prepare(world) {
    await world.idToken().catch(() => undefined);
    return prepareAll(world);
}
async function provenanceOf({ description, destinations, run }, { random, repositoryId: findRepositoryId }) {
    const repositoryId = await findRepositoryId();
    if (repositoryId === undefined)
        throw repositoryIdUnknown(run.repository);
    const surroundings = {
        apiHost: new URL(run.apiUrl).host,
        ownRepository: { name: run.repository, id: repositoryId },
    };
    return {
        description,
        repository: run.repository,
        digest: (0, plan_lineage/* digestOf */.ol)({
            serverHost: new URL(run.serverUrl).host,
            repositoryId,
            destinations: destinations.map((spec) => identityOf(spec, surroundings)),
        }),
        run: { id: run.id, attempt: run.attempt },
        nonce: (0, plan_lineage/* createNonce */.mE)(random),
    };
}
function repositoryIdUnknown(repository) {
    return new action_error/* Failure */.HR('repository-id-unknown', {
        happened: `The numeric ID of the repository ${repository} is not available, so its secrets cannot be distinguished from those of another repository of that name.`,
        likely: 'the runner is too old to set GITHUB_REPOSITORY_ID, and the OIDC token of this GitHub server has no claim `repository_id`.',
        fix: 'update the runner, or the GitHub Enterprise Server.',
    });
}
function factsOf({ signInAudience, passwordCredentials }, targets) {
    const places = targets.map(({ destination: { label }, state }) => ({ label, evidence: state?.evidence }));
    return { signInAudience, passwordCredentials, places };
}
/** How long a run may take from adding a secret to storing it, in milliseconds, when the proof is quick. */
const quickRun = 30 * 60_000;
function policyOf({ expires, renewWithin, retireAfter, adopt, verifyTimeout }) {
    const longestWrite = Math.max(quickRun, verifyTimeout);
    return { expires, renewWithin, retireAfter, adopt, longestWrite };
}

// EXTERNAL MODULE: ./src/rotation/own-record.ts
var own_record = __webpack_require__(6002);
// EXTERNAL MODULE: ./src/runner/run-context.ts
var run_context = __webpack_require__(2825);
// EXTERNAL MODULE: ./node_modules/html-escaper/esm/index.js
var esm = __webpack_require__(8460);
// EXTERNAL MODULE: ./src/shared/summary-text.ts
var summary_text = __webpack_require__(5681);




/**
 * Writes what an Exalate administrator needs to register the node, where the value is, and what became of earlier
 * secrets: never a value.
 *
 * @param tenantId the directory (tenant) ID
 */
async function writeSummary(outcome, tenantId, summary) {
    const { plan, dryRun, retired, holders } = outcome;
    const planned = plan.kind === 'add' && dryRun;
    const places = [
        planned ? 'Where the value would go' : 'Where the value is',
        holders.map(summary_link).join('<br>'),
    ];
    summary
        .addHeading(headingOf(outcome), 2)
        .addTable([...summary_factsOf(outcome, tenantId), places].map(([name, data]) => [{ data: name, header: true }, { data }]));
    if (!planned) {
        summary.addRaw('To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.', true);
    }
    const gone = dryRun ? [...plan.retireFirst, ...plan.retire] : retired;
    addSecrets(dryRun ? 'Secrets that would be removed' : 'Secrets that were removed', gone.map((one) => superfluousInWords(one, summary_text/* summaryText */.g)), summary);
    const waiting = plan.waiting.map((one) => `${superfluousInWords(one, summary_text/* summaryText */.g)}. ${fateInWords(one)}`);
    addSecrets('Superseded secrets', waiting, summary);
    if (dryRun)
        summary.addRaw('Nothing was changed.', true);
    await summary.write();
}
function headingOf({ plan, dryRun }) {
    if (plan.kind === 'keep') {
        return dryRun ? 'Dry run: no client secret would be added' : 'The client secret is valid; none was added';
    }
    return dryRun ? 'Dry run: a client secret would be added' : 'A new client secret was added';
}
function summary_factsOf({ application, plan, secret }, tenantId) {
    const { keyId, displayName, endDateTime } = secret;
    const reasons = plan.kind === 'keep' ? [] : plan.reasons.flatMap((reason) => reasonInWords(reason, summary_text/* summaryText */.g));
    const key = keyId === undefined ? [] : [['Secret (key) ID', keyId]];
    const why = reasons.length === 0 ? [] : [['Why a new one', reasons.join('; ')]];
    return [
        ['Application', (0, summary_text/* summaryText */.g)(application.displayName)],
        ['Application (client) ID', application.applicationId],
        ['Directory (tenant) ID', tenantId],
        ...key,
        ['Description', (0, summary_text/* summaryText */.g)(displayName)],
        ['Expires', endDateTime === null ? 'never' : (0, timestamp/* wholeSeconds */.$)(endDateTime)],
        ...why,
    ];
}
/** How many secrets are listed: GitHub shows no summary beyond 1 MiB, and nobody reads so much. */
const mostListed = 50;
/** @param lines of HTML */
function addSecrets(title, lines, summary) {
    if (lines.length === 0)
        return;
    const more = lines.length - mostListed;
    const listed = lines.slice(0, mostListed);
    summary.addHeading(title, 3).addList(more > 0 ? [...listed, `… and ${more} more`] : listed);
}
/** A destination, with the page on which people see it. */
function summary_link({ label, page }) {
    const text = (0, summary_text/* summaryText */.g)(label);
    return page === undefined ? text : `<a href="${(0, esm/* escape */.i)(page)}">${text}</a>`;
}

// EXTERNAL MODULE: ./src/shared/clock.ts
var clock = __webpack_require__(6103);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./src/destinations/create-destination.ts + 5 modules
var create_destination = __webpack_require__(124);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/loading.ts
var loading = __webpack_require__(9880);
// EXTERNAL MODULE: ./src/http/client.ts + 1 modules
var http_client = __webpack_require__(9674);





/** The version that is asked for; an Enterprise Server refuses one that it does not know. */
const apiVersion = '2026-03-10';
/**
 * A client for GitHub's REST API.
 *
 * @param baseUrl `https://api.github.com`, `https://api.SUBDOMAIN.ghe.com`, or `https://HOST/api/v3` of an Enterprise Server
 */
function gitHubApi(baseUrl, token, send, edges) {
    let client;
    const connect = async () => (await (0, loading/* loadAside */.p)(() => Promise.all(/* import() */[__webpack_require__.e(413), __webpack_require__.e(824)]).then(__webpack_require__.bind(__webpack_require__, 824)))).octokit(baseUrl, token, send);
    const { host } = new URL(baseUrl);
    // A post step may have no token: nobody answers it, and waiting changes nothing.
    if (token === '') {
        return { request: () => Promise.resolve({ ...nothing, host, network: 'no answer' }) };
    }
    const headers = hasDatedVersions(host) ? { 'x-github-api-version': apiVersion } : {};
    async function attempt(route, parameters) {
        try {
            const { request } = await (client ??= connect());
            return attempted(route, host, await request(route, { ...parameters, headers }));
        }
        catch (error) {
            if (dist.is(refusal, error))
                return attempted(route, host, error.response);
            const network = (0, http_client/* networkReason */.d8)(error);
            const setback = isRead(route) && (0, http_client/* isTransient */.dg)(network) ? { name: network, announced: undefined } : undefined;
            return { result: { ...nothing, host, network }, setback };
        }
    }
    return {
        request(route, parameters) {
            if (!isRead(route))
                edges.budget.reserve(time_budget/* minTimeForWrite */.uu);
            return (0, retry/* repeatedly */.Sy)('GitHub', () => attempt(route, parameters), edges);
        },
    };
}
/** Whoever repeats a write must know what became of the one before. */
function isRead(route) {
    return route.startsWith('GET ');
}
function hasDatedVersions(host) {
    return host === 'api.github.com' || host.endsWith('.ghe.com');
}
const wire = dist/* object */.Ikc({ status: dist/* number */.aig(), data: dist/* unknown */.L5J(), headers: dist/* record */.g1P(dist/* string */.YjP(), dist/* unknown */.L5J()) });
const refusal = dist/* object */.Ikc({ response: wire });
const permissions = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/));
const explained = dist/* object */.Ikc({ message: dist/* string */.YjP() });
const byIntegration = dist/* object */.Ikc({
    message: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^Resource not accessible by integration/)),
});
const atOnce = dist/* object */.Ikc({ message: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/\bsecondary rate\b/i)) });
const nothing = {
    status: undefined,
    body: undefined,
    acceptedPermissions: undefined,
    refused: false,
    notAccessibleByIntegration: false,
    rateLimited: false,
    network: undefined,
};
/** The refusals that last. */
const lasting = [400, 401, 403, 404, 410, 422, 429, 451];
function attempted(route, host, response) {
    const { status, data, headers } = dist/* parse */.qgA(wire, response);
    const accepted = dist/* safeParse */.xLC(permissions, headers['x-accepted-github-permissions']);
    const rateLimited = isRateLimited(status, data, headers);
    const result = {
        host,
        status,
        body: data,
        acceptedPermissions: accepted.success ? accepted.output : undefined,
        refused: status >= 300 && status < 500 && status !== 408 && dist.is(explained, data),
        notAccessibleByIntegration: dist.is(byIntegration, data),
        rateLimited,
        network: undefined,
    };
    // What else says so may be something in between, after GitHub did what it was asked for.
    if (rateLimited && (result.refused || isRead(route))) {
        const name = 'too many requests from this token';
        return { result, setback: { name, announced: announcedWait(headers) } };
    }
    const passing = status >= 400 && !lasting.includes(status) && isRead(route);
    return { result, setback: passing ? { name: `HTTP ${status}`, announced: undefined } : undefined };
}
/** GitHub has two limits: one by the hour, and one for too many requests at once, which not every answer names. */
function isRateLimited(status, data, headers) {
    if (status === 429)
        return true;
    return (status === 403 &&
        ('retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || dist.is(atOnce, data)));
}
/**
 * How long GitHub wants to be left alone, in milliseconds; a minute where it does not say.
 * Source: GitHub's "Best practices for using the REST API".
 */
function announcedWait(headers) {
    const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset, date } = headers;
    const full = remaining === '0' ? (0, retry/* millisecondsUntil */.Z_)(Number(reset) * 1_000, date) : undefined;
    return (0, retry/* retryAfter */.P9)(headers) ?? (full === undefined ? 60_000 : full + 1_000);
}

// EXTERNAL MODULE: ./src/http/errors.ts
var errors = __webpack_require__(8549);
// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);







/** Azure DevOps' own application ID, the same in every tenant. Source: Microsoft's "Authenticate to Azure DevOps with Microsoft Entra". */
const azureDevOpsScope = '499b84ac-1321-427f-aa17-267ca6975798/.default';
/** How often a login, or a question, is repeated that a passing fault may have spoilt. */
const tries = 5;
const projects = dist/* object */.Ikc({ count: dist/* number */.aig(), value: dist/* array */.YOg(dist/* unknown */.L5J()) });
const azure_devops_access_refusal = dist/* object */.Ikc({ message: dist/* string */.YjP() });
/**
 * Proves that an application reaches an Azure DevOps organization with its new secret: it asks for a page of projects.
 *
 * @throws Failure `azure-devops-…`
 */
async function proveAzureDevOps(proof) {
    const { organization, applicationId } = proof;
    const url = `https://dev.azure.com/${encodeURIComponent(organization)}/_apis/projects?$top=1&api-version=7.1`;
    const token = await tokenOf(proof);
    const headers = {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        // Else a token that is not accepted leads to a page for people.
        'X-TFS-FedAuthRedirect': 'Suppress',
    };
    for (let repeat = 0;; repeat += 1) {
        const answer = await proof.send(url, { headers }).catch((error) => (0, http_client/* networkReason */.d8)(error));
        const passing = typeof answer === 'string' ? (0, http_client/* isTransient */.dg)(answer) : answer.status === 429 || answer.status >= 500;
        if (passing && repeat + 1 < tries) {
            await proof.clock.sleep((0, retry/* backoff */.JN)(repeat));
            continue;
        }
        if (typeof answer === 'string')
            throw (0, errors/* unreachable */.H)('azure-devops-unreachable', 'https://dev.azure.com', answer);
        const body = (0, json/* parseJson */.q)(answer.text);
        if (answer.status === 200 && dist.is(projects, body))
            return;
        throw failureOf(answer.status, body, organization, applicationId);
    }
}
/** Entra's replicas may still disagree on a secret that was just proved for another resource. */
async function tokenOf({ logIn, clock, organization, applicationId }) {
    for (let repeat = 0;; repeat += 1) {
        const login = await logIn();
        if ('token' in login)
            return login.token;
        const { aadsts } = login.refusal;
        if ((aadsts === 7000215 || aadsts === undefined) && repeat + 1 < tries) {
            await clock.sleep((0, retry/* backoff */.JN)(repeat));
            continue;
        }
        throw new action_error/* Failure */.HR('azure-devops-login-refused', {
            happened: `Microsoft Entra ID gave application ${applicationId} no token for Azure DevOps, so nobody could ask the organization ${organization} (${(0, entra_refusal/* nameOf */.Vb)(login.refusal)}).`,
            likely: 'no organization of Azure DevOps is connected to this tenant, or a policy refused the login.',
            fix: `see on https://dev.azure.com/${organization}/_settings/organizationAad which tenant the organization is connected to.`,
        });
    }
}
/** Only JSON counts: what else comes is a page to sign in, whatever its status. Codes stand in messages alone. */
function failureOf(status, body, organization, applicationId) {
    const message = dist.is(azure_devops_access_refusal, body) ? body.message : '';
    const users = `https://dev.azure.com/${organization}/_settings/users`;
    if (message.includes('TF401444')) {
        return new action_error/* Failure */.HR('azure-devops-not-a-member', {
            happened: `Application ${applicationId} is no member of the Azure DevOps organization ${organization} (HTTP ${status}, TF401444).`,
            likely: 'its service principal was not added as a user of the organization.',
            fix: `add it on ${users}, with the access level Basic: search for the application's name.`,
        });
    }
    if (message.includes('TF400813') || status === 403) {
        return new action_error/* Failure */.HR('azure-devops-permission-missing', {
            happened: `Application ${applicationId} may not read the projects of the Azure DevOps organization ${organization} (HTTP ${status}${message.includes('TF400813') ? ', TF400813' : ''}).`,
            likely: 'it has the access level Stakeholder, or is in no project.',
            fix: `give it the access level Basic and a project on ${users}.`,
        });
    }
    if (status === 404) {
        return new action_error/* Failure */.HR('azure-devops-organization-not-found', {
            happened: `There is no Azure DevOps organization ${organization} (HTTP 404).`,
            likely: '`azure-devops-organization` is misspelt: it is what stands in the address after dev.azure.com/.',
            fix: 'correct `azure-devops-organization`.',
        });
    }
    const page = body === undefined || status === 401 || (status >= 200 && status < 400);
    if (page && status < 500) {
        return new action_error/* Failure */.HR('azure-devops-sign-in-page', {
            happened: `Azure DevOps answered with a page to sign in instead of the projects of the organization ${organization} (HTTP ${status}).`,
            likely: 'the organization is connected to another tenant, or to none.',
            fix: `see on https://dev.azure.com/${organization}/_settings/organizationAad which tenant it is connected to.`,
        });
    }
    return new action_error/* Failure */.HR('azure-devops-request-failed', {
        happened: `Azure DevOps, asked for the projects of the organization ${organization}, answered with HTTP ${status}.`,
        likely: 'a temporary outage.',
        fix: 'run the job again; see https://status.dev.azure.com if it goes on.',
    });
}

// EXTERNAL MODULE: ./src/entra/session.ts + 3 modules
var session = __webpack_require__(3377);








/**
 * The services as they are.
 *
 * @param environment the runner's variables
 */
function realWorld(setting, toolkit, environment, clock, budget) {
    const { tenantId, clientId, cloud, run } = setting;
    const entrance = (0, session/* entranceFor */.I)(setting, toolkit, environment, clock, budget);
    const { identity, login, serverTime, send, logIn } = entrance;
    // A verification takes as long as it takes; its own time-out ends it.
    const provingLine = () => entrance.newLine(() => (0, time_budget/* longestRequest */._t)(clock));
    const opened = [];
    const edges = {
        gitHub: {
            api: gitHubApi(run.apiUrl, setting.gitHubToken, send, { clock, log: toolkit, budget }),
            serverUrl: run.serverUrl,
        },
        keyVault: {
            send,
            clock,
            logInFor: async (scope) => (await (0, loading/* loadAside */.p)(session/* loginCode */.T)).logInFor(scope, identity, login),
            grantee: {
                clientId,
                commands: (...lines) => (0, az_commands/* commands */.Pi)(cloud, ...lines),
                condition: (0, az_commands/* onlyForWorkloadIdentity */.RS)(clientId),
            },
            portalPage: (id) => `${cloud.portal}/#@${tenantId}/asset/Microsoft_Azure_KeyVault/Secret/${id}`,
        },
        folders: { workspace: run.workspace, temp: run.temp },
        setOutput: (name, value) => {
            toolkit.setOutput(name, value);
        },
    };
    return {
        clock,
        serverTime,
        budget,
        log: toolkit,
        cloud,
        random: external_node_crypto_.randomInt,
        destinations: setting.destinations.map((spec, index) => ({
            index,
            destination: (0, create_destination/* openDestination */.x)(spec, edges),
        })),
        idToken: login.idToken,
        async repositoryId() {
            if (run.repositoryId !== undefined)
                return run.repositoryId;
            const { readRepositoryId } = await (0, session/* loginCode */.T)();
            return readRepositoryId(await login.idToken());
        },
        logIn,
        expectLogins(count) {
            for (let index = 0; index < count; index += 1) {
                const line = provingLine();
                line.open(cloud.authorityHost);
                opened.push(line);
            }
        },
        async trySecret(applicationId, secretText) {
            const { send: sendAlone } = opened.shift() ?? provingLine();
            const { trySecret } = await (0, session/* loginCode */.T)();
            return trySecret({ ...identity, clientId: applicationId }, secretText, sendAlone);
        },
        proveAzureDevOps(organization, applicationId, secretText) {
            const owner = { ...identity, clientId: applicationId };
            const logInToIt = async () => {
                const { logInWithSecret } = await (0, session/* loginCode */.T)();
                const edges = { send: provingLine().send, mask: login.mask };
                return logInWithSecret(azureDevOpsScope, owner, secretText, edges);
            };
            return proveAzureDevOps({
                organization,
                applicationId,
                logIn: logInToIt,
                send: provingLine().send,
                clock,
            });
        },
    };
}











/**
 * How long a phase may take, and how long servers may make it wait beyond that, in milliseconds. A cancelled job is
 * ended by force after five minutes.
 */
const mainTime = { budget: 60_000, purse: 300_000 };
const postTime = { budget: 70_000, purse: 90_000 };
/**
 * Adds, proves and stores a client secret.
 *
 * @param journal says that nothing has begun
 */
async function runMain(inputs, toolkit, journal) {
    if (inputs.gitHubToken !== '')
        toolkit.setSecret(inputs.gitHubToken);
    const world = enter(inputs, toolkit, mainTime);
    const outcome = await rotateAndTell(inputs, world, toolkit, journal);
    await writeSummary(outcome, inputs.tenantId, toolkit.summary).catch(() => {
        toolkit.warning('The job summary could not be written; the run itself succeeded.');
    });
}
/** Sets all outputs that are known, also those of a run that fails. */
async function rotateAndTell(inputs, world, toolkit, journal) {
    const progress = newProgress();
    const tell = () => {
        setOutputs(progress, toolkit.setOutput);
    };
    try {
        const outcome = await rotate(inputs, world, journal, progress);
        tell();
        return outcome;
    }
    catch (error) {
        try {
            tell();
        }
        catch {
            toolkit.warning('The outputs of this run could not be set.');
        }
        throw error;
    }
}
/** Completes or rolls back what the main step left unfinished. */
async function runPost(state, toolkit) {
    const run = (0, run_context/* readRun */.c)(process.env);
    const { intent } = state;
    (0, own_record/* expectOwnRecord */.H)(intent, run, toolkit.getInput);
    const gitHubToken = toolkit.getInput('github-token');
    if (gitHubToken !== '')
        toolkit.setSecret(gitHubToken);
    const setting = { ...intent, cloud: (0, cloud/* cloudNamed */.X)(intent.cloud), gitHubToken, run };
    await cleanUp(state, enter(setting, toolkit, postTime));
}
function enter(setting, toolkit, { budget, purse }) {
    return realWorld(setting, toolkit, process.env, clock/* systemClock */.m, new time_budget/* Budget */.__(clock/* systemClock */.m, budget, purse));
}


/***/ })

};

export { id, ids, modules };
