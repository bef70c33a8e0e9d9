/** Renders named looks to out/AVATAR/looks: `node render/looks.js AVATAR [LOOK…]`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openRenderer } from './browser.js';

const [avatar, ...only] = process.argv.slice(2);
const OUT = path.resolve(import.meta.dirname, '../out', avatar, 'looks');
const UPPER = { blink: 0, brow: 0, smile: 0 };
// curves: open, wide, purse, protrude, press, tuck, part
const LOOKS = {
  rest: { curves: [0, 0, 0, 0, 0, 0, 0] },
  smile: { curves: [0.06, 0.5, 0, 0, 0, 0, 0.5], upper: { ...UPPER, smile: 0.35, brow: 0.1 } },
  aa: { curves: [0.9, 0.1, 0.05, 0.05, 0, 0, 0.25] },
  ee: { curves: [0.2, 0.75, 0, 0, 0, 0, 0.5] },
  oo: { curves: [0.18, 0, 0.95, 0.7, 0, 0, 0.1] },
  f: { curves: [0.08, 0.1, 0, 0, 0, 0.9, 0.3] },
  th: { curves: [0.16, 0.15, 0, 0, 0, 0, 0.45], tongue: 0.6, tongueOut: 1 },
  l: { curves: [0.3, 0.2, 0, 0, 0, 0, 0.4], tongue: 1 },
  ch: { curves: [0.1, 0, 0.5, 0.6, 0, 0, 0.6] },
  w: { curves: [0.1, 0, 0.9, 0.6, 0, 0, 0] },
  m: { curves: [0, 0, 0, 0, 0.85, 0, 0] },
  eh: { curves: [0.45, 0.4, 0, 0, 0, 0, 0.4] },
  blinkTurn: {
    curves: [0, 0, 0, 0, 0, 0, 0],
    upper: { ...UPPER, blink: 1 },
    head: [0.06, 0.2, 0.05],
    body: [0.05, 0, 0.02],
  },
  turn: { curves: [0.3, 0.2, 0, 0, 0, 0, 0.3], head: [-0.02, -0.14, -0.03], gaze: [0.1, 0] },
  turnedAway: { curves: [0, 0, 0, 0, 0, 0, 0], head: [0, 1, 0] },
  profile: { curves: [0, 0, 0, 0, 0, 0, 0], head: [0, 1.4, 0] },
};

mkdirSync(OUT, { recursive: true });
const names = only.length > 0 ? only : Object.keys(LOOKS);
const renderer = await openRenderer({ avatar, supersampling: Number(process.env.SUPERSAMPLING ?? 2) }); // prettier-ignore
const started = Date.now();
for (const name of names)
  writeFileSync(path.join(OUT, `${name}.jpg`), await renderer.render({ upper: UPPER, ...LOOKS[name] })); // prettier-ignore
console.log(Math.round((Date.now() - started) / names.length), 'ms a frame');
await renderer.close();
