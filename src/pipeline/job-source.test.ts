import { beforeEach, describe, expect, it, vi } from 'vitest';
import { faceAt } from '../../tests/fixtures/rest-face';
import type { AvatarMedia } from '../platform/avatars';
import type { GenerateOptions } from './options';
import type { SpeechTimeline } from './types';

const SEQUENCE_FRAMES = 300;
const size = { width: 1920, height: 1080 };
const face = { landmarks: faceAt(960, 540, 200), score: 1 };

function avatarOf(faces: AvatarMedia['clips'][number]['track']['frames']): AvatarMedia {
  const track = { ...size, fps: 25, frames: faces };
  const clip = { name: 'talk.mp4', kind: 'talk', blob: new Blob(), track } as const;
  return { id: 'me', ...size, lipsync: null, clips: [{ ...clip, frames: faces.length }] };
}
const person = avatarOf(new Array<typeof face>(SEQUENCE_FRAMES).fill(face));

let loaded = person;
let custom = person;
const planned: AvatarMedia[] = [];
const discard = vi.fn(() => Promise.resolve());
const pictureOf = vi.fn((_video: Blob, frame: number, longest: number) =>
  Promise.resolve(new Blob([`frame ${frame} of ${longest} px`], { type: 'image/jpeg' })),
);

vi.mock('./loaded-avatar', () => ({ loadedAvatar: () => Promise.resolve(loaded) }));
vi.mock('./plan-video', () => ({
  planEdl: (_speech: unknown, avatar: AvatarMedia) => {
    planned.push(avatar);
    return Promise.resolve({ edl: { fps: 25, totalFrames: 0, events: [] }, warnings: [] });
  },
}));
vi.mock('./custom-video', () => ({
  openCustomVideo: () => Promise.resolve({ avatar: custom, plan: () => null, discard }),
}));
vi.mock('./threads', () => ({
  threads: { render: { call: (use: (media: unknown) => unknown) => use({ pictureOf }) } },
}));
const { jobAvatar, openSource } = await import('./job-source');
const { StageWatch } = await import('./stage-watch');

const asked = (options: Partial<GenerateOptions>): GenerateOptions =>
  ({ mode: 'core-clips', quality: 'balanced', startFrame: 0, ...options }) as GenerateOptions;
const open = (options: Partial<GenerateOptions>): ReturnType<typeof openSource> =>
  openSource(asked(options), 10, new StageWatch(), []);

beforeEach(() => {
  loaded = custom = person;
  planned.length = 0;
  vi.clearAllMocks();
});

describe('the avatar of a job, before the audio is read', () => {
  it('refuses a start frame outside of its sequence, with the frames that there are', async () => {
    const beyond = asked({ mode: 'training-data', startFrame: SEQUENCE_FRAMES });
    await expect(jobAvatar(beyond)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/"startFrame".*is 300; allowed is .* 0 to 299/) as string,
      hint: expect.stringContaining('"talk.mp4" has 300 frames') as string,
      stage: 'options',
    });
    const last = { mode: 'training-data', startFrame: SEQUENCE_FRAMES - 1 } as const;
    expect(await jobAvatar(asked(last))).toBe(person);
  });

  it('asks for no start frame where another mode or a list of one’s own has none', async () => {
    const startFrame = SEQUENCE_FRAMES;
    expect(await jobAvatar(asked({ startFrame }))).toBe(person);
    const edl = { totalFrames: 0, events: [] };
    expect(await jobAvatar(asked({ mode: 'training-data', startFrame, edl }))).toBe(person);
    expect(await jobAvatar(asked({ mode: 'custom-video', startFrame }))).toBeNull();
  });

  it('refuses one without a face', async () => {
    loaded = avatarOf([null, null]);
    await expect(jobAvatar(asked({}))).rejects.toMatchObject({ code: 'no-face' });
  });

  it('shrinks it to what the quality shows, and plans as if it were whole', async () => {
    const before = await jobAvatar(asked({ quality: 'fast' }));
    expect(before).toMatchObject({ width: 1280, height: 720 });
    const source = await open({ quality: 'fast' });
    // What has been made ready for the one before serves this one.
    expect(source.avatar).toBe(before);
    await source.plan({} as SpeechTimeline);
    expect(planned).toEqual([person]);
    expect((await open({ quality: 'balanced' })).avatar).toBe(person);
  });
});

describe('the picture to compare a custom video with', () => {
  const still = { frame: 7, frames: 750, landmarks: face.landmarks };
  const [clip] = person.clips;
  const stillOf = (type: string): AvatarMedia =>
    clip
      ? { ...person, clips: [{ ...clip, blob: new Blob(['a file'], { type }), still }] }
      : person;

  it('is the frame that stands for a video which is used as a picture', async () => {
    custom = stillOf('video/mp4');
    const { picture } = await open({ mode: 'custom-video' });
    expect(await picture?.text()).toBe('frame 7 of 1920 px');
  });

  it('is not made for a video that plays, nor for a picture', async () => {
    expect((await open({ mode: 'custom-video' })).picture).toBeUndefined();
    custom = stillOf('image/png');
    expect((await open({ mode: 'custom-video' })).picture).toBeUndefined();
    expect(pictureOf).not.toHaveBeenCalled();
  });

  it('ends the job with all that was converted for it where the frame cannot be read', async () => {
    custom = stillOf('video/mp4');
    pictureOf.mockRejectedValueOnce(new TypeError('It is damaged.'));
    await expect(open({ mode: 'custom-video' })).rejects.toThrow('It is damaged.');
    expect(discard).toHaveBeenCalledOnce();
  });
});
