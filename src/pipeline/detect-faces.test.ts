import { beforeEach, expect, it, vi } from 'vitest';
import type { Face } from '../core/faces/face-track';
import type { PrepareVideoOptions } from '../workers/protocol/media';
import type { FaceOptions } from './types';

const face: Face = { landmarks: new Float32Array(478 * 3), score: 1 };
const SECONDS = 600;

/** Whether the browser cannot decode the video, and whether somebody is in it. */
let foreign = false;
let found: Face | null = face;

const prepareVideo = vi.fn((_thread: unknown, _media: Blob, { part }: PrepareVideoOptions) => {
  const begins = foreign && part ? part.start : 0;
  const duration = foreign && part ? part.seconds : SECONDS;
  const info = { width: 640, height: 360, frames: duration * 25, duration };
  return Promise.resolve({ info, begins, still: false, video: new Blob(), temporaryFile: null });
});
const trackFaces = vi.fn(
  (
    _video: unknown,
    _key: string,
    { from, to, step }: { from: number; to: number; step: number },
  ) => {
    const faces = Array.from({ length: Math.ceil((to - from) / step) }, () => found);
    return Promise.resolve({
      raw: faces,
      mended: faces,
      cuts: [],
      covered: [],
      changes: new Float32Array(0),
    });
  },
);
vi.mock('./prepared-video', () => ({
  prepareVideo,
  discardPrepared: () => Promise.resolve(),
  mediaKey: () => Promise.resolve('key'),
}));
vi.mock('./threads', () => ({ threads: { landmarks: [] } }));
vi.mock('./track-faces', () => ({ trackFaces }));
vi.mock('./count-people', () => ({ countPeople: () => Promise.resolve(1) }));
vi.mock('./source-survey', () => ({
  lengthOfConversion: () => Promise.resolve(foreign ? { seconds: SECONDS } : null),
  surveyUnconverted: (
    _thread: unknown,
    _media: unknown,
    { from, to, step }: { from: number; to: number; step: number },
  ) =>
    Promise.resolve(
      Array.from({ length: Math.ceil((to - from) / step) }, () => ({
        people: 0,
        usable: false,
        change: 0,
      })),
    ),
}));
const { detectFaces } = await import('./detect-faces');

const look = (options: FaceOptions) => detectFaces(new Blob(['video']), options);

beforeEach(() => {
  vi.clearAllMocks();
  foreign = false;
  found = face;
});

it('looks at all of a video in full size, unless a quality is named', async () => {
  expect(await look({})).toMatchObject({ fps: 25, begins: 0, duration: SECONDS });
  expect(prepareVideo.mock.calls[0]?.[2]).toEqual({});
  expect(trackFaces.mock.calls[0]?.[2]).toMatchObject({ step: 1, threads: Infinity });
});

it('keeps to the threads, size and number of frames of a quality', async () => {
  const { frames } = await look({ quality: 'low_memory' });
  expect(prepareVideo.mock.calls[0]?.[2]).toEqual({ maxSide: 1280 });
  expect(trackFaces.mock.calls[0]?.[2]).toMatchObject({ step: 20, threads: 1 });
  expect(frames).toHaveLength(750);
});

it('in a quality, looks at a part only of what must be converted, and says which', async () => {
  foreign = true;
  const { frames, fps, begins, duration } = await look({ quality: 'balanced' });
  expect(prepareVideo.mock.calls[0]?.[2]).toMatchObject({ maxSide: 1920, part: { seconds: 20 } });
  expect({ frames: frames.length, fps, duration }).toEqual({ frames: 500, fps: 25, duration: 600 });
  expect(begins).toBeLessThan(SECONDS);
});

it('finds no face in a whole video, but leaves open what the rest of one shows', async () => {
  found = null;
  await expect(look({ quality: 'fast' })).rejects.toMatchObject({ code: 'no-face' });
  foreign = true;
  expect((await look({ quality: 'fast' })).frames.every((each) => each === null)).toBe(true);
});
