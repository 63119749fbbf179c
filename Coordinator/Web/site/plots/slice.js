import { shown } from '../text.js';
import { rowsOf } from '../trials.js';
import { axis, frame, parameterAxis, points, pointTooltip } from './frame.js';
import { colour } from './palette.js';

/**
 * The objective by one parameter, a point for each trial in which it exists, with what the forest takes it to be worth on average.
 * @param marginal { at, mean, spread }, or null
 */
export function slice(columns, parameter, marginal, theme, rows = rowsOf(columns)) {
  const isChoice = parameter.kind === 'choice';
  // Many or long options would lie on each other.
  const slanted = isChoice && parameter.options.length > 4;
  const there = rows.filter((row) => row.value !== null && parameter.path in row.assignment);
  // A choice's points lie beside each other, by number, and not on each other.
  const place = (row) => (isChoice ? parameter.options.findIndex((option) => shown(option) === shown(row.assignment[parameter.path])) + ((row.number * 0.618) % 1 - 0.5) * 0.5 : row.assignment[parameter.path]);
  const x = isChoice
    ? axis(theme, parameter.path, { type: 'value', min: -0.5, max: parameter.options.length - 0.5, interval: 1, splitLine: { show: false }, axisTick: { show: false }, axisLabel: { show: false }, nameGap: slanted ? 70 : 30 })
    : parameterAxis(theme, parameter);
  const series = [points(there.length, 6, there.map((row) => [place(row), row.value, row.number]), { itemStyle: { color: colour(theme, 0), opacity: 0.6 } })];
  if (isChoice) {
    // Its options, written under it.
    series.push({
      type: 'scatter', silent: true, symbolSize: 0, yAxisIndex: 1,
      label: { show: true, color: theme.quiet, fontSize: 11, formatter: ({ data }) => data.name, ...(slanted ? { rotate: 28, align: 'right', verticalAlign: 'top', position: [4, 10] } : { position: 'bottom', distance: 6 }) },
      data: parameter.options.map((option, i) => ({ value: [i, 0], name: shown(option) })),
    });
  }
  if (marginal) {
    const at = (i) => (isChoice ? parameter.options.findIndex((option) => shown(option) === shown(marginal.at[i])) : marginal.at[i]);
    series.push({
      name: 'mean', type: isChoice ? 'scatter' : 'line', symbol: isChoice ? 'rect' : 'none', symbolSize: isChoice ? [36, 3] : 6,
      lineStyle: { color: theme.text, width: 2 }, itemStyle: { color: theme.text }, data: marginal.mean.map((mean, i) => [at(i), mean]),
    });
  }
  return {
    ...frame(theme, { left: 58, right: 12, bottom: slanted ? 88 : 48 }),
    tooltip: pointTooltip(theme, rows),
    xAxis: x,
    yAxis: [axis(theme, columns.objective, { nameGap: 42 }), { type: 'value', min: 0, max: 1, show: false }],
    series,
  };
}
