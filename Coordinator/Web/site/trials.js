// What a sweep's columns say, as rows and as the few figures that pictures are drawn from. Nothing here touches the document.
import { number, shown, tail } from './text.js';

/**
 * Rows of the API's columns: { number, outcome, origin, value, seconds, bestEpoch, attempts, epoch, latest, assignment }, where
 * `assignment` maps the path of each parameter that exists in the trial to its value.
 */
export function rowsOf(columns) {
  const valueOf = columns.parameters.map((parameter) => (parameter.kind === 'choice' ? (at) => parameter.options[at] : (value) => value));
  return columns.outcome.map((outcome, i) => {
    const assignment = {};
    for (let p = 0; p < columns.parameters.length; p++) {
      const at = columns.assignment[p][i];
      if (at !== null) assignment[columns.parameters[p].path] = valueOf[p](at);
    }
    return {
      number: i,
      outcome: columns.outcomes[outcome],
      origin: columns.origins[columns.origin[i]],
      value: columns.value[i],
      seconds: columns.seconds[i],
      bestEpoch: columns.best_epoch[i],
      attempts: columns.attempts[i],
      epoch: columns.epoch[i],
      latest: columns.latest[i],
      assignment,
    };
  });
}

/** What was chosen, and nothing that could not be: focal (gamma 2.1), adam (learning_rate 0.008), prior. */
export function configuration(row) {
  const parts = [];
  for (const [path, value] of Object.entries(row.assignment)) {
    if (path.includes('.')) {
      if (!(path.slice(0, path.indexOf('.')) in row.assignment)) parts.push(`${tail(path)} ${shown(value)}`);
      continue;
    }
    const prefix = `${path}.${value}.`;
    const below = Object.entries(row.assignment).filter(([key]) => key.startsWith(prefix)).map(([key, of]) => `${key.slice(prefix.length)} ${shown(of)}`);
    parts.push(below.length > 0 ? `${value} (${below.join(', ')})` : shown(value));
  }
  return parts.join(', ');
}

export const isFailed = (row) => !['completed', 'running', 'waiting'].includes(row.outcome);

/** Whether a is better than b. */
export const better = (a, b, maximise) => (maximise ? a > b : a < b);

/** Completed rows, best first; ties go to the lower number, as everywhere. */
export const ranked = (rows, maximise) => rows.filter((row) => row.value !== null).sort((a, b) => (maximise ? b.value - a.value : a.value - b.value) || a.number - b.number);

/** The best so far after each completed trial, by number: [[number, best], ...], a point for each improvement and one at the end. */
export function bestSoFar(rows, maximise) {
  const steps = [];
  let best = null;
  let last = null;
  for (const row of rows) {
    if (row.value === null) continue;
    last = row.number;
    if (best !== null && !better(row.value, best, maximise)) continue;
    best = row.value;
    steps.push([row.number, best]);
  }
  if (last !== null && steps.at(-1)[0] !== last) steps.push([last, best]);
  return steps;
}

/** The trials that no other one beats in both the objective and the seconds it took, quickest first. */
export function paretoFront(rows, maximise) {
  const front = [];
  for (const row of rows.filter((each) => each.value !== null && each.seconds !== null).sort((a, b) => a.seconds - b.seconds || (maximise ? b.value - a.value : a.value - b.value))) {
    if (front.length === 0 || better(row.value, front.at(-1).value, maximise)) front.push(row);
  }
  return front;
}

/** The rows in which every word occurs somewhere: in the number, the outcome, the origin, or the configuration. */
export function matching(rows, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const text = `${row.number} ${row.outcome} ${row.origin} ${configuration(row)}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Where a value stands in its parameter's range, from 0 to 1: the middle of its slice for a choice. */
export function unitOf(parameter, value) {
  if (parameter.kind === 'choice') return (parameter.options.findIndex((option) => shown(option) === shown(value)) + 0.5) / parameter.options.length;
  const { low, high, log } = parameter;
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** What groups trials in pictures: the loss where there is a choice of it, else the first choice that every trial has. */
export function groupingOf(columns) {
  const open = columns.parameters.filter((parameter) => parameter.kind === 'choice' && !parameter.path.includes('.'));
  return open.find((parameter) => parameter.path === 'loss') ?? open[0] ?? null;
}

/** The part of the parameters whose value two rows have in common or not: [{ path, values, differ }]. */
export function differences(columns, rows) {
  return columns.parameters
    .filter((parameter) => rows.some((row) => parameter.path in row.assignment))
    .map(({ path }) => {
      const values = rows.map((row) => (path in row.assignment ? shown(row.assignment[path]) : '–'));
      return { path, values, differ: new Set(values).size > 1 };
    });
}

/** Ticks' texts of a logarithmic or other axis. */
export const tick = (value) => number(value, 3);
