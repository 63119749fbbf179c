import { get, sweepPath } from '../api.js';
import { chart } from '../chart.js';
import { fill, h, table } from '../dom.js';
import { trialOf } from '../plots/frame.js';
import { importance as bars } from '../plots/importance.js';
import { drawn, parallel } from '../plots/parallel.js';
import { slice } from '../plots/slice.js';
import { surface } from '../plots/surface.js';
import { to } from '../routes.js';
import { configuration, ranked } from '../trials.js';
import { measure } from '../text.js';

/** What the parameters do: all at once, one by one, two by two, and how much each matters. */
export function parameters(model) {
  const { name, failed } = model;
  const lines = chart('Parallel coordinates: a line for each trial through its parameters', { height: 420 });
  const shares = chart('How much of the variance each parameter explains', { height: 320 });
  const pair = chart('The objective over two parameters', { height: 380 });
  const [explained, brushed, slices, pairChoice] = [h('p', { class: 'quiet' }), h('div', { class: 'brushed' }), h('div', { class: 'slices' }), h('div', { class: 'row' })];
  const sliceCharts = [];
  let found = null;
  let analysed = -1;
  let completed = -1;
  let closed = false;
  let [x, y] = [null, null];

  function drawLines() {
    const rows = drawn(model.columns, model.rows);
    if (rows.length === 0) {
      lines.say('No trial has completed yet.');
      return;
    }
    lines.show((theme) => parallel(model.columns, theme, { importance: found, rows: model.rows }), (instance) => {
      instance.off('axisareaselected');
      instance.on('axisareaselected', () => {
        const series = instance.getModel().getSeries()[0];
        const active = series.getRawIndicesByActiveState('active');
        drawBrushed(active.map((index) => rows[index]), rows.length);
      });
    });
    drawBrushed(rows, rows.length);
  }

  /** The trials whose lines pass through every brushed area. */
  function drawBrushed(rows, all) {
    if (rows.length === all) {
      fill(brushed, h('p', { class: 'quiet' }, `${all} trials. Drag along an axis to keep those that pass there; a click on the axis lets them all in again.`));
      return;
    }
    const best = ranked(rows, model.columns.maximise);
    fill(brushed, h('p', {}, h('strong', {}, `${rows.length} of ${all} trials`), ' pass where you brushed.'),
      table(['trial', model.columns.objective, 'configuration'], best.slice(0, 10).map((row) => [h('a', { href: to.trials(name, [row.number]) }, row.number), measure(row.value), configuration(row)]), { right: [1] }));
  }

  async function analyse() {
    const count = model.rows.filter((row) => row.value !== null).length;
    // A forest for every trial that ends would be too much; a tenth more trials is news.
    if (found !== null && count < analysed * 1.1 && model.status.state !== 'ended') return;
    if (count === analysed) return;
    analysed = count;
    found = await get(sweepPath(name, '/importance'));
    if (closed) return;
    if (found.parameters.length === 0) {
      fill(explained, found.reason ?? 'There is nothing to tell yet.');
      shares.say(found.reason ?? '');
    } else {
      fill(explained, `A forest of ${found.trials} trials, which explains ${Math.max(0, found.explained * 100).toFixed(0)} % of the variance of those it has not seen. Interactions of parameters make ${(found.interactions * 100).toFixed(0)} %.`);
      shares.resize(Math.min(found.parameters.length, 15) * 26 + 90);
      await shares.show((theme) => bars(found, theme));
    }
    drawLines();
    drawSlices();
    drawPairChoice();
  }

  function drawSlices() {
    const order = found.parameters.length > 0 ? found.parameters.map(({ path }) => path) : model.columns.parameters.map(({ path }) => path);
    const paths = order.filter((path) => model.columns.parameters.some((parameter) => parameter.path === path)).slice(0, 6);
    for (const each of sliceCharts.splice(0)) each.close();
    fill(slices, paths.map((path) => {
      const parameter = model.columns.parameters.find((each) => each.path === path);
      const picture = chart(`The objective by ${path}`, { height: 260 });
      sliceCharts.push(picture);
      picture.show((theme) => slice(model.columns, parameter, found.parameters.find((each) => each.path === path) ?? null, theme, model.rows), (instance) => {
        instance.off('click');
        instance.on('click', (point) => { if (trialOf(point) !== null) location.hash = to.trials(name, [trialOf(point)]); });
      });
      return picture.element;
    }));
  }

  function drawPairChoice() {
    const paths = found.parameters.map(({ path }) => path);
    if (paths.length < 2) {
      pair.say(found.reason ?? 'This needs two parameters.');
      return;
    }
    const numeric = paths.filter((path) => model.columns.parameters.find((parameter) => parameter.path === path)?.kind !== 'choice');
    x ??= numeric[0] ?? paths[0];
    y ??= numeric.find((path) => path !== x) ?? paths.find((path) => path !== x);
    const choose = (id, text, value, set) => {
      const select = h('select', { id, onchange: () => { set(select.value); drawPair().catch(failed); } }, paths.map((path) => h('option', { value: path, selected: path === value }, path)));
      return [h('label', { for: id }, text), select];
    };
    fill(pairChoice, choose('across', 'Across', x, (path) => { x = path; }), choose('up', 'Up', y, (path) => { y = path; }));
    drawPair().catch(failed);
  }

  async function drawPair() {
    if (x === y) {
      pair.say('Choose two different parameters.');
      return;
    }
    const map = await get(sweepPath(name, `/surface?x=${encodeURIComponent(x)}&y=${encodeURIComponent(y)}`));
    if (closed) return;
    if (map.mean.flat().every((mean) => mean === null)) pair.say('No trial has both of these parameters.');
    else await pair.show((theme) => surface(model.columns, map, theme, model.rows));
  }

  function update() {
    const count = model.rows.filter((row) => row.value !== null).length;
    if (count === completed) return;
    completed = count;
    if (analysed < 0) drawLines();
    analyse().catch(failed);
  }

  update();
  return {
    element: h('div', { class: 'columns' },
      h('section', { class: 'wide' }, h('h2', {}, 'All parameters at once'), lines.element, brushed),
      h('section', {}, h('h2', {}, 'How much each matters'), explained, shares.element),
      h('section', {}, h('h2', {}, 'Two together'), pairChoice, pair.element),
      h('section', { class: 'wide' }, h('h2', {}, 'One by one'), slices)),
    update,
    close() {
      closed = true;
      for (const each of [lines, shares, pair, ...sliceCharts]) each.close();
    },
  };
}
