import { cutsOf, precisionRecall, roc } from '../evaluation.js';
import { axis, frame } from './frame.js';
import { colour } from './palette.js';

const unit = (theme, name, gap = 30) => axis(theme, name, { type: 'value', min: 0, max: 1, scale: false, nameGap: gap });

const lines = (trials, part, label, theme, curve, step) => trials.filter(({ evaluation }) => evaluation.parts[part]).map(({ name, evaluation }, i) => ({
  name, type: 'line', symbol: 'none', step, lineStyle: { color: colour(theme, i), width: 2, type: i === 0 ? 'solid' : [6, 2 + i] }, itemStyle: { color: colour(theme, i) }, data: curve(cutsOf(evaluation.parts[part], label)),
}));

/**
 * Receiver operating characteristics of trials beside each other, of one label or (null) of all cells pooled.
 * @param trials [{ name, evaluation }]
 */
export const rocCurves = (trials, part, label, theme) => ({
  ...frame(theme, { legend: true }),
  xAxis: unit(theme, 'false positive rate'),
  yAxis: unit(theme, 'true positive rate', 42),
  series: lines(trials, part, label, theme, roc, false),
});

/** Precision by recall, likewise. */
export const precisionRecallCurves = (trials, part, label, theme) => ({
  ...frame(theme, { legend: true }),
  xAxis: unit(theme, 'recall'),
  yAxis: unit(theme, 'precision', 42),
  series: lines(trials, part, label, theme, precisionRecall, 'start'),
});

/** The average precision of each label by how often it occurs in training: rare ones to the left. */
export const precisionByFrequency = (trials, part, theme) => ({
  ...frame(theme, { legend: true }),
  tooltip: { ...frame(theme).tooltip, trigger: 'item', formatter: ({ data, seriesName }) => `${data.name}: ${data.value[1].toFixed(4)} with ${data.value[0]} positives in training\n${seriesName}` },
  xAxis: axis(theme, 'positives in training', { type: 'log' }),
  yAxis: unit(theme, 'average precision', 42),
  series: trials.filter(({ evaluation }) => evaluation.parts[part]).map(({ name, evaluation }, i) => ({
    name, type: 'scatter', symbol: i === 0 ? 'circle' : 'emptyTriangle', symbolSize: 5, itemStyle: { color: colour(theme, i), opacity: 0.7 },
    data: evaluation.labels.map((label, c) => ({ name: label, value: [evaluation.training_positives[c], evaluation.parts[part].ap[c]] })).filter(({ value }) => value[0] > 0 && value[1] !== null),
  })),
});
