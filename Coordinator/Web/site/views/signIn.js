import { signIn } from '../api.js';
import { fill, h } from '../dom.js';

/**
 * Asks for a token; `done` is called once there is a session.
 * @param why what led here, to be said
 */
export function signInView(done, why = null) {
  const token = h('input', { type: 'password', id: 'token', autocomplete: 'off', spellcheck: 'false', required: true });
  const trouble = h('p', { class: 'trouble', role: 'alert' });
  const form = h('form', { class: 'signin' },
    h('h1', {}, 'Sign in'),
    why && h('p', { role: 'alert' }, why),
    h('label', { for: 'token' }, 'Access token'), token,
    h('button', { type: 'submit' }, 'Sign in'),
    trouble,
    h('p', { class: 'quiet' }, 'An admin makes one for you: ', h('code', {}, 'sweeps token create NAME --role viewer'),
      '. It is exchanged for a session of twelve hours and kept nowhere.'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    fill(trouble);
    try {
      await signIn(token.value.trim());
      token.value = '';
      await done();
    } catch (refusal) {
      fill(trouble, refusal.status === 401 ? 'This token is not known, or was revoked.' : refusal.status === 403 ? 'This token is a worker’s: the page needs one of a person.' : refusal.message);
      token.select();
    }
  });
  queueMicrotask(() => token.focus());
  return { element: form, close() {} };
}
