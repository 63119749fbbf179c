import { axis, frame } from './frame.js';
import { colour, shape } from './palette.js';

/**
 * Learning curves: a part's measure by epoch, train dashed against validation.
 * @param trials [{ name, measurements: [{ attempt, epoch, values }] }]; the last attempt to measure an epoch counts
 * @param measure without its part, such as macro_ap
 */
export function curves(trials, measure, theme) {
  const series = [];
  trials.forEach(({ name, measurements }, i) => {
    for (const [part, style] of [['validation', 'solid'], ['train', 'dashed']]) {
      const byEpoch = new Map();
      for (const { epoch, values } of measurements) {
        const value = values[`${part}.${measure}`];
        if (typeof value === 'number') byEpoch.set(epoch, value);
      }
      if (byEpoch.size === 0) continue;
      series.push({
        name: part === 'validation' ? name : `${name}, train`,
        type: 'line',
        symbol: part === 'validation' ? shape(i) : 'none',
        symbolSize: 6,
        lineStyle: { color: colour(theme, i), type: style, width: part === 'validation' ? 2 : 1.2 },
        itemStyle: { color: colour(theme, i) },
        data: [...byEpoch].sort(([a], [b]) => a - b),
      });
    }
  });
  return {
    ...frame(theme, { legend: true }),
    tooltip: { ...frame(theme).tooltip, trigger: 'axis' },
    xAxis: axis(theme, 'epoch', { type: 'value', minInterval: 1, min: 1 }),
    yAxis: axis(theme, measure, { nameGap: 46 }),
    series,
  };
}
