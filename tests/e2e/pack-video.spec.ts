/** A user's own video or picture, spoken by an imported model pack (random weights: the mouth is noise, but it is drawn). */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fileInPage } from '../../tools/shell/generate-in-page.ts';
import { ROOT } from '../../tools/shell/terminal.ts';
import { expect, test } from './fixtures.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';

const ADAM = join(ROOT, 'public/core_clips/adam');
const SPEECH_S = 0.8;
const FRAMES = 20;

/** @returns the id of the imported pack. */
async function importPack(page: Page, name: string, files: string[]): Promise<string> {
  const folder = join(ROOT, 'tests/fixtures/packs', name);
  const handles = await Promise.all(files.map((file) => fileInPage(page, join(folder, file))));
  const list = await page.evaluateHandle(() => [] as File[]);
  for (const handle of handles) await list.evaluate((all, file) => void all.push(file), handle);
  return list.evaluate(async (all) => (await window.mouthpiece.importModel(all)).id);
}

const CASES = [
  // It hears an encoder of its own, and takes another frame of the person as its reference.
  { pack: 'synctalk-160', files: ['model.json', 'unet.onnx', 'ave.onnx'], source: '02,88s talk.mp4', width: 720 }, // prettier-ignore
  // It hears mel frames, and sees the face itself.
  { pack: 'wav2lip', files: ['model.json', 'unet.onnx'], source: '02,88s talk.mp4', width: 720 },
  { pack: 'wav2lip', files: ['model.json', 'unet.onnx'], source: 'poster.jpg', width: 720 },
];

for (const { pack, files, source, width } of CASES) {
  test(`the pack ${pack} speaks in ${source}`, async ({ scripted }, testInfo) => {
    const lipsyncModelId = await importPack(scripted.page, pack, files);
    const outcome = await scripted.generate({
      audio: audioFile(wav(sampleSpeech(SPEECH_S))),
      video: join(ADAM, source),
      options: { mode: 'custom-video', rightsConfirmed: true, lipsyncModelId, openness: 0.5 },
    });
    expect(outcome).toMatchObject({
      ok: true,
      summary: {
        frames: FRAMES,
        width,
        // Only a pack says this: it is not the exemplar engine that drew.
        warnings: expect.arrayContaining([expect.objectContaining({ code: 'openness-ignored' })]),
        stats: { lipsyncedFrames: FRAMES, framesWithoutFace: 0 },
      },
    });
    await scripted.save(testInfo.outputPath('talking.mp4'));
  });
}
