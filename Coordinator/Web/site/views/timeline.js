import { attemptsOf } from '../attempts.js';
import { chart } from '../chart.js';
import { fill, h } from '../dom.js';
import { timeline, timelineHeight } from '../plots/timeline.js';
import { to } from '../routes.js';

/** Which worker was at which trial, when. */
export function timelineTab(model) {
  const picture = chart('Which worker was at which trial, when');
  const note = h('p', { class: 'quiet', role: 'status' });
  const ask = attemptsOf(model.name);
  let closed = false;
  let busy = false;

  async function load() {
    if (busy) return;
    busy = true;
    try {
      const { found, leftOut } = await ask();
      if (closed) return;
      fill(note, leftOut > 0 && `The latest ${found.trial.length} of ${found.trial.length + leftOut} attempts.`);
      if (found.trial.length === 0) {
        picture.say('No trial has begun yet.');
        return;
      }
      const latest = Math.max(found.start.reduce((a, b) => Math.max(a, b), 0), found.end.reduce((a, b) => Math.max(a, b ?? 0), 0), model.status.state === 'ended' ? 0 : model.status.seconds_used * 1000);
      picture.resize(timelineHeight(found));
      await picture.show((theme) => timeline(found, latest, theme, leftOut), (instance) => {
        instance.off('click');
        instance.on('click', ({ data }) => { if (data?.trial !== undefined) location.hash = to.trials(model.name, [data.trial]); });
      });
    } catch (refusal) {
      await model.failed(refusal);
    } finally {
      busy = false;
    }
  }

  load();
  return { element: h('div', {}, h('h2', {}, 'Workers over time'), note, picture.element), update: load, close() { closed = true; picture.close(); } };
}
