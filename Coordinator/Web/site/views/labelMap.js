import { chart } from '../chart.js';
import { fill, h } from '../dom.js';
import { gains } from '../evaluation.js';
import { labelHeat, labelHeatHeight } from '../plots/labels.js';
import { ranked } from '../trials.js';
import { plural, signed } from '../text.js';

/** Besides the baseline. */
const most = 20;

/** Every label of the baseline and the best trials as colours, and in words what the best of them gains. */
export function labelMap(model, evaluationOf) {
  const picture = chart('Average precision of each label, frequent ones to the left, in the baseline and the best trials; the sentence below tells the gist');
  const words = h('p', { class: 'quiet', role: 'status' });
  const difference = h('select', { id: 'mapshows', onchange: () => draw() }, h('option', { value: 'ap' }, 'average precision'), h('option', { value: 'gain' }, 'difference to the baseline'));
  let wanted = '';
  let part = 'test';
  let there = [];
  let closed = false;

  async function load() {
    const { baseline } = model.columns;
    const best = ranked(model.rows, model.columns.maximise).slice(0, most).map(({ number }) => number).filter((number) => number !== baseline);
    const numbers = baseline === null ? best : [baseline, ...best];
    if (numbers.join() === wanted) return;
    wanted = numbers.join();
    const mine = wanted;
    const found = new Map();
    // A few at once, so that other questions get through.
    const waiting = [...numbers];
    await Promise.all(Array.from({ length: 3 }, async () => {
      while (waiting.length > 0) {
        const number = waiting.shift();
        found.set(number, await evaluationOf(number));
      }
    }));
    if (closed || mine !== wanted) return;
    there = numbers.map((number) => ({ number, name: number === baseline ? `trial ${number} (baseline)` : `trial ${number}`, evaluation: found.get(number) })).filter(({ evaluation }) => typeof evaluation !== 'string');
    draw();
  }

  function draw() {
    const shown = there.filter(({ evaluation }) => evaluation.parts[part]);
    const isBaseline = shown.length > 0 && shown[0].number === model.columns.baseline;
    difference.disabled = !isBaseline;
    if (shown.length === 0) {
      fill(words);
      picture.say(wanted === '' ? 'No trial has completed yet.' : `No trial has an evaluation on ${part}.`);
      return;
    }
    const [{ evaluation: first }] = shown;
    const found = { labels: first.labels, positives: first.training_positives, trials: shown.map(({ name, evaluation }) => ({ name, ap: evaluation.parts[part].ap })) };
    picture.resize(labelHeatHeight(shown.length));
    picture.show((theme) => labelHeat(found, isBaseline && difference.value === 'gain', theme));
    fill(words, isBaseline && shown.length > 1 ? told(shown[1], shown[0]) : `${plural(shown.length, 'trial')} on ${part}; there is no baseline to compare them with.`);
  }

  function told(best, baseline) {
    const { better, worse, most: top, least } = gains(best.evaluation, baseline.evaluation, part);
    return `On ${part}, ${best.name} is better than the baseline on ${plural(better, 'label')} and worse on ${worse}`
      + `${top ? `; it gains most on ${top.label} (${signed(top.gain)})` : ''}${least ? `, and loses most on ${least.label} (${signed(least.gain)})` : ''}.`;
  }

  return {
    element: h('section', {}, h('h2', {}, 'The best trials, label by label'), h('div', { class: 'row' }, h('label', { for: 'mapshows' }, 'Colours show the'), difference), picture.element, words),
    show(of) {
      part = of;
      if (wanted !== '') draw();
      return load();
    },
    close() {
      closed = true;
      picture.close();
    },
  };
}
