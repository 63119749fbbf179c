import { get, may, post, sweepPath } from '../api.js';
import { fill, h, say } from '../dom.js';
import { to } from '../routes.js';
import { configuration, isFailed } from '../trials.js';
import { trialLog } from './trialLog.js';

/** What failed, why, and what it printed. */
export function failures(model) {
  const { name, who, failed } = model;
  const list = h('div');
  const drawn = new Map();
  const logs = [];

  async function card(row) {
    const detail = await get(sweepPath(name, `/trials/${row.number}`));
    const log = trialLog(model, row.number);
    logs.push(log);
    return h('article', { class: 'failure' },
      h('div', { class: 'row' }, h('h3', {}, h('a', { href: to.trials(name, [row.number]) }, `Trial ${row.number}`)), h('span', { class: 'outcome failed' }, row.outcome.replaceAll('_', ' ')),
        h('span', { class: 'quiet' }, `${row.attempts} attempt${row.attempts === 1 ? '' : 's'}`),
        may(who, 'operator') && model.status.state !== 'ended' && h('button', { onclick: () => post(sweepPath(name, `/trials/${row.number}/retry`)).then(() => say(`Trial ${row.number} is tried again`), failed) }, 'Try again')),
      h('p', { class: 'reason' }, detail.message ?? ''), h('p', { class: 'quiet' }, configuration(row)), log.element);
  }

  async function update() {
    const rows = model.rows.filter(isFailed);
    if (rows.length === 0) {
      fill(list, h('p', { class: 'quiet' }, 'Nothing has failed.'));
      drawn.clear();
      return;
    }
    // The latest first; a hundred are enough to see what is wrong.
    const latest = rows.slice(-100).reverse();
    for (const row of latest) if (!drawn.has(row.number)) drawn.set(row.number, await card(row));
    fill(list, rows.length > latest.length && h('p', { class: 'quiet' }, `${rows.length} trials have failed; these are the latest ${latest.length}.`), latest.map((row) => drawn.get(row.number)));
  }

  update().catch(failed);
  return { element: h('div', {}, h('h2', {}, 'Failures'), list), update: () => update().catch(failed), close: () => logs.forEach((log) => log.close()) };
}
