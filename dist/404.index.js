const id = 404;
const ids = [404];
const modules = {

 4152:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   a2: () => (/* binding */ describeRefusal),
   hV: () => (/* binding */ findLoginRetryReason),
   sO: () => (/* binding */ readLoginRefusal)
/* harmony export */ });
 var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
 var _http_retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);


const errorNumber = valibot__WEBPACK_IMPORTED_MODULE_1__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__ .aig()]), valibot__WEBPACK_IMPORTED_MODULE_1__ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_1__ .z6Y((value) => Number.isSafeInteger(value) && value > 0));
const withNumber = valibot__WEBPACK_IMPORTED_MODULE_1__ .Ikc({ errorNo: errorNumber });
const withCause = valibot__WEBPACK_IMPORTED_MODULE_1__ .Ikc({ cause: valibot__WEBPACK_IMPORTED_MODULE_1__ .L5J() });
function readLoginRefusal(error, outcome) {
    return { ...outcome, aadsts: findErrorNumber(error, 5) };
}
function findErrorNumber(error, depth) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_1__ .xLC(withNumber, error);
    if (parsed.success)
        return parsed.output.errorNo;
    return depth > 0 && valibot__WEBPACK_IMPORTED_MODULE_1__.is(withCause, error) ? findErrorNumber(error.cause, depth - 1) : undefined;
}
function describeRefusal({ aadsts, status, network }) {
    if (aadsts !== undefined)
        return `AADSTS${aadsts}`;
    if (status !== undefined)
        return `HTTP ${status}`;
    return network ?? 'no response';
}
function findLoginRetryReason(refusal) {
    const reason = (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_0__ .ee)(refusal);
    return reason && { ...reason, name: describeRefusal(refusal) };
}


/***/ }),

 3860:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   LS: () => (/* binding */ findSecretLoginError),
   fE: () => (/* binding */ explainDisabledServicePrincipal),
   rO: () => (/* binding */ explainMissingServicePrincipal)
/* harmony export */ });
 var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6239);
 var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
 var _refusal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4152);



function findSecretLoginError(refusal, applicationId, cloud) {
    const name = (0, _refusal_js__WEBPACK_IMPORTED_MODULE_1__ .a2)(refusal);
    switch (refusal.aadsts) {
        case 53003:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('login-blocked-by-policy', {
                problem: `A Conditional Access policy blocked the login of application ${applicationId} (${name}), so the new secret could not be verified.`,
                likelyCause: 'the policy for workload identities allows this application only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
                remedy: 'run the job on a runner in an allowed location, or set `verify: false`.',
            });
        case 7000229:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('application-cannot-log-in', {
                problem: `Application ${applicationId} has no service principal in this tenant (${name}), so it cannot log in with any secret.`,
                ...explainMissingServicePrincipal(applicationId, cloud),
            });
        case 7000112:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('application-cannot-log-in', {
                problem: `Application ${applicationId} is disabled (${name}), so it cannot log in with any secret.`,
                ...explainDisabledServicePrincipal(applicationId, cloud),
            });
        default:
            return undefined;
    }
}
function explainMissingServicePrincipal(applicationId, cloud) {
    return {
        likelyCause: 'the app registration was created without an enterprise application, or its enterprise application was deleted.',
        remedy: `create it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ .IS)(applicationId))}`,
    };
}
function explainDisabledServicePrincipal(applicationId, cloud) {
    return {
        likelyCause: 'an administrator disabled its enterprise application.',
        remedy: `enable it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ .pV)(applicationId))}`,
    };
}


