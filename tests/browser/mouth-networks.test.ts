import { ALL_FORMATS, Input, UrlSource, VideoSampleSink } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { alignTrack, lowerFaceTemplate } from '../../src/core/faces/alignment';
import { readTrackFile } from '../../src/core/faces/track-file';
import { extractCrop } from '../../src/core/lipsync/crop';
import { CURVE_COUNT, CURVE_WINDOW } from '../../src/core/lipsync/curve-window';
import { cropBounds, transformAt } from '../../src/core/lipsync/pixel-region';
import { UNET_CROP, visibleMask } from '../../src/core/lipsync/unet-crop';
import { FrameCanvas } from '../../src/engines/lipsync/frame-canvas';
import { MouthNetwork } from '../../src/engines/lipsync/unet/mouth-network';
import { lipsyncModel } from '../../src/platform/model-store';
import { fetchModel } from '../../src/workers/protocol/model-file';

const { size } = UNET_CROP;
/** PSNR that int8 must keep to float, dB: these mouths, one of them open wider than in any speech, have 47 (Elias) to 52; one outside the calibration has 35. */
const ALIKE_DB = 45;

/** The crop of a clip's first frame, as the engine cuts it: planes [3 × size × size], 0–1. */
async function clipCrop(avatar: string): Promise<Float32Array> {
  const clip = new URL(`/core_clips/${avatar}/01,20s talk`, location.href).href;
  const input = new Input({ source: new UrlSource(`${clip}.mp4`), formats: ALL_FORMATS });
  const video = await input.getPrimaryVideoTrack();
  const sample = video && (await new VideoSampleSink(video).getSample(0));
  if (!sample) throw new Error(`${clip}.mp4 has no picture.`);
  const frame = sample.toVideoFrame();
  // A decoder may code rows beyond those shown: 736 of a picture of 720.
  const { displayWidth: width, displayHeight: height } = frame;
  const bytes = await (await fetch(`${clip}.track`)).arrayBuffer();
  const face = readTrackFile(new Uint8Array(bytes));
  const transform = transformAt(alignTrack(face, lowerFaceTemplate(size), { loops: true }), 0);
  const bounds = transform && cropBounds(transform, size, width, height);
  if (!bounds) throw new Error(`${clip}.track has no face.`);
  const canvas = new FrameCanvas(width, height);
  const region = await canvas.read(frame, bounds);
  const crop = new Float32Array(3 * size * size);
  extractCrop(region, transform, visibleMask(UNET_CROP), crop);
  sample.close();
  frame.close();
  input.dispose();
  return crop;
}

/** All frames of the window alike: open, wide, purse, protrude, press, tuck, part. */
function held(curves: number[]): Float32Array {
  return new Float32Array(CURVE_WINDOW * CURVE_COUNT).map((_, i) => curves[i % CURVE_COUNT] ?? 0);
}

const MOUTHS = [held([0.9, 0.3, 0, 0, 0, 0, 0.5]), held([0, 0, 0, 0, 0.85, 0, 0]), held([0.3, 0, 0.8, 0.7, 0, 0, 0.2])]; // prettier-ignore

async function draw(url: string, crop: Float32Array): Promise<Float32Array[]> {
  const model = () => fetchModel(url);
  const network = await MouthNetwork.open({ model, backend: 'wasm', threads: 1 });
  const drawn: Float32Array[] = [];
  for (const curves of MOUTHS) drawn.push(await network.draw(crop, curves));
  await network.dispose();
  return drawn;
}

/** Of R, G, B: dimmer, brighter, warmer. */
const LIGHTS = [[0.94, 0.94, 0.94], [1.05, 1.05, 1.05], [1.03, 1, 0.97]]; // prettier-ignore

/** Of white; a mouth that takes no notice of the light is off by 0.02 to 0.05. */
const LIT_ALIKE = 0.012;

/** Of a plane's drawn part. */
function mean(planes: Float32Array, plane: number): number {
  const { left, top, right, bottom } = UNET_CROP.hidden;
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += planes[plane + y * size + x] ?? 0;
  }
  return sum / ((right - left) * (bottom - top));
}

function psnr(one: Float32Array, other: Float32Array): number {
  const sum = one.reduce((total, value, i) => total + (value - (other[i] ?? 0)) ** 2, 0);
  return -10 * Math.log10(sum / one.length);
}

describe.each(['adam', 'nora', 'elias'])('the mouth network of %s', (avatar) => {
  it('draws on WASM with int8 weights what it draws with floats', async () => {
    const { modelUrl, wasmModelUrl } = await lipsyncModel(`unet-${avatar}`);
    expect(wasmModelUrl).toContain(`unet-${avatar}-int8.onnx`);
    const crop = await clipCrop(avatar);
    const float = await draw(modelUrl, crop);
    const int8 = await draw(wasmModelUrl ?? '', crop);
    for (const [i, drawn] of float.entries()) {
      const alike = psnr(drawn, int8[i] ?? new Float32Array());
      expect(alike).toBeGreaterThan(ALIKE_DB);
      // Another file, not the same one twice.
      expect(alike).toBeLessThan(80);
    }
    const [open, shut] = float;
    // What tells mouths apart is far larger than what int8 changes.
    if (open && shut) expect(psnr(open, shut)).toBeLessThan(ALIKE_DB - 10);
  });

  // The engine matches no colours: the shadows of a clip's own mouth would count as light.
  it('draws a face lit as what it sees of it', async () => {
    const { wasmModelUrl = '' } = await lipsyncModel(`unet-${avatar}`);
    const crop = await clipCrop(avatar);
    const area = size * size;
    const usual = await draw(wasmModelUrl, crop);
    for (const light of LIGHTS) {
      const lit = crop.map((value, i) => value * (light[Math.floor(i / area)] ?? 1));
      for (const [k, drawn] of (await draw(wasmModelUrl, lit)).entries()) {
        for (const [c, wanted] of light.entries()) {
          const expected = wanted * mean(usual[k] ?? crop, c * area);
          expect(Math.abs(mean(drawn, c * area) - expected)).toBeLessThan(LIT_ALIKE);
        }
      }
    }
  });
});
