/** Core clips of one's own through the public API: in, preprocessed, spoken, out, in again; and what is refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JSHandle, Page } from '@playwright/test';
import { zipSync, type Zippable } from 'fflate';
import type { Progress } from '../../src/workers/protocol/progress.ts';
import { PageGenerator } from '../../tools/shell/generate-in-page.ts';
import { ROOT } from '../../tools/shell/terminal.ts';
import { expect, openPage, test } from './fixtures.ts';
import { facePlace } from './face-place.ts';
import { ffmpeg, H264 } from './ffmpeg.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';
import { storedFiles } from './stored-files.ts';

interface GivenFile {
  name: string;
  content: Uint8Array;
}

const { avatars: BUILT_IN } = JSON.parse(
  readFileSync(join(ROOT, 'public/core_clips/index.json'), 'utf8'),
) as { avatars: string[] };
const TALK = '02,24s talk.mp4';
const IDLE = 'silence.mp4';
const clip = (name: string): Buffer => readFileSync(join(ROOT, 'public/core_clips/adam', name));
const CLIPS: GivenFile[] = [TALK, IDLE].map((name) => ({ name, content: clip(name) }));
/** Names the idle clip as the sequence; without tracks, which are made anew. */
const DESCRIPTION: GivenFile = {
  name: 'avatar.json',
  content: Buffer.from(
    JSON.stringify({
      ...(JSON.parse(clip('avatar.json').toString()) as object),
      lipsync: null,
      sequence: IDLE,
    }),
  ),
};
const asZip = (content: Zippable): GivenFile[] => [
  { name: 'clips.zip', content: zipSync(content) },
];

const ADAM = join(ROOT, 'public/core_clips/adam');
/** Beside the person the same one again, three quarters as large. */
const TWO_PEOPLE =
  '[0]split[a][b];[b]scale=iw*3/4:-2,pad=iw:ih*4/3:0:(oh-ih)/2,scale=-2:720[c];[a]scale=-2:720[d];[d][c]hstack,format=yuv420p';

/** Files of this machine as Files of the page. */
async function filesInPage(page: Page, files: readonly GivenFile[]): Promise<JSHandle<File[]>> {
  const input = await page.evaluateHandle(() => {
    const element = document.createElement('input');
    element.type = 'file';
    element.multiple = true;
    return document.body.appendChild(element);
  });
  const payloads = files.map(({ name, content }) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  }));
  await input.setInputFiles(payloads);
  return input.evaluateHandle((element) => {
    element.remove();
    return [...(element.files ?? [])];
  });
}

/** What importAvatar gives, or the code and message of its error. */
async function importAvatar(page: Page, files: JSHandle<File[]>, changes: object = {}) {
  const options = { name: 'Ève', rightsConfirmed: true, ...changes };
  return page.evaluate(
    async ([given, chosen]) => {
      try {
        return await window.mouthpiece.importAvatar(given, chosen);
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return { code, message };
      }
    },
    [files, options] as const,
  );
}

