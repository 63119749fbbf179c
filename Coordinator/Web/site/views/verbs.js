import { may, patch, post, sweepPath } from '../api.js';
import { confirmed, fill, h, say } from '../dom.js';

/** What one may do with a sweep. Who may not sees why. */
export function verbs(model) {
  const element = h('span', { class: 'verbs' });
  const { name, who, failed } = model;

  async function act(path, said, question, yes) {
    if (question && !(await confirmed(question, yes))) return;
    try {
      await post(sweepPath(name, path));
      say(said);
    } catch (refusal) {
      await failed(refusal);
    }
  }

  function update() {
    const { state } = model.status;
    if (!may(who, 'operator')) {
      fill(element, state !== 'ended' && h('span', { class: 'quiet' }, 'A viewer looks on: pausing and the like need the role operator.'));
      return;
    }
    fill(element,
      state === 'active' && h('button', { onclick: () => act('/pause', 'Paused: no further trial starts') }, 'Pause'),
      state === 'paused' && h('button', { onclick: () => act('/resume', 'Goes on') }, 'Resume'),
      (state === 'active' || state === 'paused') && h('button', { onclick: () => act('/stop', 'Ends once what runs is done', `Let what runs finish, and end ${name}?`, 'Stop') }, 'Stop'),
      state !== 'ended' && h('button', { class: 'danger', onclick: () => act('/cancel', 'Cancelled', `Cancel ${name}? Its running trials are killed.`, 'Cancel the sweep') }, 'Cancel'),
      state !== 'ended' && h('button', { onclick: addPoint }, 'Add a point'),
      h('button', { onclick: changeTrials }, 'More trials'));
  }

  async function addPoint() {
    const best = model.status.best?.assignment ?? model.status.baseline?.assignment ?? {};
    const assignment = await ask('Add a point', 'Its assignment: every parameter that exists under it, as JSON. The best one so far is filled in.', JSON.stringify(best, null, 2), (text) => {
      try {
        return { value: JSON.parse(text) };
      } catch (wrong) {
        return { trouble: `This is not JSON: ${wrong.message}` };
      }
    }, (value) => post(sweepPath(name, '/trials'), { assignment: value }));
    if (assignment) say(`Trial ${assignment.trial} waits for a worker`);
  }

  async function changeTrials() {
    const changed = await ask('More trials', 'How many trials the sweep has in all. Of a sweep that has ended, more trials take it up again.', String(model.status.budget.trials ?? ''), (text) => (
      /^[1-9]\d{0,8}$/.test(text.trim()) ? { value: text.trim() } : { trouble: 'A whole number from 1 on.' }
    ), (value) => patch(sweepPath(name), { settings: { trials: value } }));
    if (changed) say('Changed');
  }

  return { element, update };
}

/** A dialog with one text, which stays open until what was written is accepted or given up; resolves to the answer, or null. */
function ask(title, explanation, text, read, send) {
  return new Promise((answer) => {
    const field = text.includes('\n') ? h('textarea', { rows: 14, spellcheck: 'false', 'aria-label': title, value: text }) : h('input', { 'aria-label': title, value: text });
    const trouble = h('p', { class: 'trouble', role: 'alert' });
    let result = null;
    const dialog = h('dialog', { 'aria-label': title }, h('form', { method: 'dialog' },
      h('h2', {}, title), h('p', { class: 'quiet' }, explanation), field, trouble,
      h('div', { class: 'row' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Give up'), h('button', { type: 'submit' }, title))));
    dialog.querySelector('form').addEventListener('submit', async (event) => {
      event.preventDefault();
      const { value, trouble: wrong } = read(field.value);
      if (wrong) {
        fill(trouble, wrong);
        return;
      }
      try {
        result = (await send(value)) ?? {};
        dialog.close();
      } catch (refusal) {
        fill(trouble, refusal.message);
      }
    });
    dialog.addEventListener('close', () => { dialog.remove(); answer(result); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
