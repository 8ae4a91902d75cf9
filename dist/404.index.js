const id = 404;
const ids = [404];
const modules = {

/***/ 4152:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a2: () => (/* binding */ describeRefusal),
/* harmony export */   hV: () => (/* binding */ findLoginRetryReason),
/* harmony export */   sO: () => (/* binding */ readLoginRefusal)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _http_retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);


const errorNumber = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig()]), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_1__/* .check */ .z6Y((value) => Number.isSafeInteger(value) && value > 0));
const withNumber = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ errorNo: errorNumber });
const withCause = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ cause: valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J() });
/**
 * Reads Entra's error number from the chain of causes of an error of @azure/identity. It does not use messages, because they
 * quote the server.
 *
 * @param outcome how the request ended, which the library's errors do not say
 */
function readLoginRefusal(error, outcome) {
    return { ...outcome, aadsts: findErrorNumber(error, 5) };
}
function findErrorNumber(error, depth) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(withNumber, error);
    if (parsed.success)
        return parsed.output.errorNo;
    return depth > 0 && valibot__WEBPACK_IMPORTED_MODULE_1__.is(withCause, error) ? findErrorNumber(error.cause, depth - 1) : undefined;
}
/** A refusal in an error or the log: `AADSTS700213`, `HTTP 503`, `ECONNRESET`. */
function describeRefusal({ aadsts, status, network }) {
    if (aadsts !== undefined)
        return `AADSTS${aadsts}`;
    if (status !== undefined)
        return `HTTP ${status}`;
    return network ?? 'no response';
}
/** Decides whether the same login may be accepted a moment later; undefined when it would not. */
function findLoginRetryReason(refusal) {
    const reason = (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_0__/* .findRetryReason */ .ee)(refusal);
    return reason && { ...reason, name: describeRefusal(refusal) };
}


/***/ }),

/***/ 3860:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LS: () => (/* binding */ findSecretLoginError),
/* harmony export */   fE: () => (/* binding */ explainDisabledServicePrincipal),
/* harmony export */   rO: () => (/* binding */ explainMissingServicePrincipal)
/* harmony export */ });
/* harmony import */ var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6239);
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4152);



/** The error for a login with a new secret that no later login would change; undefined when a later one may succeed. */
function findSecretLoginError(refusal, applicationId, cloud) {
    const name = (0, _refusal_js__WEBPACK_IMPORTED_MODULE_1__/* .describeRefusal */ .a2)(refusal);
    switch (refusal.aadsts) {
        case 53003:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('login-blocked-by-policy', {
                problem: `A Conditional Access policy blocked the login of application ${applicationId} (${name}), so the new secret could not be verified.`,
                likelyCause: 'the policy for workload identities allows this application only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
                remedy: 'run the job on a runner in an allowed location, or set `verify: false`.',
            });
        case 7000229:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('application-cannot-log-in', {
                problem: `Application ${applicationId} has no service principal in this tenant (${name}), so it cannot log in with any secret.`,
                ...explainMissingServicePrincipal(applicationId, cloud),
            });
        case 7000112:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('application-cannot-log-in', {
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
        remedy: `create it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCreateServicePrincipalCommand */ .IS)(applicationId))}`,
    };
}
function explainDisabledServicePrincipal(applicationId, cloud) {
    return {
        likelyCause: 'an administrator disabled its enterprise application.',
        remedy: `enable it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .formatEnableServicePrincipalCommand */ .pV)(applicationId))}`,
    };
}


/***/ }),

/***/ 8404:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runMain: () => (/* binding */ runMain),
  runPost: () => (/* binding */ runPost)
});

// EXTERNAL MODULE: ./src/azure/az-commands.ts
var az_commands = __webpack_require__(6239);
/** The state of a destination that cannot be read, such as a step output. */
const noState = { revision: undefined, evidence: undefined };
/** The value was sent, and the answer does not say whether the destination stored it. */
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


/**
 * The wait before each poll, in milliseconds: a replica may not know a new secret yet, or may still list one that was
 * removed.
 */
const pollDelays = [0, 1_000, 2_000, 4_000, 8_000];
/**
 * Removes client secrets. A removal counts only when a later read does not list the secret any more: Graph can answer 204
 * without effect. As long as a read lists a secret, it is removed again, until all polls are used. It never rejects: what could
 * not be removed is not among the secrets that are gone.
 */
async function removeSecrets(options, context) {
    return new SecretRemoval(options, context).run();
}
/** One removal of secrets, and what it knows so far. */
class SecretRemoval {
    #options;
    #context;
    /** By key ID. */
    #candidates;
    #failure;
    /** Whether no further removal is sent. */
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
    /** @returns whether the application could be read */
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
    /** @returns how many removals were sent */
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
            // "Not found" means nothing when the replica may not know the secret yet.
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
    /** Whether further polls cannot change anything. */
    #isDone() {
        const unsettled = [...this.#candidates.values()].filter((candidate) => !this.#isSettled(candidate));
        return !this.#options.useAllPolls && unsettled.every(({ removalDue }) => removalDue && this.#stopped);
    }
    #isSettled({ mismatched, exists, absences }) {
        return mismatched || (exists && absences >= this.#options.requiredAbsences);
    }
    /** @param conclusive whether all polls were used, and the last one and at least one other could read the list */
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
/** Records that a read listed a secret. */
function recordListing(candidate, isMatch) {
    candidate.mismatched = !isMatch;
    candidate.removalDue = isMatch;
    candidate.listed = isMatch;
    candidate.exists = true;
    candidate.absences = 0;
}

// EXTERNAL MODULE: ./src/rotation/state.ts
var rotation_state = __webpack_require__(7687);





/**
 * Rolls back a run that failed after it may have added a secret: removes the secret, unless a destination holds it or may
 * hold it.
 *
 * @returns the error of the run, with the state that it leaves
 */
async function rollBack(error, context) {
    const { application, cloud, destinations, journal, progress } = context;
    const isUnconfirmed = error instanceof UnconfirmedWriteError;
    const failure = (0, action_error/* toActionError */.ie)(isUnconfirmed ? error.actionError : error);
    const recovery = (0, rotation_state/* recoveryFor */.JU)(journal.state());
    // No secret is known to have been added. Where that is not certain, `addSecret` has removed it, or the error says so.
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
    // A destination that did not change for half a minute counts as not written; the post step checks it once more.
    const secrets = {
        displayName: recovery.from.intent.displayName,
        keyIdToRemove: keyId,
        keyIdToKeep: undefined,
        // The post step searches: a secret can appear later.
        searchByDescription: false,
    };
    const removal = await removeAddedSecrets(secrets, 'main', context);
    if (removal.complete) {
        journal.trySave((0, rotation_state/* removed */.rq)(recovery.from));
        return failure.withState(`${secret} was removed again.`);
    }
    return failure.withState(`${secret} is in no destination and could not be removed. The post step of this job tries again. To remove it by hand:${removeCommand}`);
}
/** More polls, for a secret that no read has listed yet: the post step has the time. */
const postPollDelays = [...pollDelays, 15_000, 15_000];
/** The minimum time for the removal, however much has been used, in milliseconds. */
const timeToRemove = 60_000;
/**
 * Removes the secrets that a run added, until several reads agree that they are gone. The main step has the key ID from
 * Graph's own answer. The post step has it from a text that another process could have written, so it removes only what
 * a read lists with exactly the description of the run. It never rejects: the result says what is left.
 */
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
/**
 * The command that removes a secret by its key ID. In the post step, where the key ID is from a text that another process
 * could have written, it is printed only for a secret that a read has listed with the description of the run.
 */
function formatRemoveCommand(keyId, { applicationId }, cloud) {
    return (0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatRemoveSecretCommand */.HA)(applicationId, keyId));
}
/** How to find and remove what is left of a run by its description, which no other run uses. */
function formatFindCommands({ displayName, keyIdToKeep }, { applicationId }, cloud) {
    const what = keyIdToKeep === undefined ? 'it' : `all except key ID ${keyIdToKeep}, which is in use`;
    const commands = [
        (0, az_commands/* formatListSecretsCommand */.Eb)(applicationId),
        (0, az_commands/* formatRemoveSecretCommand */.HA)(applicationId, 'KEY-ID'),
    ];
    return `Look for "${displayName}", and remove ${what}:${(0, az_commands/* formatCommands */.iC)(cloud, ...commands)}`;
}
/**
 * Lists what each destination holds after a run that failed.
 *
 * @param keyId of the new secret
 * @param destinations in the order of the intent's list
 */
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





/**
 * Checks at once whether all destinations can be written.
 *
 * @throws ActionError or ActionErrors that name each destination that cannot
 */
