import { chart } from '../chart.js';
import { fill, h } from '../dom.js';
import { precisionByFrequency } from '../plots/ranks.js';
import { measure, number, signed } from '../text.js';
import { evaluationsOf } from './evaluations.js';
import { labelMap } from './labelMap.js';

const most = 200;

/** Label by label: how often it occurs, its threshold, and the average precision of the best trial, or another, beside the baseline. */
export function labels(model) {
  const { failed, columns } = model;
  const picture = chart('Average precision of each label by its positives in training', { height: 320 });
  const [body, note, heads] = [h('tbody'), h('p', { class: 'quiet', role: 'status' }), []];
  const evaluation = evaluationsOf(model.name);
  const map = labelMap(model, evaluation);
  let trial = columns.best;
  let [shown, baseline] = [null, null];
  let part = 'test';
  let order = { by: 'training', down: false };

  const which = h('input', { type: 'number', min: 0, id: 'which', value: trial ?? '', onchange: () => { trial = which.value === '' ? model.columns.best : Number(which.value); load().catch(failed); } });
  const filter = h('input', { type: 'search', placeholder: 'Filter labels  ( / )', 'aria-label': 'Only labels with this text', oninput: () => draw() });
  const titles = [['label', 'label'], ['training', 'positives in training'], ['threshold', 'threshold'], ['ap', 'AP'], ['base', 'baseline AP'], ['gain', 'gain'], ['auc', 'AUC'], ['tp', 'TP'], ['fp', 'FP'], ['fn', 'FN']];
  for (const [key, title] of titles) {
    heads.push(h('th', { scope: 'col', class: key !== 'label' && 'number' }, h('button', { class: 'plain', onclick: () => { order = { by: key, down: order.by === key ? !order.down : key !== 'label' && key !== 'training' }; draw(); } }, title)));
  }

  async function load() {
    if (trial === null) {
      fill(note, 'No trial has completed yet.');
      return;
    }
    const base = model.columns.baseline;
    const [mine, its] = await Promise.all([evaluation(trial), base === null || base === trial ? null : evaluation(base)]);
    if (typeof mine === 'string') {
      shown = null;
      fill(body);
      fill(note, mine);
      picture.say(mine);
      return;
    }
    [shown, baseline] = [mine, typeof its === 'string' ? null : its];
    if (!shown.parts[part]) part = 'validation';
    draw();
    const trials = [{ name: `trial ${trial}`, evaluation: shown }, ...(baseline ? [{ name: 'baseline', evaluation: baseline }] : [])];
    picture.show((theme) => precisionByFrequency(trials, part, theme));
    await map.show(part);
  }

  function draw() {
    if (shown === null) return;
    const here = shown.parts[part];
    const there = baseline?.parts[part];
    const wanted = filter.value.toLowerCase();
    const rows = shown.labels.map((label, c) => ({
      label,
      training: shown.training_positives[c],
      threshold: shown.thresholds[c],
      ap: here.ap[c],
      base: there ? there.ap[c] : null,
      gain: there && here.ap[c] !== null && there.ap[c] !== null ? here.ap[c] - there.ap[c] : null,
      auc: here.auc[c],
      tp: here.tuned.tp[c],
      fp: here.tuned.fp[c],
      fn: here.positives[c] - here.tuned.tp[c],
    })).filter(({ label }) => label.toLowerCase().includes(wanted));
    const sign = order.down ? -1 : 1;
    rows.sort((a, b) => {
      const [left, right] = [a[order.by], b[order.by]];
      if (left === null || right === null) return (left === null) - (right === null);
      return sign * (typeof left === 'string' ? left.localeCompare(right) : left - right) || a.label.localeCompare(b.label);
    });
    titles.forEach(([key], i) => {
      if (key === order.by) heads[i].setAttribute('aria-sort', order.down ? 'descending' : 'ascending');
      else heads[i].removeAttribute('aria-sort');
    });
    fill(note, `${rows.length} labels on ${part}${rows.length > most ? `, the first ${most} of them shown` : ''}; counts at the tuned thresholds`);
    fill(body, rows.slice(0, most).map((row) => h('tr', {}, h('th', { scope: 'row' }, row.label),
      [row.training, number(row.threshold, 3), measure(row.ap), measure(row.base), signed(row.gain), measure(row.auc), row.tp, row.fp, row.fn].map((cell) => h('td', { class: 'number' }, cell)))));
  }

  const parts = h('select', { id: 'labelpart', onchange: () => { part = parts.value; load().catch(failed); } }, ['test', 'validation'].map((each) => h('option', { value: each }, each)));
  load().catch(failed);
  return {
    element: h('div', {},
      h('div', { class: 'row' }, h('label', { for: 'which' }, 'Trial'), which, h('label', { for: 'labelpart' }, 'on'), parts, filter),
      h('h2', {}, 'Rare labels to the left'), picture.element, map.element, h('h2', {}, 'Each label'), note,
      h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, heads)), body))),
    update: () => { if (shown !== null) map.show(part).catch(failed); },
    close() {
      picture.close();
      map.close();
    },
  };
}
