import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { to } from '../routes.js';
import { duration, measure } from '../text.js';
import { watching } from './watching.js';

/** All sweeps, live. */
export function sweepListView({ failed }) {
  const list = h('div', {}, h('p', { class: 'quiet' }, 'Loading…'));

  async function load() {
    const sweeps = [];
    for (let after = ''; after !== null;) {
      const page = await get(`/sweeps?limit=1000${after ? `&after=${encodeURIComponent(after)}` : ''}`);
      sweeps.push(...page.sweeps);
      after = page.next;
    }
    fill(list, sweeps.length > 0 ? grid(sweeps) : h('p', { class: 'quiet' }, 'No sweep has been launched yet: ', h('code', {}, 'sweeps launch SPEC'), '.'));
  }

  return { element: h('section', {}, h('h1', {}, 'Sweeps'), list), close: watching(load, failed) };
}

const grid = (sweeps) => h('div', { class: 'scroll' }, h('table', { class: 'sweeps' },
  h('thead', {}, h('tr', {}, ['sweep', 'state', 'trials', 'best', 'objective', 'time'].map((text) => h('th', { scope: 'col', class: ['best', 'time'].includes(text) && 'number' }, text)))),
  h('tbody', {}, sweeps.map((sweep) => h('tr', {},
    h('th', { scope: 'row' }, h('a', { href: to.sweep(sweep.sweep) }, sweep.sweep)),
    h('td', {}, h('span', { class: `state ${sweep.state}`, title: sweep.ended ?? '' }, sweep.state)),
    h('td', {}, progress(sweep)),
    h('td', { class: 'number' }, measure(sweep.best)),
    h('td', {}, sweep.objective),
    h('td', { class: 'number' }, duration(sweep.seconds_used)))))));

function progress({ completed, failed, running, waiting, planned }) {
  const text = [planned === null ? `${completed + failed}` : `${completed + failed}/${planned}`, running && `${running} running`, waiting && `${waiting} waiting`, failed && `${failed} failed`];
  return [planned !== null && h('progress', { max: planned, value: completed + failed, 'aria-label': 'trials done' }), ' ', text.filter(Boolean).join(', ')];
}
