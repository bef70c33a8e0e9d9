import { beforeEach, describe, expect, it, vi } from 'vitest';
import { faceAt } from '../../../tests/fixtures/rest-face';
import type { VideoInfo } from '../../workers/protocol/media';
import type { Progress } from '../../workers/protocol/progress';
import type { AnalysisRequest } from '../audio-analysis';

const SECONDS = 4;
const FRAMES = SECONDS * 25;
const info: VideoInfo = {
  ...{ width: 640, height: 360, frames: FRAMES, duration: SECONDS, sourceFps: 30 },
  ...{ codec: 'hevc', decoder: 'ffmpeg' },
};
/** Of the file; null for what the browser reads itself. */
let unconverted: { seconds: number | null } | null = null;
let decoder: VideoInfo['decoder'] = 'ffmpeg';
const heard: AnalysisRequest[] = [];

vi.mock('../analyse-audio', () => ({
  hearAudio: (_audio: Blob, request: AnalysisRequest) => {
    heard.push(request);
    const scores = new Float32Array(Math.ceil(SECONDS / 0.032)).fill(1);
    const about = { key: 'key', peaks: new Float32Array(), warnings: [] };
    return { ...about, duration: SECONDS, scores: { scores, scoreHop: 0.032, engine: 'silero' } };
  },
}));
vi.mock('../source-survey', () => ({ lengthOfConversion: () => Promise.resolve(unconverted) }));
vi.mock('../prepared-video', () => ({
  prepareVideo: (
    _thread: unknown,
    video: Blob,
    _options: unknown,
    onSeconds: (seconds: number) => void,
  ) => {
    if (unconverted) for (const seconds of [2, SECONDS, SECONDS + 0.04]) onSeconds(seconds);
    const read = { ...info, decoder };
    return Promise.resolve({ info: read, video, begins: 0, still: false, temporaryFile: null });
  },
  discardPrepared: () => Promise.resolve(),
}));
vi.mock('../count-people', () => ({ countPeople: () => Promise.resolve(1) }));
vi.mock('../track-faces', () => ({
  trackFaces: () => {
    const face = { landmarks: faceAt(320, 180, 80), score: 1 };
    const mended = Array.from({ length: FRAMES }, () => face);
    return Promise.resolve({ mended, cuts: [], covered: [] });
  },
}));
vi.mock('../capabilities', () => ({ supportedEncoders: () => Promise.resolve(['webcodecs']) }));
vi.mock('../threads', () => {
  const media = {
    frameThumbnails: (_video: Blob, { side }: { side: number }) =>
      Promise.resolve({ side, frames: FRAMES, pixels: new Uint8Array(FRAMES * side * side * 3) }),
    cutClips: ({ cuts }: { cuts: unknown[] }) =>
      Promise.resolve(cuts.map(() => new Blob(['clip']))),
  };
  const call = (use: (api: typeof media) => Promise<unknown>): Promise<unknown> => use(media);
  return { threads: { video: { call } } };
});
vi.mock('./store-avatar', () => ({
  requireRights: () => undefined,
  chosenModel: () => Promise.resolve(null),
  storeAvatar: () => Promise.resolve({ id: 'me' }),
}));
const { createAvatarFromVideo } = await import('./avatar-from-video');

const make = async (): Promise<{ codes: string[]; told: Progress[] }> => {
  const told: Progress[] = [];
  const { warnings } = await createAvatarFromVideo(
    new Blob(['a video']),
    { name: 'Me', rightsConfirmed: true },
    { onProgress: (progress) => told.push(progress) },
  );
  return { codes: warnings.map(({ code }) => code), told };
};

beforeEach(() => {
  unconverted = null;
  decoder = 'webcodecs';
  heard.length = 0;
});

describe('an avatar out of a video', () => {
  it('is told to be slow where the video had to be converted, and only there', async () => {
    expect((await make()).codes).toEqual(['no-silence-clips']);
    unconverted = { seconds: SECONDS };
    decoder = 'ffmpeg';
    expect((await make()).codes).toContain('slow-decoder');
  });

  it.each([
    [SECONDS, SECONDS],
    [600, 120],
    [null, 120],
  ])('of %s s converts towards %s s', async (seconds, total) => {
    unconverted = { seconds };
    const { told, codes } = await make();
    const converting = told.filter(({ stage, done }) => stage === 'video' && done > 0);
    expect(converting[0]).toMatchObject({ done: 2, total });
    for (const { done } of converting) expect(done).toBeLessThanOrEqual(total);
    if (seconds === SECONDS) expect(converting.at(-1)?.done).toBe(SECONDS);
    expect(codes.includes('video-shortened')).toBe(seconds === 600);
  });

  it('is made of two minutes at most, and no more of the sound is heard', async () => {
    await make();
    expect(heard).toMatchObject([{ most: 120, curves: null }]);
  });

  it('needs a video', async () => {
    const name = { name: 'Me', rightsConfirmed: true };
    const wrong = 'a name' as unknown as Blob;
    await expect(createAvatarFromVideo(wrong, name)).rejects.toMatchObject({ code: 'bad-option' });
  });
});
