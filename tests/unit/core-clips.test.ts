/** The committed avatar folders are whole, and their clips are what the edit decision list relies on. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseClipName } from '../../src/core/clips/clip-name';
import { EYE_CORNERS, NOSE_TIP, type Face } from '../../src/core/faces/face-track';
import { readTrackFile } from '../../src/core/faces/track-file';

const UPPER_LIP = 13;
const LOWER_LIP = 14;
/** Distances of the eye corners; landmarks of shut lips scatter by about 0.03. */
const SHUT = 0.05;

interface Clip {
  name: string;
  kind: 'talk' | 'silence';
  frames: number;
  bytes: number;
  sha256: string;
  track: string;
}

interface Avatar {
  width: number;
  height: number;
  fps: number;
  clips: Clip[];
}

const CORE_CLIPS = join(import.meta.dirname, '../../public/core_clips');
const { avatars: ids } = readJson(join(CORE_CLIPS, 'index.json')) as { avatars: string[] };

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function distance({ landmarks }: Face, i: number, { landmarks: other }: Face, j: number): number {
  const at = (points: Float32Array, k: number) => points[k] ?? NaN;
  return Math.hypot(
    at(landmarks, i * 3) - at(other, j * 3),
    at(landmarks, i * 3 + 1) - at(other, j * 3 + 1),
  );
}

const eyes = (face: Face) => distance(face, EYE_CORNERS[0], face, EYE_CORNERS[1]);
const gap = (face: Face) => distance(face, UPPER_LIP, face, LOWER_LIP) / eyes(face);

/** What every avatar promises: clips of each kind, and at most so many bytes in all, tracks included. */
const PROMISED = { talk: 9, silence: 3 };
const MOST_BYTES = 15_000_000;

it('there are a woman and two men', () => {
  expect(ids.toSorted()).toEqual(['adam', 'elias', 'nora']);
});

describe.each(ids)('the avatar %s', (id) => {
  const folder = join(CORE_CLIPS, id);
  const avatar = readJson(join(folder, 'avatar.json')) as Avatar;

  function facesOf(clip: Clip): Face[] {
    return readTrackFile(readFileSync(join(folder, clip.track))).frames.map((face, i) => {
      if (face === null) throw new Error(`${clip.name} has no face at frame ${i}.`);
      return face;
    });
  }

  it('has talk clips of different lengths and clips of silence', () => {
    const talk = avatar.clips.filter(({ kind }) => kind === 'talk');
    const silence = avatar.clips.filter(({ kind }) => kind === 'silence');
    expect(new Set(talk.map(({ frames }) => frames)).size).toBe(talk.length);
    expect({ talk: talk.length, silence: silence.length }).toEqual(PROMISED);
    const tracks = avatar.clips.map(({ track }) => statSync(join(folder, track)).size);
    const bytes = [...avatar.clips.map((clip) => clip.bytes), ...tracks];
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
  });

  it.each(avatar.clips)('$name is the file that avatar.json describes', (clip) => {
    const bytes = readFileSync(join(folder, clip.name));
    expect(bytes).toHaveLength(clip.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(clip.sha256);
    const { width, height, fps, frames } = readTrackFile(readFileSync(join(folder, clip.track)));
    expect([width, height, fps]).toEqual([avatar.width, avatar.height, avatar.fps]);
    expect(frames).toHaveLength(clip.frames);
    const name = parseClipName(clip.name);
    expect(name?.kind).toBe(clip.kind);
    if (clip.kind === 'talk') expect(name?.seconds).toBeCloseTo(clip.frames / avatar.fps, 2);
  });

  it.each(avatar.clips)('$name is a loop whose lips are shut at the border', (clip) => {
    const faces = facesOf(clip);
    const [first] = faces;
    const last = faces.at(-1);
    if (first === undefined || last === undefined) throw new Error('The clip is empty.');
    expect(gap(first)).toBeLessThan(SHUT);
    expect(distance(first, NOSE_TIP, last, NOSE_TIP) / eyes(first)).toBeLessThan(0.04);
    const widest = Math.max(...faces.map(gap));
    if (clip.kind === 'silence') expect(widest).toBeLessThan(SHUT);
    else expect(widest).toBeGreaterThan(2 * SHUT);
  });

  it('starts every clip in the same pose', () => {
    const starts = avatar.clips.map((clip) => facesOf(clip)[0]);
    const [reference] = starts;
    for (const start of starts) {
      if (start === undefined || reference === undefined) throw new Error('A clip is empty.');
      expect(distance(reference, NOSE_TIP, start, NOSE_TIP) / eyes(start)).toBeLessThan(0.03);
    }
  });
});