async function prepareDestinations({ destinations, clock, }) {
    const checkedAt = clock.now();
    return (0, settle/* settleAll */.j)(destinations.map(async (destination, index) => ({
        ...destination,
        ...(await destination.prepare()),
        index,
        checkedAt,
    })));
}
/** How long the revision of a destination may be used after it was read, in milliseconds. */
const maxStateAge = 3_000;
/** Reads the state of all destinations at once. Where that fails, the state is read once more before the write. */
async function refreshStates(destinations, clock) {
    const checkedAt = clock.now();
    return Promise.all(destinations.map((destination) => destination.readState().then((state) => ({ ...destination, ...state, checkedAt }), () => ({ ...destination, checkedAt: undefined }))));
}
/**
 * Writes the value to one destination after the other, first to the persistent ones.
 *
 * @param added the state that is saved
 * @returns the state after the write
 * @throws as `storeSecret` does, for the first destination that fails
 */
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
/**
 * Writes the value to one destination. When the write is not confirmed, checks whether the destination has changed.
 *
 * @param state the state that is saved
 * @returns the state after the write, saved if that was possible
 * @throws ActionError when the destination does not hold the value; UnconfirmedWriteError when it may. The write stays
 *   in the journal unless it was definitely refused or never sent
 */
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
        // A write that cannot be recorded is not sent.
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
/** The revision right before a write: another process may have written the destination since it was read. */
async function readRevision(destination, clock) {
    const { checkedAt } = destination;
    const isRecent = checkedAt !== undefined && clock.now().getTime() - checkedAt.getTime() < maxStateAge;
    const { revision } = isRecent ? destination : await destination.readState();
    return revision;
}
/** How often a write is repeated. More of them could leave no time to check whether one of them arrived. */
const maxWriteRetries = 2;
/**
 * Sends the value until the destination confirms or refuses it. To write the same value twice does no harm.
 *
 * @returns undefined when the write was confirmed, otherwise why it was not
 * @throws ActionError when it was definitely refused
 */
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
            // An ActionError is a refusal. An earlier attempt, or one that ends with any other error, may have been stored.
            if (error instanceof action_error/* ActionError */.lZ && unconfirmed === undefined)
                throw error;
            return { result: (0, action_error/* toActionError */.ie)(error), retryReason: undefined };
        }
    };
    return withRetry(destination.label, attempt, maxWriteRetries);
}
/** @throws `unconfirmed` when the value was not written; UnconfirmedWriteError when the destination cannot be read */
async function expectWritten(destination, revisionBefore, unconfirmed, services) {
    const written = await wasWritten(destination, revisionBefore, services).catch(() => {
        throw new UnconfirmedWriteError(unconfirmed);
    });
    if (!written)
        throw unconfirmed;
}
/** The wait before each check, in milliseconds: half a minute in all, since a write can arrive late. */
const writeCheckDelays = [0, 1_000, 2_000, 4_000, 8_000, 15_000];
/** The minimum time for these checks, however much has been used, in milliseconds. */
const timeToCheckWrite = 60_000;
/**
 * Checks for half a minute whether a destination was written.
 *
 * @param revisionBefore what it showed before the write
 * @throws ActionError when the destination cannot be read
 */
async function wasWritten(destination, revisionBefore, { clock, budget }) {
    budget.ensureRemaining(timeToCheckWrite);
    for (const delay of writeCheckDelays) {
        await clock.sleep(delay);
        if (await isWrittenSince(destination, revisionBefore))
            return true;
    }
    return false;
}
/**
 * Whether a destination was written since it showed a revision. One that is empty was not: its value was deleted.
 *
 * @throws ActionError when the destination cannot be read
 */
async function isWrittenSince(destination, revisionBefore) {
    const { revision, evidence } = await destination.readState();
    return evidence !== undefined && evidence.kind !== 'empty' && revision !== revisionBefore;
}





/**
 * The post step. Removes a secret that the main step added if no destination holds it, whether the main step failed, was
 * cancelled or was killed, and a secret that was for this job only. Keeps a secret if it is not known whether a destination
 * holds it, and reports that.
 *
 * @param state what the main step saved last, found to be about this run
 * @throws ActionError or ActionErrors `secret-left-behind`, `secret-in-doubt`, `dead-value-stored`, `journal-not-believed`
 */
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
/** Which destinations hold the secret. Those that are known to hold it are not read again. */
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
/**
 * Checks once whether a write arrived after the secret was removed.
 *
 * @returns undefined when it did not, or when the destination cannot be read
 */
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
/** The minimum time for the login, however much has been used, in milliseconds. */
const timeToLogIn = 40_000;
/** @returns why a secret may be left; undefined when none is */
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
/** The application was not read, so the key ID is only what the record says: the remedy does not name it. */
function secretInDoubtError(intent, label, cause, { cloud }) {
    const commands = formatFindCommands({ displayName: intent.displayName, keyIdToKeep: undefined }, intent, cloud);
    return new action_error/* ActionError */.lZ('secret-in-doubt', {
        problem: `The main step was stopped while it wrote the new secret to ${label}, and ${label} could not be checked for that write (${cause.code}).`,
        likelyCause: cause.explanation.likelyCause,
        remedy: `check whether ${label} was written when the job ran. If it was, keep the new secret. Only if it was not, remove the new secret. ${commands}`,
    });
}
/** @param byHand how to remove the secret by hand */
function leftBehindError(byHand, cause) {
    return new action_error/* ActionError */.lZ('secret-left-behind', {
        problem: `A client secret that this run added may still be on the application, and no destination holds it${cause === undefined ? '' : ` (${cause.code})`}.`,
        likelyCause: cause?.explanation.likelyCause ??
            'Microsoft Graph refused to remove it, did not answer, or still lists it.',
        remedy: `remove it by hand. ${byHand}`,
    });
}
/** Prints no command that removes the key ID: another process may use that secret. */
function otherDescriptionError(keyId, { applicationId, displayName }, { cloud }) {
    return new action_error/* ActionError */.lZ('journal-not-believed', {
        problem: `The saved record says to remove the secret with key ID ${keyId}, but its description is not the one that this run set. The secret was not removed.`,
        likelyCause: 'another step of the job changed the record, or Microsoft Graph changed the description.',
        remedy: `find out what uses that secret, and look for "${displayName}":${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatListSecretsCommand */.Eb)(applicationId))}`,
    });
}

// EXTERNAL MODULE: ./src/azure/cloud.ts
var cloud = __webpack_require__(6370);
/** Nothing is known yet. */
function createProgress() {
    return { application: undefined, plan: undefined, keptKeyId: undefined, retired: [] };
}

// EXTERNAL MODULE: ./src/shared/timestamp.ts
var timestamp = __webpack_require__(2441);

/**
 * Sets all outputs that are known, whether the run succeeded or failed, except the value: the destination `step-output` sets
 * that one. The outputs never name a secret that was removed again or is to be removed.
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
        setOutput('expires-on', (0, timestamp/* formatTimestamp */.E)(endDateTime));
}
/**
 * Identifies a destination: the same in every run, and different for every other destination. Two destinations have the
 * same identity only if a write to one is a write to the other. The workflow's own repository is identified by its ID,
 * because it can be renamed; everything else by its name. Both GitHub and Key Vault ignore the case of these names.
 */
