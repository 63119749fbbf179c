import { fill, h } from '../dom.js';
import { to } from '../routes.js';
import { configuration, isFailed, matching } from '../trials.js';
import { duration, measure } from '../text.js';

const pageSize = 50;

const columns = [
  { title: 'trial', key: (row) => row.number },
  { title: 'outcome', key: (row) => row.outcome },
  { title: 'value', key: (row) => row.value ?? row.latest, number: true },
  { title: 'epoch', key: (row) => row.bestEpoch ?? row.epoch, number: true },
  { title: 'time', key: (row) => row.seconds, number: true },
  { title: 'attempts', key: (row) => row.attempts, number: true },
  { title: 'origin', key: (row) => row.origin },
  { title: 'configuration', key: (row) => configuration(row) },
];

/** All trials: sorted by any column, filtered by words and outcome, a page at a time; those that are ticked are compared. */
export function trialTable(model) {
  const { name } = model;
  const ticked = new Set();
  let order = { column: 2, down: model.columns.maximise };
  let page = 0;

  const words = h('input', { type: 'search', placeholder: 'Filter: focal adam …  ( / )', 'aria-label': 'Only trials in which these words occur', oninput: () => { page = 0; draw(); } });
  const outcome = h('select', { 'aria-label': 'Only trials that stand there', onchange: () => { page = 0; draw(); } },
    ['all', 'completed', 'running', 'waiting', 'failed'].map((each) => h('option', { value: each }, each)));
  const compare = h('a', { class: 'button' });
  const [count, body, pages] = [h('span', { class: 'quiet', role: 'status' }), h('tbody'), h('div', { class: 'row pages' })];
  const heads = columns.map(({ title, number }, i) => h('th', { scope: 'col', class: number && 'number' }, h('button', { class: 'plain', onclick: () => sort(i) }, title)));

  function sort(column) {
    order = { column, down: order.column === column ? !order.down : columns[column].number === true && (column !== 2 || model.columns.maximise) };
    page = 0;
    draw();
  }

  function chosen() {
    const rows = matching(model.rows, words.value);
    const kept = outcome.value === 'all' ? [...rows] : rows.filter((row) => (outcome.value === 'failed' ? isFailed(row) : row.outcome === outcome.value));
    const { key } = columns[order.column];
    const sign = order.down ? -1 : 1;
    // What has no value comes last, whichever way.
    return kept.map((row) => ({ row, by: key(row) })).sort((a, b) => {
      if (a.by === null || b.by === null) return (a.by === null) - (b.by === null) || a.row.number - b.row.number;
      return sign * (typeof a.by === 'string' ? a.by.localeCompare(b.by) : a.by - b.by) || a.row.number - b.row.number;
    }).map(({ row }) => row);
  }

  function draw() {
    const rows = chosen();
    const last = Math.max(Math.ceil(rows.length / pageSize) - 1, 0);
    page = Math.min(page, last);
    heads.forEach((head, i) => {
      if (i === order.column) head.setAttribute('aria-sort', order.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    fill(count, rows.length === model.rows.length ? `${rows.length} trials` : `${rows.length} of ${model.rows.length} trials`);
    fill(body, rows.slice(page * pageSize, (page + 1) * pageSize).map(line));
    fill(pages, last > 0 && [
      h('button', { disabled: page === 0, onclick: () => turn(-1) }, 'Before'), ` page ${page + 1} of ${last + 1} `, h('button', { disabled: page === last, onclick: () => turn(1) }, 'Next')]);
    drawCompare();
  }

  function drawCompare() {
    const numbers = [...ticked].sort((a, b) => a - b);
    fill(compare, numbers.length < 2 ? 'Tick two to compare' : `Compare ${numbers.join(', ')}`);
    if (numbers.length < 2) compare.removeAttribute('href');
    else compare.setAttribute('href', to.trials(name, numbers));
  }

  function turn(by) {
    page += by;
    draw();
  }

  function line(row) {
    const tick = h('input', {
      type: 'checkbox', checked: ticked.has(row.number), 'aria-label': `Compare trial ${row.number}`,
      onchange: (event) => {
        if (event.target.checked && ticked.size < 6) ticked.add(row.number);
        else ticked.delete(row.number);
        event.target.checked = ticked.has(row.number);
        drawCompare();
      },
    });
    const isBest = row.number === model.columns.best;
    return h('tr', { class: isBest && 'best', 'data-trial': row.number },
      h('td', {}, tick),
      h('th', { scope: 'row' }, h('a', { href: to.trials(name, [row.number]) }, row.number), isBest && h('span', { title: 'the best' }, ' ★'), row.number === model.columns.baseline && h('span', { class: 'quiet' }, ' baseline')),
      h('td', {}, h('span', { class: `outcome ${isFailed(row) ? 'failed' : row.outcome}` }, row.outcome.replaceAll('_', ' '))),
      h('td', { class: 'number' }, row.value !== null ? measure(row.value) : row.latest !== null ? h('span', { class: 'quiet' }, measure(row.latest)) : '–'),
      h('td', { class: 'number' }, row.bestEpoch ?? row.epoch ?? '–'),
      h('td', { class: 'number' }, duration(row.seconds)),
      h('td', { class: 'number' }, row.attempts),
      h('td', {}, row.origin),
      h('td', { class: 'configuration' }, configuration(row)));
  }

  draw();
  return {
    element: h('div', {},
      h('div', { class: 'row' }, words, outcome, compare, count),
      h('div', { class: 'scroll' }, h('table', { class: 'trials' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'compare')), heads)), body)),
      pages),
    update: draw,
  };
}