/***/ }),

 8404:
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
var time_budget = __webpack_require__(1749);


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
            this.#failure = (0, action_error.ie)(error);
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
        budget.ensureRemaining(time_budget.u);
        try {
            const result = await applications.removePassword(application, keyId);
            candidate.exists ||= result === 'removed';
            candidate.removalDue = !candidate.exists;
        }
        catch (error) {
            this.#failure = (0, action_error.ie)(error);
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
    const failure = (0, action_error.ie)(isUnconfirmed ? error.actionError : error);
    const recovery = (0, rotation_state.JU)(journal.state());
    if (!('keyId' in recovery) || recovery.keyId === undefined)
        return failure;
    const { keyId } = recovery;
    const secret = `the new secret (key ID ${keyId})`;
    const removeCommand = formatRemoveCommand(keyId, application, cloud);
    if (recovery.kind === 'keep') {
        const { from, stored, unconfirmedWrite } = recovery;
        journal.trySave((0, rotation_state.so)(from));
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
        journal.trySave((0, rotation_state.rq)(recovery.from));
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
    return (0, az_commands.iC)(cloud, (0, az_commands.HA)(applicationId, keyId));
}
function formatFindCommands({ displayName, keyIdToKeep }, { applicationId }, cloud) {
    const what = keyIdToKeep === undefined ? 'it' : `all except key ID ${keyIdToKeep}, which is in use`;
    const commands = [
        (0, az_commands.Eb)(applicationId),
        (0, az_commands.HA)(applicationId, 'KEY-ID'),
    ];
    return `Look for "${displayName}", and remove ${what}:${(0, az_commands.iC)(cloud, ...commands)}`;
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
    return (0, settle.j)(destinations.map(async (destination, index) => ({
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
    budget.ensureRemaining(time_budget.u);
    const revisionBefore = await readRevision(destination, context.clock);
    if (revisionBefore === undefined) {
        await destination.write(secret);
        return journal.trySave((0, rotation_state.su)(state, index));
    }
    const storing = (0, rotation_state.NY)(state, { destination: index, revisionBefore });
    let unconfirmed;
    try {
        journal.save(storing);
        unconfirmed = await writeWithRetry(secret, destination, context);
    }
    catch (error) {
        journal.trySave((0, rotation_state.Ih)(storing));
        throw error;
    }
    if (unconfirmed !== undefined)
        await expectWritten(destination, revisionBefore, unconfirmed, context);
    return journal.trySave((0, rotation_state.su)(storing, index));
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
            if (error instanceof action_error.lZ && unconfirmed === undefined)
                throw error;
            return { result: (0, action_error.ie)(error), retryReason: undefined };
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
    if (!(0, rotation_state.MO)(state))
        return;
    const { log } = services;
    log.info(state.step === 'complete' && intent.revokeAfterJob
        ? `Removing "${intent.displayName}", which was for this job only.`
        : `Cleaning up "${intent.displayName}", which the main step did not complete.`);
    const recovery = (0, rotation_state.JU)(state);
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
    (0, action_error.MI)([secretToKeep?.unconfirmedWriteError, leftBehind, deadValue].filter((error) => error !== undefined));
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
                const unconfirmedWriteError = secretInDoubtError(intent, destination.label, (0, action_error.ie)(error), services);
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
        services.log.warning(`The new secret was removed again, and ${label} could not be checked for a late write (${(0, action_error.ie)(error).code}). If ${label} changed after this run, run the workflow again.`);
        return undefined;
    }
    return new action_error.lZ('dead-value-stored', {
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
        return leftBehindError(formatFindCommands(secrets, intent, services.cloud), (0, action_error.ie)(error));
    }
}
function secretInDoubtError(intent, label, cause, { cloud }) {
    const commands = formatFindCommands({ displayName: intent.displayName, keyIdToKeep: undefined }, intent, cloud);
    return new action_error.lZ('secret-in-doubt', {
        problem: `The main step was stopped while it wrote the new secret to ${label}, and ${label} could not be checked for that write (${cause.code}).`,
        likelyCause: cause.explanation.likelyCause,
        remedy: `check whether ${label} was written when the job ran. If it was, keep the new secret. Only if it was not, remove the new secret. ${commands}`,
    });
}
function leftBehindError(byHand, cause) {
    return new action_error.lZ('secret-left-behind', {
        problem: `A client secret that this run added may still be on the application, and no destination holds it${cause === undefined ? '' : ` (${cause.code})`}.`,
        likelyCause: cause?.explanation.likelyCause ??
            'Microsoft Graph refused to remove it, did not answer, or still lists it.',
        remedy: `remove it by hand. ${byHand}`,
    });
}
function otherDescriptionError(keyId, { applicationId, displayName }, { cloud }) {
    return new action_error.lZ('journal-not-believed', {
        problem: `The saved record says to remove the secret with key ID ${keyId}, but its description is not the one that this run set. The secret was not removed.`,
        likelyCause: 'another step of the job changed the record, or Microsoft Graph changed the description.',
        remedy: `find out what uses that secret, and look for "${displayName}":${(0, az_commands.iC)(cloud, (0, az_commands.Eb)(applicationId))}`,
    });
}

// EXTERNAL MODULE: ./src/azure/cloud.ts
var cloud = __webpack_require__(6370);
// EXTERNAL MODULE: ./src/destinations/github/token.ts
var token = __webpack_require__(9756);
function createProgress() {
    return { application: undefined, plan: undefined, keptKeyId: undefined, retired: [] };
}

// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);

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
        setOutput('expires-on', (0, timestamp.E)(endDateTime));
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

// EXTERNAL MODULE: ./src/entra/graph-errors.ts
var graph_errors = __webpack_require__(3166);
// EXTERNAL MODULE: ./src/entra/plan-time.ts
var plan_time = __webpack_require__(7519);
// EXTERNAL MODULE: ./src/plan/lineage.ts
var lineage = __webpack_require__(6578);
// EXTERNAL MODULE: ./src/plan/credentials.ts
var plan_credentials = __webpack_require__(7829);
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
    if (evidence.kind === 'versions')
        return taggedHoldStatus(secret.keyId, evidence.versions);
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
    return lineageSecrets.filter((secret) => holdStatus(secret, evidence, maxStoreDelay) === 'now' &&
        (evidence.kind !== 'versions' || isTagTrusted(secret, evidence.versions, maxStoreDelay)));
}
function isTagTrusted({ keyId, startDateTime }, versions, maxStoreDelay) {
    const latest = versions.findLast((version) => version.enabled && version.keyId === keyId);
    if (latest?.writeId === undefined)
        return false;
    const delay = latest.at.getTime() - startDateTime.getTime();
    const copies = versions.filter(({ writeId }) => writeId === latest.writeId);
    return copies.length === 1 && delay >= -3e5 && delay <= maxStoreDelay;
}

// EXTERNAL MODULE: ./src/shared/duration.ts + 10 modules
var duration = __webpack_require__(731);


function findRenewalReasons(lineageSecrets, destinations, { renewWithin }, now) {
    if (renewWithin === undefined)
        return [{ kind: 'always' }];
    const newest = lineageSecrets.at(-1);
    if (newest === undefined)
        return [{ kind: 'first' }];
    const outOfSync = destinations
        .filter(({ heldSecrets }) => !heldSecrets.includes(newest))
        .map(explainOutOfSync);
    const end = findEarliestEnd([newest, ...destinations.flatMap(({ heldSecrets }) => heldSecrets)]);
    const isDue = end !== undefined && end <= (0, duration.I1)(renewWithin, now);
    return isDue ? [...outOfSync, { kind: 'due', endDateTime: end }] : outOfSync;
}
function explainOutOfSync({ label, evidence, heldSecrets }) {
    const at = findLastWrite(evidence);
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



const storeDelayMargin = 10 * 60_000;
function findRetirableSecrets(managed, destinations, policy, now) {
    return [
        ...findRetirableOwn(managed, destinations, policy, now),
        ...findRetirableAdopted(managed, destinations, policy, now),
    ].sort((a, b) => (0, plan_credentials.eI)(a.secret, b.secret));
}
function findRetirableOwn({ own }, destinations, { retireAfter, maxStoreDelay }, now) {
    const newestHeld = allDestinationsAccountedFor(destinations)
        ? destinations
            .flatMap(({ heldSecrets }) => heldSecrets)
            .sort(plan_credentials.eI)
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
            .map(({ evidence }) => findLastWrite(evidence))
            .filter((at) => at !== undefined);
        return [createSuperseded(secret, new Date(Math.max(...writes.map(Number))), retireAfter)];
    });
}
function createExpired(secret, end, retireAfter) {
    return { secret, cause: 'expired', since: end, due: retireAfter && end };
}
function createSuperseded(secret, since, retireAfter) {
    return { secret, cause: 'superseded', since, due: retireAfter && (0, duration.I1)(retireAfter, since) };
}
function confirmRetirable(planned, { own, adopted }, destinations, maxStoreDelay) {
    const observable = findObservableDestinations(destinations, own, maxStoreDelay);
    return planned.filter(({ secret: { keyId }, cause }) => {
        const ownSecret = own.find((secret) => secret.keyId === keyId);
        const secret = ownSecret ?? adopted.find((candidate) => candidate.keyId === keyId);
        if (secret === undefined || isHeld(secret, observable, maxStoreDelay))
            return false;
        if (cause === 'expired')
            return true;
        return ownSecret === undefined
            ? hasSuccessor(secret, observable)
            : allDestinationsAccountedFor(observable);
    });
}
function isHeld(secret, destinations, maxStoreDelay) {
    return destinations.some(({ evidence }) => holdStatus(secret, evidence, maxStoreDelay) === 'now');
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
        .map(({ evidence }) => holdStatus(secret, evidence, maxStoreDelay))
        .filter((status) => status instanceof Date)
        .sort((a, b) => a.getTime() - b.getTime())
        .at(-1);
}






const personalAccountLimit = 2;
const personalAudiences = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'];
function findManagedSecrets(lineage, { adopt }, credentials) {
    return {
        own: (0, plan_credentials.W4)(lineage, credentials),
        adopted: (0, plan_credentials.ur)(adopt, lineage, credentials),
    };
}
function planRotation({ signInAudience, passwordCredentials, destinations }, provenance, policy, { now, earliestNow }) {
    const managed = findManagedSecrets(provenance, policy, passwordCredentials);
    const observable = findObservableDestinations(destinations, managed.own, policy.maxStoreDelay);
    const retirable = findRetirableSecrets(managed, observable, policy, earliestNow);
    const retire = retirable.filter(({ due }) => due !== undefined && due <= earliestNow);
    const retained = retirable.filter((secret) => !retire.includes(secret));
    const reasons = findRenewalReasons(managed.own, observable, policy, now);
    const current = managed.own.at(-1);
    if (reasons.length === 0 && current !== undefined) {
        return { kind: 'keep', current, retireFirst: [], retire, retained };
    }
    const unstoredFirst = retire.toSorted((a, b) => Number(isUnstored(b)) - Number(isUnstored(a)));
    const surplus = passwordCredentials.length + 1 - maxSecrets(signInAudience);
    const removedFirst = Math.max(surplus, retire.filter(isUnstored).length);
    if (removedFirst > retire.length)
        return { kind: 'limit-reached', existingSecrets: passwordCredentials };
    return {
        kind: 'add',
        reasons,
        displayName: (0, lineage.Tt)(provenance),
        endDateTime: (0, duration.YP)(policy.expires, now),
        retireFirst: unstoredFirst.slice(0, removedFirst),
        retire: unstoredFirst.slice(removedFirst),
        retained,
    };
}
function maxSecrets(signInAudience) {
    return personalAudiences.includes(signInAudience) ? personalAccountLimit : Infinity;
}
function isUnstored({ cause }) {
    return cause === 'unstored';
}



const expiryNotice = { days: 30 };
const maxLiveSecrets = 5;
function findWarnings(input, provenance, policy, plan, now) {
    const { passwordCredentials } = input;
    const liveSecrets = passwordCredentials.filter((secret) => (0, plan_credentials.DG)(secret, now));
    const lastAdded = (0, plan_credentials.W4)(provenance, passwordCredentials).at(-1)?.startDateTime;
    const context = { ...input, provenance, policy, plan, now, liveSecrets, lastAdded };
    return [
        ...findMissingAdopted(context),
        ...findExpiring(context),
        ...findExpiringLineages(context),
        ...findEarlierLineage(context),
        ...findUnmanaged(context),
        ...findTooManySecrets(context),
        ...findHandOver(context),
        ...findRestartingGrace(context),
    ];
}
function findMissingAdopted({ passwordCredentials, policy: { adopt }, }) {
    const keyIds = adopt.filter((keyId) => !passwordCredentials.some((secret) => (0, plan_credentials.YP)(secret, [keyId])));
    return keyIds.length === 0 ? [] : [{ kind: 'adopted-gone', keyIds }];
}
function findExpiring({ liveSecrets, policy: { adopt }, plan, now }) {
    const removed = findRemovedKeyIds(plan);
    return liveSecrets.flatMap((secret) => {
        const adopted = (0, plan_credentials.YP)(secret, adopt);
        const isForeign = adopted || (0, lineage.X6)(secret.displayName) === undefined;
        if (!isForeign || removed.has(secret.keyId) || !expiresSoon(secret, now))
            return [];
        return [{ kind: 'expiring', secret, adopted }];
    });
}
function findExpiringLineages({ liveSecrets, provenance, policy: { adopt }, now, }) {
    return liveSecrets.flatMap((secret) => {
        const origin = (0, lineage.X6)(secret.displayName);
        if (origin === undefined || (0, lineage.yu)(origin, provenance) || (0, plan_credentials.YP)(secret, adopt))
            return [];
        const isRenewed = (0, plan_credentials.W4)(origin, liveSecrets).some(({ startDateTime }) => secret.startDateTime === null || startDateTime > secret.startDateTime);
        if (isRenewed || !expiresSoon(secret, now))
            return [];
        return [{ kind: 'lineage-expiring', secret, repository: origin.repository }];
    });
}
function expiresSoon({ endDateTime }, now) {
    return endDateTime !== null && endDateTime <= (0, duration.I1)(expiryNotice, now);
}
function findEarlierLineage({ liveSecrets, lastAdded, provenance: { repository }, policy: { adopt }, }) {
    if (lastAdded !== undefined)
        return [];
    const secrets = liveSecrets.filter((secret) => {
        const origin = (0, lineage.X6)(secret.displayName);
        return origin?.repository.toLowerCase() === repository.toLowerCase() && !(0, plan_credentials.YP)(secret, adopt);
    });
    return secrets.length === 0 ? [] : [{ kind: 'earlier-lineage', secrets }];
}
function findUnmanaged({ liveSecrets, lastAdded, policy: { adopt }, now, }) {
    if (lastAdded !== undefined)
        return [];
    const secrets = liveSecrets.filter((secret) => (0, lineage.X6)(secret.displayName) === undefined &&
        !(0, plan_credentials.YP)(secret, adopt) &&
        !expiresSoon(secret, now));
    return secrets.length === 0 ? [] : [{ kind: 'unmanaged', secrets }];
}
function findTooManySecrets({ liveSecrets, plan }) {
    const removed = findRemovedKeyIds(plan);
    const remaining = liveSecrets.filter(({ keyId }) => !removed.has(keyId)).length;
    const count = plan.kind === 'add' ? remaining + 1 : remaining;
    return count > maxLiveSecrets ? [{ kind: 'too-many-secrets', count }] : [];
}
function findRemovedKeyIds({ retireFirst, retire }) {
    return new Set([...retireFirst, ...retire].map(({ secret: { keyId } }) => keyId));
}
function findHandOver({ destinations, lastAdded, policy: { retireAfter }, plan, now, }) {
    if (retireAfter === undefined)
        return [];
    if (destinations.every(({ evidence }) => evidence === undefined))
        return [{ kind: 'unobservable' }];
    const removedCount = [...plan.retireFirst, ...plan.retire].filter(({ cause }) => cause === 'superseded').length;
    const replacesCurrent = plan.kind === 'add' && lastAdded !== undefined;
    const removalDates = plan.retained.map(({ due }) => due).filter((due) => due !== undefined);
    const nextRemoval = [...removalDates, ...(replacesCurrent ? [(0, duration.I1)(retireAfter, now)] : [])].sort((a, b) => a.getTime() - b.getTime())[0];
    return removedCount === 0 && nextRemoval === undefined
        ? []
        : [{ kind: 'hand-over', removedCount, nextRemoval }];
}
function findRestartingGrace({ destinations, lastAdded, policy: { retireAfter, renewWithin }, now, }) {
    if (retireAfter === undefined || renewWithin !== undefined)
        return [];
    if (!destinations.some(({ evidence }) => evidence?.kind === 'written'))
        return [];
    if (lastAdded === undefined || (0, duration.I1)(retireAfter, lastAdded) <= now)
        return [];
    return [{ kind: 'grace-restarts', lastAdded }];
}

const quote = (text) => `"${text}"`;
const unchanged = (text) => text;
function describeSecret(secret) {
    return formatSecret(secret, quote);
}
function formatSecret({ displayName, keyId, endDateTime }, formatText) {
    const expires = endDateTime === null ? 'never' : (0, timestamp.E)(endDateTime);
    return `${formatText(displayName)} (key ID ${keyId}, expires ${expires})`;
}
function formatPlan(plan, labels, dryRun) {
    const retained = plan.retained.map((secret) => `${formatRetirableSecret(secret)}. ${formatRemovalDate(secret)}`);
    if (plan.kind === 'keep') {
        const { keyId, endDateTime } = plan.current;
        const validity = endDateTime === null
            ? 'never expires'
            : `is valid until ${(0, timestamp.E)(endDateTime)}, longer than \`renew-within\``;
        const noRenewal = `The current secret (key ID ${keyId}) ${validity}, and every destination holds it; no renewal needed.`;
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
        `Dry run: would add "${displayName}", valid until ${(0, timestamp.E)(endDateTime)}, and write it to:`,
        ...labels.map((label) => `  ${label}`),
        ...formatRemovals(plan),
        ...retained,
    ];
}
function formatRemovals({ retireFirst, retire }) {
    return [...retireFirst, ...retire].map((secret) => `Dry run: would remove ${formatRetirableSecret(secret)}.`);
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
                `${formatText(reason.label)} was last written at ${(0, timestamp.E)(reason.at)} by another process, or the secret that it holds is no longer on the application`,
            ];
        case 'outdated':
            return [`${formatText(reason.label)} does not hold the newest secret`];
        case 'due':
            return [`a secret in use expires ${(0, timestamp.E)(reason.endDateTime)}, within \`renew-within\``];
    }
}
function formatRetirableSecret({ secret, cause, since }, formatText = quote) {
    if (cause === 'unstored')
        return `${formatSecret(secret, formatText)}, added by a run that never stored it`;
    if (cause === 'expired')
        return `${formatText(secret.displayName)} (key ID ${secret.keyId}, expired ${(0, timestamp.E)(since)})`;
    return `${formatSecret(secret, formatText)}, superseded since ${(0, timestamp.E)(since)}`;
}
function formatRemovalDate({ due }) {
    return due === undefined
        ? 'It is kept because `retire-after` is `never`.'
        : `The first run after ${(0, timestamp.E)(due)} removes it.`;
}
function formatWarning(warning) {
    switch (warning.kind) {
        case 'expiring':
            return formatExpiring(warning);
        case 'lineage-expiring':
            return `The client secret ${describeSecret(warning.secret)} was added by another workflow with this action, in ${warning.repository}, and has not been renewed. If that workflow is still in use, check its last run. If this workflow replaces it, adopt the secret so that \`retire-after\` applies to it:${formatAdoptInput([warning.secret])}`;
        case 'too-many-secrets':
            return `This application has ${warning.count} active client secrets after this run. Anyone who has one of them can sign in as the application. Remove the unused ones, by hand or with \`retire-after\`.`;
        case 'earlier-lineage':
            return formatAdoptable('The application has active secrets that another workflow or an earlier configuration of this repository added. If another workflow manages them, no action is needed. If this workflow replaces them, for example because its destinations changed, adopt them so that `retire-after` applies to them:', warning.secrets);
        case 'unmanaged':
            return formatAdoptable('The application has active secrets that this action did not add. The action does not change them. If this workflow replaces them, adopt them so that `retire-after` applies to them:', warning.secrets);
        case 'hand-over':
            return formatHandOver(warning);
        case 'unobservable':
            return '`retire-after` removes expired secrets only: a step output or an encrypted file does not show whether a secret was replaced. To remove superseded secrets too, add a GitHub or Key Vault destination.';
        case 'grace-restarts':
            return `The last secret was added at ${(0, timestamp.E)(warning.lastAdded)}, less than \`retire-after\` ago. GitHub shows only when a secret was last written, so each new secret restarts \`retire-after\` for all earlier ones. If every run adds a secret, the earlier ones are removed only after they expire. Set \`renew-within\`, or shorten \`retire-after\`.`;
        case 'adopted-gone':
            return `\`adopt\` names ${warning.keyIds.length === 1 ? 'a key ID that is' : 'key IDs that are'} not on the application: ${warning.keyIds.join(', ')}. If the secret was removed, delete the key ID from \`adopt\`.`;
    }
}
function formatExpiring({ secret, adopted }) {
    const described = describeSecret(secret);
    const consequence = 'Anything that still uses it fails after that date.';
    return adopted
        ? `The adopted client secret ${described} expires soon. ${consequence} Update everything that uses it to the current secret before then.`
        : `The client secret ${described} is also on this application, and no workflow renews it. ${consequence} If this workflow replaces it, adopt it so that \`retire-after\` applies to it:${formatAdoptInput([secret])}`;
}
function formatAdoptable(introduction, secrets) {
    const list = secrets.map((secret) => `\n  - ${describeSecret(secret)}`).join('');
    return `${introduction}${list}${formatAdoptInput(secrets)}`;
}
function formatAdoptInput(secrets) {
    return `\n  adopt: ${secrets.map(({ keyId }) => keyId).join(', ')}`;
}
function formatHandOver({ removedCount, nextRemoval }) {
    const inThisRun = removedCount === 0
        ? []
        : [`This run removes ${removedCount} superseded ${removedCount === 1 ? 'secret' : 'secrets'}.`];
    const inLaterRun = nextRemoval === undefined
        ? []
        : [
            `The first run after ${(0, timestamp.E)(nextRemoval)} removes the next one: update everything that uses the old value before then.`,
        ];
    return ['The action cannot tell whether Exalate uses the new value yet.', ...inThisRun, ...inLaterRun].join(' ');
}

// EXTERNAL MODULE: ./src/entra/applications.ts + 2 modules
var entra_applications = __webpack_require__(7118);





async function addSecret({ displayName, endDateTime }, adding, context) {
    const { application, applications, budget, cloud, journal, log } = context;
    let state = adding;
    budget.ensureRemaining(time_budget.u);
    for (;;) {
        try {
            const password = await applications.addPassword(application, displayName, endDateTime);
            return { password, state: (0, rotation_state.vN)(state, password.keyId) };
        }
        catch (error) {
            const isFirst = !state.lostAnswer;
            if (error instanceof action_error.lZ) {
                if (!isFirst)
                    throw error.withState('nothing was written; the post step of this job checks again.');
                journal.trySave((0, rotation_state.rq)(state));
                throw error;
            }
            const reason = error instanceof entra_applications.s ? error.reason : 'an unexpected error';
            state = journal.trySave((0, rotation_state.lM)(state));
            log.info(`Microsoft Graph did not confirm whether it added the secret (${reason}). Looking for it by its description.`);
            const secrets = {
                displayName,
                keyIdToRemove: undefined,
                keyIdToKeep: undefined,
                searchByDescription: true,
            };
            const { complete } = await removeAddedSecrets(secrets, 'main', context);
            if (complete && isFirst)
                continue;
            const commands = formatFindCommands(secrets, application, cloud);
            throw lostResponseError(reason, complete ? undefined : commands);
        }
    }
}
function lostResponseError(reason, commands) {
    const isClean = commands === undefined;
    return new action_error.lZ('graph-request-failed', {
        problem: `Microsoft Graph did not confirm whether it added the client secret (${reason}).`,
        likelyCause: 'a temporary outage of the service or of the network.',
        remedy: isClean ? 'run the job again.' : 'remove what is left, then run the job again.',
    }, isClean
        ? 'no secret of this run is left on the application, and nothing was written.'
        : `a secret of this run may be on the application, and no destination holds it. The post step of this job checks again. ${commands}`);
}

// EXTERNAL MODULE: ./src/entra/secret-login-errors.ts
var secret_login_errors = __webpack_require__(3860);
// EXTERNAL MODULE: ./src/entra/refusal.ts
var entra_refusal = __webpack_require__(4152);




const loginsPerRound = 3;
const consecutiveRounds = 2;
const loginsPerVerification = loginsPerRound * consecutiveRounds;
const firstWait = 1_000;
const maxWait = 5_000;
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
    const { application, inputs, clock, cloud, log } = context;
    const { applicationId } = application;
    const { verifyTimeout } = inputs;
    const end = clock.now().getTime() + verifyTimeout;
    let succeededRounds = 0;
    let wait = firstWait;
    for (;;) {
        const round = runRound(secretText, context);
        if (succeededRounds === 0)
            context.openLoginConnections(loginsPerRound);
        const refusals = await round;
        const [refusal] = refusals;
        if (refusal === undefined) {
            succeededRounds += 1;
            if (succeededRounds === consecutiveRounds)
                return;
            onLastRound();
            continue;
        }
        for (const each of refusals) {
            const permanent = (0, secret_login_errors.LS)(each, applicationId, cloud);
            if (permanent !== undefined)
                throw permanent;
        }
        succeededRounds = 0;
        const left = end - clock.now().getTime();
        if (left <= 0)
            throw notAcceptedError(refusal, applicationId, verifyTimeout);
        const accepted = loginsPerRound - refusals.length;
        log.info(`Microsoft Entra ID accepted the new secret in ${accepted} of ${loginsPerRound} logins (${(0, entra_refusal.a2)(refusal)}). It can take a while until all replicas accept it.`);
        await clock.sleep(Math.min(wait, left));
        wait = Math.min(wait * 1.5, maxWait);
    }
}
async function runRound(secretText, { application, trySecretLogin }) {
    const logins = Array.from({ length: loginsPerRound }, () => trySecretLogin(application.applicationId, secretText));
    return (await (0, settle.s)(logins)).filter((refusal) => refusal !== undefined);
}
function notAcceptedError(refusal, applicationId, timeout) {
    return new action_error.lZ('secret-not-accepted', {
        problem: `Microsoft Entra ID did not accept the new secret of application ${applicationId} within ${Math.round(timeout / 1000)} seconds (last response: ${(0, entra_refusal.a2)(refusal)}).`,
        likelyCause: 'the secret has not reached all replicas of Microsoft Entra ID yet. This usually takes seconds, but there is no guaranteed limit.',
        remedy: 'run the job again. If this happens repeatedly, increase `verify-timeout`.',
    });
}











