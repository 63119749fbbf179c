import { measure } from '../text.js';
import { configuration, paretoFront, rowsOf } from '../trials.js';
import { axis, frame } from './frame.js';
import { colour } from './palette.js';

/** The objective against the seconds that a trial took, and the front: what no other trial beats in both. */
export function pareto(columns, theme, rows = rowsOf(columns)) {
  const front = paretoFront(rows, columns.maximise);
  const on = new Set(front.map((row) => row.number));
  const point = (row) => ({ value: [row.seconds, row.value], row });
  return {
    ...frame(theme, { legend: true }),
    tooltip: { ...frame(theme).tooltip, trigger: 'item', formatter: ({ data }) => (data.row ? `trial ${data.row.number}: ${measure(data.row.value)} in ${data.row.seconds.toFixed(1)} s\n${configuration(data.row)}` : '') },
    xAxis: axis(theme, 'seconds a trial', { type: 'value' }),
    yAxis: axis(theme, columns.objective, { nameGap: 46 }),
    series: [
      { name: 'trials', type: 'scatter', symbolSize: 6, itemStyle: { color: theme.quiet, opacity: 0.5 }, data: rows.filter((row) => row.value !== null && row.seconds !== null && !on.has(row.number)).map(point) },
      { name: 'Pareto front', type: 'line', step: 'end', symbol: 'diamond', symbolSize: 10, itemStyle: { color: colour(theme, 1) }, lineStyle: { color: colour(theme, 1), width: 2 }, data: front.map(point) },
    ],
  };
}