function identifyDestination(spec, context) {
    switch (spec.kind) {
        case 'key-vault-secret':
            return [spec.kind, lowerCase(new URL(spec.vault).host), lowerCase(spec.name)];
        // Both are gone after the job, so their names do not matter.
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
/** Changes ASCII letters only: services do not agree on the case of others. */
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
/**
 * Determines which secrets of the lineage each destination holds. Leaves out destinations that cannot be read.
 *
 * @param lineageSecrets oldest first
 * @param maxStoreDelay how long after a secret was added its run may store it, in milliseconds
 */
function findObservableDestinations(destinations, lineageSecrets, maxStoreDelay) {
    return destinations.flatMap(({ label, evidence }) => {
        if (evidence === undefined)
            return [];
        return [{ label, evidence, heldSecrets: findHeldSecrets(evidence, lineageSecrets, maxStoreDelay) }];
    });
}
/** When a destination was last written; undefined when it is empty. */
function findLastWrite(evidence) {
    if (evidence.kind === 'empty')
        return undefined;
    return evidence.kind === 'written' ? evidence.at : evidence.versions.at(-1)?.at;
}
/**
 * Whether a destination holds a secret. When in doubt the answer is `now`, which keeps the secret.
 *
 * @param maxStoreDelay how long after a secret was added its run may store it, in milliseconds
 */
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
/**
 * Every version with the key's tag counts, even a copy: its value may be the secret's. A disabled version cannot be read, so
 * it neither holds a secret nor replaces another version. The order of versions from the same second is unknown, so none
 * of them replaces another.
 */
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
/**
 * Whether the run that added a secret wrote its tag. A tag can be copied to another value, or restored from a backup: it is not
 * trusted when two versions have it, or when its version was not created soon after the secret was added.
 */
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


/**
 * Why a secret must be added now. Without a reason, the newest secret is valid for long enough and every destination is known
 * to hold it.
 *
 * @param lineageSecrets oldest first
 * @param now by Microsoft Graph's clock
 */
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
    const isDue = end !== undefined && end <= (0, duration/* endOfLifetime */.I1)(renewWithin, now);
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
/** Undefined when none of the secrets expires. */
function findEarliestEnd(secrets) {
    return secrets
        .map(({ endDateTime }) => endDateTime)
        .filter((end) => end !== null)
        .sort((a, b) => a.getTime() - b.getTime())[0];
}



/** How much longer than `maxStoreDelay` a run may take when a server makes it wait, in milliseconds. */
const storeDelayMargin = 10 * 60_000;
/**
 * The secrets that are no longer needed, oldest first. A secret that a destination may hold is never one of them. While a
 * destination holds no secret of the lineage, only expired secrets are, and only if the lineage has another secret.
 *
 * @param now by the slowest of the servers' clocks, so that no grace ends too early
 */
function findRetirableSecrets(managed, destinations, policy, now) {
    return [
        ...findRetirableOwn(managed, destinations, policy, now),
        ...findRetirableAdopted(managed, destinations, policy, now),
    ].sort((a, b) => (0, plan_credentials/* compareByAge */.eI)(a.secret, b.secret));
}
function findRetirableOwn({ own }, destinations, { retireAfter, maxStoreDelay }, now) {
    const newestHeld = allDestinationsAccountedFor(destinations)
        ? destinations
            .flatMap(({ heldSecrets }) => heldSecrets)
            .sort(plan_credentials/* compareByAge */.eI)
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
            // Before that, its run may still be about to store it.
            return since < now ? [{ secret, cause: 'unstored', since, due: retireAfter && since }] : [];
        }
        return newestHeld.startDateTime > start ? [createSuperseded(secret, heldUntil, retireAfter)] : [];
    });
}
/**
 * This workflow never stored an adopted secret, so only a successor shows that it was replaced. The grace counts from the last
 * write to any destination.
 */
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
    return { secret, cause: 'superseded', since, due: retireAfter && (0, duration/* endOfLifetime */.I1)(retireAfter, since) };
}
/**
 * Keeps the planned removals that a second check confirms: the secret is still on the application, and no destination holds
 * it. Reads can lag behind writes, and another process may have written since the first check.
 *
 * @param planned from `findRetirableSecrets`
 * @param managed the secrets at the second check
 * @param destinations at the second check
 * @param maxStoreDelay how long after a secret was added its run may store it, in milliseconds
 */
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
/** Whether a destination may hold a secret. */
function isHeld(secret, destinations, maxStoreDelay) {
    return destinations.some(({ evidence }) => holdStatus(secret, evidence, maxStoreDelay) === 'now');
}
/** Whether there are destinations, and each of them holds a secret of the lineage. */
function allDestinationsAccountedFor(destinations) {
    return destinations.length > 0 && destinations.every(({ heldSecrets }) => heldSecrets.length > 0);
}
/** Whether every destination holds the same secret of the lineage, one that started after this one. */
function hasSuccessor({ startDateTime }, destinations) {
    const [first] = destinations;
    const successor = first?.heldSecrets.find((candidate) => candidate.startDateTime > startDateTime &&
        destinations.every(({ heldSecrets }) => heldSecrets.includes(candidate)));
    return successor !== undefined;
}
/**
 * When the last of the destinations that held a secret stopped holding it; undefined when none has ever held it. GitHub shows
 * only the last write, so for GitHub this is the last write, even if the secret was replaced earlier.
 */
function noLongerHeldSince(secret, destinations, maxStoreDelay) {
    return destinations
        .map(({ evidence }) => holdStatus(secret, evidence, maxStoreDelay))
        .filter((status) => status instanceof Date)
        .sort((a, b) => a.getTime() - b.getTime())
        .at(-1);
}






/** The most client secrets, expired ones included, that an application for personal accounts may have. */
const personalAccountLimit = 2;
const personalAudiences = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'];
/** The secrets on the application that a run may remove. */
function findManagedSecrets(lineage, { adopt }, credentials) {
    return {
        own: (0, plan_credentials/* findLineageSecrets */.W4)(lineage, credentials),
        adopted: (0, plan_credentials/* findAdoptedSecrets */.ur)(adopt, lineage, credentials),
    };
}
/** Decides which secrets a run adds and removes. */
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
    // Unstored secrets go first: later runs assume that each remaining secret was stored.
    const unstoredFirst = retire.toSorted((a, b) => Number(isUnstored(b)) - Number(isUnstored(a)));
    const surplus = passwordCredentials.length + 1 - maxSecrets(signInAudience);
    const removedFirst = Math.max(surplus, retire.filter(isUnstored).length);
    if (removedFirst > retire.length)
        return { kind: 'limit-reached', existingSecrets: passwordCredentials };
    return {
        kind: 'add',
        reasons,
        displayName: (0, lineage/* formatProvenance */.Tt)(provenance),
        endDateTime: (0, duration/* resolveExpiry */.YP)(policy.expires, now),
        retireFirst: unstoredFirst.slice(0, removedFirst),
        retire: unstoredFirst.slice(removedFirst),
        retained,
    };
}
/** The most client secrets that an application may have; infinite when Entra sets no such limit. */
function maxSecrets(signInAudience) {
    return personalAudiences.includes(signInAudience) ? personalAccountLimit : Infinity;
}
function isUnstored({ cause }) {
    return cause === 'unstored';
}



/** How long before a secret expires there is a warning. */
const expiryNotice = { days: 30 };
/** With more live secrets than this, there is a warning. */
const maxLiveSecrets = 5;
/**
 * Finds the conditions that need attention, given the plan.
 *
 * @param now by Microsoft Graph's clock
 */
function findWarnings(input, provenance, policy, plan, now) {
    const { passwordCredentials } = input;
    const liveSecrets = passwordCredentials.filter((secret) => (0, plan_credentials/* isLive */.DG)(secret, now));
    const lastAdded = (0, plan_credentials/* findLineageSecrets */.W4)(provenance, passwordCredentials).at(-1)?.startDateTime;
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
    const keyIds = adopt.filter((keyId) => !passwordCredentials.some((secret) => (0, plan_credentials/* isAdopted */.YP)(secret, [keyId])));
    return keyIds.length === 0 ? [] : [{ kind: 'adopted-gone', keyIds }];
}
/** Secrets that this action did not add, and adopted ones: the workflow of their lineage no longer renews these. */
function findExpiring({ liveSecrets, policy: { adopt }, plan, now }) {
    const removed = findRemovedKeyIds(plan);
    return liveSecrets.flatMap((secret) => {
        const adopted = (0, plan_credentials/* isAdopted */.YP)(secret, adopt);
        const isForeign = adopted || (0, lineage/* parseProvenance */.X6)(secret.displayName) === undefined;
        if (!isForeign || removed.has(secret.keyId) || !expiresSoon(secret, now))
            return [];
        return [{ kind: 'expiring', secret, adopted }];
    });
}
function findExpiringLineages({ liveSecrets, provenance, policy: { adopt }, now, }) {
    return liveSecrets.flatMap((secret) => {
        const origin = (0, lineage/* parseProvenance */.X6)(secret.displayName);
        if (origin === undefined || (0, lineage/* isSameLineage */.yu)(origin, provenance) || (0, plan_credentials/* isAdopted */.YP)(secret, adopt))
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
/**
 * Two workflows for one application are normal. But a workflow whose destinations changed starts a new lineage and no longer
 * manages its earlier secrets. The run that adds the first secret of the lineage warns about this.
 */
function findEarlierLineage({ liveSecrets, lastAdded, provenance: { repository }, policy: { adopt }, }) {
    if (lastAdded !== undefined)
        return [];
    const secrets = liveSecrets.filter((secret) => {
        const origin = (0, lineage/* parseProvenance */.X6)(secret.displayName);
        return origin?.repository.toLowerCase() === repository.toLowerCase() && !(0, plan_credentials/* isAdopted */.YP)(secret, adopt);
    });
    return secrets.length === 0 ? [] : [{ kind: 'earlier-lineage', secrets }];
}
/** Only for the first secret of the lineage. A secret that expires soon has its own warning. */
function findUnmanaged({ liveSecrets, lastAdded, policy: { adopt }, now, }) {
    if (lastAdded !== undefined)
        return [];
    const secrets = liveSecrets.filter((secret) => (0, lineage/* parseProvenance */.X6)(secret.displayName) === undefined &&
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
/** The key IDs of the secrets that this run removes. */
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
    const nextRemoval = [...removalDates, ...(replacesCurrent ? [(0, duration/* endOfLifetime */.I1)(retireAfter, now)] : [])].sort((a, b) => a.getTime() - b.getTime())[0];
    return removedCount === 0 && nextRemoval === undefined
        ? []
        : [{ kind: 'hand-over', removedCount, nextRemoval }];
}
/**
 * Without `renew-within` every run adds a secret. GitHub shows only the last write, so a secret that is added within
 * `retire-after` restarts the grace of all others.
 */
function findRestartingGrace({ destinations, lastAdded, policy: { retireAfter, renewWithin }, now, }) {
    if (retireAfter === undefined || renewWithin !== undefined)
        return [];
    if (!destinations.some(({ evidence }) => evidence?.kind === 'written'))
        return [];
    if (lastAdded === undefined || (0, duration/* endOfLifetime */.I1)(retireAfter, lastAdded) <= now)
        return [];
    return [{ kind: 'grace-restarts', lastAdded }];
}

const quote = (text) => `"${text}"`;
const unchanged = (text) => text;
/** Describes a client secret in errors, logs and warnings, without its value. */
function describeSecret(secret) {
    return formatSecret(secret, quote);
}
function formatSecret({ displayName, keyId, endDateTime }, formatText) {
    const expires = endDateTime === null ? 'never' : (0, timestamp/* formatTimestamp */.E)(endDateTime);
    return `${formatText(displayName)} (key ID ${keyId}, expires ${expires})`;
}
/**
 * Formats the plan as lines of the log.
 *
 * @param labels the labels of the destinations
 */
function formatPlan(plan, labels, dryRun) {
    const retained = plan.retained.map((secret) => `${formatRetirableSecret(secret)}. ${formatRemovalDate(secret)}`);
    if (plan.kind === 'keep') {
        const { keyId, endDateTime } = plan.current;
        const validity = endDateTime === null
            ? 'never expires'
            : `is valid until ${(0, timestamp/* formatTimestamp */.E)(endDateTime)}, longer than \`renew-within\``;
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
        `Dry run: would add "${displayName}", valid until ${(0, timestamp/* formatTimestamp */.E)(endDateTime)}, and write it to:`,
        ...labels.map((label) => `  ${label}`),
        ...formatRemovals(plan),
        ...retained,
    ];
}
function formatRemovals({ retireFirst, retire }) {
    return [...retireFirst, ...retire].map((secret) => `Dry run: would remove ${formatRetirableSecret(secret)}.`);
}
/** Formats why a secret is added; empty when every run adds one. */
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
        case 'due':
            return [`a secret in use expires ${(0, timestamp/* formatTimestamp */.E)(reason.endDateTime)}, within \`renew-within\``];
    }
}
/** Formats a secret that is no longer needed, and why. */
function formatRetirableSecret({ secret, cause, since }, formatText = quote) {
    if (cause === 'unstored')
        return `${formatSecret(secret, formatText)}, added by a run that never stored it`;
    if (cause === 'expired')
        return `${formatText(secret.displayName)} (key ID ${secret.keyId}, expired ${(0, timestamp/* formatTimestamp */.E)(since)})`;
    return `${formatSecret(secret, formatText)}, superseded since ${(0, timestamp/* formatTimestamp */.E)(since)}`;
}
/** Formats when a secret that is no longer needed will be removed. */
function formatRemovalDate({ due }) {
    return due === undefined
        ? 'It is kept because `retire-after` is `never`.'
        : `The first run after ${(0, timestamp/* formatTimestamp */.E)(due)} removes it.`;
}
/** Formats a warning: the fact, its consequence, and what to do. */
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
            return `The last secret was added at ${(0, timestamp/* formatTimestamp */.E)(warning.lastAdded)}, less than \`retire-after\` ago. GitHub shows only when a secret was last written, so each new secret restarts \`retire-after\` for all earlier ones. If every run adds a secret, the earlier ones are removed only after they expire. Set \`renew-within\`, or shorten \`retire-after\`.`;
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
/** Formats the input `adopt` as a line of the workflow. */
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
            `The first run after ${(0, timestamp/* formatTimestamp */.E)(nextRemoval)} removes the next one: update everything that uses the old value before then.`,
        ];
    return ['The action cannot tell whether Exalate uses the new value yet.', ...inThisRun, ...inLaterRun].join(' ');
}