async function renew(plan, context) {
    const { application, inputs, journal, log, progress, provenance } = context;
    const { displayName, endDateTime } = plan;
    requireRoom(context);
    const adding = journal.save((0, rotation_state.q1)(createIntent(plan, context)));
    if (inputs.verify)
        context.openLoginConnections(loginsPerVerification);
    try {
        const { password, state } = await addSecret(plan, adding, context);
        const startDateTime = (0, plan_time.o)(context);
        journal.save(state);
        const { keyId, secretText } = password;
        log.info(`Added "${displayName}" (key ID ${keyId}), valid until ${(0, timestamp.E)(endDateTime)}.`);
        if (password.displayName !== displayName)
            throw (0, graph_errors.vq)();
        const destinations = inputs.verify ? await verifyAndRefresh(secretText, context) : context.destinations;
        const tags = {
            'application-id': application.applicationId,
            'key-id': keyId,
            lineage: (0, lineage.BH)(provenance),
        };
        const secret = { keyId, endDateTime, tags, secretText };
        journal.trySave((0, rotation_state.so)(await storeInAll(secret, state, { ...context, destinations })));
        progress.keptKeyId = keyId;
        if (inputs.revokeAfterJob)
            log.info('The secret is for this job only: the post step of this action removes it.');
        return { keyId, displayName, startDateTime, endDateTime };
    }
    catch (error) {
        throw await rollBack(error, context);
    }
}
function requireRoom({ application, inputs, progress }) {
    const { applicationId, signInAudience, passwordCredentials } = application;
    if (passwordCredentials.length - progress.retired.length < maxSecrets(signInAudience))
        return;
    throw (0, graph_errors.Ag)(inputs, applicationId, passwordCredentials.map(describeSecret));
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







async function retireSecrets(planned, known, context) {
    const { budget, log } = context;
    if (planned.length === 0)
        return [];
    try {
        budget.ensureRemaining(time_budget.u);
        const confirmed = await confirmRetirement(planned, known, context);
        for (const { secret } of planned.filter((secret) => !confirmed.includes(secret))) {
            log.info(`${describeSecret(secret)} was not removed: the second check did not confirm that it is superseded.`);
        }
        return await removeConfirmed(confirmed, context);
    }
    catch (error) {
        for (const failure of (0, action_error.vb)(error))
            log.warning(formatPostponed(failure));
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
        afterFailure: 'stop',
    }, context);
    const retired = confirmed.filter(({ secret: { keyId } }) => gone.has(keyId));
    for (const secret of retired)
        log.info(`Removed ${formatRetirableSecret(secret)}.`);
    if (failure !== undefined && retired.length < confirmed.length) {
        log.warning(formatPostponed(failure));
        return retired;
    }
    for (const { secret } of confirmed.filter((secret) => !retired.includes(secret))) {
        log.warning(`${describeSecret(secret)} is still on the application: Microsoft Graph accepted its removal, but still lists it. The next run removes it if it is still there.`);
    }
    return retired;
}
async function confirmRetirement(planned, known, { application, applications, destinations, provenance, policy }) {
    const [credentials, states] = await (0, settle.j)([
        applications.listCredentials(application.objectId),
        (0, settle.j)(destinations.map(async (destination) => ({ ...destination, ...(await destination.readState()) }))),
    ]);
    const { own, adopted } = findManagedSecrets(provenance, policy, credentials);
    const unlisted = known.filter(({ keyId }) => own.every((secret) => secret.keyId !== keyId));
    const managed = { own: [...own, ...unlisted], adopted };
    return confirmRetirable(planned, managed, states, policy.maxStoreDelay);
}
function formatPostponed({ code, explanation: { problem, remedy } }) {
    return `A superseded secret could not be removed (${code}). The next run tries again. ${problem} To fix it: ${remedy}`;
}














