import { measure, shown } from '../text.js';
import { rowsOf, unitOf, tick } from '../trials.js';
import { axis, frame, points } from './frame.js';
import { heat } from './palette.js';

const bands = 12;

/**
 * What the forest takes the objective to be over two parameters, in bands as on a map, and the trials on it.
 * @param found { x: { path, at }, y: { path, at }, mean: mean[x][y] }
 */
export function surface(columns, found, theme, rows = rowsOf(columns)) {
  const [px, py] = [found.x, found.y].map(({ path }) => columns.parameters.find((parameter) => parameter.path === path));
  const means = found.mean.flat().filter((mean) => mean !== null);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const shade = (value) => {
    const at = high > low ? (value - low) / (high - low) : 0.5;
    return heat((Math.min(Math.floor((columns.maximise ? at : 1 - at) * bands), bands - 1) + 0.5) / bands);
  };
  const [nx, ny] = [found.x.at.length, found.y.at.length];
  const there = rows.filter((row) => row.value !== null && px.path in row.assignment && py.path in row.assignment);
  const side = (parameter, at, name, gap) => axis(theme, name, {
    type: 'value', min: 0, max: 1, splitLine: { show: false }, nameGap: gap, interval: 1 / Math.min(at.length, 6),
    axisLabel: { color: theme.quiet, hideOverlap: true, formatter: (unit) => labelAt(parameter, unit) },
  });
  return {
    ...frame(theme, { left: 110, right: 24, bottom: 56 }),
    tooltip: {
      ...frame(theme).tooltip, trigger: 'item',
      formatter: ({ data, value }) => (!data?.at ? `trial ${value[2]}: ${measure(rows[value[2]].value)}` : `${px.path} ${shown(data.at[0])}\n${py.path} ${shown(data.at[1])}\nabout ${measure(data.at[2])}`),
    },
    xAxis: side(px, found.x.at, px.path, 34),
    yAxis: side(py, found.y.at, py.path, 84),
    series: [
      {
        type: 'custom',
        renderItem: (params, api) => {
          const [x, y] = [api.value(0), api.value(1)];
          const [left, top] = api.coord([x / nx, (y + 1) / ny]);
          const [right, bottom] = api.coord([(x + 1) / nx, y / ny]);
          return { type: 'rect', shape: { x: left, y: top, width: right - left + 0.5, height: bottom - top + 0.5 }, style: { fill: shade(api.value(2)) } };
        },
        data: found.mean.flatMap((line, x) => line.map((mean, y) => ({ value: [x, y, mean], at: [found.x.at[x], found.y.at[y], mean] }))).filter(({ value }) => value[2] !== null),
      },
      points(there.length, there.length > 500 ? 4 : 7, there.map((row) => [unitOf(px, row.assignment[px.path]), unitOf(py, row.assignment[py.path]), row.number]), {
        itemStyle: { color: '#fff', borderColor: '#000', borderWidth: 1 },
      }),
    ],
  };
}

function labelAt(parameter, unit) {
  if (parameter.kind === 'choice') {
    const n = parameter.options.length;
    return n <= 6 ? shown(parameter.options[Math.min(Math.floor(unit * n + 1e-9), n - 1)]) : '';
  }
  const { low, high, log } = parameter;
  return tick(log ? low * (high / low) ** unit : low + unit * (high - low));
}
