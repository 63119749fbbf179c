// Where one is on the page: #/, #/workers, #/sweeps/NAME, #/sweeps/NAME/TAB, #/sweeps/NAME/trials/3,17.

export const tabs = ['overview', 'trials', 'parameters', 'labels', 'timeline', 'failures'];

/** { view: 'list' | 'workers' | 'sweep', name, tab, trials } */
export function route(hash = location.hash) {
  const parts = hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);
  if (parts[0] === 'workers') return { view: 'workers' };
  if (parts[0] !== 'sweeps' || parts.length < 2) return { view: 'list' };
  const tab = tabs.includes(parts[2]) ? parts[2] : 'overview';
  const trials = tab === 'trials' && parts[3] ? parts[3].split(',').filter((text) => /^\d+$/.test(text)).map(Number).slice(0, 6) : [];
  return { view: 'sweep', name: parts[1], tab, trials };
}

export const to = {
  list: () => '#/',
  workers: () => '#/workers',
  sweep: (name, tab = 'overview') => `#/sweeps/${encodeURIComponent(name)}${tab === 'overview' ? '' : `/${tab}`}`,
  trials: (name, numbers) => `#/sweeps/${encodeURIComponent(name)}/trials/${numbers.join(',')}`,
};