async function rotate(inputs, services, journal, progress) {
    const [{ applications, application }, destinations] = await (0, settle.j)([
        findApplication(inputs, services, progress),
        prepareDestinations(services),
    ]);
    const time = (0, plan_time.z)(services);
    const provenance = await createProvenance(inputs, services);
    const policy = createPolicy(inputs);
    const found = { applications, application, destinations };
    const context = { ...services, ...found, inputs, journal, progress, provenance, policy };
    const plan = planAndReport(context, time);
    progress.plan = plan;
    const destinationLinks = destinations.map(({ label, url }) => ({ label, url }));
    const outcome = { application, plan, destinationLinks, dryRun: inputs.dryRun };
    if (inputs.dryRun) {
        return { ...outcome, secret: plan.kind === 'keep' ? plan.current : plan, retired: [] };
    }
    progress.retired.push(...(await retireSecrets(plan.retireFirst, [], context)));
    const secret = plan.kind === 'keep' ? plan.current : await renew(plan, context);
    progress.retired.push(...(await retireSecrets(plan.retire, [secret], context)));
    return { ...outcome, secret, retired: [...progress.retired] };
}
async function findApplication(inputs, { logIn, log, openLoginConnections }, progress) {
    const applications = await logIn();
    log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
    if (alwaysVerifies(inputs))
        openLoginConnections(loginsPerVerification);
    const application = await applications.find(inputs.application);
    (0, graph_errors.EG)(application, inputs);
    progress.application = application;
    const { applicationId, objectId, displayName } = application;
    log.info(`Found the application "${displayName}" (application ID ${applicationId}, object ID ${objectId}).`);
    return { applications, application };
}
function planAndReport(context, time) {
    const { inputs, application, destinations, provenance, policy, log } = context;
    const input = { ...application, destinations };
    const plan = planRotation(input, provenance, policy, time);
    if (plan.kind === 'limit-reached') {
        const existing = plan.existingSecrets.map(describeSecret);
        throw (0, graph_errors.Ag)(inputs, application.applicationId, existing);
    }
    const labels = destinations.map(({ label }) => label);
    for (const line of formatPlan(plan, labels, inputs.dryRun))
        log.info(line);
    if (plan.kind === 'add' && (0, duration.Cf)(plan.endDateTime, time.now)) {
        log.warning('`expires` is later than 24 months from now, the longest lifetime that the portal offers: check your policy.');
    }
    for (const warning of findWarnings(input, provenance, policy, plan, time.now)) {
        log[chooseLogLevel(warning)](formatWarning(warning));
    }
    return plan;
}
function chooseLogLevel({ kind }) {
    switch (kind) {
        case 'unmanaged':
            return 'info';
        case 'adopted-gone':
            return 'notice';
        default:
            return 'warning';
    }
}
function alwaysVerifies({ verify, dryRun, renewWithin }) {
    return verify && !dryRun && renewWithin === undefined;
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
        digest: (0, lineage.MK)({
            serverHost: new URL(run.serverUrl).host,
            repositoryId,
            destinations: destinations.map((spec) => identifyDestination(spec, identityContext)),
        }),
        run: { id: run.id, attempt: run.attempt },
        nonce: (0, lineage.mE)(random),
    };
}
function repositoryIdUnknownError(repository) {
    return new action_error.lZ('repository-id-unknown', {
        problem: `The numeric ID of the repository ${repository} is not available, so its secrets cannot be distinguished from those of another repository with the same name.`,
        likelyCause: 'the runner is too old to set GITHUB_REPOSITORY_ID, and the OIDC token of this GitHub server has no claim `repository_id`.',
        remedy: 'update the runner, or the GitHub Enterprise Server.',
    });
}
const defaultMaxStoreDelay = 30 * 60_000;
function createPolicy({ expires, renewWithin, retireAfter, adopt, verifyTimeout }) {
    const maxStoreDelay = Math.max(defaultMaxStoreDelay, verifyTimeout);
    return { expires, renewWithin, retireAfter, adopt, maxStoreDelay };
}

