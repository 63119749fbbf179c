// Elements without a framework. Text is text: nothing here takes markup, so that no name or log line becomes any.

/**
 * h('button', { class: 'plain', onclick: go, disabled: true }, 'Go'): an element with attributes, listeners and children.
 * Attributes that are null, undefined or false are left out; children may be texts, numbers, nodes, lists of them, or null.
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'value') element.value = value;
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...nodes(children));
  return element;
}

/** Puts children in the place of those that an element has. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

const nodes = (children) => children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

/** A table of texts with a head, such as `table(['trial', 'value'], [[3, '0.35']])`; `right` has the indices of its columns of numbers. */
export const table = (head, rows, { caption, right = [] } = {}) => h('div', { class: 'scroll' }, h('table', {},
  caption && h('caption', {}, caption),
  h('thead', {}, h('tr', {}, head.map((text, i) => h('th', { scope: 'col', class: right.includes(i) && 'number' }, text)))),
  h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => h('td', { class: right.includes(i) && 'number' }, cell)))))));

/** A question before something that cannot be undone; resolves to whether it was answered with yes. */
export function confirmed(question, yes) {
  return new Promise((answer) => {
    const dialog = h('dialog', { 'aria-label': question },
      h('p', {}, question),
      h('form', { method: 'dialog', class: 'row' }, h('button', { value: 'no' }, 'No'), h('button', { value: 'yes', class: 'danger' }, yes)));
    dialog.addEventListener('close', () => { dialog.remove(); answer(dialog.returnValue === 'yes'); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Says something in passing, to eyes and to screen readers. */
export function say(text, kind = 'note') {
  const message = h('p', { class: `message ${kind}` }, text, h('button', { class: 'plain', 'aria-label': 'Dismiss', onclick: () => message.remove() }, '×'));
  document.getElementById('messages').append(message);
  if (kind === 'note') setTimeout(() => message.remove(), 6000);
}
