/** The committed avatar folder is whole, and its clips are what the edit decision list relies on. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseClipName } from '../../src/core/clips/clip-name';
import { EYE_CORNERS, NOSE_TIP, type Face } from '../../src/core/faces/face-track';
import { readTrackFile } from '../../src/core/faces/track-file';

const FOLDER = join(import.meta.dirname, '../../public/core_clips/adam');
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

const avatar = JSON.parse(readFileSync(join(FOLDER, 'avatar.json'), 'utf8')) as {
  width: number;
  height: number;
  fps: number;
  clips: Clip[];
};

function distance({ landmarks }: Face, i: number, { landmarks: other }: Face, j: number): number {
  const at = (points: Float32Array, k: number) => points[k] ?? NaN;
  return Math.hypot(
    at(landmarks, i * 3) - at(other, j * 3),
    at(landmarks, i * 3 + 1) - at(other, j * 3 + 1),
  );
}

const eyes = (face: Face) => distance(face, EYE_CORNERS[0], face, EYE_CORNERS[1]);
const gap = (face: Face) => distance(face, UPPER_LIP, face, LOWER_LIP) / eyes(face);

function facesOf(clip: Clip): Face[] {
  return readTrackFile(readFileSync(join(FOLDER, clip.track))).frames.map((face, i) => {
    if (face === null) throw new Error(`${clip.name} has no face at frame ${i}.`);
    return face;
  });
}

describe('the avatar Adam', () => {
  it('has six or more talk clips of different lengths and one of silence', () => {
    const talk = avatar.clips.filter(({ kind }) => kind === 'talk');
    expect(talk.length).toBeGreaterThanOrEqual(6);
    expect(new Set(talk.map(({ frames }) => frames)).size).toBe(talk.length);
    expect(avatar.clips.filter(({ kind }) => kind === 'silence')).toHaveLength(1);
    expect(avatar.clips.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(6_000_000);
  });

  it.each(avatar.clips)('$name is the file that avatar.json describes', (clip) => {
    const bytes = readFileSync(join(FOLDER, clip.name));
    expect(bytes).toHaveLength(clip.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(clip.sha256);
    const { width, height, fps, frames } = readTrackFile(readFileSync(join(FOLDER, clip.track)));
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
    else expect(widest).toBeGreaterThan(3 * SHUT);
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
