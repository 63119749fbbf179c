import { axis, frame } from './frame.js';
import { colour } from './palette.js';

/** The share of the objective's variance that each parameter explains by itself (functional ANOVA), largest first. */
export function importance(found, theme, most = 15) {
  const shares = found.parameters.slice(0, most);
  return {
    ...frame(theme, { left: 220, right: 56 }),
    xAxis: axis(theme, 'share of the variance', { type: 'value', min: 0, scale: false, axisLabel: { color: theme.quiet, formatter: (value) => `${Math.round(value * 100)} %` } }),
    yAxis: axis(theme, '', { type: 'category', inverse: true, data: shares.map(({ path }) => path), splitLine: { show: false }, axisLabel: { color: theme.text, width: 200, overflow: 'truncate' } }),
    series: [{
      type: 'bar', barMaxWidth: 18, itemStyle: { color: colour(theme, 0) }, data: shares.map((each) => each.importance),
      label: { show: true, position: 'right', color: theme.quiet, formatter: ({ value }) => `${(value * 100).toFixed(1)} %` },
    }],
  };
}
