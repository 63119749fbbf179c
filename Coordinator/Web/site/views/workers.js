import { get, may, post } from '../api.js';
import { fill, h, say } from '../dom.js';
import { to } from '../routes.js';
import { duration } from '../text.js';
import { watching } from './watching.js';

/** Who trains what, live. */
export function workersView({ who, failed }) {
  const place = h('div', {}, h('p', { class: 'quiet' }, 'Loading…'));

  async function drain(name) {
    try {
      await post(`/workers/${encodeURIComponent(name)}/drain`);
      say(`${name} finishes what it holds, and leaves`);
    } catch (refusal) {
      await failed(refusal);
    }
  }

  async function load() {
    const { workers } = await get('/workers');
    fill(place, workers.length === 0 ? h('p', { class: 'quiet' }, 'No worker has joined.') : h('div', { class: 'scroll' }, h('table', {},
      h('thead', {}, h('tr', {}, ['worker', 'state', 'device', 'labels', 'slots', 'trains', 'heard', ''].map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, workers.map((worker) => h('tr', {},
        h('th', { scope: 'row' }, worker.name),
        h('td', {}, h('span', { class: `state ${worker.state}`, title: worker.reason ?? '' }, worker.state.replace('_', ' ')), worker.reason && h('div', { class: 'quiet' }, worker.reason)),
        h('td', {}, worker.device),
        h('td', {}, Object.entries(worker.labels).map(([key, value]) => `${key}=${value}`).join(', ') || '–'),
        h('td', { class: 'number' }, worker.slots),
        h('td', {}, worker.running.map(({ sweep, trial, epoch }) => h('div', {}, h('a', { href: to.trials(sweep, [trial]) }, `${sweep} ${trial}`), `, epoch ${epoch}`))),
        h('td', { class: 'number' }, worker.last_heard_seconds === null ? '–' : `${duration(worker.last_heard_seconds)} ago`),
        h('td', {}, may(who, 'operator') && worker.state !== 'draining' && h('button', { onclick: () => drain(worker.name) }, 'Drain'))))))));
  }

  return { element: h('section', {}, h('h1', {}, 'Workers'), place), close: watching(load, failed) };
}
