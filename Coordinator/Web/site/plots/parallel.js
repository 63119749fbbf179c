import { measure, shown } from '../text.js';
import { rowsOf, tick } from '../trials.js';
import { frame } from './frame.js';
import { heatScale } from './palette.js';

/** The parameters that a picture with so many axes shows: choices of components first, then by importance where it is known, then as they come. */
function axesOf(columns, importance, most = 8) {
  const rank = new Map((importance?.parameters ?? []).map(({ path }, i) => [path, i]));
  const order = (parameter) => (parameter.kind === 'choice' && !parameter.path.includes('.') ? -1 : rank.get(parameter.path) ?? 1000);
  const chosen = columns.parameters.map((parameter, i) => ({ parameter, i })).sort((a, b) => order(a.parameter) - order(b.parameter) || a.i - b.i).slice(0, most);
  return chosen.sort((a, b) => a.i - b.i).map(({ parameter }) => parameter);
}

/**
 * Parallel coordinates (Inselberg 1985): a line for each completed trial through its parameters to the objective. Where a parameter does not
 * exist in a trial its line passes by. Areas of axes can be brushed; a line's data index is that of `drawn(columns, rows)`.
 */
export function parallel(columns, theme, { importance = null, rows = rowsOf(columns), most = 8 } = {}) {
  const axes = axesOf(columns, importance, most);
  const lines = drawn(columns, rows);
  const values = lines.map((row) => row.value);
  const last = axes.length;
  const text = { color: theme.quiet, fontSize: 11 };
  return {
    ...frame(theme),
    parallel: { left: 64, right: 72, top: 40, bottom: 24, parallelAxisDefault: { axisLine: { lineStyle: { color: theme.line } }, areaSelectStyle: { width: 24 } } },
    parallelAxis: [
      ...axes.map((parameter, dim) => ({
        dim,
        name: shortName(parameter.path),
        nameTextStyle: { color: theme.text, fontSize: 11 },
        nameTruncate: { maxWidth: 110 },
        axisLabel: { ...text, formatter: parameter.kind === 'choice' ? undefined : tick },
        ...(parameter.kind === 'choice'
          ? { type: 'category', data: parameter.options.map(shown) }
          : { type: parameter.log ? 'log' : 'value', ...reach(parameter, lines) }),
      })),
      { dim: last, name: columns.objective, nameTextStyle: { color: theme.text, fontSize: 11 }, axisLabel: { ...text, formatter: tick }, type: 'value', scale: true },
    ],
    visualMap: {
      type: 'continuous', dimension: last, min: values.length > 0 ? Math.min(...quantiles(values)) : 0, max: values.length > 0 ? Math.max(...quantiles(values)) : 1,
      inRange: { color: columns.maximise ? heatScale : [...heatScale].reverse() }, show: false,
    },
    tooltip: { ...frame(theme).tooltip, trigger: 'item', formatter: ({ dataIndex }) => (lines[dataIndex] ? `trial ${lines[dataIndex].number}: ${measure(lines[dataIndex].value)}` : '') },
    series: {
      type: 'parallel',
      lineStyle: { width: 1.2, opacity: lines.length > 500 ? 0.25 : 0.6 },
      inactiveOpacity: 0.03,
      activeOpacity: 0.9,
      progressive: 500,
      data: lines.map((row) => [...axes.map(({ path, kind }) => (path in row.assignment ? (kind === 'choice' ? shown(row.assignment[path]) : row.assignment[path]) : '-')), row.value]),
    },
  };
}

/** Two parts of a path tell one gamma from another: focal.gamma. */
const shortName = (path) => path.split('.').slice(-2).join('.');

/** A parameter's range, and as far beyond it as a baseline lies. */
function reach({ path, low, high }, rows) {
  const values = rows.map((row) => row.assignment[path]).filter((value) => value !== undefined);
  return { min: Math.min(low, ...values), max: Math.max(high, ...values) };
}

/** The rows that have a line, worst first, so that the best lie on top; at most 2,000, the best of them. */
export function drawn(columns, rows, most = 2000) {
  const sorted = rows.filter((row) => row.value !== null).sort((a, b) => (columns.maximise ? a.value - b.value : b.value - a.value));
  return sorted.slice(-most);
}

/** Colours span the better nine tenths: a few that failed to learn would take up all of the scale. */
function quantiles(values) {
  return [values[Math.floor(values.length * 0.1)], values[values.length - 1]];
}
