import { get, sweepPath, text } from '../api.js';
import { chart } from '../chart.js';
import { fill, h, say, table } from '../dom.js';
import { curves } from '../plots/curves.js';
import { trialOf } from '../plots/frame.js';
import { history } from '../plots/history.js';
import { pareto } from '../plots/pareto.js';
import { to } from '../routes.js';
import { configuration, ranked } from '../trials.js';
import { duration, measure, plural } from '../text.js';

/** How the sweep goes: best so far, what runs, what is best. */
export function overview(model) {
  const { name, failed } = model;
  const [best, running, front] = [chart('The objective of each trial and the best so far', { height: 340 }), chart('Learning curves, train dashed', { height: 260 }), chart('The objective against the seconds a trial took', { height: 300 })];
  const [runningTitle, runningList, leaders, configurationText] = [h('h2'), h('div'), h('div'), h('div')];
  const measured = new Map();
  let bestShown = null;
  let closed = false;

  function draw() {
    const { columns, rows, status } = model;
    if (rows.some((row) => row.value !== null)) {
      best.show((theme) => history(columns, theme, rows), link);
      front.show((theme) => pareto(columns, theme, rows), link);
    } else {
      best.say('No trial has completed yet.');
      front.say('No trial has completed yet.');
    }
    fill(leaders, table(['trial', status.objective, 'epoch', 'time', 'configuration'], ranked(rows, columns.maximise).slice(0, 5).map((row) => [
      h('a', { href: to.trials(name, [row.number]) }, row.number), measure(row.value), row.bestEpoch, duration(row.seconds), configuration(row)]), { caption: 'The best trials', right: [1, 2, 3] }));
    drawRunning().catch(failed);
    drawConfiguration().catch(failed);
  }

  async function drawRunning() {
    const { status } = model;
    fill(runningTitle, status.running.length > 0 ? 'Running' : 'How it was learnt');
    fill(runningList, status.running.length === 0
      ? status.state !== 'ended' && h('p', { class: 'quiet' }, 'No trial runs at the moment.')
      : table(['trial', 'worker', 'epoch', 'latest', 'configuration'], status.running.map((run) => [
        h('a', { href: to.trials(name, [run.trial]) }, run.trial), run.worker, run.epoch, measure(run.latest), run.assignment]), { caption: `${plural(status.running.length, 'trial')} running`, right: [2, 3] }));
    // What runs; afterwards, how the best was learnt, beside the baseline.
    const ended = [status.best, status.baseline].filter((each) => each !== null).map(({ trial, best_epoch: epoch }) => ({ trial, epoch }));
    const some = status.running.length > 0 ? status.running.slice(0, 8) : ended.filter(({ trial }, i) => ended.findIndex((each) => each.trial === trial) === i);
    await Promise.all(some.map(async ({ trial, epoch }) => {
      const known = measured.get(trial) ?? [];
      if (known.length > 0 && known.at(-1).epoch >= epoch) return;
      const after = known.length > 0 ? `&after=${known.at(-1).attempt}.${known.at(-1).epoch}` : '';
      const page = await get(sweepPath(name, `/trials/${trial}/measurements?limit=1000${after}`));
      measured.set(trial, [...known, ...page.measurements]);
    }));
    if (closed) return;
    const trials = some.map(({ trial }) => ({ name: `trial ${trial}${trial === status.baseline?.trial ? ' (baseline)' : trial === status.best?.trial ? ' (best)' : ''}`, measurements: measured.get(trial) ?? [] })).filter(({ measurements }) => measurements.length > 0);
    if (trials.length > 0) running.show((theme) => curves(trials, status.objective.slice(status.objective.indexOf('.') + 1), theme));
    else running.say('Learning curves of running trials appear here with their first epoch.');
  }

  async function drawConfiguration() {
    const number = model.status.best?.trial ?? null;
    if (number === bestShown) return;
    bestShown = number;
    const { yaml } = await get(sweepPath(name, '/best'));
    const copy = h('button', { class: 'plain', onclick: () => navigator.clipboard.writeText(yaml).then(() => say('Copied'), () => say('This browser lets no page copy', 'error')) }, 'Copy');
    fill(configurationText, yaml !== null && [h('h2', {}, 'The best configuration ', copy), h('pre', { tabindex: 0 }, yaml)],
      h('details', { ontoggle: showSpec }, h('summary', {}, 'The spec as it was launched'), h('pre', { tabindex: 0 })));
  }

  async function showSpec(event) {
    const place = event.target.querySelector('pre');
    if (!event.target.open || place.textContent !== '') return;
    try {
      place.textContent = await text(sweepPath(name, '/spec'));
    } catch (refusal) {
      await failed(refusal);
    }
  }

  /** A click on a trial leads to it. */
  function link(instance) {
    instance.off('click');
    instance.on('click', (point) => { if (trialOf(point) !== null) location.hash = to.trials(name, [trialOf(point)]); });
  }

  draw();
  return {
    element: h('div', { class: 'columns' },
      h('section', { class: 'wide' }, h('h2', {}, 'Best so far'), best.element),
      h('section', {}, runningTitle, runningList, running.element),
      h('section', {}, h('h2', {}, 'Quality and time'), front.element),
      h('section', { class: 'wide' }, leaders),
      h('section', { class: 'wide' }, configurationText)),
    update: draw,
    close() {
      closed = true;
      for (const each of [best, running, front]) each.close();
    },
  };
}
