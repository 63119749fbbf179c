import { get, may, post, sweepPath } from '../api.js';
import { chart } from '../chart.js';
import { fill, h, say, table } from '../dom.js';
import { curves } from '../plots/curves.js';
import { to } from '../routes.js';
import { configuration, differences, isFailed } from '../trials.js';
import { duration, measure, signed } from '../text.js';
import { rankPictures } from './rankPictures.js';
import { trialLog } from './trialLog.js';

/** One trial beside the baseline, or several beside each other: what was chosen, what came of it, how it was learnt, and what it gets right. */
export function comparison(model, { trials }) {
  const { name, failed, who } = model;
  const learning = chart('Learning curves, train dashed', { height: 300 });
  const ranks = rankPictures(model);
  const log = trials.length === 1 ? trialLog(model, trials[0]) : null;
  const [head, assignmentPlace, valuesPlace, measurePlace] = [h('div'), h('div'), h('div'), h('div', { class: 'row' })];
  const measurements = new Map();
  let wanted = model.columns.objective.slice(model.columns.objective.indexOf('.') + 1);
  let values = new Map();
  let drawnFor = '';
  let closed = false;

  /** With the baseline in front, unless it is one of them. */
  const numbers = () => {
    const { baseline, rows } = { baseline: model.columns.baseline, rows: model.rows };
    const there = trials.filter((number) => number < rows.length);
    return baseline === null || there.includes(baseline) ? there : [baseline, ...there];
  };
  const nameOf = (number) => `trial ${number}${number === model.columns.baseline ? ' (baseline)' : ''}`;

  async function draw() {
    const shown = numbers();
    if (shown.length === 0 || trials.some((number) => number >= model.rows.length)) {
      fill(head, h('p', {}, `There is no such trial in ${name}. `, h('a', { href: to.sweep(name, 'trials') }, 'All trials')));
      return;
    }
    const rows = shown.map((number) => model.rows[number]);
    // Completed trials do not change; what runs does.
    const state = rows.map((row) => `${row.number} ${row.outcome} ${row.epoch} ${row.attempts}`).join();
    if (state === drawnFor) return;
    drawnFor = state;
    const only = trials.length === 1 ? model.rows[trials[0]] : null;
    fill(head, h('p', {}, h('a', { href: to.sweep(name, 'trials') }, '‹ all trials')),
      only && h('div', { class: 'row' }, h('h2', {}, `Trial ${only.number}`), h('span', { class: `outcome ${isFailed(only) ? 'failed' : only.outcome}` }, only.outcome.replaceAll('_', ' ')),
        isFailed(only) && may(who, 'operator') && h('button', { onclick: retry }, 'Try again')),
      only && h('p', {}, configuration(only)));

    const differing = differences(model.columns, rows);
    fill(assignmentPlace, table(['parameter', ...shown.map(nameOf)], differing.map(({ path, values: of, differ }) => [differ && rows.length > 1 ? h('strong', {}, path) : path, ...of]), { caption: 'What was chosen; what differs is bold' }));

    const details = await Promise.all(rows.map((row) => get(sweepPath(name, `/trials/${row.number}`))));
    await Promise.all(rows.map(loadMeasurements));
    if (closed) return;
    values = new Map(rows.map((row) => [row.number, bestValues(row)]));
    drawValues(rows, details);
    drawMeasures();
    drawCurves();
    ranks.show(details.filter((detail) => detail.outcome === 'completed').map((detail) => ({ number: detail.trial, name: nameOf(detail.trial), isEvaluated: 'evaluation' in (detail.artefacts ?? {}) })));
    log?.update();
  }

  async function loadMeasurements(row) {
    const known = measurements.get(row.number) ?? [];
    let after = known.length > 0 ? `${known.at(-1).attempt}.${known.at(-1).epoch}` : null;
    const all = [...known];
    do {
      const page = await get(sweepPath(name, `/trials/${row.number}/measurements?limit=1000${after ? `&after=${after}` : ''}`));
      all.push(...page.measurements);
      after = page.next;
    } while (after !== null);
    measurements.set(row.number, all);
  }

  /** What was measured at the best epoch, or at the latest one of a trial that runs. */
  function bestValues(row) {
    const all = measurements.get(row.number) ?? [];
    return (row.bestEpoch === null ? all.at(-1) : all.findLast(({ epoch }) => epoch === row.bestEpoch))?.values ?? {};
  }

  function drawValues(rows, details) {
    const first = details[0].value;
    const lines = [
      ['outcome', ...details.map((detail) => detail.outcome.replaceAll('_', ' '))],
      [model.columns.objective, ...details.map((detail) => measure(detail.value))],
      ['against the first', ...details.map((detail) => (detail.value === null || first === null ? '–' : signed(detail.value - first)))],
      ['on test', ...details.map((detail) => measure(detail.test))],
      ['best epoch', ...details.map((detail) => detail.best_epoch ?? '–')],
      ['time', ...details.map((detail) => duration(detail.seconds))],
      ['attempts', ...details.map((detail) => detail.attempts)],
      ['origin', ...details.map((detail) => detail.origin)],
      ...(details.some((detail) => detail.message) ? [['message', ...details.map((detail) => detail.message ?? '')]] : []),
    ];
    const every = [...new Set(rows.flatMap((row) => Object.keys(values.get(row.number))))].filter((key) => key.startsWith('validation.')).sort();
    fill(valuesPlace,
      table(['', ...rows.map((row) => nameOf(row.number))], lines, { caption: 'What came of it' }),
      every.length > 0 && h('details', {}, h('summary', {}, 'Every measure of validation at the best epoch'),
        table(['measure', ...rows.map((row) => nameOf(row.number))], every.map((key) => [key.slice('validation.'.length), ...rows.map((row) => measure(values.get(row.number)[key]))]), { right: rows.map((_, i) => i + 1) })));
  }

  function drawMeasures() {
    const known = [...new Set([...measurements.values()].flatMap((all) => Object.keys(all.at(-1)?.values ?? {})))].filter((key) => key.startsWith('validation.')).map((key) => key.slice('validation.'.length)).sort();
    if (known.length === 0) return;
    const select = h('select', { id: 'measure', onchange: () => { wanted = select.value; drawCurves(); } }, known.map((each) => h('option', { value: each, selected: each === wanted }, each)));
    fill(measurePlace, h('label', { for: 'measure' }, 'Measure'), select);
  }

  function drawCurves() {
    const lines = numbers().map((number) => ({ name: nameOf(number), measurements: measurements.get(number) ?? [] })).filter((each) => each.measurements.length > 0);
    if (lines.length > 0) learning.show((theme) => curves(lines, wanted, theme));
    else learning.say('Nothing was measured yet.');
  }

  async function retry() {
    try {
      await post(sweepPath(name, `/trials/${trials[0]}/retry`));
      say(`Trial ${trials[0]} is tried again`);
    } catch (refusal) {
      await failed(refusal);
    }
  }

  const update = () => draw().catch(failed);
  update();
  return {
    element: h('div', {}, head, h('div', { class: 'columns' },
      h('section', {}, valuesPlace, assignmentPlace),
      h('section', {}, h('h2', {}, 'How it was learnt'), measurePlace, learning.element)),
    ranks.element, log?.element),
    update,
    close() {
      closed = true;
      learning.close();
      ranks.close();
      log?.close();
    },
  };
}
