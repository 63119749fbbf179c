import { live, sweepPath, watched } from '../api.js';
import { fill, h } from '../dom.js';
import { tabs, to } from '../routes.js';
import { rowsOf } from '../trials.js';
import { duration, measure, signed } from '../text.js';
import { comparison } from './comparison.js';
import { failures } from './failures.js';
import { labels } from './labels.js';
import { overview } from './overview.js';
import { parameters } from './parameters.js';
import { timelineTab } from './timeline.js';
import { trialTable } from './trialTable.js';
import { verbs } from './verbs.js';

/**
 * One sweep. What all its tabs show is here: { name, status, columns, rows, who, failed }, as of the latest events; a tab is
 * { element, update?(events), close?() }, made when it is first looked at and told when something happened.
 */
export function sweepView(first, { who, failed }) {
  const { name } = first;
  const model = { name, who, failed, status: null, columns: null, rows: [] };
  const [head, tabBar, body] = [h('div'), h('nav', { class: 'tabs', 'aria-label': 'Parts of the sweep' }), h('div', { class: 'tab' }, h('p', { class: 'quiet' }, 'Loading…'))];
  const connection = h('span', { class: 'live' });
  const actions = verbs(model);
  let at = first;
  let tab = null;
  let end = () => {};
  let closed = false;

  const [statusOf, columnsOf] = [watched(sweepPath(name)), watched(sweepPath(name, '/columns'))];

  /** Milliseconds between two looks at all trials, which of a big sweep are much to send for each one that ends: 2.5 s of ten thousand. */
  const rest = () => model.rows.length / 4;
  let asked = -Infinity;
  let later = null;

  /** @returns the position from which on events may tell more than what was loaded */
  async function load() {
    const due = asked + rest() - performance.now();
    if (due > 0) later ??= setTimeout(() => { later = null; happened([]); }, due);
    else asked = performance.now();
    // What is known first is shown first: the figures do not wait for the trials.
    const told = statusOf().then(({ value, position }) => {
      model.status = value;
      if (!closed) drawHead();
      return position;
    });
    const [columns, position] = await Promise.all([due > 0 ? null : columnsOf(), told]);
    if (columns === null) return position;
    if (columns.value !== null) {
      model.columns = columns.value;
      model.rows = rowsOf(columns.value);
    }
    return Math.min(position, columns.position);
  }

  function drawHead() {
    const { status } = model;
    const { completed = 0, running = 0, waiting = 0, ...failures } = status.trials;
    const failedCount = Object.values(failures).reduce((sum, count) => sum + count, 0);
    const done = completed + failedCount;
    const gain = status.best && status.baseline ? (status.maximise ? 1 : -1) * (status.best.value - status.baseline.value) : null;
    fill(head,
      h('div', { class: 'row' }, h('h1', {}, name), h('span', { class: `state ${status.state}` }, status.state), connection, actions.element),
      status.ended && h('p', { class: 'quiet' }, status.ended),
      h('dl', { class: 'figures' },
        figure('best', status.best ? measure(status.best.value) : '–', status.best && h('a', { href: to.trials(name, [status.best.trial]) }, `trial ${status.best.trial}`)),
        figure('over the baseline', signed(gain), status.baseline && measure(status.baseline.value)),
        figure('best on test', status.best ? measure(status.best.test) : '–', status.baseline && `baseline ${measure(status.baseline.test)}`),
        figure('trials', status.budget.trials === null ? `${done}` : `${done}/${status.budget.trials}`, [running && `${running} running`, waiting && `${waiting} waiting`, failedCount && `${failedCount} failed`].filter(Boolean).join(', ')),
        figure('time', duration(status.seconds_used), status.budget.seconds !== null && `of ${duration(status.budget.seconds)}`),
        figure('objective', status.objective.replace(/^validation\./, ''), status.maximise ? 'more is better' : 'less is better')));
    actions.update();
  }

  function drawTabs() {
    fill(tabBar, tabs.map((each) => h('a', { href: to.sweep(name, each), 'aria-current': each === at.tab ? 'page' : null }, each)));
  }

  function open() {
    tab?.close?.();
    drawTabs();
    const make = { overview, trials: at.trials.length > 0 ? comparison : trialTable, parameters, labels, timeline: timelineTab, failures }[at.tab];
    tab = make(model, at);
    fill(body, tab.element);
  }

  async function happened(events) {
    try {
      await load();
      if (!closed) tab?.update?.(events);
    } catch (refusal) {
      await failed(refusal);
    }
  }

  (async () => {
    try {
      const position = await load();
      if (closed) return;
      open();
      end = live(sweepPath(name, '/events'), position, {
        happened,
        failed,
        connected: (is) => fill(connection, is ? 'live' : 'connecting…'),
      });
    } catch (refusal) {
      if (refusal.status === 404) fill(body, h('p', {}, `There is no sweep ${name}. `, h('a', { href: to.list() }, 'All sweeps')));
      else await failed(refusal);
    }
  })();

  return {
    element: h('section', { class: 'sweep' }, head, tabBar, body),
    move(next) {
      at = next;
      if (model.columns) open();
    },
    close() {
      closed = true;
      clearTimeout(later);
      end();
      tab?.close?.();
    },
  };
}

const figure = (term, value, note) => h('div', {}, h('dt', {}, term), h('dd', {}, value, note && h('small', {}, note)));