// EXTERNAL MODULE: ./src/rotation/own-record.ts
var own_record = __webpack_require__(6002);
// EXTERNAL MODULE: ./src/runner/run-context.ts
var run_context = __webpack_require__(2825);
// EXTERNAL MODULE: ./node_modules/html-escaper/esm/index.js
var esm = __webpack_require__(8460);
// EXTERNAL MODULE: ./src/shared/summary-text.ts
var summary_text = __webpack_require__(5681);




async function writeSummary(outcome, tenantId, summary) {
    const { plan, dryRun, retired, destinationLinks } = outcome;
    const planned = plan.kind === 'add' && dryRun;
    const location = [
        planned ? 'Value would be stored in' : 'Value stored in',
        destinationLinks.map(formatLink).join('<br>'),
    ];
    summary
        .addHeading(formatHeading(outcome), 2)
        .addTable([...listFacts(outcome, tenantId), location].map(([name, data]) => [
        { data: name, header: true },
        { data },
    ]));
    if (!planned) {
        summary.addRaw('To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.', true);
    }
    const gone = dryRun ? [...plan.retireFirst, ...plan.retire] : retired;
    addSecrets(dryRun ? 'Secrets that would be removed' : 'Removed secrets', gone.map((secret) => formatRetirableSecret(secret, summary_text.J)), summary);
    const waiting = plan.retained.map((secret) => `${formatRetirableSecret(secret, summary_text.J)}. ${formatRemovalDate(secret)}`);
    addSecrets('Superseded secrets', waiting, summary);
    if (dryRun)
        summary.addRaw('Nothing was changed.', true);
    await summary.write();
}
function formatHeading({ plan, dryRun }) {
    if (plan.kind === 'keep') {
        return dryRun
            ? 'Dry run: no client secret would be added'
            : 'The current client secret is valid; no secret was added';
    }
    return dryRun ? 'Dry run: a client secret would be added' : 'A new client secret was added';
}
function listFacts({ application, plan, secret }, tenantId) {
    const { keyId, displayName, endDateTime } = secret;
    const reasons = plan.kind === 'keep' ? [] : plan.reasons.flatMap((reason) => formatReason(reason, summary_text.J));
    const key = keyId === undefined ? [] : [['Secret (key) ID', keyId]];
    const why = reasons.length === 0 ? [] : [['Reason for the new secret', reasons.join('; ')]];
    return [
        ['Application', (0, summary_text.J)(application.displayName)],
        ['Application (client) ID', application.applicationId],
        ['Directory (tenant) ID', tenantId],
        ...key,
        ['Description', (0, summary_text.J)(displayName)],
        ['Expires', endDateTime === null ? 'never' : (0, timestamp.E)(endDateTime)],
        ...why,
    ];
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
    const text = (0, summary_text.J)(label);
    return url === undefined ? text : `<a href="${(0, esm.i)(url)}">${text}</a>`;
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
    throw new action_error.lZ('age-recipient-unusable', {
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
            if (!(error instanceof file_problem.a))
                throw error;
            throw new action_error.lZ('file-not-writable', (0, file_problem.x)('encrypted-file', path, error.problem));
        }
    }
    async function write({ secretText }) {
        const text = await encryptForRecipients(recipients, secretText);
        await withExplanation((0, job_file.X)(file, (append) => append(text)));
    }
    return {
        label: `encrypted file ${path}`,
        persistent: false,
        url: undefined,
        readState: () => Promise.resolve(noState),
        async prepare() {
            await withExplanation((0, job_file.m)(file));
            await requireUsableRecipients(recipients);
            return { ...noState, write };
        },
    };
}

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/errors.ts
var errors = __webpack_require__(8549);
// EXTERNAL MODULE: ./src/http/refusal.ts
var refusal = __webpack_require__(5424);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);



function readBody(schema, response) {
    if (response.status !== 200)
        return undefined;
    const parsed = dist.xLC(schema, response.body);
    return parsed.success ? parsed.output : undefined;
}
const errorBody = dist.Ikc({ message: dist.YjP() });
function isGitHubRefusal(response) {
    return response.status !== undefined && (0, refusal.v)(response.status, dist.is(errorBody, response.body));
}
const integrationRefusal = dist.Ikc({
    message: dist.FsL(dist.YjP(), dist.yGV(/^Resource not accessible by integration/)),
});
function isIntegrationRefusal(response) {
    return response.status !== undefined && dist.is(integrationRefusal, response.body);
}
const permissions = dist.FsL(dist.YjP(), dist.yGV(/^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/));
function readAcceptedPermissions(response) {
    if (response.status === undefined)
        return undefined;
    const parsed = dist.xLC(permissions, response.headers['x-accepted-github-permissions']);
    return parsed.success ? parsed.output : undefined;
}
const secondaryRateLimit = dist.Ikc({ message: dist.FsL(dist.YjP(), dist.yGV(/\bsecondary rate\b/i)) });
function isRateLimited(response) {
    if (response.status === 429)
        return true;
    if (response.status !== 403)
        return false;
    const { headers, body } = response;
    return ('retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || dist.is(secondaryRateLimit, body));
}
function readRateLimitWait(headers) {
    const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset, date } = headers;
    const untilReset = remaining === '0' ? (0, retry.Z_)(Number(reset) * 1_000, date) : undefined;
    return (0, retry.D$)(headers) ?? (untilReset === undefined ? 60_000 : untilReset + 1_000);
}



