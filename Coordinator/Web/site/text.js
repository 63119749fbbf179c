// Numbers and times as people read them.

/** Four significant digits, as the terminal has it; a dash for what is not there. */
export function number(value, digits = 4) {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-5 || size >= 1e6) ? value.toExponential(digits - 1).replace(/\.?0+e/, 'e') : String(Number(value.toPrecision(digits)));
}

/** A measure of quality: always four decimals, so that columns line up. */
export const measure = (value) => (typeof value === 'number' && Number.isFinite(value) ? value.toFixed(4) : number(value));

export const signed = (value) => (value === null || value === undefined ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`);

/** Such as 3 h 12 m, 4 m 5 s, 12.3 s. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} m ${Math.floor(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

export const plural = (count, noun, many = `${noun}s`) => `${count} ${count === 1 ? noun : many}`;

/** The last part of a parameter's path: gamma of loss.focal.gamma. */
export const tail = (path) => path.slice(path.lastIndexOf('.') + 1);

/** A parameter's value: lists as in a spec. */
export const shown = (value) => (Array.isArray(value) ? `[${value.join(', ')}]` : typeof value === 'number' ? number(value) : value === undefined ? '–' : String(value));
