// Colours that the colour-blind tell apart (Okabe and Ito 2008), and a shape with each, so that no picture needs its colours.

const colours = {
  light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a6d00', '#666666'],
  dark: ['#56b4e9', '#ff8a4c', '#2fd6a4', '#e8a6cb', '#f5b73b', '#9ad4f5', '#f0e442', '#b0b0b0'],
};
const shapes = ['circle', 'triangle', 'rect', 'diamond', 'roundRect', 'pin', 'arrow', 'emptyCircle'];

/** What is drawn on: { text, quiet, line, surface, dark }. */
export const paper = { text: '#1b1f24', quiet: '#57606a', line: '#d0d7de', surface: '#ffffff', dark: false };

export const colour = (theme, index) => (theme.dark ? colours.dark : colours.light)[index % 8];
export const shape = (index) => shapes[index % 8];

/** Viridis (van der Walt and Smith 2015), which grows brighter throughout: at 0 to 1. */
const viridis = [[68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37]];

export function heat(at) {
  const place = Math.min(Math.max(at, 0), 1) * (viridis.length - 1);
  const from = Math.min(Math.floor(place), viridis.length - 2);
  const mixed = viridis[from].map((start, i) => Math.round(start + (viridis[from + 1][i] - start) * (place - from)));
  return `rgb(${mixed.join(',')})`;
}

/** From loss to gain, by way of nothing (PuOr of ColorBrewer, which the colour-blind tell apart; Brewer 2003). */
export const gainScale = ['#b35806', '#f1a340', '#fee0b6', '#f7f7f7', '#d8daeb', '#998ec3', '#542788'];

export const heatScale = Array.from({ length: 9 }, (_, i) => heat(i / 8));