const notFound = {
    repository: { code: 'github-repository-not-found', inputs: '`repository`' },
    environment: { code: 'github-environment-not-found', inputs: '`environment` or `repository`' },
    organization: { code: 'github-organization-not-found', inputs: '`organization`' },
};
function gitHubError(response, { operation, location }) {
    const { owner, scope } = location;
    const { code, inputs } = notFound[scope];
    if (response.status === undefined) {
        return (0, errors.D)('github-unreachable', response.host, response.network);
    }
    if (isRateLimited(response)) {
        return new action_error.lZ('github-rate-limited', {
            problem: `Cannot ${operation}: GitHub's rate limit was reached (HTTP ${response.status}).`,
            likelyCause: 'the owner of `github-token` has sent too many requests, possibly from other workflows.',
            remedy: 'run the job again later; if it happens often, use the token of a GitHub App, which has separate limits.',
        });
    }
    const permission = formatPermission(location, response);
    switch (response.status) {
        case 200:
            return new action_error.lZ('github-request-failed', {
                problem: `Cannot ${operation}: the response (HTTP 200) is not in GitHub's format.`,
                likelyCause: 'a proxy or firewall between the runner and GitHub responded in its place.',
                remedy: 'run the job again; on self-hosted runners, check the proxy.',
            });
        case 401:
            return new action_error.lZ('github-token-refused', {
                problem: `Cannot ${operation}: GitHub rejected \`github-token\` (HTTP 401).`,
                likelyCause: 'the token has expired, was revoked, or was not copied completely.',
                remedy: 'create a new token, and store it in the secret that the workflow passes to `github-token`.',
            });
        case 403:
            return new action_error.lZ('github-permission-missing', {
                problem: `Cannot ${operation} with \`github-token\` (HTTP 403).`,
                likelyCause: isIntegrationRefusal(response)
                    ? `it is the job's own GITHUB_TOKEN, which can never write secrets, or a GitHub App token without the permission ${permission}.`
                    : `the token lacks the permission ${permission}.`,
                remedy: `use a fine-grained token or GitHub App token for ${owner} with the permission ${permission}.`,
            });
        case 404:
            return new action_error.lZ(code, {
                problem: `Cannot ${operation}: the ${scope === 'environment' ? '' : `${scope} `}${owner} was not found, or is not accessible with \`github-token\` (HTTP 404).`,
                likelyCause: `the token has no access to it or lacks the permission ${permission}, or ${inputs} is misspelled.${scope === 'environment' ? ' The environment must already exist; the action does not create it.' : ''}`,
                remedy: `give the token access to ${owner} with the permission ${permission}, or correct ${inputs}.`,
            });
        case 301:
        case 307:
        case 308:
            return new action_error.lZ(code, {
                problem: `Cannot ${operation}: ${owner} has moved (HTTP ${response.status}).`,
                likelyCause: 'it was renamed or transferred; the action does not follow redirects when reading or writing secrets.',
                remedy: `set ${inputs} to the current name.`,
            });
        case 422:
            return new action_error.lZ('github-secret-refused', {
                problem: `Cannot ${operation}: GitHub refused the request (HTTP 422).`,
                likelyCause: 'a rule on the name or number of secrets: a repository or environment can have at most 100, an organization 1,000.',
                remedy: 'remove a secret that is no longer used, or choose another name.',
            });
        default:
            return new action_error.lZ('github-request-failed', {
                problem: `Cannot ${operation}: GitHub returned HTTP ${response.status}.`,
                likelyCause: 'a temporary outage.',
                remedy: 'run the job again; if it fails the same way, see https://www.githubstatus.com.',
            });
    }
}
function formatPermission({ permission }, response) {
    const accepted = readAcceptedPermissions(response);
    return accepted?.includes('write') === true ? `${permission} (${accepted})` : permission;
}

// EXTERNAL MODULE: ./src/http/paging.ts
var paging = __webpack_require__(9022);
// EXTERNAL MODULE: ./src/destinations/github/secret-kinds.ts
var secret_kinds = __webpack_require__(375);






