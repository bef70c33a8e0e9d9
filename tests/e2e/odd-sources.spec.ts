/** Videos that cameras and editors really make, and a face has trouble with; made by ffmpeg out of an avatar's clip. */
import { join } from 'node:path';
import { fileInPage } from '../../tools/shell/generate-in-page.ts';
import { ROOT } from '../../tools/shell/terminal.ts';
import { ffmpeg, H264 } from './ffmpeg.ts';
import { expect, test } from './fixtures.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';

const CLIP = join(ROOT, 'public/core_clips/adam/02,24s talk.mp4');
const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-tag:v', 'hvc1'];
/** Longer than the face that leaves is there. */
const SPEECH_S = 1.2;
const FRAMES = 30;

interface OddSource {
  what: string;
  make: string[];
  warnings: string[];
  width: number;
}

const SOURCES: OddSource[] = [
  {
    what: 'HEVC, as telephones record it, is converted',
    make: ['-vf', 'scale=320:320', '-t', '1', ...HEVC],
    warnings: ['slow-decoder'],
    width: 320,
  },
  {
    what: 'a face that leaves is followed while it is there',
    make: ['-vf', "drawbox=color=gray:t=fill:enable='gte(t,1)'", ...H264],
    warnings: [],
    width: 720,
  },
  {
    what: 'a single frame becomes a picture that sways',
    make: ['-frames:v', '1', ...H264],
    warnings: ['short-source'],
    width: 720,
  },
  {
    what: 'a video of 64 px is drawn, with a warning',
    make: ['-vf', 'scale=64:64', '-t', '1.2', ...H264],
    warnings: ['small-face'],
    width: 64,
  },
];

for (const { what, make, warnings, width } of SOURCES) {
  test(what, async ({ scripted }, testInfo) => {
    const video = testInfo.outputPath('source.mp4');
    ffmpeg('-i', CLIP, '-an', ...make, video);
    const outcome = await scripted.generate({
      audio: audioFile(wav(sampleSpeech(SPEECH_S))),
      video,
      options: { mode: 'custom-video', rightsConfirmed: true },
    });
    expect(outcome).toMatchObject({ ok: true, summary: { frames: FRAMES, width } });
    if (!outcome.ok) return;
    const { summary } = outcome;
    expect(summary.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(warnings));
    // No part is shown in which the face is away: every mouth is drawn.
    expect(summary.stats).toMatchObject({ lipsyncedFrames: FRAMES, framesWithoutFace: 0 });
  });
}

/** Seconds of the face, and of grey before it: a look at the beginning alone would find nobody. */
const FACE_S = 15;

test('a face that comes late is found by a look at a part, which is not converted again for the job', async ({
  scripted: { page },
}, testInfo) => {
  const video = testInfo.outputPath('source.avi');
  const small = 'scale=320:320,fps=25,format=yuv420p,setsar=1';
  const filter = `[0:v]${small}[grey];[1:v]${small}[face];[grey][face]concat=n=2:v=1[all]`;
  ffmpeg(
    ...['-f', 'lavfi', '-i', `color=gray:s=320x320:r=25:d=${FACE_S}`],
    ...['-stream_loop', '-1', '-i', CLIP, '-filter_complex', filter, '-map', '[all]'],
    ...['-t', String(2 * FACE_S), '-c:v', 'mpeg4', '-q:v', '3', video],
  );
  const file = await fileInPage(page, video);
  const audio = await fileInPage(page, audioFile(wav(sampleSpeech(SPEECH_S))));
  const converted = await page.evaluate(
    async ([media, speech]) => {
      const seconds = { look: 0, job: 0, again: 0 };
      const count = (what: keyof typeof seconds) => ({
        onProgress: ({ stage, done }: { stage: string; done: number }) => {
          if (stage === 'video') seconds[what] = Math.max(seconds[what], done);
        },
      });
      const request = { mode: 'custom-video', audio: speech, video: media, rightsConfirmed: true };
      const look = await window.mouthpiece.detectFaces(
        media,
        { quality: 'balanced', maxFaces: 4 },
        count('look'),
      );
      const { width, frames, warnings, stats } = await window.mouthpiece.generate(
        request as never,
        count('job'),
      );
      await window.mouthpiece.generate(request as never, count('again'));
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('mouthpiece-temporary');
      const files = [];
      for await (const name of folder.keys()) files.push(name);
      const codes = warnings.map(({ code }) => code);
      const { begins, duration, frames: seen } = look;
      const found = seen.filter((face) => face !== null).length;
      return { seconds, width, frames, codes, files, stats, begins, duration, found };
    },
    [file, audio] as const,
  );
  expect(converted.seconds.look).toBeGreaterThan(1);
  expect(converted.seconds).toMatchObject({ job: 0, again: 0 });
  expect(converted.begins).toBeGreaterThan(5);
  expect(converted.duration).toBeCloseTo(2 * FACE_S, 1);
  expect(converted.found).toBeGreaterThan(12 * 25);
  expect(converted).toMatchObject({ width: 320, frames: FRAMES });
  expect(converted.stats.lipsyncedFrames).toBe(FRAMES);
  // It was slow all the same, and the user is told so.
  expect(converted.codes).toContain('slow-decoder');
  expect(converted.files.length).toBeGreaterThan(0);
});
