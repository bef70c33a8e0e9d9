/** Custom-video and training-data mode through window.mouthpiece, as scripts drive them. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fileInPage, type FileSource } from '../../tools/shell/generate-in-page.ts';
import { ROOT } from '../../tools/shell/terminal.ts';
import type { Edl } from '../../src/core/clips/edl.ts';
import type { GenerateRequest } from '../../src/pipeline/types.ts';
import { expect, test } from './fixtures.ts';
import { lipOpenings } from './lips.ts';
import { audioFile, joined, sampleSpeech, silence, wav, type Pcm } from './media-files.ts';

const FPS = 25;
const ADAM = join(ROOT, 'public/core_clips/adam');
/** Talks from its first frame to its last. */
const SOURCE = join(ADAM, '02,24s talk.mp4');
const SOURCE_FRAMES = 56;
const LONGEST_CLIP = '12,00s talk.mp4';
const LONGEST_CLIP_FRAMES = 300;
const SILENCE_S = 1.6;
const SPEECH_S = 1.2;
const LONGEST_JOB_MS = 240_000;
/** Frames after a pause begins within which a mouth comes to rest, and before it ends, prepares the next sound. */
const SETTLING = 8;
/** Opening of lips at rest, in eye distances: noise of the landmarks. */
const AT_REST = 0.03;

/** Silence, then speech: what the source says meanwhile must not show. */
function silenceThenSpeech(): Pcm {
  const speech = sampleSpeech(SPEECH_S);
  return joined(silence(SILENCE_S, speech.rate), speech);
}

interface Made {
  frames: number;
  width: number;
  height: number;
  edl: Edl | null;
  warnings: string[];
  lipsynced: number;
  /** The face of each frame of the result, where they were asked for. */
  faces: ({ landmarks: number[] } | null)[];
}

type Answer = { made: Made } | { code: string; message: string };

async function generate(
  page: Page,
  options: Omit<GenerateRequest, 'audio' | 'video'>,
  { video, faces = false }: { video?: FileSource; faces?: boolean } = {},
): Promise<Answer> {
  const speech = await fileInPage(page, audioFile(wav(silenceThenSpeech())));
  const source = video === undefined ? null : await fileInPage(page, video);
  return page.evaluate(
    async ([audio, file, request, look]) => {
      const { mouthpiece } = window;
      try {
        const result = await mouthpiece.generate({
          ...request,
          audio,
          ...(file && { video: file }),
        });
        const seen = look
          ? (await mouthpiece.detectFaces(result.video, { smooth: false })).frames
          : [];
        const { frames, width, height, edl, stats, warnings } = result;
        return {
          made: {
            frames,
            width,
            height,
            edl,
            lipsynced: stats.lipsyncedFrames,
            warnings: warnings.map(({ code }) => code),
            faces: seen.map((face) => face && { landmarks: Array.from(face.landmarks) }),
          },
        };
      } catch (error) {
        const { code, message } = error as Error & { code: string };
        return { code, message };
      }
    },
    [speech, source, options, faces] as const,
  );
}

function made(answer: Answer): Made {
  if ('made' in answer) return answer.made;
  throw new Error(`${answer.code}: ${answer.message}`);
}

/** Frames of the source that a list shows, in order. */
function shownFrames({ events }: Edl): number[] {
  return events.flatMap(({ sourceIn, sourceOut }) => {
    const step = sourceIn <= sourceOut ? 1 : -1;
    return Array.from({ length: Math.abs(sourceOut - sourceIn) }, (_, i) =>
      step > 0 ? sourceIn + i : sourceIn - 1 - i,
    );
  });
}

test.describe.configure({ timeout: LONGEST_JOB_MS });

test('a custom video is played to and fro, and rests its mouth while we are silent', async ({
  scripted,
}) => {
  const request = { mode: 'custom-video', rightsConfirmed: true } as const;
  const result = made(await generate(scripted.page, request, { video: SOURCE, faces: true }));
  const total = Math.round((SILENCE_S + SPEECH_S) * FPS);
  expect(result).toMatchObject({ frames: total, width: 720, height: 720, warnings: [] });
  expect(result.lipsynced).toBe(total);

  const shown = shownFrames(result.edl ?? { fps: 25, totalFrames: 0, events: [] });
  expect(shown).toHaveLength(total);
  expect(Math.max(...shown)).toBeLessThan(SOURCE_FRAMES);
  shown.slice(1).forEach((frame, i) => expect(Math.abs(frame - (shown[i] ?? 0))).toBe(1));

  const openings = lipOpenings(result.faces);
  const pause = openings.slice(SETTLING, SILENCE_S * FPS - SETTLING);
  expect(Math.max(...pause)).toBeLessThan(AT_REST);
  expect(Math.max(...openings.slice(SILENCE_S * FPS))).toBeGreaterThan(2 * AT_REST);
});

test('a custom video needs the confirmation of rights, and a face', async ({ scripted }) => {
  const unconfirmed = await generate(scripted.page, { mode: 'custom-video' }, { video: SOURCE });
  expect(unconfirmed).toMatchObject({ code: 'rights-not-confirmed' });
  const sound = audioFile(wav(silence(1)), 'sound.wav');
  const request = { mode: 'custom-video', rightsConfirmed: true } as const;
  expect(await generate(scripted.page, request, { video: sound })).toMatchObject({
    code: 'unsupported-media',
  });
  const icon = join(ROOT, 'public/icons/icon-512.png');
  expect(await generate(scripted.page, request, { video: icon })).toMatchObject({
    code: 'no-face',
  });
});

test('training-data mode steps through the sequence from its start frame, and back again', async ({
  scripted,
}) => {
  const startFrame = 150;
  const request = { mode: 'training-data', startFrame, loopBack: true } as const;
  const { frames, edl } = made(await generate(scripted.page, request));
  expect(edl?.events.every(({ clip }) => clip === LONGEST_CLIP)).toBe(true);
  const shown = shownFrames(edl ?? { fps: 25, totalFrames: 0, events: [] });
  expect(shown).toHaveLength(frames);
  expect(shown.slice(0, 3)).toEqual([startFrame, startFrame + 1, startFrame + 2]);
  expect(shown).toEqual(shown.toReversed());

  const beyond = await generate(scripted.page, {
    mode: 'training-data',
    startFrame: LONGEST_CLIP_FRAMES,
  });
  expect(beyond).toMatchObject({ code: 'bad-option' });
  expect(beyond).toHaveProperty(
    'message',
    expect.stringMatching(/"startFrame".*is 300; allowed is a whole number from 0 to 299/),
  );
});