const existingSecret = dist.Ikc({ visibility: dist.KIO(secret_kinds.dm) });
const selection = dist.Ikc({
    total_count: dist.aig(),
    repositories: dist.YOg(dist.Ikc({ id: dist.aig() })),
});
const pageSize = 100;
function createAccessReader({ name, visibility, selectedRepositoryIds }, location, api) {
    const { label, path, parameters } = location;
    const operation = `read which repositories can access ${label}`;
    async function readSelectedRepositories() {
        const ids = new Set();
        let total;
        const guardPage = (0, paging.j)('GitHub', operation);
        for (let page = 1;; page += 1) {
            const query = { ...parameters, name, per_page: pageSize, page };
            const response = await api.request(`GET ${path}/{name}/repositories`, query);
            const body = readBody(selection, response);
            if (body === undefined)
                throw gitHubError(response, { location, operation });
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
        const body = readBody(existingSecret, existing);
        if (body === undefined)
            throw gitHubError(existing, { location, operation });
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
    return new action_error.lZ('github-request-failed', {
        problem: `GitHub reports that ${total} repositories can read the ${label}, but lists ${listed}.`,
        likelyCause: 'the selection of repositories changed while the action was reading it.',
        remedy: 'run the job again.',
    });
}
function missingSelectionError(label) {
    return new action_error.lZ('organization-selection-missing', {
        problem: `\`organization-secret-visibility\` is \`selected\`, but no repositories are selected for the ${label}.`,
        likelyCause: '`selected-repository-ids` is empty, and the secret has no selection yet that could be kept.',
        remedy: 'set `selected-repository-ids` to the IDs of the repositories. To get the ID of one: `gh api repos/OWNER/NAME --jq .id`.',
    });
}







const publicKey = dist.Ikc({ key_id: dist.YjP(), key: dist.FsL(dist.YjP(), dist.K39(), dist.Bw9(44)) });
const metadata = dist.Ikc({ updated_at: dist.FsL(dist.YjP(), dist.yhX()) });
function createGitHubSecret(spec, { api, serverUrl }) {
    const location = (0, secret_kinds.rU)(spec);
    const { label, path, parameters } = location;
    const { name } = spec;
    const readAccess = spec.kind === 'organization-secret' ? createAccessReader(spec, location, api) : undefined;
    let knownMissing = false;
    const errorFor = (response, operation) => gitHubError(response, { operation, location });
    async function readPublicKey() {
        const response = await api.request(`GET ${path}/public-key`, parameters);
        const key = readBody(publicKey, response);
        if (key === undefined)
            throw errorFor(response, `read the public key for ${label}`);
        return key;
    }
    async function readMetadata() {
        const response = await api.request(`GET ${path}/{name}`, { ...parameters, name });
        if (response.status === 404 && isGitHubRefusal(response))
            return undefined;
        const body = readBody(metadata, response);
        if (body === undefined)
            throw errorFor(response, `read when ${label} was last written`);
        return { response, updatedAt: body.updated_at };
    }
    async function prepareEncryption() {
        const { key, key_id } = await readPublicKey();
        const { createSealer } = await Promise.all(/* import() */[__webpack_require__.e(768), __webpack_require__.e(273)]).then(__webpack_require__.bind(__webpack_require__, 9273));
        const seal = await createSealer(key);
        return (value) => ({ encrypted_value: seal(value), key_id });
    }
    async function write(encrypt, { secretText }) {
        const access = readAccess && (await readAccess((await readMetadata())?.response));
        const body = { ...encrypt(secretText), ...access };
        knownMissing = false;
        const response = await api.request(`PUT ${path}/{name}`, { ...parameters, name, ...body });
        if (response.status === 201 || response.status === 204)
            return;
        const error = errorFor(response, `write ${label}`);
        throw isGitHubRefusal(response) ? error : new UnconfirmedWriteError(error);
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
            const [encrypt, existing] = await (0, settle.s)([prepareEncryption(), readMetadata()]);
            knownMissing = existing === undefined;
            await readAccess?.(existing?.response);
            return { ...toState(existing?.updatedAt), write: (secret) => write(encrypt, secret) };
        },
    };
}
function toState(updatedAt) {
    if (updatedAt === undefined)
        return { revision: 'not there', evidence: { kind: 'empty' } };
    return { revision: updatedAt, evidence: { kind: 'written', at: new Date(updatedAt) } };
}



function keyVaultError({ status, code, network }, { operation, vault, name, identity }) {
    const { clientId, cloud } = identity;
    const vaultName = new URL(vault).hostname.split('.')[0] ?? '';
    if (status === undefined) {
        if (network !== 'ENOTFOUND')
            return (0, errors.D)('key-vault-unreachable', vault, network ?? 'no response');
        return new action_error.lZ('key-vault-not-found', {
            problem: `There is no Key Vault at ${vault} (${network}).`,
            likelyCause: 'the name of the vault in `key-vault-secret` is misspelled, or the vault was deleted.',
            remedy: `correct \`key-vault-secret\`. To list the vaults that you can see:${(0, az_commands.iC)(cloud, (0, az_commands.Ou)())}`,
        });
    }
    if (status === 403 && code === undefined) {
        return (0, errors.D)('key-vault-unreachable', vault, 'HTTP 403, not from Key Vault');
    }
    const received = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
    if (code === 'ObjectIsDeletedButRecoverable' || code === 'ObjectIsBeingDeleted') {
        return new action_error.lZ('key-vault-secret-deleted', {
            problem: `Cannot ${operation}: a secret with this name was deleted, and the vault still retains it (${received}).`,
            likelyCause: 'a vault retains deleted secrets for up to 90 days.',
            remedy: `recover it, or choose another name:${(0, az_commands.iC)(cloud, (0, az_commands.hV)(vaultName, name))}`,
        });
    }
    if (code === 'ForbiddenByFirewall' || code === 'ForbiddenByConnection') {
        return new action_error.lZ('key-vault-firewall', {
            problem: `Cannot ${operation}: the firewall of the vault refused this runner (${received}).`,
            likelyCause: 'the vault accepts requests only from certain networks, and the runner is not in any of them.',
            remedy: 'run the job on a runner in one of those networks, or allow the network of this runner on the page "Networking" of the vault.',
        });
    }
    if (status === 403) {
        return new action_error.lZ('key-vault-role-missing', {
            problem: `The workload identity ${clientId} is not allowed to ${operation} (${received}).`,
            likelyCause: 'it lacks the role Key Vault Secrets Officer on the secret or the vault, or, if the vault uses access policies, the permissions Get, List and Set.',
            remedy: `${(0, az_commands.RS)(clientId)}, grant it (it can take a few minutes to take effect):${(0, az_commands.iC)(cloud, (0, az_commands.F4)(identity, vaultName, name))}`,
        });
    }
    if (status === 401) {
        return new action_error.lZ('key-vault-role-missing', {
            problem: `Cannot ${operation}: the vault did not accept the login of the workload identity ${clientId} (${received}).`,
            likelyCause: 'the vault belongs to a tenant other than `tenant-id`.',
            remedy: `check which tenant the vault belongs to:${(0, az_commands.iC)(cloud, (0, az_commands.UU)(vaultName))}`,
        });
    }
    return new action_error.lZ('key-vault-request-failed', {
        problem: `Cannot ${operation}: Key Vault returned ${received}.`,
        likelyCause: status >= 500 || status === 429
            ? 'a temporary outage, or too many requests at once.'
            : 'the configuration of the vault.',
        remedy: 'run the job again in a few minutes.',
    });
}

function describeVersions(listed) {
    const versions = [...new Map(listed.map((properties) => [properties.version, properties])).values()];
    const names = versions.map(({ version }) => version ?? '').sort();
    const revision = (0, external_node_crypto_.createHash)('sha256').update(names.join(' ')).digest('hex').slice(0, 16);
    if (versions.length === 0)
        return { revision, evidence: { kind: 'empty' } };
    const oldestFirst = versions
        .map(({ createdOn = new Date(0), updatedOn = createdOn, enabled, tags }) => ({
        at: createdOn,
        keyId: tags?.['key-id'],
        writeId: tags?.['write-id'],
        enabled: enabled !== false,
        changedAt: updatedOn,
    }))
        .sort((a, b) => a.at.getTime() - b.at.getTime());
    return { revision, evidence: { kind: 'versions', versions: oldestFirst } };
}








function createKeyVaultSecret({ vault, name }, { http, logInForScope, identity }) {
    const { tenantId, cloud } = identity;
    const label = `Key Vault secret ${name} in ${vault}`;
    let client;
    async function loadClient() {
        const { createVaultClient } = await Promise.all(/* import() */[__webpack_require__.e(690), __webpack_require__.e(336), __webpack_require__.e(737)]).then(__webpack_require__.bind(__webpack_require__, 4737));
        return createVaultClient(vault, http, logInForScope);
    }
    const getClient = () => (client ??= loadClient());
    const read = (request) => http.withRetry('Key Vault', async () => {
        const result = await (await getClient()).send(request);
        return { result, retryReason: 'failure' in result ? (0, retry.ee)(result.failure) : undefined };
    });
    const errorFor = (failure, operation) => keyVaultError(failure, { operation, vault, name, identity });
    async function readState() {
        const operation = `list the versions of ${label}`;
        const result = await read(async (secrets) => {
            const versions = [];
            const guardPage = (0, paging.j)('Key Vault', operation);
            for await (const page of secrets.listPropertiesOfSecretVersions(name).byPage()) {
                guardPage({ first: page[0]?.id });
                versions.push(...page);
            }
            return versions;
        });
        if ('failure' in result)
            throw errorFor(result.failure, operation);
        return describeVersions(result.value);
    }
    async function ensureNotDeleted() {
        const result = await read((secrets) => secrets.getDeletedSecret(name));
        if (!('failure' in result)) {
            throw errorFor({ status: 409, code: 'ObjectIsDeletedButRecoverable' }, `write ${label}`);
        }
        const { status } = result.failure;
        if (status !== 404 && status !== 403) {
            throw errorFor(result.failure, `check whether ${label} was deleted`);
        }
    }
    async function write({ secretText, endDateTime, tags }) {
        const expiry = endDateTime.getTime() < 2 ** 31 * 1_000 ? { expiresOn: endDateTime } : {};
        const options = { contentType: 'text/plain', ...expiry, tags: { ...tags, 'write-id': (0, external_node_crypto_.randomUUID)() } };
        const result = await (await getClient()).setSecret(name, secretText, options);
        if (!('failure' in result))
            return;
        const { status, code } = result.failure;
        const error = errorFor(result.failure, `write ${label}`);
        throw (0, refusal.v)(status, code !== undefined) ? error : new UnconfirmedWriteError(error);
    }
    return {
        label,
        persistent: true,
        url: `${cloud.portal}/#@${tenantId}/asset/Microsoft_Azure_KeyVault/Secret/${vault}/secrets/${name}`,
        readState,
        async prepare() {
            const [state] = await (0, settle.s)([readState(), ensureNotDeleted()]);
            return { ...state, write };
        },
    };
}

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

// EXTERNAL MODULE: ./src/http/network-error.ts
var network_error = __webpack_require__(137);




const apiVersion = '2026-03-10';
function createGitHubApi(baseUrl, token, http) {
    const { host } = new URL(baseUrl);
    if (token === undefined) {
        return { request: () => Promise.resolve({ status: undefined, host, network: 'no response' }) };
    }
    let octokit;
    const loadOctokit = async () => (await http.importWhileWaiting(() => Promise.all(/* import() */[__webpack_require__.e(413), __webpack_require__.e(824)]).then(__webpack_require__.bind(__webpack_require__, 824)))).createOctokit(baseUrl, token, http);
    const headers = hasDatedVersions(host) ? { 'x-github-api-version': apiVersion } : {};
    async function send(route, parameters) {
        try {
            const { request } = await (octokit ??= loadOctokit());
            return toGitHubResponse(await request(route, { ...parameters, headers }));
        }
        catch (error) {
            if (dist.is(octokitError, error))
                return toGitHubResponse(error.response);
            return { status: undefined, host, network: (0, network_error.d8)(error) };
        }
    }
    return {
        request(route, parameters) {
            if (!isRead(route))
                http.ensureTimeForWrite();
            return http.withRetry('GitHub', async () => toAttemptResult(route, await send(route, parameters)));
        },
    };
}
function hasDatedVersions(host) {
    return host === 'api.github.com' || host.endsWith('.ghe.com');
}
const octokitResponse = dist.Ikc({
    status: dist.aig(),
    data: dist.L5J(),
    headers: dist.g1P(dist.YjP(), dist.L5J()),
});
const octokitError = dist.Ikc({ response: octokitResponse });
function toGitHubResponse(response) {
    const { status, headers, data } = dist.qgA(octokitResponse, response);
    return { status, headers, body: data };
}
function isRead(route) {
    return route.startsWith('GET ');
}
const permanentStatuses = [400, 401, 403, 404, 410, 422, 429, 451];
function isTransient(status) {
    return status >= 400 && !permanentStatuses.includes(status);
}
function toAttemptResult(route, response) {
    const result = response;
    if (response.status !== undefined &&
        isRateLimited(response) &&
        (isRead(route) || isGitHubRefusal(response))) {
        const name = 'too many requests from this token';
        return { result, retryReason: { name, retryAfterMs: readRateLimitWait(response.headers) } };
    }
    return { result, retryReason: isRead(route) ? (0, retry.ee)(response, isTransient) : undefined };
}

// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);
// EXTERNAL MODULE: ./src/http/client.ts + 2 modules
var client = __webpack_require__(7227);







const azureDevOpsScope = '499b84ac-1321-427f-aa17-267ca6975798/.default';
const projects = dist.Ikc({ count: dist.aig(), value: dist.YOg(dist.L5J()) });
const azure_devops_access_errorBody = dist.Ikc({ message: dist.YjP() });
async function verifyAzureDevOpsAccess(secretText, access) {
    const { organization, applicationId, http } = access;
    const url = `https://dev.azure.com/${encodeURIComponent(organization)}/_apis/projects?$top=1&api-version=7.1`;
    const token = await requestToken(secretText, access);
    const headers = {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        'X-TFS-FedAuthRedirect': 'Suppress',
    };
    const response = await (0, client.E)(http, 'Azure DevOps', url, { headers }).catch((error) => (0, network_error.d8)(error));
    if (typeof response === 'string')
        throw (0, errors.D)('azure-devops-unreachable', 'https://dev.azure.com', response);
    const body = (0, json.q)(response.text);
    if (response.status === 200 && dist.is(projects, body))
        return;
    throw azureDevOpsError(response.status, body, organization, applicationId);
}
async function requestToken(secretText, { logIn, http, organization, applicationId }) {
    const attempt = async () => {
        const result = await logIn(applicationId, secretText);
        if ('token' in result)
            return { result, retryReason: undefined };
        const { refusal } = result;
        const mayPass = refusal.aadsts === 7000215 || (refusal.aadsts === undefined && refusal.status !== undefined);
        const unknownSecret = { name: (0, entra_refusal.a2)(refusal), retryAfterMs: refusal.retryAfterMs };
        return { result, retryReason: mayPass ? unknownSecret : (0, entra_refusal.hV)(refusal) };
    };
    const login = await http.withRetry('Microsoft Entra ID', attempt);
    if ('token' in login)
        return login.token;
    throw new action_error.lZ('azure-devops-login-refused', {
        problem: `Microsoft Entra ID issued no token for Azure DevOps to application ${applicationId}, so its access to the organization ${organization} could not be checked (${(0, entra_refusal.a2)(login.refusal)}).`,
        likelyCause: 'no Azure DevOps organization is connected to this tenant, or a policy blocked the login.',
        remedy: `check which tenant the organization is connected to: https://dev.azure.com/${organization}/_settings/organizationAad`,
    });
}
function azureDevOpsError(status, body, organization, applicationId) {
    const hasErrorCode = (code) => dist.is(azure_devops_access_errorBody, body) && body.message.includes(code);
    const users = `https://dev.azure.com/${organization}/_settings/users`;
    if (hasErrorCode('TF401444')) {
        return new action_error.lZ('azure-devops-not-a-member', {
            problem: `Application ${applicationId} is not a member of the Azure DevOps organization ${organization} (HTTP ${status}, TF401444).`,
            likelyCause: 'its service principal has not been added as a user of the organization.',
            remedy: `add it at ${users} with the access level Basic: search for the application's name.`,
        });
    }
    if (hasErrorCode('TF400813') || status === 403) {
        return new action_error.lZ('azure-devops-permission-missing', {
            problem: `Application ${applicationId} is not allowed to read the projects of the Azure DevOps organization ${organization} (HTTP ${status}${hasErrorCode('TF400813') ? ', TF400813' : ''}).`,
            likelyCause: 'it has the access level Stakeholder, or is not a member of any project.',
            remedy: `give it the access level Basic and access to a project at ${users}.`,
        });
    }
    if (status === 404) {
        return new action_error.lZ('azure-devops-organization-not-found', {
            problem: `There is no Azure DevOps organization ${organization} (HTTP 404).`,
            likelyCause: '`azure-devops-organization` is misspelled: it is the part of the URL after dev.azure.com/.',
            remedy: 'correct `azure-devops-organization`.',
        });
    }
    const isSignInPage = (body === undefined && status !== 429) || status === 401 || (status >= 200 && status < 400);
    if (isSignInPage && status < 500) {
        return new action_error.lZ('azure-devops-sign-in-page', {
            problem: `Azure DevOps returned a sign-in page instead of the projects of the organization ${organization} (HTTP ${status}).`,
            likelyCause: 'the organization is connected to another tenant, or not connected to a tenant.',
            remedy: `check which tenant it is connected to: https://dev.azure.com/${organization}/_settings/organizationAad`,
        });
    }
    return new action_error.lZ('azure-devops-request-failed', {
        problem: `Azure DevOps returned HTTP ${status} when asked for the projects of the organization ${organization}.`,
        likelyCause: 'a temporary outage.',
        remedy: 'run the job again. If the error persists, see https://status.dev.azure.com.',
    });
}

// EXTERNAL MODULE: ./src/entra/session.ts + 2 modules
var entra_session = __webpack_require__(2474);
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
    const session = (0, entra_session.J)(config, toolkit, environment, clock, budget);
    const { identity, login, serverTime, http, createVerificationClient, logIn } = session;
    const verificationClients = createReadyClients(createVerificationClient, cloud.authorityHost);
    const dependencies = {
        gitHub: {
            api: createGitHubApi(run.apiUrl, config.gitHubToken, http),
            serverUrl: run.serverUrl,
        },
        keyVault: {
            http,
            logInForScope: async (scope) => (await http.importWhileWaiting(entra_session.h)).logInForScope(scope, identity, login),
            identity,
        },
        folders: { workspace: run.workspace, temp: run.temp },
        setOutput: (name, value) => {
            toolkit.setOutput(name, value);
        },
    };
    const logInToAzureDevOps = async (applicationId, secretText) => {
        const { logInWithSecret } = await (0, entra_session.h)();
        const owner = { ...identity, clientId: applicationId };
        const newConnection = { http: createVerificationClient(), mask: login.mask };
        return logInWithSecret(azureDevOpsScope, owner, secretText, newConnection);
    };
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
            const { readRepositoryId } = await (0, entra_session.h)();
            return readRepositoryId(await login.idToken());
        },
        logIn,
        openLoginConnections: verificationClients.ensure,
        async trySecretLogin(applicationId, secretText) {
            const { trySecretLogin } = await (0, entra_session.h)();
            const owner = { ...identity, clientId: applicationId };
            return trySecretLogin(owner, secretText, verificationClients.take());
        },
        verifyAzureDevOpsAccess: (organization, applicationId, secretText) => verifyAzureDevOpsAccess(secretText, {
            organization,
            applicationId,
            logIn: logInToAzureDevOps,
            http: createVerificationClient(),
        }),
    };
}











