/** Rhubarb Lip Sync (MIT) in WebAssembly: mouth shapes from recognised speech. */
import { CURVE_COUNT } from '../../../../src/core/lipsync/curve-window';
import { FPS } from '../../../../src/core/time/units';
import { importFrom } from '../packages';
import { rhubarbCurves } from './mouth-shapes';

interface Cue {
  /** s */
  start: number;
  end: number;
  value: string;
}

interface Module {
  Rhubarb: { getLipSync(pcm: Buffer): Promise<{ mouthCues: Cue[] }> };
}

/** Its shapes change at once; a change is spread over this time, s, so that each still reaches its full shape. */
const CHANGE = 0.08;
const STEPS = 8;

/** Mouth curves [frames × 7] of 16 kHz sound. */
export async function rhubarb(sound: Int16Array, frames: number): Promise<Float32Array> {
  const { Rhubarb } = (await importFrom('rhubarb-lip-sync-wasm', 'dist/index.js')) as Module;
  const pcm = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength);
  const { mouthCues } = await Rhubarb.getLipSync(pcm);
  return cueCurves(mouthCues, frames);
}

/** Every frame is the mean of the shapes around its middle; of cues that overlap the later one counts. */
export function cueCurves(cues: readonly Cue[], frames: number): Float32Array {
  const curves = new Float32Array(frames * CURVE_COUNT);
  for (let frame = 0; frame < frames; frame++) {
    for (let step = 0; step < STEPS; step++) {
      const time = (frame + 0.5) / FPS + CHANGE * ((step + 0.5) / STEPS - 0.5);
      const shape = cues.findLast(({ start, end }) => time >= start && time < end)?.value ?? 'X';
      rhubarbCurves(shape).forEach((value, k) => {
        const at = frame * CURVE_COUNT + k;
        curves[at] = (curves[at] ?? 0) + value / STEPS;
      });
    }
  }
  return curves;
}
