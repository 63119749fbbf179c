import { measure, signed } from '../text.js';
import { axis, frame } from './frame.js';
import { gainScale, heatScale } from './palette.js';

/**
 * The average precision of every label in the baseline and the best trials, as colours: labels by how often they occur in training, frequent ones to the
 * left; the baseline on top, and the others by rank below it.
 * @param found { labels, positives, trials: [{ name, ap }] }: a name, the positives in training and an average precision (or null) for each label
 * @param difference whether colours are what a trial gains over the first of them
 * @param most so many columns at most: of more labels, those of like frequency share one, which is their mean
 */
export function labelHeat(found, difference, theme, most = 400) {
  const columns = columnsOf(found, most);
  const [first] = found.trials;
  const cells = [];
  found.trials.forEach(({ ap }, y) => columns.forEach((labels, x) => {
    const value = mean(labels.map((c) => (!difference ? ap[c] : ap[c] === null || first.ap[c] === null ? null : ap[c] - first.ap[c])));
    if (value !== null) cells.push([x, y, value]);
  }));
  const reach = Math.max(...cells.map(([, , value]) => Math.abs(value)), 0.01);
  const said = (x) => {
    const labels = columns[x];
    const [from, to] = [found.positives[labels[0]], found.positives[labels.at(-1)]];
    return labels.length === 1 ? `${found.labels[labels[0]]}, ${from} positives in training` : `${labels.length} labels, ${from} to ${to} positives in training`;
  };
  return {
    ...frame(theme, { left: 150, right: 76, bottom: 52 }),
    tooltip: {
      ...frame(theme).tooltip, trigger: 'item',
      formatter: ({ value: [x, y, value] }) => `${said(x)}\n${found.trials[y].name}: ${difference ? `${signed(value)} against ${first.name}` : measure(value)}`,
    },
    xAxis: axis(theme, 'positives in training', {
      type: 'category', data: columns.map((labels) => String(found.positives[labels[0]])), splitLine: { show: false }, axisLabel: { color: theme.quiet, hideOverlap: true },
    }),
    yAxis: axis(theme, '', { type: 'category', inverse: true, data: found.trials.map(({ name }) => name), splitLine: { show: false }, axisLabel: { color: theme.text, width: 138, overflow: 'truncate' } }),
    visualMap: {
      type: 'continuous', dimension: 2, min: difference ? -reach : 0, max: reach, calculable: false, right: 4, top: 'middle', itemHeight: 130, itemWidth: 12,
      text: [difference ? signed(reach) : measure(reach), difference ? signed(-reach) : '0'], textStyle: { color: theme.quiet, fontSize: 11 }, inRange: { color: difference ? gainScale : heatScale },
    },
    series: [{ type: 'heatmap', progressive: 0, data: cells }],
  };
}

/** Height in pixels that so many trials need. */
export const labelHeatHeight = (trials) => 110 + 22 * Math.max(trials, 4);

/** The labels of each column. Those that no trial has an average precision of are left out. */
function columnsOf(found, most) {
  const order = found.labels.map((_, c) => c).filter((c) => found.trials.some(({ ap }) => ap[c] !== null)).sort((a, b) => found.positives[b] - found.positives[a] || a - b);
  const count = Math.min(order.length, most);
  return Array.from({ length: count }, (_, i) => order.slice(Math.floor((i * order.length) / count), Math.floor(((i + 1) * order.length) / count)));
}

function mean(values) {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : there.reduce((sum, value) => sum + value, 0) / there.length;
}
