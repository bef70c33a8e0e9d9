/** The main job through the page: what comes out is measured on the produced file. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileInPage } from '../../tools/shell/generate-in-page.ts';
import { expect, test } from './fixtures.ts';
import { judgeLips, lipOpenings, type LipReport } from './lips.ts';
import { audioFile, SAMPLE_PATH, samplePhones, sampleSpeech, wav } from './media-files.ts';
import { inspect } from './produced-file.ts';
import { soundLag } from './sound-lag.ts';
import type { Page } from '@playwright/test';

const FPS = 25;
/** Frame times are stored in ticks of the container's time scale. */
const TICK_S = 1e-3;
const LARGEST_SOUND_LAG_S = 0.02;
/** Lips this late look wrong to anyone, and must fail the check. */
const NOTICEABLY_LATE_S = 0.24;

test('the page makes a complete video of the shipped sample', async ({ sampleVideo }) => {
  const { samples, rate } = sampleSpeech();
  const duration = samples.length / rate;
  const file = await inspect(sampleVideo.path);

  expect(file.videoCodec).toBe('avc');
  expect(file.audioCodec).toBe('aac');
  expect(file.frameTimes).toHaveLength(Math.round(duration * FPS));
  file.frameTimes.forEach((time, i) => {
    expect(Math.abs(time - i / FPS)).toBeLessThan(TICK_S);
  });
  expect(Math.abs(file.videoEnd - file.frameTimes.length / FPS)).toBeLessThan(TICK_S);
  expect(file.audioEnd).toBeGreaterThan(duration - 0.02);
  expect(file.audioEnd).toBeLessThan(duration + 0.1);
  expect(file.width).toBeGreaterThanOrEqual(512);
  expect(file.height).toBeGreaterThanOrEqual(512);
  expect(file.boxes.indexOf('moov')).toBeLessThan(file.boxes.indexOf('mdat'));
  expect(file.labelled).toBe(true);
});

test('no request leaves the origin, nothing throws, progress never goes back', ({
  sampleVideo,
  server,
}) => {
  const { origin } = new URL(server.url);
  const foreign = sampleVideo.requests.filter(
    (url) => new URL(url).origin !== origin && !/^(blob|data):/.test(url),
  );
  expect(sampleVideo.requests.length).toBeGreaterThan(5);
  expect(foreign).toEqual([]);
  expect(sampleVideo.errors).toEqual([]);
  expect(sampleVideo.progressSeen).toEqual([...sampleVideo.progressSeen].sort((a, b) => a - b));
  expect(Math.max(...sampleVideo.progressSeen)).toBeGreaterThan(50);
});

test('the sound is the speech, aligned within 20 ms', async ({ scripted, sampleVideo }) => {
  const { lag, similarity } = await soundLag(scripted.page, sampleVideo.path, SAMPLE_PATH);
  expect(similarity).toBeGreaterThan(0.9);
  expect(Math.abs(lag)).toBeLessThanOrEqual(LARGEST_SOUND_LAG_S);
});

test('lips close at p/b/m, open at open vowels and rest in silences', async ({
  scripted,
  sampleVideo,
}) => {
  const openings = await measureOpenings(scripted.page, sampleVideo.path);
  const report = judgeLips(openings, samplePhones());
  console.log('lips', JSON.stringify(report));
  expectSpeakingLips(report);

  // The same check refuses lips that come late, and lips that hardly move.
  const late = samplePhones().map((phone) => ({
    ...phone,
    start: phone.start + NOTICEABLY_LATE_S,
    end: phone.end + NOTICEABLY_LATE_S,
  }));
  expect(() => {
    expectSpeakingLips(judgeLips(openings, late));
  }).toThrow();
  const numb = openings.map((opening) => opening / 10);
  expect(() => {
    expectSpeakingLips(judgeLips(numb, samplePhones()));
  }).toThrow();
});

test('ffmpeg.wasm makes the same file as WebCodecs', async ({ scripted }, testInfo) => {
  const speech = sampleSpeech(1.02);
  for (const encoder of ['webcodecs', 'ffmpeg'] as const) {
    const outcome = await scripted.generate({
      audio: audioFile(wav(speech)),
      options: { mode: 'core-clips', encoder },
    });
    expect(outcome).toMatchObject({ ok: true, summary: { stats: { encoder } } });
    const path = testInfo.outputPath(`${encoder}.mp4`);
    await scripted.save(path);
    const file = await inspect(path);
    expect(file).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac', labelled: true });
    expect(file.frameTimes).toHaveLength(26);
    file.frameTimes.forEach((time, i) => {
      expect(Math.abs(time - i / FPS)).toBeLessThan(TICK_S);
    });
    expect(file.boxes.indexOf('moov')).toBeLessThan(file.boxes.indexOf('mdat'));
    const reference = testInfo.outputPath('speech.wav');
    await writeFile(reference, wav(speech));
    const { lag } = await soundLag(scripted.page, path, reference);
    expect(Math.abs(lag)).toBeLessThanOrEqual(LARGEST_SOUND_LAG_S);
  }
});

function expectSpeakingLips(report: LipReport): void {
  expect(report.framesWithoutFace).toBe(0);
  expect(report.bilabials).toBeGreaterThan(15);
  expect(report.vowels).toBeGreaterThan(5);
  // 0.81 with the shipped networks.
  expect(report.closedShare).toBeGreaterThanOrEqual(0.75);
  expect(report.openShare).toBeGreaterThanOrEqual(0.7);
  expect(report.silenceMedian).toBeLessThan(0.02);
  expect(report.silence95).toBeLessThan(0.04);
  expect(report.silenceMotion).toBeLessThan(0.35);
}

/** Opening of the lips in each frame, by the app's own face landmarks. */
async function measureOpenings(page: Page, path: string): Promise<number[]> {
  const buffer = await readFile(path);
  const file = await fileInPage(page, { name: 'talking.mp4', mimeType: 'video/mp4', buffer });
  const frames = await page.evaluate(async (video) => {
    const track = await window.mouthpiece.detectFaces(video, { smooth: false });
    return track.frames.map((frame) => frame && { landmarks: Array.from(frame.landmarks) });
  }, file);
  return lipOpenings(frames);
}
