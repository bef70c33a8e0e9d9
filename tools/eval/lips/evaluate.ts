/** Speaks the test sentences and measures them; see tools/eval/lips/README.md. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../shell/terminal';
import { encode } from '../../avatar/publish/encode.js';
import { drawnFaces, measureTruth, truthFaces } from './measure-truth';
import { SpeakingApp } from './speaking-app';
import { readTruth, sourceClip, truthEdl } from './truth-reel';
import { writeWav } from './wav';

export async function evaluateLips(args: string[]): Promise<void> {
  const quick = args.includes('--quick');
  const out = join(ROOT, '.cache/lips');
  mkdirSync(out, { recursive: true });
  const reel = readTruth('adam', quick);
  const wav = join(out, 'adam.wav');
  writeWav(wav, reel.sound);
  const clips = [...reel.sources].map(([take, folder]) => {
    const file = join(out, sourceClip(take));
    encode(folder, file, 18);
    return file;
  });
  const own = join(ROOT, 'public/core_clips/adam');
  clips.push(
    ...readdirSync(own)
      .filter((n) => n.endsWith('.mp4'))
      .map((n) => join(own, n)),
  );
  console.time('truth faces');
  const truth = await truthFaces(reel);
  console.timeEnd('truth faces');
  const app = await SpeakingApp.open();
  try {
    const avatarId = await app.importAvatar('Test', clips);
    const base = { audio: wav, avatarId, edl: truthEdl(reel, true) };
    const rows = [
      { name: 'ceiling', lipsyncModelId: 'unet-adam', ...base, edl: truthEdl(reel, false) },
      { name: 'unet, app', lipsyncModelId: 'unet-adam', ...base },
      { name: 'exemplar, app', lipsyncModelId: null, ...base },
      { name: 'unet, true curves', lipsyncModelId: 'unet-adam', ...base, curves: reel.curves },
      { name: 'exemplar, true curves', lipsyncModelId: null, ...base, curves: reel.curves },
    ];
    for (const { name, ...what } of rows) {
      const video = join(out, `${name}.mp4`);
      await app.speak(what, video);
      const drawn = await drawnFaces(video, reel.frames, join(out, name));
      console.log(name, await measureTruth(reel, video, { truth, drawn }));
    }
  } finally {
    await app.close();
  }
}
