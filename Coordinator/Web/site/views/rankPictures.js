import { get, sweepPath } from '../api.js';
import { chart } from '../chart.js';
import { fill, h, table } from '../dom.js';
import { confusion, f1 } from '../evaluation.js';
import { precisionRecallCurves, rocCurves } from '../plots/ranks.js';
import { measure } from '../text.js';

/** Precision-recall, ROC and confusion of completed trials beside each other, of one label or of all of them. */
export function rankPictures(model) {
  const [precision, receiver] = [chart('Precision by recall', { height: 300 }), chart('Receiver operating characteristic', { height: 300 })];
  const [choice, counts, trouble] = [h('div', { class: 'row' }), h('div'), h('div')];
  const element = h('section', { hidden: true }, h('h2', {}, 'What it gets right'), trouble, choice, h('div', { class: 'columns' }, h('div', {}, precision.element), h('div', {}, receiver.element)), counts);
  const known = new Map();
  let evaluated = [];
  let part = 'test';
  let label = null;

  async function show(trials) {
    element.hidden = trials.length === 0;
    if (trials.length === 0) return;
    const missing = trials.filter(({ isEvaluated }) => !isEvaluated).map(({ name }) => `${name} left no evaluation.`);
    await Promise.all(trials.filter(({ number, isEvaluated }) => isEvaluated && !known.has(number)).map(async ({ number }) => {
      try {
        known.set(number, await get(sweepPath(model.name, `/trials/${number}/evaluation`)));
      } catch (refusal) {
        if (refusal.status !== 404) throw refusal;
        missing.push(refusal.message);
      }
    }));
    fill(trouble, missing.map((text) => h('p', { class: 'quiet' }, text)));
    evaluated = trials.filter(({ number }) => known.has(number)).map(({ number, name }) => ({ number, name, evaluation: known.get(number) }));
    if (evaluated.length === 0) {
      element.querySelector('.columns').hidden = true;
      return;
    }
    if (!evaluated.some(({ evaluation }) => evaluation.parts.test)) part = 'validation';
    drawChoice();
    draw();
  }

  function drawChoice() {
    const { labels } = evaluated[0].evaluation;
    const parts = h('select', { id: 'part', onchange: () => { part = parts.value; draw(); } }, Object.keys(evaluated[0].evaluation.parts).map((each) => h('option', { value: each, selected: each === part }, each)));
    const list = h('datalist', { id: 'labels' }, labels.map((each) => h('option', { value: each })));
    const which = h('input', { id: 'label', list: 'labels', placeholder: 'all labels together', autocomplete: 'off', onchange: () => { const at = labels.indexOf(which.value); label = at < 0 ? null : at; if (at < 0) which.value = ''; draw(); } });
    fill(choice, h('label', { for: 'part' }, 'Part'), parts, h('label', { for: 'label' }, 'Label'), which, list);
  }

  function draw() {
    const here = evaluated.filter(({ evaluation }) => evaluation.parts[part]);
    precision.show((theme) => precisionRecallCurves(here, part, label, theme));
    receiver.show((theme) => rocCurves(here, part, label, theme));
    const lines = here.flatMap(({ name, evaluation }) => [['tuned', false], ['natural', true]].map(([threshold, natural]) => {
      const found = confusion(evaluation.parts[part], label, natural);
      return found && [name, threshold, found.tp, found.fp, found.fn, found.tn, measure(f1(found))];
    }).filter(Boolean));
    fill(counts, table(['trial', 'threshold', 'true positives', 'false positives', 'false negatives', 'true negatives', label === null ? 'micro F1' : 'F1'], lines, {
      caption: `Confusion on ${part}, ${label === null ? 'all labels together' : evaluated[0].evaluation.labels[label]}`, right: [2, 3, 4, 5, 6],
    }));
  }

  return { element, show: (trials) => show(trials).catch(model.failed), close() { precision.close(); receiver.close(); } };
}
