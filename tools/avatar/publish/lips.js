/**
 * Measures rendered lips at known phones, by landmarks of the finished pictures:
 *   node publish/lips.js PICTURES PHONES [FIRST]
 * PICTURES: folder of 000000.jpg …; PHONES: lines "phone start end" (s) whose time 0 is picture FIRST.
 * Prints how many p, b, m close (gap within a frame of the phone under 20 % of the range) and how far open
 * vowels open (share of the range).
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openLandmarker } from './landmarks.js';

const FPS = 25;
const CLOSED = 0.2; // of the range between rest and the 95th percentile
const UPPER_LIP = 13;
const LOWER_LIP = 14;
const EYE_CORNERS = [33, 263];

const distance = (points, i, j) =>
  Math.hypot(points[i * 3] - points[j * 3], points[i * 3 + 1] - points[j * 3 + 1]);

const [folder, phoneFile, firstText = '0'] = process.argv.slice(2);
const first = Number(firstText);
const phones = readFileSync(phoneFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [phone, start, end] = line.split(/\s+/);
    return { phone, start: Number(start), end: Number(end) };
  });
const count = Math.ceil(phones.at(-1).end * FPS);
const names = Array.from({ length: count }, (_, i) => `${String(first + i).padStart(6, '0')}.jpg`);
const present = names.filter((name) => existsSync(path.join(folder, name)));
const landmarker = await openLandmarker(folder, process.env.FACE_TASK);
const faces = await landmarker.detect(present);
await landmarker.close();

const gaps = faces.map((p) => p && distance(p, UPPER_LIP, LOWER_LIP) / distance(p, ...EYE_CORNERS));
const known = gaps.filter((g) => g !== null).sort((a, b) => a - b);
const rest = known[0];
const range = known[Math.floor(known.length * 0.95)] - rest;
const near = ({ start, end }) =>
  gaps
    .slice(Math.max(0, Math.floor(start * FPS) - 1), Math.ceil(end * FPS) + 2)
    .filter((g) => g !== null)
    .map((g) => (g - rest) / range);
const at = (set, pick) =>
  phones
    .filter((p) => set.includes(p.phone))
    .map(near)
    .filter((values) => values.length > 0)
    .map((values) => pick(...values));
const bilabials = at(['p', 'b', 'm'], Math.min);
const vowels = at(['aa', 'ae', 'ay', 'ao', 'aw'], Math.max);
console.log(
  JSON.stringify({
    frames: present.length,
    withoutFace: faces.filter((p) => p === null).length,
    bilabials: bilabials.length,
    closed: bilabials.filter((value) => value < CLOSED).length,
    widestClosure: Math.max(...bilabials, 0),
    openVowels: vowels.length,
    openVowelMean: vowels.reduce((a, b) => a + b, 0) / (vowels.length || 1),
    gapAtRest: rest,
    gapRange: range,
  }),
);
