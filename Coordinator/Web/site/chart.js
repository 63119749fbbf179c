// A place where a picture is, drawn by the charts that are loaded once they are needed.
import { fill, h } from './dom.js';

const loading = () => import('./charts.js');

/** One picture after the other, with time to show the first before the next is drawn. */
let turn = Promise.resolve();
const inTurn = (draw) => {
  const mine = turn.then(draw);
  turn = mine.catch(() => {}).then(() => new Promise((done) => { setTimeout(done); }));
  return mine;
};
const scheme = matchMedia('(prefers-color-scheme: dark)');

/** The colours of the page as it is shown. */
export function theme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return { text: colour('--text'), quiet: colour('--quiet'), line: colour('--line'), surface: colour('--surface'), dark: scheme.matches };
}

/**
 * { element, show(draw, ready?), say(text), close() }: `show` takes a function of the theme that makes an option, so that the picture can be
 * made anew in other colours; `ready` gets the instance after each drawing.
 * @param label what the picture shows, for those who do not see it
 */
export function chart(label, { height = 320 } = {}) {
  const canvas = h('div', { class: 'canvas', role: 'img', 'aria-label': label });
  let pixels = height;
  canvas.style.height = `${pixels}px`;
  const element = h('figure', { class: 'chart' }, canvas);
  let instance = null;
  let current = null;
  let closed = false;
  let drawings = 0;

  const resized = new ResizeObserver(() => instance?.resize());
  resized.observe(canvas);
  const recolour = () => current && paint();
  scheme.addEventListener('change', recolour);

  async function paint() {
    const charts = await loading();
    return inTurn(() => drawWith(charts));
  }

  function drawWith(charts) {
    if (closed || current === null) return;
    if (charts.missing) {
      note(charts.missing);
      return;
    }
    if (instance === null) {
      fill(canvas);
      canvas.style.height = `${pixels}px`;
      instance = charts.draw(canvas);
    }
    const { draw, ready } = current;
    instance.setOption(draw(theme()), { notMerge: true });
    canvas.dataset.drawn = String(++drawings);
    ready?.(instance);
  }

  function note(text) {
    instance?.dispose();
    instance = null;
    delete canvas.dataset.drawn;
    // Words need less room than a picture.
    canvas.style.height = 'auto';
    fill(canvas, h('p', { class: 'quiet' }, text));
  }

  return {
    element,
    show(draw, ready) {
      current = { draw, ready };
      return paint();
    },
    say(text) {
      current = null;
      note(text);
    },
    resize(wanted) {
      pixels = wanted;
      if (instance !== null) canvas.style.height = `${pixels}px`;
    },
    close() {
      closed = true;
      resized.disconnect();
      scheme.removeEventListener('change', recolour);
      instance?.dispose();
    },
  };
}
