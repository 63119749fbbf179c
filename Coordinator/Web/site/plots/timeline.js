import { duration, measure } from '../text.js';
import { axis, frame } from './frame.js';
import { colour } from './palette.js';

/**
 * Which worker's slot was at which trial, when, and what came of it. Times are since the launch; what still runs ends at `now`, in ms.
 * @param leftOut so many attempts before these are not shown
 */
export function timeline(found, now, theme, leftOut = 0) {
  const lanes = [...new Set(found.trial.map((_, i) => laneOf(found, i)))].sort();
  const kinds = [['completed', colour(theme, 2)], ['running', colour(theme, 0)], ['handed back or lost', colour(theme, 4)], ['failed', colour(theme, 1)]];
  const colourOf = (outcome) => kinds[{ completed: 0, running: 1, handed_back: 2, lost: 2 }[outcome] ?? 3][1];
  const bars = found.trial.map((trial, i) => {
    const outcome = found.outcome[i] === null ? 'running' : found.outcomes[found.outcome[i]];
    return { value: [found.start[i] / 1000, (found.end[i] ?? now) / 1000, lanes.indexOf(laneOf(found, i))], trial, attempt: found.attempt[i], outcome, objective: found.objective[i] };
  });
  return {
    ...frame(theme, { left: 120, right: 24, legend: true, top: 36 }),
    tooltip: {
      ...frame(theme).tooltip, trigger: 'item',
      formatter: ({ data }) => (data.outcome ? `trial ${data.trial}, attempt ${data.attempt}: ${data.outcome}${typeof data.objective === 'number' ? ` ${measure(data.objective)}` : ''}\n${duration(data.value[1] - data.value[0])}` : ''),
    },
    xAxis: axis(theme, leftOut > 0 ? `since the launch; the latest ${found.trial.length} of ${found.trial.length + leftOut} attempts` : 'since the launch', { type: 'value', min: 0, max: 'dataMax', scale: false, axisLabel: { color: theme.quiet, formatter: duration, hideOverlap: true } }),
    yAxis: axis(theme, '', { type: 'category', data: lanes, inverse: true, axisLabel: { color: theme.text, width: 108, overflow: 'truncate' } }),
    series: [...kinds.map(([name, shade]) => ({ name, type: 'bar', itemStyle: { color: shade }, data: [] })), {
      type: 'custom',
      encode: { x: [0, 1], y: 2 },
      renderItem: (params, api) => {
        const [x, y] = api.coord([api.value(0), api.value(2)]);
        const [end] = api.coord([api.value(1), api.value(2)]);
        const height = Math.min(api.size([0, 1])[1] * 0.7, 24);
        return { type: 'rect', shape: { x, y: y - height / 2, width: Math.max(end - x, 1), height }, style: { fill: colourOf(bars[params.dataIndex].outcome), stroke: theme.surface, lineWidth: 0.5 } };
      },
      data: bars,
      markLine: { symbol: 'none', silent: true, data: (found.marks ?? []).map(({ at, what }) => ({ xAxis: at / 1000, label: { formatter: what, position: 'start', color: theme.quiet, fontSize: 10 }, lineStyle: { color: theme.quiet, type: 'dotted' } })) },
    }],
  };
}

/** Height in pixels that so many lanes need. */
export const timelineHeight = (found) => Math.min(Math.max(new Set(found.trial.map((_, i) => laneOf(found, i))).size * 26 + 90, 160), 900);

const laneOf = (found, i) => `${found.workers[found.worker[i]]}${found.slot[i] > 0 ? ` slot ${found.slot[i]}` : ''}`;
