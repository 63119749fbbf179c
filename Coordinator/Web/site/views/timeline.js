import { get, sweepPath } from '../api.js';
import { chart } from '../chart.js';
import { h } from '../dom.js';
import { timeline, timelineHeight } from '../plots/timeline.js';
import { to } from '../routes.js';

/** Which worker was at which trial, when. */
export function timelineTab(model) {
  const picture = chart('Which worker was at which trial, when');
  let closed = false;
  let busy = false;

  async function load() {
    if (busy) return;
    busy = true;
    try {
      const found = await get(sweepPath(model.name, '/timeline'));
      if (closed) return;
      if (found.trial.length === 0) {
        picture.say('No trial has begun yet.');
        return;
      }
      const latest = Math.max(...found.start, ...found.end.map((end) => end ?? 0), model.status.state === 'ended' ? 0 : model.status.seconds_used * 1000);
      picture.resize(timelineHeight(found));
      await picture.show((theme) => timeline(found, latest, theme), (instance) => {
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
  return { element: h('div', {}, h('h2', {}, 'Workers over time'), picture.element), update: load, close() { closed = true; picture.close(); } };
}
