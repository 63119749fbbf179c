import { get, live } from '../api.js';

/**
 * Loads what a view shows, and again, at most once a second, when anything has happened in the fleet.
 * @returns a function that ends it
 */
export function watching(load, failed) {
  let end = () => {};
  let closed = false;

  (async () => {
    try {
      const { position } = await get('/status');
      await load();
      if (closed) return;
      end = live('/events', position, { happened: () => load().catch(failed), connected() {}, failed, every: 1000 });
    } catch (refusal) {
      await failed(refusal);
    }
  })();

  return () => {
    closed = true;
    end();
  };
}