// EXTERNAL MODULE: ./src/entra/applications.ts + 2 modules
var entra_applications = __webpack_require__(7118);





/**
 * Adds the secret. When it is not known whether that happened, removes every secret with the description of this run and
 * adds one again with the same description. The post step then checks once more, since a secret can appear later.
 *
 * @param adding the state that is saved
 * @throws ActionError `graph-request-failed` when Graph did not answer twice; when it refused, with the code of the refusal
 */
async function addSecret({ displayName, endDateTime }, adding, context) {
    const { application, applications, budget, cloud, journal, log } = context;
    let state = adding;
    budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
    for (;;) {
        try {
            const password = await applications.addPassword(application, displayName, endDateTime);
            return { password, state: (0, rotation_state/* added */.vN)(state, password.keyId) };
        }
        catch (error) {
            const isFirst = !state.lostAnswer;
            // An ActionError is a refusal. After any other error the secret may have been added.
            if (error instanceof action_error/* ActionError */.lZ) {
                if (!isFirst)
                    throw error.withState('nothing was written; the post step of this job checks again.');
                journal.trySave((0, rotation_state/* removed */.rq)(state));
                throw error;
            }
            const reason = error instanceof entra_applications/* LostResponseError */.s ? error.reason : 'an unexpected error';
            state = journal.trySave((0, rotation_state/* answerLost */.lM)(state));
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
/** @param commands that find what may be left on the application; undefined when nothing is */
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

// EXTERNAL MODULE: ./src/entra/secret-login-errors.ts
var secret_login_errors = __webpack_require__(3860);
// EXTERNAL MODULE: ./src/entra/refusal.ts
var entra_refusal = __webpack_require__(4152);




/** How many logins a round has. */
const loginsPerRound = 3;
/** How many rounds in a row must succeed. */
const consecutiveRounds = 2;
/** The logins of a verification in which each round succeeds. */
const loginsPerVerification = loginsPerRound * consecutiveRounds;
/** How long to wait after a round that failed, in milliseconds: longer each time. */
const firstWait = 1_000;
const maxWait = 5_000;
/**
 * Verifies that the application can log in with its new secret, and that it can access the Azure DevOps organization if
 * one is named. The budget of the phase does not include this time: the verification has a separate time limit.
 *
 * @param onLastRound called when the verification is complete if one more round succeeds
 * @throws ActionError `secret-not-accepted` when the secret is not accepted in time; `login-blocked-by-policy` or
 *   `application-cannot-log-in` when waiting cannot help; `azure-devops-…` when the organization cannot be accessed
 */
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
/**
 * Logs in until two consecutive rounds of parallel logins succeed. The replicas of Entra learn about a new secret at
 * different times, so a single successful login is not enough.
 */
async function waitUntilAccepted(secretText, context, onLastRound) {
    const { application, inputs, clock, cloud, log } = context;
    const { applicationId } = application;
    const { verifyTimeout } = inputs;
    const end = clock.now().getTime() + verifyTimeout;
    let succeededRounds = 0;
    let wait = firstWait;
    for (;;) {
        const round = runRound(secretText, context);
        // Unless this round can be the last one, another one follows.
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
            const permanent = (0, secret_login_errors/* findSecretLoginError */.LS)(each, applicationId, cloud);
            if (permanent !== undefined)
                throw permanent;
        }
        succeededRounds = 0;
        const left = end - clock.now().getTime();
        if (left <= 0)
            throw notAcceptedError(refusal, applicationId, verifyTimeout);
        const accepted = loginsPerRound - refusals.length;
        log.info(`Microsoft Entra ID accepted the new secret in ${accepted} of ${loginsPerRound} logins (${(0, entra_refusal/* describeRefusal */.a2)(refusal)}). It can take a while until all replicas accept it.`);
        await clock.sleep(Math.min(wait, left));
        wait = Math.min(wait * 1.5, maxWait);
    }
}
/** @returns the refusals: none when the round succeeded */
async function runRound(secretText, { application, trySecretLogin }) {
    const logins = Array.from({ length: loginsPerRound }, () => trySecretLogin(application.applicationId, secretText));
    return (await (0, settle/* settleAllOrFirst */.s)(logins)).filter((refusal) => refusal !== undefined);
}
/** @param timeout in milliseconds */
function notAcceptedError(refusal, applicationId, timeout) {
    return new action_error/* ActionError */.lZ('secret-not-accepted', {
        problem: `Microsoft Entra ID did not accept the new secret of application ${applicationId} within ${Math.round(timeout / 1000)} seconds (last response: ${(0, entra_refusal/* describeRefusal */.a2)(refusal)}).`,
        likelyCause: 'the secret has not reached all replicas of Microsoft Entra ID yet. This usually takes seconds, but there is no guaranteed limit.',
        remedy: 'run the job again. If this happens repeatedly, increase `verify-timeout`.',
    });
}











/**
 * Adds a client secret, verifies it and stores it, or rolls back. The journal records each step, for the post step of a run
 * that is killed.
 *
 * @returns the new secret, as the planner sees it
 * @throws ActionError `two-secret-limit`, `description-refused`, or as `addSecret`, `verifySecret` and `storeInAll` do. Once a
 *   secret may have been added, it includes the state that the run leaves
 */
async function renew(plan, context) {
    const { application, inputs, journal, log, progress, provenance } = context;
    const { displayName, endDateTime } = plan;
    requireRoom(context);
    const adding = journal.save((0, rotation_state/* begun */.q1)(createIntent(plan, context)));
    if (inputs.verify)
        context.openLoginConnections(loginsPerVerification);
    try {
        const { password, state } = await addSecret(plan, adding, context);
        const startDateTime = (0, plan_time/* readGraphTime */.o)(context);
        journal.save(state);
        const { keyId, secretText } = password;
        log.info(`Added "${displayName}" (key ID ${keyId}), valid until ${(0, timestamp/* formatTimestamp */.E)(endDateTime)}.`);
        if (password.displayName !== displayName)
            throw (0, graph_errors/* descriptionChangedError */.vq)();
        const destinations = inputs.verify ? await verifyAndRefresh(secretText, context) : context.destinations;
        const tags = {
            'application-id': application.applicationId,
            'key-id': keyId,
            lineage: (0, lineage/* formatLineage */.BH)(provenance),
        };
        const secret = { keyId, endDateTime, tags, secretText };
        journal.trySave((0, rotation_state/* completed */.so)(await storeInAll(secret, state, { ...context, destinations })));
        progress.keptKeyId = keyId;
        if (inputs.revokeAfterJob)
            log.info('The secret is for this job only: the post step of this action removes it.');
        return { keyId, displayName, startDateTime, endDateTime };
    }
    catch (error) {
        throw await rollBack(error, context);
    }
}
/** @throws ActionError `two-secret-limit` when a secret that had to be removed first is still there */
function requireRoom({ application, inputs, progress }) {
    const { applicationId, signInAudience, passwordCredentials } = application;
    if (passwordCredentials.length - progress.retired.length < maxSecrets(signInAudience))
        return;
    throw (0, graph_errors/* twoSecretLimitError */.Ag)(inputs, applicationId, passwordCredentials.map(describeSecret));
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
/**
 * Verifies the secret. During each round of logins that can be the last one, it reads the destinations again: another
 * process may have written them, and the revision before a write must be recent.
 */
async function verifyAndRefresh(secretText, context) {
    let refreshed = Promise.resolve(context.destinations);
    const onLastRound = () => {
        refreshed = refreshed.then((destinations) => refreshStates(destinations, context.clock));
    };
    await verifySecret(secretText, context, onLastRound).finally(() => refreshed);
    return refreshed;
}







/**
 * Removes secrets that are no longer needed, one after the other, if a second check confirms that. A secret that cannot be
 * removed now is left for the next run and does not make this one fail.
 *
 * @param known secrets that are on the application, though a replica may not know them yet
 * @returns those that are gone: a later read did not list them any more
 */
async function retireSecrets(planned, known, context) {
    const { budget, log } = context;
    if (planned.length === 0)
        return [];
    try {
        budget.ensureRemaining(time_budget/* minTimeForWrite */.u);
        const confirmed = await confirmRetirement(planned, known, context);
        for (const { secret } of planned.filter((secret) => !confirmed.includes(secret))) {
            log.info(`${describeSecret(secret)} was not removed: the second check did not confirm that it is superseded.`);
        }
        return await removeConfirmed(confirmed, context);
    }
    catch (error) {
        for (const failure of (0, action_error/* toActionErrors */.vb)(error))
            log.warning(formatPostponed(failure));
        return [];
    }
}
/** Both checks have listed each of these secrets, so a replica that does not know one knows about its removal. */
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
/**
 * Reads the application and its destinations again: the first read may have been out of date, and another process may have
 * written since.
 */
async function confirmRetirement(planned, known, { application, applications, destinations, provenance, policy }) {
    const [credentials, states] = await (0, settle/* settleAll */.j)([
        applications.listCredentials(application.objectId),
        (0, settle/* settleAll */.j)(destinations.map(async (destination) => ({ ...destination, ...(await destination.readState()) }))),
    ]);
    const { own, adopted } = findManagedSecrets(provenance, policy, credentials);
    const unlisted = known.filter(({ keyId }) => own.every((secret) => secret.keyId !== keyId));
    const managed = { own: [...own, ...unlisted], adopted };
    return confirmRetirable(planned, managed, states, policy.maxStoreDelay);
}
function formatPostponed({ code, explanation: { problem, remedy } }) {
    return `A superseded secret could not be removed (${code}). The next run tries again. ${problem} To fix it: ${remedy}`;
}














/**
 * The main step: reads the current state, plans, adds a secret if one is needed, and removes those that are no longer needed.
 *
 * @param progress filled in as the run goes on, for the outputs of a run that fails
 * @throws ActionError `workload-identity-is-application`, `repository-id-unknown`, `two-secret-limit`, or as `renew` does;
 *   ActionError or ActionErrors of the login, of Graph and of the destinations
 */
async function rotate(inputs, services, journal, progress) {
    const [{ applications, application }, destinations] = await (0, settle/* settleAll */.j)([
        findApplication(inputs, services, progress),
        prepareDestinations(services),
    ]);
    const time = (0, plan_time/* readPlanTime */.z)(services);
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
/** Logs in, and finds the application. */
async function findApplication(inputs, { logIn, log, openLoginConnections }, progress) {
    const applications = await logIn();
    log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
    if (alwaysVerifies(inputs))
        openLoginConnections(loginsPerVerification);
    const application = await applications.find(inputs.application);
    (0, graph_errors/* requireSeparateWorkloadIdentity */.EG)(application, inputs);
    progress.application = application;
    const { applicationId, objectId, displayName } = application;
    log.info(`Found the application "${displayName}" (application ID ${applicationId}, object ID ${objectId}).`);
    return { applications, application };
}
/**
 * Plans, and reports the plan and its warnings in the log.
 *
 * @throws ActionError `two-secret-limit`
 */
function planAndReport(context, time) {
    const { inputs, application, destinations, provenance, policy, log } = context;
    const input = { ...application, destinations };
    const plan = planRotation(input, provenance, policy, time);
    if (plan.kind === 'limit-reached') {
        const existing = plan.existingSecrets.map(describeSecret);
        throw (0, graph_errors/* twoSecretLimitError */.Ag)(inputs, application.applicationId, existing);
    }
    const labels = destinations.map(({ label }) => label);
    for (const line of formatPlan(plan, labels, inputs.dryRun))
        log.info(line);
    if (plan.kind === 'add' && (0, duration/* exceedsPortalMaximum */.Cf)(plan.endDateTime, time.now)) {
        log.warning('`expires` is later than 24 months from now, the longest lifetime that the portal offers: check your policy.');
    }
    for (const warning of findWarnings(input, provenance, policy, plan, time.now)) {
        log[chooseLogLevel(warning)](formatWarning(warning));
    }
    return plan;
}
/** What is normal, or needs no action, is not a warning. */
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
/** Whether the run adds and verifies a secret in any case. */
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
        digest: (0, lineage/* computeDigest */.MK)({
            serverHost: new URL(run.serverUrl).host,
            repositoryId,
            destinations: destinations.map((spec) => identifyDestination(spec, identityContext)),
        }),
        run: { id: run.id, attempt: run.attempt },
        nonce: (0, lineage/* createNonce */.mE)(random),
    };
}
function repositoryIdUnknownError(repository) {
    return new action_error/* ActionError */.lZ('repository-id-unknown', {
        problem: `The numeric ID of the repository ${repository} is not available, so its secrets cannot be distinguished from those of another repository with the same name.`,
        likelyCause: 'the runner is too old to set GITHUB_REPOSITORY_ID, and the OIDC token of this GitHub server has no claim `repository_id`.',
        remedy: 'update the runner, or the GitHub Enterprise Server.',
    });
}
/** How long a run may take from adding a secret to storing it, in milliseconds, unless `verify-timeout` is longer. */
const defaultMaxStoreDelay = 30 * 60_000;
/** What the inputs ask of the planner. */
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




/**
 * Writes what an Exalate administrator needs to register the node, where the value is, and which earlier secrets were
 * removed or are superseded. It never writes a value.
 *
 * @param tenantId the directory (tenant) ID
 */
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
    addSecrets(dryRun ? 'Secrets that would be removed' : 'Removed secrets', gone.map((secret) => formatRetirableSecret(secret, summary_text/* formatSummaryText */.J)), summary);
    const waiting = plan.retained.map((secret) => `${formatRetirableSecret(secret, summary_text/* formatSummaryText */.J)}. ${formatRemovalDate(secret)}`);
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
    const reasons = plan.kind === 'keep' ? [] : plan.reasons.flatMap((reason) => formatReason(reason, summary_text/* formatSummaryText */.J));
    const key = keyId === undefined ? [] : [['Secret (key) ID', keyId]];
    const why = reasons.length === 0 ? [] : [['Reason for the new secret', reasons.join('; ')]];
    return [
        ['Application', (0, summary_text/* formatSummaryText */.J)(application.displayName)],
        ['Application (client) ID', application.applicationId],
        ['Directory (tenant) ID', tenantId],
        ...key,
        ['Description', (0, summary_text/* formatSummaryText */.J)(displayName)],
        ['Expires', endDateTime === null ? 'never' : (0, timestamp/* formatTimestamp */.E)(endDateTime)],
        ...why,
    ];
}
/** How many secrets are listed: GitHub does not show a summary of more than 1 MiB. */
const maxListed = 50;
/** @param lines of HTML */
function addSecrets(title, lines, summary) {
    if (lines.length === 0)
        return;
    const more = lines.length - maxListed;
    const listed = lines.slice(0, maxListed);
    summary.addHeading(title, 3).addList(more > 0 ? [...listed, `… and ${more} more`] : listed);
}
/** A destination, linked to the web page that shows it. */
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

/**
 * Encrypts a text with age, so that each of the recipients can decrypt it.
 *
 * @param recipients `age1…`, of any type that the library supports
 * @returns an armored age file
 */
async function encryptForRecipients(recipients, text) {
    // Loaded only when it is needed: most runs do not write a file.
    const { armor, Encrypter } = await __webpack_require__.e(/* import() */ 123).then(__webpack_require__.bind(__webpack_require__, 9123));
    const encrypter = new Encrypter();
    for (const recipient of recipients)
        encrypter.addRecipient(recipient);
    return armor.encode(await encrypter.encrypt(text));
}
/**
 * Encrypts an empty text to each recipient, because only the library knows whether a key of the right form can be used. It
 * refuses a point of low order, for example.
 *
 * @param recipients in the order of the lines of `encrypt-to`
 * @throws ActionError `age-recipient-unusable`, which names the lines and never the recipients
 */
async function requireUsableRecipients(recipients) {
    const usable = await Promise.all(recipients.map((recipient) => encryptForRecipients([recipient], '').then(() => true, () => false)));
    const lines = usable.flatMap((isUsable, index) => (isUsable ? [] : [`line ${index + 1}`]));
    if (lines.length === 0)
        return;
    throw new action_error/* ActionError */.lZ('age-recipient-unusable', {
        problem: `\`encrypt-to\` has a recipient that age cannot encrypt to: ${lines.join(', ')} (empty lines are not counted).`,
        likelyCause: 'the text has the form of a recipient, but it is not a valid public key.',
        remedy: 'ask the person who will open the file for the recipient that `age-keygen -y KEY-FILE` prints.',
    });
}






/**
 * A file that is encrypted with age, so that only the recipients can decrypt it. It is lost with the runner unless a later
 * step keeps it.
 */
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
// EXTERNAL MODULE: ./src/http/errors.ts
var errors = __webpack_require__(8549);
// EXTERNAL MODULE: ./src/http/refusal.ts
var refusal = __webpack_require__(5424);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);



