// node bundle.mjs SOURCE TARGET: beside the installed packages.
import { build } from 'esbuild';

const [source, target] = process.argv.slice(2);
await build({
  entryPoints: [source],
  outfile: target,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'inline',
  nodePaths: ['node_modules'],
  logLevel: 'warning',
});
