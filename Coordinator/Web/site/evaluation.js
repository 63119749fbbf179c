// From a trial's evaluation to curves and counts. `predicted` has, for each positive from the highest score down, how many
// rows have at least its score: so a cut right there keeps predicted[k] rows, and as many hits as there are entries up to it.

/** The distinct cuts of one label, as [hits, predicted, tied], from none to all positives: `tied` negatives have the very score of the cut. */
function cuts(predicted, tied) {
  const found = [[0, 0, 0]];
  for (let k = 0; k < predicted.length; k++) if (k + 1 === predicted.length || predicted[k + 1] !== predicted[k]) found.push([k + 1, predicted[k], tied?.[k] ?? 0]);
  return found;
}

/** { cuts, positives, total } of a label of a part, or of all of them pooled (label null), whose cuts are too far apart to have corners. */
export function cutsOf(part, label) {
  if (label === null) return { cuts: [[0, 0], ...part.pooled.hits.map((hits, i) => [hits, part.pooled.predicted[i]])], positives: part.pooled.positives, total: part.pooled.cells };
  return { cuts: cuts(part.predicted[label], part.tied[label]), positives: part.positives[label], total: part.rows };
}

/** [[false positive rate, true positive rate], ...]: of a label exactly, so that the area under it is its AUC. */
export function roc({ cuts: at, positives, total }) {
  const negatives = total - positives;
  if (positives === 0 || negatives === 0) return [];
  const points = [];
  for (const [hits, predicted, tied] of at) {
    const wrong = predicted - hits;
    // Negatives above the cut come first, at the hits so far; those that are tied with it come with its hits.
    if (tied !== undefined && points.length > 0) points.push([(wrong - tied) / negatives, points.at(-1)[1]]);
    points.push([wrong / negatives, hits / positives]);
  }
  return [...points, [1, 1]];
}

/** [[recall, precision], ...] */
export function precisionRecall({ cuts: at, positives }) {
  if (positives === 0) return [];
  const points = at.filter(([, predicted]) => predicted > 0).map(([hits, predicted]) => [hits / positives, hits / predicted]);
  return points.length > 0 ? [[0, points[0][1]], ...points] : [];
}

/** Counts at the thresholds that were tuned, or at the natural one where `natural` is asked for; of one label, or of all cells. null: there are none. */
export function confusion(part, label, natural = false) {
  const at = natural ? part.natural : part.tuned;
  if (at === null || at === undefined) return null;
  const sum = (list) => (label === null ? list.reduce((total, next) => total + next, 0) : list[label]);
  const [tp, fp, positives] = [sum(at.tp), sum(at.fp), sum(part.positives)];
  const cells = label === null ? part.rows * part.positives.length : part.rows;
  return { tp, fp, fn: positives - tp, tn: cells - positives - fp };
}

export const f1 = ({ tp, fp, fn }) => (2 * tp + fp + fn === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn));

/** On how many labels a trial has a better or worse average precision than another, and where it gains and loses most: { better, worse, most, least }. */
export function gains(of, against, part) {
  const [mine, its] = [of.parts[part].ap, against.parts[part].ap];
  const found = mine.map((ap, c) => ({ label: of.labels[c], gain: ap === null || its[c] === null ? 0 : ap - its[c] })).filter(({ gain }) => gain !== 0).sort((a, b) => b.gain - a.gain);
  const better = found.filter(({ gain }) => gain > 0).length;
  return { better, worse: found.length - better, most: better > 0 ? found[0] : null, least: better < found.length ? found.at(-1) : null };
}
