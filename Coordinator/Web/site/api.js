// The coordinator's API, as the page's session sees it: the same as /v1 with a token.

/** A refusal, with the coordinator's own words. */
export class Refusal extends Error {
  constructor(status, detail, problems = []) {
    super(detail);
    this.status = status;
    this.problems = problems;
  }
}

/** The latest position of the ledger that was seen: any coordinator that is asked next must have come as far. */
let seen = 0;

/** What was asked ahead, by its path, until it is asked for. */
const early = new Map();

/** Asks for what is going to be asked for, so that it is answered, or on its way, by then. */
export function ahead(path) {
  early.set(path, fetch('/page/v1' + path, { credentials: 'same-origin' }).catch(() => null));
}

async function ask(method, path, { body, headers = {}, base = '/page/v1' } = {}) {
  let reply = null;
  if (method === 'GET' && early.has(path)) {
    reply = await early.get(path);
    early.delete(path);
  }
  try {
    reply ??= await fetch(base + path, {
      method,
      headers: { ...(seen ? { 'Sweeps-Position': String(seen) } : {}), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
    });
  } catch {
    throw new Refusal(0, 'the coordinator does not answer');
  }
  seen = Math.max(seen, positionOf(reply));
  if (reply.ok || reply.status === 304) return reply;
  const problem = reply.headers.get('Content-Type')?.includes('json') ? await reply.json().catch(() => null) : null;
  throw new Refusal(reply.status, problem?.detail ?? `the coordinator answered ${reply.status}`, problem?.problems ?? []);
}

/** As of which position of the ledger a reply is. */
const positionOf = (reply) => Number(reply.headers.get('Sweeps-Position') ?? 0);

const json = async (reply) => (reply.status === 204 ? null : reply.json());

export const get = async (path) => json(await ask('GET', path));
export const post = async (path, body) => json(await ask('POST', path, { body }));
export const patch = async (path, body) => json(await ask('PATCH', path, { body }));
export const text = async (path) => (await ask('GET', path)).text();

/** What a path answers, as { value, position }: as of which position of the ledger. Its value is null if it is as it was; the browser keeps no copy of its own of it. */
export function watched(path) {
  let tag = null;
  return async () => {
    const reply = await ask('GET', path, { headers: tag ? { 'If-None-Match': tag } : {} });
    const position = positionOf(reply);
    if (reply.status === 304) return { value: null, position };
    tag = reply.headers.get('ETag');
    return { value: await reply.json(), position };
  };
}

export const sweepPath = (name, rest = '') => `/sweeps/${encodeURIComponent(name)}${rest}`;

// Who is signed in.

// Whether to ask who one is: no secret, and only so that who never signed in is not refused first.
const mark = 'sweeps-signed-in';

/** Whether somebody signed in here, and may have stayed so. */
export const hasSignedIn = () => localStorage.getItem(mark) !== null;

/** { id, role }, or null. */
export async function whoami() {
  if (!hasSignedIn()) return null;
  try {
    return await get('/caller');
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal;
    forget();
    return null;
  }
}

/** The session is over, whatever ended it. */
export const forget = () => localStorage.removeItem(mark);

/** The token goes in a header once, and is kept nowhere. */
export async function signIn(token) {
  // Answers to whoever was here before are nobody's now.
  early.clear();
  const who = await json(await ask('POST', '/session', { base: '/v1', headers: { Authorization: `Bearer ${token}` } }));
  localStorage.setItem(mark, 'yes');
  return who;
}

export async function signOut() {
  forget();
  await ask('DELETE', '/session');
}

const ranks = ['viewer', 'operator', 'admin'];
/** Whether somebody may do what a role may. */
export const may = (who, role) => ranks.indexOf(who.role) >= ranks.indexOf(role);

/** Milliseconds until a stream that was refused is asked for again. */
const refusedRest = 3000;

/**
 * Live events of a sweep, or of all: `happened` gets what came, at most so often, and `connected` whether there is a connection.
 * The browser connects again by itself, and goes on after the last event that it had; what it was refused it gives up, and then `failed` learns whether the session has ended.
 * @returns a function that ends it
 */
export function live(path, after, { happened, connected, failed, every = 400 }) {
  let source = null;
  let last = after;
  let again = null;
  let waiting = [];
  let timer = null;
  const tell = () => {
    timer = null;
    const events = waiting;
    waiting = [];
    happened(events);
  };
  const take = (event) => {
    const next = JSON.parse(event.data);
    last = Math.max(last, Number(event.lastEventId));
    seen = Math.max(seen, last);
    waiting.push(next);
    timer ??= setTimeout(tell, every);
  };
  const open = () => {
    source = new EventSource(`/page/v1${path}?after=${last}`);
    source.addEventListener('open', () => connected(true));
    source.addEventListener('error', () => {
      connected(false);
      if (source.readyState === EventSource.CLOSED) refused();
    });
    for (const type of eventTypes) source.addEventListener(type, take);
  };
  const refused = async () => {
    try {
      await get('/caller');
      again = setTimeout(open, refusedRest);
    } catch (refusal) {
      if (refusal.status === 401) await failed(refusal);
      else again = setTimeout(refused, refusedRest);
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    clearTimeout(again);
    source.close();
  };
}

/** Every type of event in the ledger. */
const eventTypes = [
  'leadership_taken', 'worker_joined', 'worker_left', 'sweep_launched', 'budget_changed', 'sweep_ended', 'sweep_deleted', 'trial_proposed', 'attempt_started', 'attempt_measured',
  'trial_completed', 'attempt_failed', 'attempt_handed_back', 'late_result_kept', 'worker_expelled', 'worker_draining', 'worker_set_aside', 'worker_restored', 'token_created', 'token_revoked',
  'sweep_paused', 'sweep_resumed', 'sweep_stopping', 'trial_retried', 'attempt_checkpointed',
];
