/** Each field of a preset acts: what it is read for changes with it. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { GenerateRequest, Quality } from './types';

const prepareVideo = vi.fn(() => Promise.reject(new Error('far enough')));
const endSpeechThreads = vi.fn(() => Promise.resolve());
const scores = { scores: new Float32Array(112_500), scoreHop: 0.032, engine: 'silero' };
const heard = { duration: 3600, warnings: [], scores };
const analyseAudio = vi.fn(() => Promise.resolve(heard));
const followSpeech = vi.fn(() => Promise.resolve({ heard, curves: null }));
const renderSegment = vi.fn((request: { first: number; end: number }) =>
  Promise.resolve({ first: request.first, frames: request.end - request.first }),
);
const encodeSound = vi.fn(() => Promise.resolve({ temporaryFile: null }));
const open = vi.fn(() => Promise.resolve());
const media = {
  lengthToConvert: () => Promise.resolve({ seconds: 7200 }),
  sampleVideo: () => Promise.resolve({ pictures: null, found: [] }),
  renderSegment,
  encodeSound,
  checkEncoder: () => Promise.resolve(),
  connectLipsync: () => Promise.resolve(),
  discardTemporary: () => Promise.resolve(),
};
const onCrash = () => () => undefined;
const mediaThread = {
  call: (use: (api: typeof media) => Promise<unknown>) => use(media),
  onCrash,
};
const lipsyncThread = { load: open, call: () => Promise.resolve([]), onCrash };

vi.mock('./threads', () => ({
  MOST_LIPSYNC_THREADS: 4,
  threads: {
    audio: mediaThread,
    render: mediaThread,
    lipsync: Array.from({ length: 4 }, () => lipsyncThread),
    landmarks: [],
  },
}));
vi.mock('./prepared-video', () => ({ prepareVideo, discardPrepared: vi.fn() }));
vi.mock('./track-cache', () => ({ openCaches: () => Promise.resolve(null) }));
vi.mock('./analyse-audio', () => ({
  endSpeechThreads,
  analyseAudio,
  curvesOf: () => new Float32Array(7),
  followSpeech,
}));
vi.mock('./capabilities', () => ({
  cpuThreads: () => 4,
  supportedEncoders: () => Promise.resolve(['webcodecs']),
  encodesInHardware: () => Promise.resolve(true),
}));
vi.mock('../platform/job-lock', () => ({
  withJobLock: (work: () => Promise<unknown>) => work(),
}));
vi.mock('../workers/protocol/webgpu', () => ({ hasGpu: () => Promise.resolve(false) }));

const { generate } = await import('./generate');
const { QUALITY } = await import('./quality');
const { renderSegments, segmentRequest } = await import('./render-segments');
const { withSoundTrack } = await import('./sound-track');
const { openLipsync } = await import('./lipsync-session');
const { landmarkThreadsFor } = await import('./track-faces');

const PRESETS = Object.keys(QUALITY) as Quality[];

beforeEach(() => vi.clearAllMocks());

const blob = new Blob(['x']);
const customVideo = (
  quality: Quality,
  words: Pick<GenerateRequest, 'transcript'> = {},
): GenerateRequest => ({
  mode: 'custom-video',
  audio: blob,
  video: blob,
  rightsConfirmed: true,
  quality,
  ...words,
});

const plan = (quality: Quality) => ({
  edl: { fps: 25 as const, totalFrames: 1000, events: [] },
  mouth: {
    curves: (first: number, end: number) => Promise.resolve(new Float32Array((end - first) * 7)),
    weights: new Float32Array(1000),
  },
  mouthPlan: null,
  features: null,
  encoder: 'webcodecs' as const,
  badge: true,
  quality: QUALITY[quality],
});

describe.each(PRESETS)('%s', (preset) => {
  const settings = QUALITY[preset];

  it('reads a custom video at its size and length, and ends the speech threads before or not', async () => {
    await expect(generate(customVideo(preset))).rejects.toThrow('far enough');
    const { maxSide, sourceSeconds } = settings;
    expect(prepareVideo).toHaveBeenCalledWith(mediaThread, blob, { maxSide, part: { start: 0, seconds: sourceSeconds } }, expect.anything(), undefined); // prettier-ignore
    const kept = settings.keepsSpeechThreads;
    expect(endSpeechThreads).toHaveBeenCalledTimes(kept ? 0 : 1);
    // Threads that are to be ended have to be done with all of it, as has who looks for its words; else the job goes on with what is heard so far.
    const { speechEncoders, followsWords } = settings;
    const streams = kept && !followsWords;
    expect([followSpeech, analyseAudio].map(({ mock }) => mock.calls.length)).toEqual(streams ? [1, 0] : [0, 1]); // prettier-ignore
    const asked = [...followSpeech.mock.calls, ...analyseAudio.mock.calls].flat();
    expect(asked).toContainEqual(expect.objectContaining({ curveThreads: preset === 'low_memory' ? 1 : 2 })); // prettier-ignore
    expect(asked).toContainEqual(streams ? speechEncoders : expect.objectContaining({ curves: speechEncoders })); // prettier-ignore
  });

  it('goes on with what is heard so far where no words are wanted', async () => {
    await expect(generate(customVideo(preset, { transcript: null }))).rejects.toThrow();
    expect(followSpeech).toHaveBeenCalledTimes(settings.keepsSpeechThreads ? 1 : 0);
  });

  it('renders in segments, batches and at the bit rate of its own', async () => {
    const { segmentFrames, batchFrames, bitrateScale } = settings;
    const lipsync = {
      run: (work: (signal: AbortSignal) => unknown) => work(new AbortController().signal),
    };
    const hooks = { lipsync, report: vi.fn(), onSegment: (made: unknown) => made, replaceEncoder: vi.fn() }; // prettier-ignore
    await renderSegments(plan(preset), [], hooks as never);
    expect(renderSegment).toHaveBeenCalledTimes(1000 / segmentFrames);
    const request = await segmentRequest(plan(preset), 0, 10);
    expect(request).toMatchObject({ batchFrames, bitrateScale });
  });

  it('encodes the sound beside the pictures, or leaves it to the end', async () => {
    const times = settings.soundAlongside ? 1 : 0;
    await withSoundTrack(blob, settings.soundAlongside, async (sound) => {
      expect(encodeSound).not.toHaveBeenCalled();
      sound.begin();
      expect(encodeSound).toHaveBeenCalledTimes(times);
      sound.begin();
      expect(await sound.encoded()).toEqual(times ? { temporaryFile: null } : undefined);
    });
    expect(encodeSound).toHaveBeenCalledTimes(times);
  });

  it('uses as many lip-sync and landmark threads as allowed', async () => {
    const avatar = { id: 'a', width: 2, height: 2, lipsync: null, clips: [] };
    const choice = { engine: 'unet', modelUrl: null, heard: null, backend: 'wasm' } as const;
    await openLipsync(avatar, choice, settings.lipsyncThreads, []);
    expect(open).toHaveBeenCalledTimes(settings.lipsyncThreads);
    expect(landmarkThreadsFor(10_000, settings.landmarkThreads)).toBe(settings.landmarkThreads);
  });
});
