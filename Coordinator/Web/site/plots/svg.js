// Every picture as an SVG document, for who has no browser: `sweeps plot` and `sweeps report` run this.
import * as charts from '../charts.js';
import { curves } from './curves.js';
import { history } from './history.js';
import { importance } from './importance.js';
import { labelHeat } from './labels.js';
import { paper } from './palette.js';
import { parallel } from './parallel.js';
import { pareto } from './pareto.js';
import { precisionByFrequency, precisionRecallCurves, rocCurves } from './ranks.js';
import { slice } from './slice.js';
import { surface } from './surface.js';
import { timeline } from './timeline.js';

const pictures = {
  history: ({ columns }) => history(columns, paper),
  parallel: ({ columns, importance: found }) => parallel(columns, paper, { importance: found }),
  importance: ({ importance: found }) => importance(found, paper),
  slice: ({ columns, importance: found, x }) => slice(columns, columns.parameters.find(({ path }) => path === x), found?.parameters.find(({ path }) => path === x) ?? null, paper),
  surface: ({ columns, surface: found }) => surface(columns, found, paper),
  timeline: ({ timeline: found, now, leftOut }) => timeline(found, now, paper, leftOut),
  pareto: ({ columns }) => pareto(columns, paper),
  curves: ({ trials, measure }) => curves(trials, measure, paper),
  precision_recall: ({ trials, part }) => precisionRecallCurves(trials, part, null, paper),
  roc: ({ trials, part }) => rocCurves(trials, part, null, paper),
  // Of each cell an element: a column a label would be much for a file.
  labels: ({ found, difference }) => labelHeat(found, difference, paper, 150),
  frequency: ({ trials, part }) => precisionByFrequency(trials, part, paper),
};

export const { missing } = charts;

/** @param given JSON with what the picture is of */
export const svg = (kind, given, width, height) => charts.svg(pictures[kind](JSON.parse(given)), width, height);
