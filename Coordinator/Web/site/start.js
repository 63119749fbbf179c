// Runs while the page's other modules are still on their way: what the page asks for first is asked for already now.
import { ahead, hasSignedIn, sweepPath } from './api.js';
import { route } from './routes.js';

if (hasSignedIn()) {
  ahead('/caller');
  const at = route();
  if (at.view === 'sweep') for (const rest of ['', '/columns']) ahead(sweepPath(at.name, rest));
}