const mainTime = { budget: 60_000, retryAfterAllowance: 300_000 };
const postTime = { budget: 70_000, retryAfterAllowance: 90_000 };
async function runMain(inputs, toolkit, journal, environment, clock) {
    const services = createPhaseServices(inputs, toolkit, environment, clock, mainTime);
    const outcome = await rotateAndSetOutputs(inputs, services, toolkit, journal);
    await writeSummary(outcome, inputs.tenantId, toolkit.summary).catch(() => {
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
async function runPost(state, toolkit, environment, clock) {
    const run = (0, run_context.h)(environment);
    const { intent } = state;
    (0, own_record.f)(intent, run, toolkit.getInput);
    const tokenText = toolkit.getInput('github-token');
    const gitHubToken = (0, token.k)(tokenText) === undefined ? tokenText : undefined;
    const config = { ...intent, cloud: (0, cloud.ED)(intent.cloud), gitHubToken, run };
    await cleanUp(state, createPhaseServices(config, toolkit, environment, clock, postTime));
}
function createPhaseServices(config, toolkit, environment, clock, { budget, retryAfterAllowance }) {
    const timeBudget = new time_budget.z(clock, budget, retryAfterAllowance);
    return createServices(config, toolkit, environment, clock, timeBudget);
}


/***/ })

};

export { id, ids, modules };