/** @returns the body of a response with HTTP 200; undefined when there is none, or when it has another form */
function readBody(schema, response) {
    if (response.status !== 200)
        return undefined;
    const parsed = dist/* safeParse */.xLC(schema, response.body);
    return parsed.success ? parsed.output : undefined;
}
const errorBody = dist/* object */.Ikc({ message: dist/* string */.YjP() });
/** Whether GitHub itself says that it did not execute a request. */
function isGitHubRefusal(response) {
    return response.status !== undefined && (0, refusal/* isRefusal */.v)(response.status, dist.is(errorBody, response.body));
}
const integrationRefusal = dist/* object */.Ikc({
    message: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^Resource not accessible by integration/)),
});
/** Whether it is the refusal that the tokens of GitHub Apps get, including the GITHUB_TOKEN of a job. */
function isIntegrationRefusal(response) {
    return response.status !== undefined && dist.is(integrationRefusal, response.body);
}
const permissions = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/));
/** @returns the permissions that the request needs, such as `secrets=write`; undefined when GitHub does not say */
function readAcceptedPermissions(response) {
    if (response.status === undefined)
        return undefined;
    const parsed = dist/* safeParse */.xLC(permissions, response.headers['x-accepted-github-permissions']);
    return parsed.success ? parsed.output : undefined;
}
const secondaryRateLimit = dist/* object */.Ikc({ message: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/\bsecondary rate\b/i)) });
/**
 * Whether GitHub has received too many requests from this token. GitHub has a limit per hour, and a secondary one for too
 * many requests at once, which not every response names.
 */