test.describe('an avatar of one’s own', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;

  test.beforeAll(async ({ browser, server }) => {
    page = await browser.newPage({ serviceWorkers: 'block' });
    await openPage(page, server.url);
  });
  test.afterAll(async () => {
    await page.close();
  });

  const importFiles = async (files: readonly GivenFile[], changes?: object) =>
    importAvatar(page, await filesInPage(page, files), changes);
  const avatarIds = () =>
    page.evaluate(async () => (await window.mouthpiece.listAvatars()).map(({ id }) => id));
  const message = (text: RegExp) => expect.stringMatching(text) as unknown as string;

  test('is imported, preprocessed with progress and where a cancel left off, and speaks', async () => {
    const notes = { name: 'wave.mp4', content: clip(IDLE) };
    expect(await importFiles([...CLIPS, notes, DESCRIPTION])).toMatchObject({
      id: 'eve',
      sequence: IDLE,
      builtIn: false,
      lipsyncModelId: null,
      clips: [{ name: TALK, kind: 'talk', frames: 56 }, { name: IDLE, kind: 'silence', frames: 150 }], // prettier-ignore
      warnings: [{ code: 'file-skipped', message: message(/wave\.mp4.*"talk".*"silence"/) }],
    });
    const { cancelled, status, reports } = await page.evaluate(async () => {
      const abort = new AbortController();
      const cancelled = await window.mouthpiece
        .preprocessAvatar('eve', {
          signal: abort.signal,
          onProgress: ({ done }) => done > 1 && abort.abort(),
        })
        .then(String, (error: unknown) => (error instanceof DOMException ? error.name : error));
      const reports: Progress[] = [];
      const onProgress = (progress: Progress) => reports.push(progress);
      const status = await window.mouthpiece.preprocessAvatar('eve', { onProgress });
      return { cancelled, status, reports };
    });
    expect(cancelled).toBe('AbortError');
    expect(reports[0]).toMatchObject({ done: 1, total: 2 });
    const looped = { preprocessed: true, framesWithoutFace: 0, loop: { fix: 'none' } };
    expect(status.clips).toMatchObject([looped, looped]);
    const clips = reports.filter(({ stage }) => stage === 'preprocess');
    expect(clips.at(-1)).toMatchObject({ done: 2, total: 2, unit: 'clips' });
    expect(reports.at(-1)).toMatchObject({ stage: 'key-frames', done: 1, total: 1 });
    expect(reports.filter(({ part }) => part?.name === IDLE).length).toBeGreaterThan(3);
    const outcome = await new PageGenerator(page).generate({
      audio: audioFile(wav(sampleSpeech(3))),
      options: { mode: 'core-clips', avatarId: 'eve' },
    });
    expect(outcome).toMatchObject({ ok: true, summary: { frames: 75, width: 720 } });
    expect(outcome.ok && outcome.summary.stats.lipsyncedFrames).toBeGreaterThan(25);
  });

  test('is exported, removed without a trace, and imported again as it was', async () => {
    const files = await page.evaluateHandle(async () => [
      new File([await window.mouthpiece.exportAvatar('eve')], 'eve.zip'),
    ]);
    await page.evaluate(() => window.mouthpiece.removeAvatar('eve'));
    expect(await avatarIds()).toEqual(BUILT_IN);
    expect(await importAvatar(page, files, { name: 'Eve' })).toMatchObject({ id: 'eve', sequence: IDLE, warnings: [] }); // prettier-ignore
    const { clips } = await page.evaluate(() => window.mouthpiece.verifyAvatar('eve'));
    expect(clips.map(({ preprocessed }) => preprocessed)).toEqual([true, true]);
    const loops = await page.evaluate(async (name) => {
      await window.mouthpiece.setClipLoop('eve', name, 'ping-pong');
      return (await window.mouthpiece.listAvatars()).at(-1)?.clips.map(({ loopFix }) => loopFix);
    }, IDLE);
    expect(loops).toEqual(['none', 'ping-pong']);
    await page.evaluate(() => window.mouthpiece.removeAvatar('eve'));
    const builtIn = page.evaluate(() => window.mouthpiece.removeAvatar('adam'));
    await expect(builtIn).rejects.toThrow(/belongs to the app/);
  });

  test('is cut out of one video, by its lips where it has no sound', async () => {
    const files = await filesInPage(page, [{ name: 'me.mp4', content: clip('02,88s talk.mp4') }]);
    const { made, status } = await page.evaluate(async ([video]) => {
      if (!video) throw new Error('The file did not reach the page.');
      const options = { name: 'Me', rightsConfirmed: true };
      const made = await window.mouthpiece.createAvatarFromVideo(video, options);
      const status = await window.mouthpiece.verifyAvatar(made.id);
      await window.mouthpiece.removeAvatar(made.id);
      return { made, status };
    }, files);
    expect(made.warnings.map(({ code }) => code)).toEqual(['no-speech', 'no-silence-clips']);
    expect(made.clips.length).toBeGreaterThan(0);
    for (const { frames, kind } of made.clips) {
      expect(kind).toBe('talk');
      expect(frames).toBeGreaterThanOrEqual(25);
    }
    expect(status.clips.every(({ preprocessed }) => preprocessed)).toBe(true);
  });

  test('is the chosen one of two people, in clips and in a video; without a choice it is told', async () => {
    const path = test.info().outputPath('two.mp4');
    ffmpeg('-i', join(ADAM, TALK), '-filter_complex', TWO_PEOPLE, '-an', path);
    const two = readFileSync(path);
    // The one on the right is the smaller one.
    const face = { x: 0.79, y: 0.5 };
    const clips = [{ name: 'talk.mp4', content: two }];
    const prepare = async (changes: object) => {
      expect(await importFiles(clips, changes)).toMatchObject({ id: 'eve' });
      return page.evaluate(async () => {
        const { warnings } = await window.mouthpiece.preprocessAvatar('eve');
        const packed = await (await window.mouthpiece.exportAvatar('eve')).arrayBuffer();
        await window.mouthpiece.removeAvatar('eve');
        return { codes: warnings.map(({ code }) => code), packed: [...new Uint8Array(packed)] };
      });
    };
    const chosen = await prepare({ face });
    expect(chosen.codes).toEqual([]);
    expect(facePlace(chosen.packed)).toBeGreaterThan(0.7);
    const largest = await prepare({});
    expect(largest.codes).toEqual(['several-faces']);
    expect(facePlace(largest.packed)).toBeLessThan(0.5);

    const video = await filesInPage(page, [{ name: 'me.mp4', content: two }]);
    const cut = await page.evaluate(
      async ([[file], place]) => {
        if (!file) throw new Error('The file did not reach the page.');
        const options = { name: 'Eve', rightsConfirmed: true };
        const open = await window.mouthpiece.createAvatarFromVideo(file, options);
        await window.mouthpiece.removeAvatar(open.id);
        const { id } = await window.mouthpiece.createAvatarFromVideo(file, {
          ...options,
          face: place,
        });
        const packed = await (await window.mouthpiece.exportAvatar(id)).arrayBuffer();
        await window.mouthpiece.removeAvatar(id);
        const codes = open.warnings.map(({ code }) => code);
        return { codes, packed: [...new Uint8Array(packed)] };
      },
      [video, face] as const,
    );
    expect(cut.codes).toContain('several-faces');
    expect(facePlace(cut.packed)).toBeGreaterThan(0.7);
  });

  test('does not speak when no clip shows a face: none counts as prepared', async () => {
    const path = test.info().outputPath('grey.mp4');
    ffmpeg('-f', 'lavfi', '-i', 'color=gray:s=320x320:r=25:d=1.2', ...H264, path);
    await importFiles([{ name: 'talk.mp4', content: readFileSync(path) }]);
    const { code, prepared } = await page.evaluate(async () => {
      const code = await window.mouthpiece
        .preprocessAvatar('eve')
        .then(String, (error: unknown) => (error as { code: string }).code);
      const { clips } = await window.mouthpiece.verifyAvatar('eve');
      await window.mouthpiece.removeAvatar('eve');
      return { code, prepared: clips.map(({ preprocessed }) => preprocessed) };
    });
    expect({ code, prepared }).toEqual({ code: 'no-face', prepared: [false] });
  });

  test('is refused without rights, and when files are no clips, unreadable or dangerous', async () => {
    const before = await storedFiles(page);
    const cut = clip(TALK).subarray(0, 60_000);
    const text = Buffer.from('This is no video.\n'.repeat(99));
    const bomb = new Uint8Array(50_000_000);
    const cases: [GivenFile[], object, { code: string; message: string }][] = [
      [CLIPS, { rightsConfirmed: false }, { code: 'rights-not-confirmed', message: message(/right/) }], // prettier-ignore
      [CLIPS, { name: ' ' }, { code: 'bad-option', message: message(/"name"/) }],
      [CLIPS, { lipsyncModelId: 'x' }, { code: 'model-missing', message: message(/"x"/) }],
      [[{ name: 'a.mp4', content: cut }], {}, { code: 'no-clips', message: message(/"a\.mp4"/) }],
      [
        [{ name: 'a talk.mp4', content: text }, { name: 'b talk.mp4', content: cut }, ...CLIPS],
        {},
        { code: 'bad-clip', message: message(/"a talk\.mp4".*"b talk\.mp4"/) },
      ],
      [asZip({ 'talk.mp4': bomb }), {}, { code: 'bad-clip', message: message(/talk\.mp4.*bomb/) }],
      [asZip({ '../talk.mp4': cut }), {}, { code: 'bad-clip', message: message(/"\.\.\/talk\.mp4"/) }], // prettier-ignore
    ];
    for (const [files, changes, expected] of cases) {
      expect(await importFiles(files, changes)).toMatchObject(expected);
    }
    expect(await avatarIds()).toEqual(BUILT_IN);
    expect(await storedFiles(page)).toBe(before);
  });

  test('is not half-stored when the storage is full, and works once there is room', async ({
    server,
  }) => {
    const { origin } = new URL(server.url);
    const session = await page.context().newCDPSession(page);
    const before = await storedFiles(page);
    const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
    // Room for the first clip, not for the second.
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 300_000 });
    expect(await importFiles(CLIPS)).toMatchObject({ code: 'storage-full' });
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    expect(await avatarIds()).toEqual(BUILT_IN);
    expect(await storedFiles(page)).toBe(before);
    expect(await importFiles(CLIPS)).toMatchObject({ id: 'eve' });
  });
});
