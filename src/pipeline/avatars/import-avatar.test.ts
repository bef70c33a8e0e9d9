import { beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../workers/protocol/errors';
import type { ClipCutRequest, PreparedVideo, VideoInfo } from '../../workers/protocol/media';

const size = { width: 640, height: 360, frames: 50, duration: 2, sourceFps: 25 };
const h264: VideoInfo = { ...size, codec: 'avc', decoder: 'webcodecs' };
const hevc: VideoInfo = { ...size, codec: 'hevc', decoder: 'ffmpeg' };
const intermediate = new Blob(['what it was converted to']);

/** What was opened, what was cut, and which files were handed back, in order. */
const opened: string[] = [];
const cut: Blob[] = [];
const handedBack: (string | null)[] = [];
const stored: Blob[] = [];

vi.mock('../prepared-video', () => ({
  prepareVideo: async (_thread: unknown, media: Blob): Promise<PreparedVideo> => {
    const content = await media.text();
    opened.push(content);
    if (content === 'broken') throw new AppError('corrupt-media', 'It is damaged.', { hint: '' });
    const whole = { begins: 0, still: content === 'picture' };
    return content.startsWith('hevc')
      ? { ...whole, info: hevc, video: intermediate, temporaryFile: `${content}.mp4` }
      : { ...whole, info: h264, video: media, temporaryFile: null };
  },
  discardPrepared: ({ temporaryFile }: PreparedVideo) => {
    handedBack.push(temporaryFile);
    return Promise.resolve();
  },
}));
vi.mock('../capabilities', () => ({ supportedEncoders: () => Promise.resolve(['webcodecs']) }));
vi.mock('../threads', () => {
  const media = {
    probeVideo: () => Promise.resolve(h264),
    pictureOf: () => Promise.resolve(new Blob()),
    cutClips: ({ video }: ClipCutRequest) => {
      cut.push(video);
      return Promise.resolve([new Blob(['cut'])]);
    },
  };
  const call = (use: (api: typeof media) => Promise<unknown>): Promise<unknown> => use(media);
  return { threads: { video: { call } } };
});
vi.mock('./store-avatar', () => ({
  requireRights: () => undefined,
  chosenModel: () => Promise.resolve(null),
  storeAvatar: ({ clips }: { clips: { blob: Blob }[] }) => {
    stored.push(...clips.map(({ blob }) => blob));
    return Promise.resolve({ id: 'me' });
  },
}));
const { importAvatar } = await import('./import-avatar');

const load = (clips: Record<string, string>): ReturnType<typeof importAvatar> => {
  const files = Object.entries(clips).map(([name, content]) => new File([content], name));
  return importAvatar(files, { name: 'Me', rightsConfirmed: true });
};

beforeEach(() => {
  for (const list of [opened, cut, handedBack, stored]) list.length = 0;
});

it('converts a clip once that the browser cannot decode, and tells that this is slow', async () => {
  const { warnings } = await load({ 'talk.mov': 'hevc talk', 'silence.mp4': 'plain' });
  expect(opened.sort()).toEqual(['hevc talk', 'plain']);
  expect(cut).toEqual([intermediate]);
  expect(warnings.map(({ code }) => code)).toEqual(['slow-decoder', 'clip-converted']);
  expect(await Promise.all(stored.map((blob) => blob.text()))).toEqual(
    expect.arrayContaining(['cut', 'plain']),
  );
  expect(handedBack).toContain('hevc talk.mp4');
});

it('hands converted clips back when another one cannot be read', async () => {
  const clips = { 'silence.mov': 'hevc silence', 'talk.mp4': 'broken' };
  await expect(load(clips)).rejects.toMatchObject({
    code: 'bad-clip',
    message: expect.stringContaining('"talk.mp4": It is damaged.') as string,
  });
  expect(handedBack).toEqual(['hevc silence.mp4']);
});

it('takes no picture for a clip', async () => {
  await expect(load({ 'talk.mp4': 'picture' })).rejects.toMatchObject({
    code: 'bad-clip',
    message: expect.stringContaining('"talk.mp4": It is a picture.') as string,
  });
});