function isRateLimited(response) {
    if (response.status === 429)
        return true;
    if (response.status !== 403)
        return false;
    const { headers, body } = response;
    return ('retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || dist.is(secondaryRateLimit, body));
}
/**
 * Reads how long to wait after a rate limit, in milliseconds; a minute if GitHub does not say.
 * Source: GitHub's "Best practices for using the REST API".
 */
function readRateLimitWait(headers) {
    const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset, date } = headers;
    const untilReset = remaining === '0' ? (0, retry/* millisecondsUntil */.Z_)(Number(reset) * 1_000, date) : undefined;
    return (0, retry/* readRetryAfter */.D$)(headers) ?? (untilReset === undefined ? 60_000 : untilReset + 1_000);
}



/** When GitHub returns 404: the error code, and the inputs that may be misspelled. */
const notFound = {
    repository: { code: 'github-repository-not-found', inputs: '`repository`' },
    environment: { code: 'github-environment-not-found', inputs: '`environment` or `repository`' },
    organization: { code: 'github-organization-not-found', inputs: '`organization`' },
};
/** Explains why GitHub did not do what it was asked to do. */
function gitHubError(response, { operation, location }) {
    const { owner, scope } = location;
    const { code, inputs } = notFound[scope];
    if (response.status === undefined) {
        return (0, errors/* unreachableError */.D)('github-unreachable', response.host, response.network);
    }
    if (isRateLimited(response)) {
        return new action_error/* ActionError */.lZ('github-rate-limited', {
            problem: `Cannot ${operation}: GitHub's rate limit was reached (HTTP ${response.status}).`,
            likelyCause: 'the owner of `github-token` has sent too many requests, possibly from other workflows.',
            remedy: 'run the job again later; if it happens often, use the token of a GitHub App, which has separate limits.',
        });
    }
    const permission = formatPermission(location, response);
    switch (response.status) {
        case 200:
            return new action_error/* ActionError */.lZ('github-request-failed', {
                problem: `Cannot ${operation}: the response (HTTP 200) is not in GitHub's format.`,
                likelyCause: 'a proxy or firewall between the runner and GitHub responded in its place.',
                remedy: 'run the job again; on self-hosted runners, check the proxy.',
            });
        case 401:
            return new action_error/* ActionError */.lZ('github-token-refused', {
                problem: `Cannot ${operation}: GitHub rejected \`github-token\` (HTTP 401).`,
                likelyCause: 'the token has expired, was revoked, or was not copied completely.',
                remedy: 'create a new token, and store it in the secret that the workflow passes to `github-token`.',
            });
        case 403:
            return new action_error/* ActionError */.lZ('github-permission-missing', {
                problem: `Cannot ${operation} with \`github-token\` (HTTP 403).`,
                likelyCause: isIntegrationRefusal(response)
                    ? `it is the job's own GITHUB_TOKEN, which can never write secrets, or a GitHub App token without the permission ${permission}.`
                    : `the token lacks the permission ${permission}.`,
                remedy: `use a fine-grained token or GitHub App token for ${owner} with the permission ${permission}.`,
            });
        case 404:
            return new action_error/* ActionError */.lZ(code, {
                problem: `Cannot ${operation}: the ${scope === 'environment' ? '' : `${scope} `}${owner} was not found, or is not accessible with \`github-token\` (HTTP 404).`,
                likelyCause: `the token has no access to it or lacks the permission ${permission}, or ${inputs} is misspelled.${scope === 'environment' ? ' The environment must already exist; the action does not create it.' : ''}`,
                remedy: `give the token access to ${owner} with the permission ${permission}, or correct ${inputs}.`,
            });
        case 301:
        case 307:
        case 308:
            return new action_error/* ActionError */.lZ(code, {
                problem: `Cannot ${operation}: ${owner} has moved (HTTP ${response.status}).`,
                likelyCause: 'it was renamed or transferred; the action does not follow redirects when reading or writing secrets.',
                remedy: `set ${inputs} to the current name.`,
            });
        case 422:
            return new action_error/* ActionError */.lZ('github-secret-refused', {
                problem: `Cannot ${operation}: GitHub refused the request (HTTP 422).`,
                likelyCause: 'a rule on the name or number of secrets: a repository or environment can have at most 100, an organization 1,000.',
                remedy: 'remove a secret that is no longer used, or choose another name.',
            });
        default:
            return new action_error/* ActionError */.lZ('github-request-failed', {
                problem: `Cannot ${operation}: GitHub returned HTTP ${response.status}.`,
                likelyCause: 'a temporary outage.',
                remedy: 'run the job again; if it fails the same way, see https://www.githubstatus.com.',
            });
    }
}
/** GitHub's own name for the permission is added only for a write: for a read, GitHub names the one that reading needs. */
function formatPermission({ permission }, response) {
    const accepted = readAcceptedPermissions(response);
    return accepted?.includes('write') === true ? `${permission} (${accepted})` : permission;
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
/** How many repositories GitHub lists on a page. */
const pageSize = 100;
/**
 * GitHub requires every write of an organization secret to say which repositories can read it. What the inputs do not set
 * stays as it is at that moment; a new secret is for private repositories.
 *
 * @returns a function to call before each write, with GitHub's response about the secret (undefined when it does not exist)
 */
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
            const body = readBody(selection, response);
            if (body === undefined)
                throw gitHubError(response, { location, operation });
            const { total_count: count, repositories } = body;
            guardPage({ first: repositories[0]?.id.toString() });
            // A write with an incomplete list would take the secret from some repositories. When the selection changes between
            // two pages, repositories move from one page to the other, and the list may hold one that is no longer selected.
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







/** The X25519 key that values are encrypted for: 32 bytes in base64. */
const publicKey = dist/* object */.Ikc({ key_id: dist/* string */.YjP(), key: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* base64 */.K39(), dist/* length */.Bw9(44)) });
const metadata = dist/* object */.Ikc({ updated_at: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* isoTimestamp */.yhX()) });
/** A secret that GitHub keeps. Its value can be written, never read. */
function createGitHubSecret(spec, { api, serverUrl }) {
    const location = (0, secret_kinds/* locateSecret */.rU)(spec);
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
    /**
     * @returns undefined when there is no such secret, or when the token has no access: GitHub does not say which. A 404
     *   that is not GitHub's own is an error, because a new secret gets other readers than one that exists
     */
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
        // Access to the secret may have been changed since it was prepared.
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
            // A token without access gets a 404 as well. Only a token with access can read the public key. Nothing can be lost
            // where there was no secret, and none was written since.
            if (existing === undefined && !knownMissing)
                await readPublicKey();
            return toState(existing?.updatedAt);
        },
        async prepare() {
            const [encrypt, existing] = await (0, settle/* settleAllOrFirst */.s)([prepareEncryption(), readMetadata()]);
            knownMissing = existing === undefined;
            // Reports a problem before anything changes.
            await readAccess?.(existing?.response);
            return { ...toState(existing?.updatedAt), write: (secret) => write(encrypt, secret) };
        },
    };
}
/** @param updatedAt when it was last written, by GitHub's clock; undefined when it does not exist */
function toState(updatedAt) {
    if (updatedAt === undefined)
        return { revision: 'not there', evidence: { kind: 'empty' } };
    return { revision: updatedAt, evidence: { kind: 'written', at: new Date(updatedAt) } };
}



