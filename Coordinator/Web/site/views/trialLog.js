import { get, sweepPath } from '../api.js';
import { fill, h } from '../dom.js';

/** What a trial printed, attempt by attempt, as it comes. */
export function trialLog(model, number) {
  const lines = h('pre', { class: 'log', tabindex: 0, 'aria-label': `What trial ${number} printed` });
  const element = h('details', { class: 'logs' }, h('summary', {}, 'What it printed'), lines);
  let after = null;
  let attempt = null;
  let busy = false;
  let empty = true;
  let again = null;

  async function load() {
    if (busy || !element.open) return;
    busy = true;
    try {
      let more = true;
      while (more) {
        const page = await get(sweepPath(model.name, `/trials/${number}/log?limit=1000${after === null ? '' : `&after=${after}`}`));
        if (page.lines.length > 0 && empty) fill(lines);
        for (const line of page.lines) {
          if (line.attempt !== attempt) lines.append(h('span', { class: 'quiet' }, `attempt ${line.attempt}\n`));
          attempt = line.attempt;
          lines.append(`${line.text}\n`);
          empty = false;
        }
        after = page.next ?? (page.lines.length > 0 ? `${page.lines.at(-1).attempt}.${page.lines.at(-1).sequence}` : after);
        more = page.next !== null;
      }
      if (empty) fill(lines, h('span', { class: 'quiet' }, 'It has printed nothing.'));
    } catch (refusal) {
      await model.failed(refusal);
    } finally {
      busy = false;
      // What is printed is no event: who reads along asks again.
      clearTimeout(again);
      if (element.open && model.rows[number]?.outcome === 'running') again = setTimeout(load, 2000);
    }
  }

  element.addEventListener('toggle', load);
  return { element, update: load, close: () => clearTimeout(again) };
}
