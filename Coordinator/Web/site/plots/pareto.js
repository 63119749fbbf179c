import { paretoFront, rowsOf } from '../trials.js';
import { axis, frame, points, pointTooltip } from './frame.js';
import { colour } from './palette.js';

/** The objective against the seconds that a trial took, and the front: what no other trial beats in both. */
export function pareto(columns, theme, rows = rowsOf(columns)) {
  const front = paretoFront(rows, columns.maximise);
  const on = new Set(front.map((row) => row.number));
  const point = (row) => [row.seconds, row.value, row.number];
  return {
    ...frame(theme, { legend: true }),
    tooltip: pointTooltip(theme, rows, (row) => ` in ${row.seconds.toFixed(1)} s`),
    xAxis: axis(theme, 'seconds a trial', { type: 'value' }),
    yAxis: axis(theme, columns.objective, { nameGap: 46 }),
    series: [
      points(rows.length, 6, rows.filter((row) => row.value !== null && row.seconds !== null && !on.has(row.number)).map(point), { name: 'trials', itemStyle: { color: theme.quiet, opacity: 0.5 } }),
      { name: 'Pareto front', type: 'line', step: 'end', symbol: 'diamond', symbolSize: 10, itemStyle: { color: colour(theme, 1) }, lineStyle: { color: colour(theme, 1), width: 2 }, data: front.map(point) },
    ],
  };
}
