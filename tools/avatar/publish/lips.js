/**
 * Measures the lips and heads of an avatar's published clips by their face tracks, that is on the decoded videos:
 *   node --import tsx publish/lips.js ID
 * Needs the plans (plan/presenters.py), which tell when each phone is spoken. Prints what tools/avatar/README.md tells:
 * how many p, b, m close (gap within a frame of the phone under 20 % of the clip's range), how far open vowels open (share of
 * the range), gaps and movements in distances of the outer eye corners.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readTrackFile } from '../../../src/core/faces/track-file.ts';

const FPS = 25;
const CLOSED = 0.2; // of the range between the smallest gap and its 95th percentile
const UPPER_LIP = 13;
const LOWER_LIP = 14;
const NOSE = 1;
const EYE_CORNERS = [33, 263];
const BILABIALS = ['p', 'b', 'm'];
const OPEN_VOWELS = ['aa', 'ae', 'ay', 'ao', 'aw'];

const [id] = process.argv.slice(2);
if (!id) throw new Error('usage: lips.js ID');
const planned = path.resolve(import.meta.dirname, '../out', id, 'clips');
const published = path.resolve(import.meta.dirname, '../../../public/core_clips', id);

const between = (p, q, i, j) => Math.hypot(p[i * 3] - q[j * 3], p[i * 3 + 1] - q[j * 3 + 1]);
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))]; // prettier-ignore
const range = (values, low = 0, high = 1) =>
  [quantile(values, low), quantile(values, high)].map((value) => value.toFixed(3)).join('–');

const clips = readdirSync(planned).map((name) => {
  const { frames } = readTrackFile(readFileSync(path.join(published, `${name}.track`)));
  const faces = frames.filter((face) => face !== null).map(({ landmarks }) => landmarks);
  const size = quantile(faces.map((p) => between(p, p, ...EYE_CORNERS)), 0.5); // prettier-ignore
  const gaps = faces.map((p) => between(p, p, UPPER_LIP, LOWER_LIP) / size);
  const steps = faces.slice(1).map((p, i) => between(p, faces[i], NOSE, NOSE) / size);
  const spoken = path.join(planned, name, 'phones.txt');
  const phones = existsSync(spoken)
    ? readFileSync(spoken, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/))
        .map(([phone, start, end]) => ({ phone, start: Number(start), end: Number(end) }))
    : null;
  return { faceless: frames.length - faces.length, faces, size, gaps, steps, phones };
});

/** Of each such phone of a clip the gap that `pick` takes from the frames around it, as a share of the clip's range. */
function openings({ gaps, phones }, set, pick) {
  const rest = Math.min(...gaps);
  const full = quantile(gaps, 0.95) - rest;
  return phones
    .filter(({ phone }) => set.includes(phone))
    .map(({ start, end }) =>
      gaps.slice(Math.max(0, Math.floor(start * FPS) - 1), Math.ceil(end * FPS) + 2),
    )
    .filter((near) => near.length > 0)
    .map((near) => (pick(...near) - rest) / full);
}

const talk = clips.filter(({ phones }) => phones !== null);
const shut = talk.flatMap((clip) => openings(clip, BILABIALS, Math.min));
const open = talk.flatMap((clip) => openings(clip, OPEN_VOWELS, Math.max));
const starts = clips.map(({ gaps }) => gaps[0]);
const medians = clips.map(({ steps }) => quantile(steps, 0.5));
const seams = clips.flatMap(({ faces, size }) =>
  clips.map((next) => between(faces.at(-1), next.faces[0], NOSE, NOSE) / size),
);
const faceless = clips.reduce((sum, clip) => sum + clip.faceless, 0);
console.log(`${faceless} frames without a face`);
console.log(`p, b, m shut: ${shut.filter((gap) => gap < CLOSED).length} of ${shut.length}`);
console.log(`open vowels: ${quantile(open, 0.5).toFixed(2)} (${range(open, 0.05, 0.95)})`);
console.log(`gap at the start: ${range(starts)}`);
const fastest = Math.max(...clips.flatMap(({ steps }) => steps));
console.log(`nose, a frame: median of a clip ${range(medians)}, largest ${fastest.toFixed(3)}`);
console.log(`nose at a seam: ${range(seams)}`);
