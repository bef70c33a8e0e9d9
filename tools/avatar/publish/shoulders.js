/**
 * Measures how far shoulders jump at the cuts of planned videos, which face tracks cannot tell:
 *   node --import tsx publish/shoulders.js ID
 * Needs the plans (plan/presenters.py), which tell how the body stands, and the published tracks, by which the app cuts. Prints what
 * tools/avatar/README.md tells, mm.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { poseSignatures } from '../../../src/core/clips/pose-signature.ts';
import { readTrackFile } from '../../../src/core/faces/track-file.ts';
import { plannedCuts } from '../../eval/lips/cuts.ts';
import { quantile } from '../../eval/lips/metrics/series.ts';

/** From the point that the body leans about (render/avatar.js), dm. */
const SHOULDERS = [
  [-1.6, 3],
  [1.6, 3],
];
const MM = 100; // in a dm

const [id] = process.argv.slice(2);
if (!id) throw new Error('usage: shoulders.js ID');
const planned = path.resolve(import.meta.dirname, '../out', id, 'clips');
const published = path.resolve(import.meta.dirname, '../../../public/core_clips', id);

const { clips } = JSON.parse(readFileSync(path.join(published, 'avatar.json'), 'utf8'));
const tracks = clips.map(({ name, track }) => [name, readTrackFile(readFileSync(path.join(published, track)))]); // prettier-ignore
/** Places of the shoulders by clip and frame, dm: x, y, x, y. */
const places = new Map(
  clips.map(({ name }) => {
    const plan = readFileSync(path.join(planned, path.parse(name).name, 'plan.jsonl'), 'utf8');
    return [name, plan.trim().split('\n').map((line) => shouldersOf(JSON.parse(line).body))]; // prettier-ignore
  }),
);

function shouldersOf([sideways, up, roll]) {
  return SHOULDERS.flatMap(([x, y]) => [sideways + x - roll * y, up + y + roll * x]);
}

/** How far the shoulder moves that moves most, mm. */
function movement(from, to) {
  const [x1, y1, x2, y2] = to.map((value, i) => MM * (value - from[i]));
  return Math.max(Math.hypot(x1, y1), Math.hypot(x2, y2));
}

const place = ({ clip, sourceFrame }) => places.get(clip)[sourceFrame];
const shown = ({ blend, ...source }) =>
  place(source).map((value, i) =>
    blend ? value + blend.share * (place(blend)[i] - value) : value,
  );

const usual = [...places.values()].flatMap((frames) => frames.slice(1).map((here, i) => movement(frames[i], here))); // prettier-ignore
// Loops go on as they are.
const cuts = [...plannedCuts(clips, poseSignatures(new Map(tracks)))].filter(([before, after]) => before.clip !== after.clip); // prettier-ignore
const jumps = cuts.map(([before, after]) => movement(place(before), place(after)));
const steps = cuts.map((frames) => Math.max(...frames.slice(1).map((here, i) => movement(shown(frames[i]), shown(here))))); // prettier-ignore
const told = (values) => [0.5, 0.95, 1].map((q) => quantile(values, q).toFixed(2)).join(', ');
console.log(`a frame: ${told(usual)} mm (median, 95 %, largest)`);
console.log(`${cuts.length} cuts between clips: ${told(jumps)} mm`);
console.log(`largest step as blended: ${told(steps)} mm`);
