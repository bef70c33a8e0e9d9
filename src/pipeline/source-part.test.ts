import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PreparedVideo, PrepareVideoOptions } from '../workers/protocol/media';
import type { PeopleSample } from './count-people';

/** What the media is, by the second: f and g faces in two shots, p one in profile, dot nobody. */
let seconds = '';
/** Whether the browser cannot decode it. */
let foreign = true;
/** What an earlier caller converted, if that may be used. */
let kept: { start: number; seconds: number } | undefined;

const FPS = 25;
type Frames = { from: number; to: number; step: number };

const sampled = ({ from, to, step }: Frames, begins = 0): PeopleSample[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => {
    const seen = seconds[Math.floor(begins + (from + i * step) / FPS)] ?? '.';
    const before = seconds[Math.floor(begins + (from + (i - 1) * step) / FPS)];
    const usable = seen === 'f' || seen === 'g';
    return { people: seen === '.' ? 0 : 1, usable, change: seen === before ? 0.01 : 0.3 };
  });

const prepareVideo = vi.fn((_thread: unknown, _media: Blob, { part }: PrepareVideoOptions) => {
  const converted = foreign ? (kept ?? part) : undefined;
  const begins = converted?.start ?? 0;
  const duration = Math.min(converted?.seconds ?? Infinity, seconds.length - begins);
  const info = { width: 640, height: 360, duration, frames: Math.round(duration * FPS) };
  const codec = {
    sourceFps: 30,
    codec: 'hevc',
    decoder: foreign ? 'ffmpeg' : 'webcodecs',
  } as const;
  const prepared: PreparedVideo = {
    info: { ...info, ...codec },
    video: new Blob(),
    begins,
    still: false,
    temporaryFile: null,
  };
  return Promise.resolve(prepared);
});
const surveyUnconverted = vi.fn((_thread: unknown, _media: unknown, frames: Frames) =>
  Promise.resolve(sampled(frames)),
);
const surveyPeople = vi.fn(({ begins }: PreparedVideo, _key: string, frames: Frames) =>
  Promise.resolve(sampled(frames, begins)),
);
const discardPrepared = vi.fn(() => Promise.resolve());
vi.mock('./prepared-video', () => ({
  prepareVideo,
  discardPrepared,
  mediaKey: () => Promise.resolve('key'),
}));
vi.mock('./count-people', () => ({ surveyPeople }));
vi.mock('./source-survey', () => ({
  lengthOfConversion: () => Promise.resolve(foreign ? { seconds: seconds.length } : null),
  surveyUnconverted,
}));
const { openSourcePart, partLookedAt } = await import('./source-part');
const { StageWatch } = await import('./stage-watch');

async function chosen(
  asked: Partial<Parameters<typeof openSourcePart>[2]> = {},
): Promise<{ start: number; end: number; all: Awaited<ReturnType<typeof openSourcePart>> }> {
  const request = { quality: 'balanced', sourceRange: undefined, speech: 5, ...asked } as const;
  const all = await openSourcePart({} as never, new Blob(['v']), request, new StageWatch());
  const { prepared, looked } = all;
  return {
    start: prepared.begins + looked.first / FPS,
    end: prepared.begins + looked.end / FPS,
    all,
  };
}

beforeEach(() => {
  vi.clearAllMocks();
  foreign = true;
  kept = undefined;
});

describe('of a video that must be converted', () => {
  it('only the part that shows a face is, however late that is', async () => {
    seconds = '.'.repeat(26) + 'f'.repeat(34);
    const { start, end, all } = await chosen();
    expect(start).toBeGreaterThanOrEqual(24);
    expect(end - start).toBe(20);
    expect(prepareVideo).toHaveBeenCalledTimes(1);
    expect(prepareVideo.mock.calls[0]?.[2]).toEqual({
      maxSide: 1920,
      part: { start, seconds: 20 },
    });
    expect(partLookedAt(all)).toEqual({ start, end, duration: 60 });
  });

  it('the same part is taken whatever has been converted before, and for the look of the page', async () => {
    seconds = '.'.repeat(26) + 'f'.repeat(100);
    const { start, end } = await chosen();
    kept = { start: 0, seconds: seconds.length };
    expect(await chosen()).toMatchObject({ start, end });
    kept = { start: start - 3, seconds: 40 };
    expect(await chosen()).toMatchObject({ start, end });
    kept = undefined;
    expect(await chosen({ speech: 0, allThatIsRead: true })).toMatchObject({ start, end });
  });

  it('all of a short one is, unseen', async () => {
    seconds = 'f'.repeat(19);
    expect(await chosen()).toMatchObject({ start: 0, end: 19 });
    expect(surveyUnconverted).not.toHaveBeenCalled();
    expect(partLookedAt((await chosen()).all)).toBeUndefined();
  });

  it('the range that the user chose is, as far as the preset goes', async () => {
    seconds = 'f'.repeat(300);
    const sourceRange = { start: 40, end: 200 };
    expect(await chosen({ sourceRange })).toMatchObject({ start: 40, end: 200 });
    expect(await chosen({ sourceRange, quality: 'fast' })).toMatchObject({ start: 40, end: 100 });
    expect(surveyUnconverted).not.toHaveBeenCalled();
  });
});

describe.each([true, false])('a long video (to be converted: %s)', (converted) => {
  beforeEach(() => (foreign = converted));

  it('is shown where the face looks into the camera, not where it is in profile first', async () => {
    seconds = 'p'.repeat(100) + '.'.repeat(100) + 'f'.repeat(60) + '.'.repeat(40);
    const { start, end } = await chosen();
    expect(start).toBeGreaterThanOrEqual(195);
    expect(end).toBeLessThanOrEqual(265);
  });

  it('is shown where it is not cut, not at its beginning', async () => {
    seconds = 'fg'.repeat(60) + '.'.repeat(60) + 'f'.repeat(60) + '.'.repeat(60);
    const { start } = await chosen();
    expect(start).toBeGreaterThanOrEqual(160);
  });
});

it('looks at all of a video that the browser reads, where that is asked for', async () => {
  foreign = false;
  seconds = 'f'.repeat(100);
  expect(await chosen({ allThatIsRead: true })).toMatchObject({ start: 0, end: 100 });
  expect(surveyPeople).not.toHaveBeenCalled();
  expect(await chosen()).toMatchObject({ start: 0, end: 20 });
  expect(surveyPeople).toHaveBeenCalled();
});

it('refuses a range after the end, and hands the video back', async () => {
  foreign = false;
  seconds = 'f'.repeat(10);
  await expect(chosen({ sourceRange: { start: 20, end: 30 } })).rejects.toMatchObject({
    code: 'bad-option',
  });
  expect(discardPrepared).toHaveBeenCalledOnce();
});
