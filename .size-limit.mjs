/**
 * What a first visit transfers until the first generated frame: everything of the main job.
 * A host that compresses sends text and wasm gzipped; size-limit counts each file that way.
 * What is fetched only where there is a graphics card is not counted: its runtime and the network in half precision (9.8 MB).
 */
import { readFileSync } from 'node:fs';

const { assets } = JSON.parse(readFileSync('dist/offline-assets.json', 'utf8'));
const firstVisit = assets.filter(({ group }) => group === 'shell' || group === 'main-job');

export default [
  {
    name: 'first visit to first generated frame',
    path: firstVisit.map(({ path }) => `dist/${path}`),
    limit: '30 MB',
    gzip: true,
    brotli: false,
  },
];
