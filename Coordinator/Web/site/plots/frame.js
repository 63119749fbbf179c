// What all pictures have in common.
import { measure } from '../text.js';
import { configuration, tick } from '../trials.js';

/** The parts of an option that follow from what it is drawn on. */
export const frame = (theme, { legend = false, right = 24, left = 64, top = 24, bottom = 48 } = {}) => ({
  backgroundColor: 'transparent',
  textStyle: { fontFamily: 'system-ui, sans-serif', color: theme.text },
  animation: false,
  grid: { left, right, top: legend ? top + 28 : top, bottom, containLabel: false },
  // As text on the canvas: no name becomes markup.
  tooltip: { renderMode: 'richText', confine: true, backgroundColor: theme.surface, borderColor: theme.line, textStyle: { color: theme.text, fontSize: 12 } },
  ...(legend ? { legend: { top: 0, left: 0, type: 'scroll', pageIconColor: theme.text, pageTextStyle: { color: theme.quiet }, textStyle: { color: theme.text }, itemHeight: 9, itemWidth: 14 } } : {}),
});

export const axis = (theme, name, more = {}) => ({
  name,
  nameLocation: 'middle',
  nameGap: 30,
  nameTextStyle: { color: theme.quiet },
  axisLabel: { color: theme.quiet, formatter: more.type === 'category' ? undefined : tick, hideOverlap: true },
  axisLine: { onZero: false, lineStyle: { color: theme.line } },
  axisTick: { lineStyle: { color: theme.line } },
  splitLine: { lineStyle: { color: theme.line, opacity: 0.5 } },
  scale: true,
  ...more,
});

/** The axis of a parameter: its options, or its range. */
export function parameterAxis(theme, parameter, more = {}) {
  if (parameter.kind === 'choice') return axis(theme, parameter.path, { type: 'category', data: parameter.options.map(String), ...more });
  return axis(theme, parameter.path, { type: parameter.log ? 'log' : 'value', min: parameter.low, max: parameter.high, ...more });
}

/** So many points are dots, each a few pixels of a colour; of fewer, each has the shape of its group and is an element of its own. */
const mostShapes = 1000;

/**
 * Points of trials: [x, y, number of the trial], so that a click knows whose it is.
 * @param count of all the points in the picture, whichever series they are in
 */
export const points = (count, size, among, more) => ({
  type: 'scatter',
  ...more,
  ...(count > mostShapes ? { large: true, largeThreshold: 1, symbol: 'rect', symbolSize: 3 } : { symbolSize: size }),
  // Flat, since charts make a copy of all that they are given, of lists one by one.
  dimensions: ['x', 'y', 'trial'],
  data: Float64Array.from(among.flat()),
});

/** The number of the trial whose point it is; null: it is none's. */
export const trialOf = ({ value }) => (Array.isArray(value) && value.length === 3 ? value[2] : null);

/** Says whose point it is, and what was chosen there. */
export const pointTooltip = (theme, rows, more = () => '') => ({
  ...frame(theme).tooltip,
  trigger: 'item',
  formatter: (point) => {
    const row = rows[trialOf(point)];
    return row ? `trial ${row.number}: ${measure(row.value)}${more(row)}\n${configuration(row)}` : point.seriesName;
  },
});

/** A level across the picture, such as the baseline's. */
export const level = (theme, name, value) => ({
  name, yAxis: value, label: { formatter: name, position: 'insideEndBottom', color: theme.quiet, fontSize: 11 }, lineStyle: { color: theme.quiet, type: 'dashed' },
});
