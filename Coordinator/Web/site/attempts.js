// A sweep's attempts over time, as far as they were told: replies that follow on each other become one.
import { get, sweepPath } from './api.js';

/** So many are shown at most, the latest: more bars are no picture. */
const most = 20_000;

/** A function that asks for what is new and resolves to { found, leftOut }: the timeline in one piece, and how many attempts before it are not in it. */
export function attemptsOf(name) {
  const workers = [];
  const marks = new Map();
  /** By trial and attempt, in order of their beginning: an attempt that still ran comes again with its end. */
  const known = new Map();
  let outcomes = [];
  let after = 0;
  let leftOut = 0;
  let lastLeftOut = -1;

  function take(page) {
    const places = page.workers.map((worker) => {
      if (!workers.includes(worker)) workers.push(worker);
      return workers.indexOf(worker);
    });
    outcomes = page.outcomes;
    page.trial.forEach((trial, i) => {
      const key = `${trial}.${page.attempt[i]}`;
      // It was left out before, and comes again with one that still runs.
      if (page.start[i] <= lastLeftOut && !known.has(key)) return;
      known.set(key, { trial, attempt: page.attempt[i], worker: places[page.worker[i]], slot: page.slot[i], start: page.start[i], end: page.end[i], outcome: page.outcome[i], objective: page.objective[i] });
    });
    for (const mark of page.marks) marks.set(mark.position, mark);
    for (const [key, { start }] of known) {
      if (known.size <= most) break;
      known.delete(key);
      leftOut++;
      lastLeftOut = start;
    }
  }

  return async () => {
    let next = Infinity;
    for (let at = after; at !== null;) {
      const page = await get(sweepPath(name, `/timeline?after=${at}`));
      take(page);
      next = Math.min(next, page.next);
      at = page.more;
    }
    after = next;
    const all = [...known.values()];
    const column = (key) => all.map((each) => each[key]);
    const found = { workers, outcomes, marks: [...marks.values()], ...Object.fromEntries(['trial', 'attempt', 'worker', 'slot', 'start', 'end', 'outcome', 'objective'].map((key) => [key, column(key)])) };
    return { found, leftOut };
  };
}
