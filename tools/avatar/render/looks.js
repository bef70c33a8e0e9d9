/** Renders a sheet of named looks to out/looks/: `node render/looks.js`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openRenderer } from './browser.js';

const OUT = path.resolve(import.meta.dirname, '../out/looks');
const UPPER = { blink: 0, brow: 0, smile: 0 };
// curves: open, wide, purse, protrude, press, tuck, part
const LOOKS = {
  rest: { curves: [0, 0, 0, 0, 0, 0, 0] },
  aa: { curves: [0.9, 0.1, 0.05, 0.05, 0, 0, 0.25] },
  ee: { curves: [0.2, 0.75, 0, 0, 0, 0, 0.5] },
  oo: { curves: [0.18, 0, 0.95, 0.7, 0, 0, 0.1] },
  f: { curves: [0.08, 0.1, 0, 0, 0, 0.9, 0.3] },
  m: { curves: [0, 0, 0, 0, 0.85, 0, 0] },
  eh: { curves: [0.45, 0.4, 0, 0, 0, 0, 0.4] },
  blinkTurn: {
    curves: [0, 0, 0, 0, 0, 0, 0],
    upper: { ...UPPER, blink: 1 },
    head: [0.06, 0.2, 0.05],
    body: [0.05, 0, 0.02],
  },
};

mkdirSync(OUT, { recursive: true });
const renderer = await openRenderer({ supersampling: Number(process.env.SUPERSAMPLING ?? 2) });
const started = Date.now();
for (const [name, look] of Object.entries(LOOKS))
  writeFileSync(path.join(OUT, `${name}.jpg`), await renderer.render({ upper: UPPER, ...look }));
console.log(Math.round((Date.now() - started) / Object.keys(LOOKS).length), 'ms a frame');
await renderer.close();
