import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EYE_CORNERS, LANDMARKS, type Face } from '../core/faces/face-track';
import type { Warning } from './types';

/** A face 100 px from eye to eye, turned by some degrees. */
function faceAt(degrees: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  const turn = (degrees * Math.PI) / 180;
  landmarks[3 * EYE_CORNERS[1]] = 100 * Math.cos(turn);
  landmarks[3 * EYE_CORNERS[1] + 2] = 100 * Math.sin(turn);
  return { landmarks, score: 1 };
}
const FRONTAL = faceAt(0);

let faces: (Face | null)[] = [];
/** Of the video; the part that is looked at begins at its frame 100. */
const FRAMES = 2500;
const FIRST = 100;

vi.mock('./threads', () => ({ threads: { landmarks: [] } }));
vi.mock('./prepared-video', () => ({ discardPrepared: () => Promise.resolve() }));
vi.mock('./count-people', () => ({ countPeople: () => Promise.resolve(1) }));
vi.mock('./track-faces', async (original) => ({
  ...(await original<object>()),
  trackFaces: () =>
    Promise.resolve({
      mended: faces,
      cuts: [],
      covered: [],
      changes: new Float32Array(faces.length),
    }),
}));
vi.mock('./source-part', async (original) => ({
  ...(await original<object>()),
  openSourcePart: () => {
    const info = {
      width: 640,
      height: 360,
      frames: FRAMES,
      duration: FRAMES / 25,
      decoder: 'webcodecs',
    };
    const prepared = { info, begins: 0, still: false, video: new Blob(), temporaryFile: null };
    const looked = { first: FIRST, end: FIRST + faces.length };
    return Promise.resolve({ prepared, key: 'key', looked, duration: info.duration });
  },
}));
const { openCustomVideo } = await import('./custom-video');
const { StageWatch } = await import('./stage-watch');

let warnings: Warning[] = [];
const open = (sourceRange?: { start: number; end: number }) => {
  warnings = [];
  const options = { video: new Blob(), face: undefined, sourceRange, quality: 'fast' } as const;
  return openCustomVideo(options, 250, new StageWatch(), warnings);
};

beforeEach(() => {
  faces = [];
});

describe('the clip of a custom video', () => {
  it('shows the longest stretch, and lets the mouth be learned from all of its scene', async () => {
    faces = [
      ...new Array<Face>(150).fill(FRONTAL),
      ...new Array<null>(10).fill(null),
      ...new Array<Face>(250).fill(FRONTAL),
    ];
    const [clip] = (await open()).avatar.clips;
    expect(clip?.shown).toEqual({ first: FIRST + 160, end: FIRST + 410 });
    const known = clip?.track.frames.flatMap((face, i) => (face === null ? [] : [i])) ?? [];
    expect(known).toHaveLength(400);
    expect(known[0]).toBe(FIRST);
  });

  it('says which part was looked at where it shows nobody, or from the side only', async () => {
    faces = new Array<null>(500).fill(null);
    const hint = expect.stringMatching(/from 4\.0 to 24\.0 s of 100\.0 s.*sourceRange/) as string;
    await expect(open()).rejects.toMatchObject({ code: 'no-face', hint });
    faces = new Array<Face>(500).fill(faceAt(70));
    await expect(open()).rejects.toMatchObject({ code: 'no-face', hint });
  });

  it('tells that a chosen part is longer than the quality takes', async () => {
    faces = new Array<Face>(60 * 25).fill(FRONTAL);
    await open({ start: 4, end: 90 });
    expect(warnings).toContainEqual({
      code: 'source-cut',
      message: expect.stringContaining('86.0 s long: only its first 60 s are shown') as string,
    });
    await open({ start: 4, end: 64 });
    expect(warnings.map(({ code }) => code)).not.toContain('source-cut');
  });
});