/**
 * Explains why Key Vault did not do what it was asked to do. The role in it is the built-in one with the fewest
 * permissions that can write secrets. Source: Microsoft's "Provide access to Key Vault keys, certificates, and secrets
 * with Azure role-based access control".
 */
function keyVaultError({ status, code, network }, { operation, vault, name, identity }) {
    const { clientId, cloud } = identity;
    const vaultName = new URL(vault).hostname.split('.')[0] ?? '';
    if (status === undefined) {
        if (network !== 'ENOTFOUND')
            return (0, errors/* unreachableError */.D)('key-vault-unreachable', vault, network ?? 'no response');
        return new action_error/* ActionError */.lZ('key-vault-not-found', {
            problem: `There is no Key Vault at ${vault} (${network}).`,
            likelyCause: 'the name of the vault in `key-vault-secret` is misspelled, or the vault was deleted.',
            remedy: `correct \`key-vault-secret\`. To list the vaults that you can see:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatListVaultsCommand */.Ou)())}`,
        });
    }
    if (status === 403 && code === undefined) {
        return (0, errors/* unreachableError */.D)('key-vault-unreachable', vault, 'HTTP 403, not from Key Vault');
    }
    const received = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
    if (code === 'ObjectIsDeletedButRecoverable' || code === 'ObjectIsBeingDeleted') {
        return new action_error/* ActionError */.lZ('key-vault-secret-deleted', {
            problem: `Cannot ${operation}: a secret with this name was deleted, and the vault still retains it (${received}).`,
            likelyCause: 'a vault retains deleted secrets for up to 90 days.',
            remedy: `recover it, or choose another name:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatRecoverVaultSecretCommand */.hV)(vaultName, name))}`,
        });
    }
    if (code === 'ForbiddenByFirewall' || code === 'ForbiddenByConnection') {
        return new action_error/* ActionError */.lZ('key-vault-firewall', {
            problem: `Cannot ${operation}: the firewall of the vault refused this runner (${received}).`,
            likelyCause: 'the vault accepts requests only from certain networks, and the runner is not in any of them.',
            remedy: 'run the job on a runner in one of those networks, or allow the network of this runner on the page "Networking" of the vault.',
        });
    }
    if (status === 403) {
        return new action_error/* ActionError */.lZ('key-vault-role-missing', {
            problem: `The workload identity ${clientId} is not allowed to ${operation} (${received}).`,
            likelyCause: 'it lacks the role Key Vault Secrets Officer on the secret or the vault, or, if the vault uses access policies, the permissions Get, List and Set.',
            remedy: `${(0, az_commands/* onlyForWorkloadIdentity */.RS)(clientId)}, grant it (it can take a few minutes to take effect):${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatGrantVaultRoleCommand */.F4)(identity, vaultName, name))}`,
        });
    }
    if (status === 401) {
        return new action_error/* ActionError */.lZ('key-vault-role-missing', {
            problem: `Cannot ${operation}: the vault did not accept the login of the workload identity ${clientId} (${received}).`,
            likelyCause: 'the vault belongs to a tenant other than `tenant-id`.',
            remedy: `check which tenant the vault belongs to:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatShowVaultTenantCommand */.UU)(vaultName))}`,
        });
    }
    return new action_error/* ActionError */.lZ('key-vault-request-failed', {
        problem: `Cannot ${operation}: Key Vault returned ${received}.`,
        likelyCause: status >= 500 || status === 429
            ? 'a temporary outage, or too many requests at once.'
            : 'the configuration of the vault.',
        remedy: 'run the job again in a few minutes.',
    });
}

/**
 * Describes the state of a secret by its versions.
 *
 * The revision is a digest of their names: only a write adds a version. Disabling a version or changing its tags leaves
 * its name as it is, so neither counts as a write.
 */
