// The page: who is signed in, where one is, and what is shown there.
import { forget, signOut, whoami } from './api.js';
import { fill, h, say } from './dom.js';
import { route, to } from './routes.js';
import { signInView } from './views/signIn.js';
import { sweepListView } from './views/sweepList.js';
import { sweepView } from './views/sweep.js';
import { workersView } from './views/workers.js';

const [bar, main] = [document.getElementById('bar'), document.getElementById('main')];

/** What is shown: { element, move?(route), close() }. */
let shown = null;
let who = null;
/** The view and the sweep that are shown; a change of anything else is the view's own. */
let place = null;

function show(view) {
  shown?.close();
  shown = view;
  fill(main, view.element);
}

/** Whatever goes wrong is said once; a session that has ended leads to the sign-in. */
export async function failed(refusal) {
  if (refusal.status === 401) {
    // Several questions may learn of it.
    if (who !== null) ended();
    return;
  }
  say(refusal.message, 'error');
  if (!(refusal.status >= 0)) console.error(refusal);
}

function ended() {
  who = null;
  place = null;
  forget();
  for (const dialog of document.querySelectorAll('dialog')) dialog.close();
  drawBar();
  show(signInView(begin, 'Your session has ended: its time is over, or its token was revoked. What you looked at is there again once you have signed in.'));
}

function go() {
  const at = route();
  const next = `${at.view} ${at.name ?? ''}`;
  if (next === place && shown?.move) {
    shown.move(at);
    return;
  }
  place = next;
  document.title = at.view === 'sweep' ? `${at.name} – Sweeps` : 'Sweeps';
  const context = { who, failed };
  if (at.view === 'list') show(sweepListView(context));
  else if (at.view === 'workers') show(workersView(context));
  else show(sweepView(at, context));
  drawBar();
}

function drawBar() {
  const here = route().view;
  const link = (text, view, href) => h('a', { href, 'aria-current': here === view ? 'page' : null }, text);
  fill(bar,
    h('a', { href: to.list(), class: 'brand' }, h('img', { src: 'icon.svg', alt: '', width: 20, height: 20 }), 'Sweeps'),
    who && h('nav', { 'aria-label': 'Main' }, link('Sweeps', 'list', to.list()), link('Workers', 'workers', to.workers())),
    who && h('span', { class: 'who' }, `${who.id} (${who.role}) `, h('button', { class: 'plain', onclick: leave }, 'Sign out')));
}

async function leave() {
  await signOut().catch(() => {});
  location.reload();
}

async function begin() {
  place = null;
  try {
    who = await whoami();
  } catch (refusal) {
    fill(main, h('p', { class: 'message error' }, `${refusal.message}. `, h('button', { onclick: () => location.reload() }, 'Try again')));
    return;
  }
  drawBar();
  if (who === null) show(signInView(begin));
  else go();
}

addEventListener('hashchange', () => who && go());
addEventListener('keydown', (event) => {
  // As in many tools: / leads to the filter, unless one is writing.
  if (event.key !== '/' || event.target.closest('input, textarea, select')) return;
  const filter = document.querySelector('input[type=search]');
  if (filter === null) return;
  event.preventDefault();
  filter.focus();
});
begin();
