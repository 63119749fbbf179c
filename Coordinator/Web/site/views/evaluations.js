import { get, sweepPath } from '../api.js';

/** A sweep's evaluations, each asked for once: a function from a trial's number to its evaluation, or to a sentence that says why there is none. */
export function evaluationsOf(name) {
  const known = new Map();

  async function load(number) {
    try {
      const { artefacts, outcome } = await get(sweepPath(name, `/trials/${number}`));
      if (!artefacts?.evaluation) return outcome === 'completed' ? `Trial ${number} left no evaluation.` : `Trial ${number} has no outcome that could be evaluated: ${outcome}.`;
      return await get(sweepPath(name, `/trials/${number}/evaluation`));
    } catch (refusal) {
      if (refusal.status === 404) return refusal.message;
      throw refusal;
    }
  }

  return async (number) => {
    if (known.has(number)) return known.get(number);
    const found = await load(number);
    // One that is missing may come yet.
    if (typeof found !== 'string') known.set(number, found);
    return found;
  };
}