function describeVersions(listed) {
    // A version can be listed on two pages when the list changes between them.
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








/** A secret in Azure Key Vault. Each write adds a version and keeps the earlier ones. Its value is never read. */
function createKeyVaultSecret({ vault, name }, { http, logInForScope, identity }) {
    const { tenantId, cloud } = identity;
    const label = `Key Vault secret ${name} in ${vault}`;
    let client;
    // Loaded only when it is needed: most runs do not write to a vault.
    async function loadClient() {
        const { createVaultClient } = await Promise.all(/* import() */[__webpack_require__.e(690), __webpack_require__.e(336), __webpack_require__.e(737)]).then(__webpack_require__.bind(__webpack_require__, 4737));
        return createVaultClient(vault, http, logInForScope);
    }
    const getClient = () => (client ??= loadClient());
    /** Repeats a request that changes nothing. */
    const read = (request) => http.withRetry('Key Vault', async () => {
        const result = await (await getClient()).send(request);
        return { result, retryReason: 'failure' in result ? (0, retry/* findRetryReason */.ee)(result.failure) : undefined };
    });
    const errorFor = (failure, operation) => keyVaultError(failure, { operation, vault, name, identity });
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
            throw errorFor(result.failure, operation);
        return describeVersions(result.value);
    }
    /** The name of a deleted secret cannot be used while the vault retains that secret. */
    async function ensureNotDeleted() {
        const result = await read((secrets) => secrets.getDeletedSecret(name));
        if (!('failure' in result)) {
            throw errorFor({ status: 409, code: 'ObjectIsDeletedButRecoverable' }, `write ${label}`);
        }
        const { status } = result.failure;
        // 404: it was not deleted. 403: the permission to write does not include this check, and the write will show it.
        if (status !== 404 && status !== 403) {
            throw errorFor(result.failure, `check whether ${label} was deleted`);
        }
    }
    async function write({ secretText, endDateTime, tags }) {
        // The client cuts the time to 32 bits, so that a date from 2038 on would be in the past.
        const expiry = endDateTime.getTime() < 2 ** 31 * 1_000 ? { expiresOn: endDateTime } : {};
        // The tags may be copied to a version with another value. Each write has an ID, so that a copy can be detected.
        const options = { contentType: 'text/plain', ...expiry, tags: { ...tags, 'write-id': (0, external_node_crypto_.randomUUID)() } };
        const result = await (await getClient()).setSecret(name, secretText, options);
        if (!('failure' in result))
            return;
        const { status, code } = result.failure;
        const error = errorFor(result.failure, `write ${label}`);
        throw (0, refusal/* isRefusal */.v)(status, code !== undefined) ? error : new UnconfirmedWriteError(error);
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

/** The step output `client-secret`. Only later steps of the same job can read it. */
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




/** Creates the destination that a spec describes. */
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




/** The API version to ask for. A GitHub Enterprise Server refuses a version that it does not know. */
const apiVersion = '2026-03-10';
/**
 * A client for GitHub's REST API.
 *
 * @param baseUrl `https://api.github.com`, `https://api.SUBDOMAIN.ghe.com`, or `https://HOST/api/v3` of an Enterprise Server
 * @param token undefined in a post step without one: then no request is sent, and none gets a response
 */
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
            return { status: undefined, host, network: (0, network_error/* networkReason */.d8)(error) };
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
const octokitResponse = dist/* object */.Ikc({
    status: dist/* number */.aig(),
    data: dist/* unknown */.L5J(),
    headers: dist/* record */.g1P(dist/* string */.YjP(), dist/* unknown */.L5J()),
});
/** What Octokit throws for a response with an error status. */
const octokitError = dist/* object */.Ikc({ response: octokitResponse });
function toGitHubResponse(response) {
    const { status, headers, data } = dist/* parse */.qgA(octokitResponse, response);
    return { status, headers, body: data };
}
function isRead(route) {
    return route.startsWith('GET ');
}
/** The error statuses that do not change when a request is repeated. */
const permanentStatuses = [400, 401, 403, 404, 410, 422, 429, 451];
function isTransient(status) {
    return status >= 400 && !permanentStatuses.includes(status);
}
/** Decides whether to repeat a request. A write is repeated only when GitHub itself says that it did nothing. */
function toAttemptResult(route, response) {
    const result = response;
    if (response.status !== undefined &&
        isRateLimited(response) &&
        (isRead(route) || isGitHubRefusal(response))) {
        const name = 'too many requests from this token';
        return { result, retryReason: { name, retryAfterMs: readRateLimitWait(response.headers) } };
    }
    return { result, retryReason: isRead(route) ? (0, retry/* findRetryReason */.ee)(response, isTransient) : undefined };
}

// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);
// EXTERNAL MODULE: ./src/http/client.ts + 1 modules
var client = __webpack_require__(1791);







/** The application ID of Azure DevOps, the same in every tenant. Source: Microsoft's "Authenticate to Azure DevOps with Microsoft Entra". */
const azureDevOpsScope = '499b84ac-1321-427f-aa17-267ca6975798/.default';
const projects = dist/* object */.Ikc({ count: dist/* number */.aig(), value: dist/* array */.YOg(dist/* unknown */.L5J()) });
const azure_devops_access_errorBody = dist/* object */.Ikc({ message: dist/* string */.YjP() });
/**
 * Verifies that an application can use an Azure DevOps organization with its new secret: requests a page of projects.
 *
 * @throws ActionError `azure-devops-…`
 */
async function verifyAzureDevOpsAccess(secretText, access) {
    const { organization, applicationId, http } = access;
    const url = `https://dev.azure.com/${encodeURIComponent(organization)}/_apis/projects?$top=1&api-version=7.1`;
    const token = await requestToken(secretText, access);
    const headers = {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        // Without it, a request with a token that is not accepted is redirected to a sign-in page.
        'X-TFS-FedAuthRedirect': 'Suppress',
    };
    const response = await (0, client/* requestWithRetry */.E)(http, 'Azure DevOps', url, { headers }).catch((error) => (0, network_error/* networkReason */.d8)(error));
    if (typeof response === 'string')
        throw (0, errors/* unreachableError */.D)('azure-devops-unreachable', 'https://dev.azure.com', response);
    const body = (0, json/* parseJson */.q)(response.text);
    if (response.status === 200 && dist.is(projects, body))
        return;
    throw azureDevOpsError(response.status, body, organization, applicationId);
}
/** Retries also when Entra does not know the secret: it was verified for another resource, and this replica may lag. */
async function requestToken(secretText, { logIn, http, organization, applicationId }) {
    const attempt = async () => {
        const result = await logIn(applicationId, secretText);
        if ('token' in result)
            return { result, retryReason: undefined };
        const { refusal } = result;
        // Without an error number, something between the runner and Entra may have answered.
        const mayPass = refusal.aadsts === 7000215 || (refusal.aadsts === undefined && refusal.status !== undefined);
        const unknownSecret = { name: (0, entra_refusal/* describeRefusal */.a2)(refusal), retryAfterMs: refusal.retryAfterMs };
        return { result, retryReason: mayPass ? unknownSecret : (0, entra_refusal/* findLoginRetryReason */.hV)(refusal) };
    };
    const login = await http.withRetry('Microsoft Entra ID', attempt);
    if ('token' in login)
        return login.token;
    throw new action_error/* ActionError */.lZ('azure-devops-login-refused', {
        problem: `Microsoft Entra ID issued no token for Azure DevOps to application ${applicationId}, so its access to the organization ${organization} could not be checked (${(0, entra_refusal/* describeRefusal */.a2)(login.refusal)}).`,
        likelyCause: 'no Azure DevOps organization is connected to this tenant, or a policy blocked the login.',
        remedy: `check which tenant the organization is connected to: https://dev.azure.com/${organization}/_settings/organizationAad`,
    });
}
/** A response without JSON is a sign-in page, with any status. Error codes appear only in messages. */
function azureDevOpsError(status, body, organization, applicationId) {
    const hasErrorCode = (code) => dist.is(azure_devops_access_errorBody, body) && body.message.includes(code);
    const users = `https://dev.azure.com/${organization}/_settings/users`;
    if (hasErrorCode('TF401444')) {
        return new action_error/* ActionError */.lZ('azure-devops-not-a-member', {
            problem: `Application ${applicationId} is not a member of the Azure DevOps organization ${organization} (HTTP ${status}, TF401444).`,
            likelyCause: 'its service principal has not been added as a user of the organization.',
            remedy: `add it at ${users} with the access level Basic: search for the application's name.`,
        });
    }
    if (hasErrorCode('TF400813') || status === 403) {
        return new action_error/* ActionError */.lZ('azure-devops-permission-missing', {
            problem: `Application ${applicationId} is not allowed to read the projects of the Azure DevOps organization ${organization} (HTTP ${status}${hasErrorCode('TF400813') ? ', TF400813' : ''}).`,
            likelyCause: 'it has the access level Stakeholder, or is not a member of any project.',
            remedy: `give it the access level Basic and access to a project at ${users}.`,
        });
    }
    if (status === 404) {
        return new action_error/* ActionError */.lZ('azure-devops-organization-not-found', {
            problem: `There is no Azure DevOps organization ${organization} (HTTP 404).`,
            likelyCause: '`azure-devops-organization` is misspelled: it is the part of the URL after dev.azure.com/.',
            remedy: 'correct `azure-devops-organization`.',
        });
    }
    const isSignInPage = (body === undefined && status !== 429) || status === 401 || (status >= 200 && status < 400);
    if (isSignInPage && status < 500) {
        return new action_error/* ActionError */.lZ('azure-devops-sign-in-page', {
            problem: `Azure DevOps returned a sign-in page instead of the projects of the organization ${organization} (HTTP ${status}).`,
            likelyCause: 'the organization is connected to another tenant, or not connected to a tenant.',
            remedy: `check which tenant it is connected to: https://dev.azure.com/${organization}/_settings/organizationAad`,
        });
    }
    return new action_error/* ActionError */.lZ('azure-devops-request-failed', {
        problem: `Azure DevOps returned HTTP ${status} when asked for the projects of the organization ${organization}.`,
        likelyCause: 'a temporary outage.',
        remedy: 'run the job again. If the error persists, see https://status.dev.azure.com.',
    });
}

// EXTERNAL MODULE: ./src/entra/session.ts + 2 modules
var entra_session = __webpack_require__(2474);
/**
 * Keeps clients ready for requests that must not share a connection.
 *
 * @param createClient creates a client that no other request uses
 * @param url the server, with scheme
 */
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






/**
 * Creates the services of a phase. It sends no request.
 *
 * @param environment the runner's variables
 */
function createServices(config, toolkit, environment, clock, budget) {
    const { cloud, run } = config;
    const session = (0, entra_session/* createEntraSession */.J)(config, toolkit, environment, clock, budget);
    const { identity, login, serverTime, http, createVerificationClient, logIn } = session;
    const verificationClients = createReadyClients(createVerificationClient, cloud.authorityHost);
    const dependencies = {
        gitHub: {
            api: createGitHubApi(run.apiUrl, config.gitHubToken, http),
            serverUrl: run.serverUrl,
        },
        keyVault: {
            http,
            logInForScope: async (scope) => (await http.importWhileWaiting(entra_session/* importLogin */.h)).logInForScope(scope, identity, login),
            identity,
        },
        folders: { workspace: run.workspace, temp: run.temp },
        setOutput: (name, value) => {
            toolkit.setOutput(name, value);
        },
    };
    const logInToAzureDevOps = async (applicationId, secretText) => {
        const { logInWithSecret } = await (0, entra_session/* importLogin */.h)();
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
            const { readRepositoryId } = await (0, entra_session/* importLogin */.h)();
            return readRepositoryId(await login.idToken());
        },
        logIn,
        openLoginConnections: verificationClients.ensure,
        async trySecretLogin(applicationId, secretText) {
            const { trySecretLogin } = await (0, entra_session/* importLogin */.h)();
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










/**
 * How long a phase may take, and how much longer servers may make it wait, in milliseconds. GitHub ends a cancelled job by
 * force after five minutes.
 */
const mainTime = { budget: 60_000, retryAfterAllowance: 300_000 };
const postTime = { budget: 70_000, retryAfterAllowance: 90_000 };
/**
 * The main step: rotates the client secret, sets the outputs and writes the summary. A summary that cannot be written is a
 * warning.
 *
 * @param journal in the state `idle`
 * @param environment the runner's variables
 * @throws ActionError or ActionErrors as `rotate` does
 */
async function runMain(inputs, toolkit, journal, environment, clock) {
    const services = createPhaseServices(inputs, toolkit, environment, clock, mainTime);
    const outcome = await rotateAndSetOutputs(inputs, services, toolkit, journal);
    await writeSummary(outcome, inputs.tenantId, toolkit.summary).catch(() => {
        toolkit.warning('The job summary could not be written; the run itself succeeded.');
    });
}
/** Sets all outputs that are known, even when the run fails. */
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
/**
 * The post step: completes or rolls back what the main step did not complete.
 *
 * @param state what the main step saved last
 * @param environment the runner's variables
 * @throws ActionError `journal-not-believed` when that is not about this run; ActionError or ActionErrors as `cleanUp` does
 */
async function runPost(state, toolkit, environment, clock) {
    const run = (0, run_context/* readWorkflowRun */.h)(environment);
    const { intent } = state;
    (0, own_record/* requireOwnRecord */.f)(intent, run, toolkit.getInput);
    // The other inputs are not parsed again: they can be empty or different here. The token must not be in the saved state.
    const gitHubToken = toolkit.getInput('github-token') || undefined;
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
