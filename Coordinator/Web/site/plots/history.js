import { bestSoFar, groupingOf, isFailed, rowsOf } from '../trials.js';
import { measure, shown } from '../text.js';
import { axis, frame, level, points, pointTooltip } from './frame.js';
import { colour, shape } from './palette.js';

/** Every completed trial by number, the best so far as steps, the baseline and the best plain bce as levels, failed trials as ticks at the bottom. */
export function history(columns, theme, rows = rowsOf(columns)) {
  const grouping = groupingOf(columns);
  const completed = rows.filter((row) => row.value !== null);
  const groups = grouping ? grouping.options.map(shown) : [''];
  const groupOf = (row) => (grouping ? shown(row.assignment[grouping.path]) : '');
  const levels = [];
  if (columns.baseline !== null) levels.push(level(theme, `baseline ${measure(columns.value[columns.baseline])}`, columns.value[columns.baseline]));
  if (columns.best_bce !== null && columns.best_bce !== columns.baseline) levels.push(level(theme, `best plain bce ${measure(columns.value[columns.best_bce])}`, columns.value[columns.best_bce]));
  const failed = rows.filter(isFailed).map((row) => [row.number, 0]);
  return {
    ...frame(theme, { legend: true }),
    xAxis: axis(theme, 'trial', { type: 'value', min: 0, max: Math.max(rows.length - 1, 1), minInterval: 1 }),
    yAxis: [axis(theme, columns.objective, { nameGap: 46 }), { type: 'value', min: 0, max: 1, show: false }],
    tooltip: pointTooltip(theme, rows),
    series: [
      ...groups.map((group, i) => points(completed.length, 8, completed.filter((row) => groupOf(row) === group).map((row) => [row.number, row.value, row.number]), {
        name: group || 'trials',
        symbol: shape(i),
        itemStyle: { color: colour(theme, i), opacity: 0.75 },
      })).filter((series) => series.data.length > 0),
      {
        name: 'best so far', type: 'line', step: 'end', symbol: 'none', lineStyle: { color: theme.text, width: 2 }, itemStyle: { color: theme.text },
        data: bestSoFar(rows, columns.maximise), markLine: { symbol: 'none', silent: true, data: levels },
      },
      ...(failed.length > 0 ? [{ name: 'failed', type: 'scatter', yAxisIndex: 1, symbol: 'path://M0 0 L10 10 M0 10 L10 0', symbolSize: 7, itemStyle: { color: 'transparent', borderColor: colour(theme, 1), borderWidth: 1.5 }, data: failed }] : []),
    ],
  };
}
