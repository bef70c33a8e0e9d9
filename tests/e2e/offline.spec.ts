/** Installed from a plain static host under a sub-path, then without any server. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { DIST } from '../../tools/shell/build.ts';
import { PageGenerator } from '../../tools/shell/generate-in-page.ts';
import { startServer, type StaticServer } from '../../tools/shell/static-server.ts';
import { chromiumFlags, findChromium } from '../../tools/chromium.ts';
import { expect, generateChosen, openPage, test } from './fixtures.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';
import { chooseSpeech } from './page-sound.ts';
import { inspect } from './produced-file.ts';

const SPEECH_S = 1.2;

test.describe.configure({ mode: 'serial' });

test.describe('from a host without isolation headers, under a sub-path', () => {
  let profile: string;
  let context: BrowserContext;
  let page: Page;
  let server: StaticServer;
  let url: string;
  let stopped = false;
  const requests: string[] = [];

  async function launch(): Promise<void> {
    const executablePath = findChromium();
    context = await chromium.launchPersistentContext(profile, {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: chromiumFlags(),
      headless: true,
      serviceWorkers: 'allow',
    });
    context.on('request', (request) => requests.push(request.url()));
    page = context.pages()[0] ?? (await context.newPage());
  }

  test.beforeAll(async () => {
    profile = test.info().outputPath('profile');
    server = await startServer({ root: DIST, base: '/some/where/', isolate: false });
    url = server.url;
    await launch();
  });
  test.afterAll(async () => {
    await context.close();
    if (!stopped) await server.close();
  });

  test('the service worker isolates the page', async () => {
    await page.goto(url);
    await page.waitForFunction(() => crossOriginIsolated, null, { timeout: 60_000 });
    await openPage(page, url);
    const capabilities = await page.evaluate(() => window.mouthpiece.capabilities());
    expect(capabilities.crossOriginIsolated).toBe(true);
    expect(capabilities.threads).toBeGreaterThan(1);
  });

  test('everything for the main job is saved in the background', async () => {
    await expect
      .poll(
        async () => (await page.evaluate(() => window.mouthpiece.capabilities())).offlineReady,
        { timeout: 90_000 },
      )
      .toBe(true);
    await expect(page.getByText(/Available offline · \d/)).toBeVisible();
    // The landmarker's model, but not its runtime: what a visit leaves that was cut off in between.
    await page.evaluate(async () => (await fetch('models/face_landmarker.task')).arrayBuffer());
  });

  test('it generates with the server gone, after a reload', async () => {
    await server.close();
    stopped = true;
    await page.reload();
    await openPage(page, url);
    await page.getByRole('button', { name: 'Try a sample' }).click();
    const timeline = page.getByRole('region', { name: 'Speech timeline' });
    await expect(timeline).toContainText('sample.wav');
    // Short speech of the same voice: all of the sample is spoken elsewhere.
    await chooseSpeech(page, sampleSpeech(SPEECH_S), 'offline.wav');
    await expect(timeline).toContainText('offline.wav');
    const path = test.info().outputPath('offline.mp4');
    await generateChosen(page, path);
    const file = await inspect(path);
    expect(file.frameTimes).toHaveLength(SPEECH_S * 25);
    expect(file).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac' });
  });

  test('what was not fetched is told by name, before the work begins', async () => {
    const told = await page.evaluate(async () => {
      const failure = ({ code, message, stage }: { code: string; message: string; stage: string }) => ({ code, message, stage }); // prettier-ignore
      const { mouthpiece } = window;
      const audio = await (await fetch('samples/sample.wav')).blob();
      const picture = await (await fetch('icons/icon-192.png')).blob();
      const stages = new Set<string>();
      const request = { mode: 'core-clips', audio, encoder: 'ffmpeg' } as const;
      const run = { onProgress: ({ stage }: { stage: string }) => void stages.add(stage) };
      return {
        faces: await mouthpiece.detectFaces(picture).then(String, failure),
        encoder: await mouthpiece.generate(request, run).then(String, failure),
        stages: [...stages],
      };
    });
    expect(told.faces).toMatchObject({ code: 'offline-missing' });
    expect(told.faces).toHaveProperty('message', expect.stringContaining('landmarker'));
    expect(JSON.stringify(told.faces)).not.toContain('http');
    expect(told.encoder).toMatchObject({ code: 'offline-missing', stage: 'options' });
    expect(told.stages).toEqual([]);
  });

  test('and after a browser restart', async () => {
    await context.close();
    await launch();
    await openPage(page, url);
    await expect(page.getByRole('heading', { name: 'Your videos' })).toBeVisible();
    const outcome = await new PageGenerator(page).generate({
      audio: audioFile(wav(sampleSpeech(SPEECH_S))),
      options: { mode: 'core-clips' },
    });
    expect(outcome).toMatchObject({ ok: true, summary: { frames: SPEECH_S * 25 } });
    const foreign = requests.filter((address) => !/^(blob|data):/.test(address));
    expect(foreign.every((address) => address.startsWith(new URL(url).origin))).toBe(true);
  });
});
