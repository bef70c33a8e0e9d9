/** Bad input ends in a clear error or a correct result, and the page stays usable. */
import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { fileInPage, PageGenerator, type Outcome } from '../../tools/shell/generate-in-page.ts';
import { DIST } from '../../tools/shell/build.ts';
import { startServer } from '../../tools/shell/static-server.ts';
import { expect, openPage, test } from './fixtures.ts';
import { inspect } from './produced-file.ts';
import {
  audioFile,
  joined,
  repeatedWav,
  resampled,
  sampleSpeech,
  silence,
  wav,
  type Pcm,
} from './media-files.ts';
import { speechThenSilence } from './page-sound.ts';

const CORE_CLIPS = { mode: 'core-clips' } as const;
/** Short enough to be quick, long enough to hold speech. */
const SPEECH_S = 1.2;
const SPEECH_FRAMES = 30;

function failure(code: string) {
  return { ok: false, failure: { code, hint: expect.stringMatching(/\w/) as unknown } };
}

/** The same noise in every run: a linear congruential generator (Numerical Recipes' constants). */
function randomBytes(count: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length: count }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}

function success(frames: number) {
  return { ok: true, summary: { frames } };
}

test.describe('one page through all of it', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  let generator: PageGenerator;
  const errors: string[] = [];

  test.beforeAll(async ({ browser, server }) => {
    page = await browser.newPage({ serviceWorkers: 'block' });
    page.on('pageerror', (error) => errors.push(String(error)));
    await openPage(page, server.url);
    generator = new PageGenerator(page);
  });
  test.afterAll(async () => {
    await page.close();
  });

  const generate = (buffer: Buffer, options: object = {}): Promise<Outcome> =>
    generator.generate({ audio: audioFile(buffer), options: { ...CORE_CLIPS, ...options } });
  const speech = () => sampleSpeech(SPEECH_S);

  test('files that hold no sound are refused by name', async () => {
    expect(await generate(Buffer.alloc(0))).toMatchObject(failure('empty-audio'));
    expect(await generate(wav(silence(0)))).toMatchObject(failure('empty-audio'));
    const text = Buffer.from('This is a letter, not a recording.\n'.repeat(200));
    expect(await generate(text)).toMatchObject(failure('unsupported-media'));
    expect(await generate(randomBytes(20_000))).toMatchObject(failure('unsupported-media'));
    const header = wav(speech()).subarray(0, 40);
    const outcome = await generate(header);
    expect(outcome.ok).toBe(false);
    expect(['corrupt-media', 'empty-audio', 'unsupported-media']).toContain(
      outcome.ok ? '' : outcome.failure.code,
    );
  });

  test('a truncated file gives what there is of it', async () => {
    const whole = wav(speech());
    const outcome = await generate(whole.subarray(0, 44 + 2 * 16_000 * 0.8));
    if (outcome.ok) expect(outcome.summary.frames).toBe(20);
    else expect(outcome.failure.code).toBe('corrupt-media');
  });

  test('silence becomes a silent video', async () => {
    const outcome = await generate(wav(silence(1.5)));
    expect(outcome).toMatchObject({ ok: true, summary: { stats: { lipsyncedFrames: 0 } } });
    expect(outcome).toMatchObject(success(38));
  });

  test('any rate and channel count works', async () => {
    const variants: [name: string, pcm: Pcm, channels: number][] = [
      ['8 kHz', resampled(speech(), 8000), 1],
      ['96 kHz', resampled(speech(), 96_000), 1],
      ['5.1', resampled(speech(), 48_000), 6],
    ];
    for (const [name, pcm, channels] of variants) {
      const outcome = await generate(wav(pcm, channels));
      expect(outcome, name).toMatchObject(success(SPEECH_FRAMES));
    }
  });

  test('an option out of range is named with its value and range', async () => {
    const outcome = await generate(wav(speech()), { openness: 7 });
    expect(outcome).toMatchObject(failure('bad-option'));
    const { message, hint } = outcome.ok ? { message: '', hint: '' } : outcome.failure;
    expect(`${message} ${hint}`).toMatch(/openness/);
    expect(`${message} ${hint}`).toMatch(/7/);
    expect(`${message} ${hint}`).toMatch(/0.*1\.5/);
    for (const options of [
      { speech: { threshold: 0.95 } },
      { speech: { minSilence: 0 } },
      { avatarId: 'nobody' },
      { quality: 'perfect' },
      { mode: 'karaoke' },
    ]) {
      expect(await generate(wav(speech()), options), JSON.stringify(options)).toMatchObject(
        failure('bad-option'),
      );
    }
  });

  test('without a graphics card the processor does it', async () => {
    const outcome = await generate(wav(speech()), { backend: 'webgpu' });
    if (outcome.ok) {
      expect(outcome.summary.stats.backend).toBe('wasm');
      expect(outcome.summary.warnings.length).toBeGreaterThan(0);
    } else {
      expect(outcome.failure.code).toBe('bad-option');
    }
  });

  test('a cancelled job ends at once and the next one works', async () => {
    const file = await fileInPage(page, audioFile(wav(sampleSpeech())));
    const cancelled = await page.evaluate(async (audio) => {
      const abort = new AbortController();
      let asked = 0;
      const onProgress = ({ unit, done }: { unit: string; done: number }) => {
        if (unit !== 'frames' || done < 10 || asked > 0) return;
        asked = performance.now();
        abort.abort();
      };
      const run = { signal: abort.signal, onProgress };
      const name = await window.mouthpiece.generate({ mode: 'core-clips', audio }, run).then(
        () => 'finished',
        (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
      );
      return { name, seconds: (performance.now() - asked) / 1000 };
    }, file);
    expect(cancelled.name).toBe('AbortError');
    expect(cancelled.seconds).toBeLessThan(2);
    expect(await generate(wav(speech()))).toMatchObject(success(SPEECH_FRAMES));
  });

  test('a job cancelled before it begins does nothing', async () => {
    const file = await fileInPage(page, audioFile(wav(speech())));
    const name = await page.evaluate(
      (audio) =>
        window.mouthpiece
          .generate({ mode: 'core-clips', audio }, { signal: AbortSignal.abort() })
          .then(
            () => 'finished',
            (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
          ),
      file,
    );
    expect(name).toBe('AbortError');
  });

  test('two jobs at once come one after the other', async () => {
    const first = await fileInPage(page, audioFile(wav(sampleSpeech(1))));
    const second = await fileInPage(page, audioFile(wav(sampleSpeech(1.4))));
    const order = await page.evaluate(
      async ([one, two]) => {
        const begun: string[] = [];
        const run = (name: string, audio: File) =>
          window.mouthpiece.generate(
            { mode: 'core-clips', audio },
            {
              onProgress: ({ unit }) => {
                if (unit === 'frames' && begun.at(-1) !== name) begun.push(name);
              },
            },
          );
        const results = await Promise.all([run('one', one), run('two', two)]);
        return { begun, frames: results.map((result) => result.frames) };
      },
      [first, second] as const,
    );
    expect(order).toEqual({ begun: ['one', 'two'], frames: [25, 35] });
  });

  test('with the storage full the video is made in memory, and that is said', async ({
    server,
  }) => {
    const { origin } = new URL(server.url);
    const session = await page.context().newCDPSession(page);
    const quota = (quotaSize?: number) =>
      session.send('Storage.overrideQuotaForOrigin', {
        origin,
        ...(quotaSize === undefined ? {} : { quotaSize }),
      });
    const fresh = wav(sampleSpeech(3));
    await quota(50_000);
    const outcome = await generate(fresh);
    await quota();
    // A result that is only not kept is no failure: the user can still download it.
    expect(outcome).toMatchObject(success(75));
    const warned = outcome.ok ? outcome.summary.warnings.map(({ code }) => code) : [];
    expect(warned).toContain('not-stored');
    expect(await generate(fresh)).toMatchObject(success(75));
  });

  test('the page survived all of that', async () => {
    expect(errors).toEqual([]);
    const avatars = await page.evaluate(() => window.mouthpiece.listAvatars());
    expect(avatars.length).toBeGreaterThan(0);
    await expect(page.getByRole('button', { name: 'Try a sample' })).toBeEnabled();
  });
});

test.describe('a host with broken files', () => {
  // The U-Net of the default avatar.
  const weights = /^models\/unet-.*\.onnx$/;

  test('missing weights are named, and work once they are there', async ({ page }) => {
    let missing = true;
    const server = await startServer({
      root: DIST,
      isolate: true,
      fault: (path) => (missing && weights.test(path) ? { status: 404 } : undefined),
    });
    try {
      await openPage(page, server.url);
      const generator = new PageGenerator(page);
      const request = { audio: audioFile(wav(sampleSpeech(SPEECH_S))), options: CORE_CLIPS };
      const outcome = await generator.generate(request);
      expect(outcome).toMatchObject(failure('model-missing'));
      expect(outcome.ok ? '' : outcome.failure.message).toMatch(/unet/i);
      missing = false;
      expect(await generator.generate(request)).toMatchObject(success(SPEECH_FRAMES));
    } finally {
      await server.close();
    }
  });

  test('corrupted weights are refused by name', async ({ page }) => {
    const server = await startServer({
      root: DIST,
      isolate: true,
      fault: (path) =>
        weights.test(path) ? { status: 200, body: Buffer.alloc(10_000, 7) } : undefined,
    });
    try {
      await openPage(page, server.url);
      const outcome = await new PageGenerator(page).generate({
        audio: audioFile(wav(sampleSpeech(SPEECH_S))),
        options: CORE_CLIPS,
      });
      expect(outcome).toMatchObject(failure('bad-model'));
      expect(outcome.ok ? '' : outcome.failure.message).toMatch(/unet/i);
    } finally {
      await server.close();
    }
  });

  test('without SharedArrayBuffer it works all the same', async ({ page }) => {
    const server = await startServer({ root: DIST });
    try {
      await openPage(page, server.url);
      const capabilities = await page.evaluate(() => window.mouthpiece.capabilities());
      expect(capabilities).toMatchObject({ crossOriginIsolated: false });
      const outcome = await new PageGenerator(page).generate({
        audio: audioFile(wav(sampleSpeech(SPEECH_S))),
        options: CORE_CLIPS,
      });
      expect(outcome).toMatchObject(success(SPEECH_FRAMES));
    } finally {
      await server.close();
    }
  });
});

test('a lip-sync thread that dies costs a segment, not the job', async ({ app }) => {
  const generator = new PageGenerator(app);
  let dying: Promise<void> | undefined;
  // Spoken in both segments, which hold 100 frames in this quality: what takes the thread's place draws in the second too.
  const sound = joined(speechThenSilence(2, 2.2), sampleSpeech(0.8));
  const request = {
    audio: audioFile(wav(sound)),
    options: { ...CORE_CLIPS, quality: 'low_memory' },
  } as const;
  const outcome = await generator.generate(request, ({ unit, done }) => {
    if (unit !== 'frames' || done < 5 || dying !== undefined) return;
    const drawing = app.workers().find((worker) => worker.url().includes('lipsync'));
    dying = drawing?.evaluate(() => {
      setTimeout(() => {
        throw new Error('a thread of the test dies');
      });
    });
  });
  await dying;
  expect(outcome).toMatchObject({ ok: true });
  const warned = outcome.ok ? outcome.summary.warnings.map(({ code }) => code) : [];
  expect(warned).toContain('thread-restarted');
});

test('a video encoder that fails in the midst of a job hands the rest to ffmpeg', async ({
  app,
}, testInfo) => {
  // Of the second segment; segments hold 100 frames in this quality.
  const failsAfter = 105;
  app.on('worker', (worker) => {
    if (!worker.url().includes('media')) return;
    void worker.evaluate((frames) => {
      let calls = 0;
      globalThis.VideoEncoder = class extends VideoEncoder {
        override encode(...args: Parameters<VideoEncoder['encode']>): void {
          calls++;
          if (calls > frames) throw new Error('the encoder of the test fails');
          super.encode(...args);
        }
      };
    }, failsAfter);
  });
  const generator = new PageGenerator(app);
  const outcome = await generator.generate({
    audio: audioFile(wav(speechThenSilence(SPEECH_S, 3.2))),
    options: { ...CORE_CLIPS, quality: 'low_memory' },
  });
  expect(outcome).toMatchObject({ ok: true, summary: { stats: { encoder: 'ffmpeg' } } });
  if (!outcome.ok) return;
  const { warnings, frames } = outcome.summary;
  expect(warnings.map(({ code }) => code)).toContain('encoder-fallback');
  const path = testInfo.outputPath('talking.mp4');
  await generator.save(path);
  const { videoCodec, frameTimes } = await inspect(path);
  expect(videoCodec).toBe('avc');
  expect(frameTimes).toHaveLength(frames);
  frameTimes.forEach((time, frame) => expect(time).toBeCloseTo(frame / 25, 2));
});

test('an hour of speech is planned to the frame', async ({ scripted: { page } }, testInfo) => {
  const seconds = 3600;
  const path = testInfo.outputPath('hour.wav');
  await writeFile(path, repeatedWav(resampled(sampleSpeech(), 8000), seconds));
  const audio = await fileInPage(page, path);
  const edl = await page.evaluate(async (file) => {
    const [avatar] = await window.mouthpiece.listAvatars();
    if (avatar === undefined) throw new Error('There is no avatar.');
    return window.mouthpiece.planClips(file, { avatarId: avatar.id, vadEngine: 'energy' });
  }, audio);
  expect(edl.totalFrames).toBe(seconds * 25);
  let frame = 0;
  for (const { recordIn, recordOut } of edl.events) {
    expect(recordIn).toBe(frame);
    frame = recordOut;
  }
  expect(frame).toBe(edl.totalFrames);
});

test('the page tells a user what is wrong with a file', async ({ app }) => {
  await app.getByLabel('Speech audio').setInputFiles({
    name: 'letter.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Dear reader,\n'.repeat(100)),
  });
  await expect(app.getByRole('alert')).toContainText(/\w{3}/);
  await app.getByRole('button', { name: 'Try a sample' }).click();
  await expect(app.getByRole('button', { name: 'Generate', exact: true })).toBeEnabled();
});
