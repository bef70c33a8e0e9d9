import { describe, expect, it } from 'vitest';
import { CURVE_COUNT, CURVE_WINDOW } from '../../src/core/lipsync/curve-window';
import { UNET_CROP, visibleMask } from '../../src/core/lipsync/unet-crop';
import { MouthNetwork } from '../../src/engines/lipsync/unet/mouth-network';
import { lipsyncModel } from '../../src/platform/model-store';
import { fetchModel } from '../../src/workers/protocol/model-file';

const { size } = UNET_CROP;
const AREA = size * size;
/** PSNR that int8 must keep to float, dB. Real crops reach 52; of the shading below little was calibrated. */
const ALIKE_DB = 45;

const SKIN = [0.7, 0.55, 0.48];

/** Skin-coloured shading around the hidden part: planes [3 × size × size], 0–1. */
function shadedCrop(): Float32Array {
  const visible = visibleMask(UNET_CROP);
  return new Float32Array(3 * AREA).map((_, i) => {
    const place = i % AREA;
    const shade = 0.15 * Math.sin((place % size) / 40) - 0.1 * (place / AREA);
    return visible[place] ? (SKIN[Math.floor(i / AREA)] ?? 0) + shade : 0;
  });
}

/** All frames of the window alike: open, wide, purse, protrude, press, tuck, part. */
function held(curves: number[]): Float32Array {
  return new Float32Array(CURVE_WINDOW * CURVE_COUNT).map((_, i) => curves[i % CURVE_COUNT] ?? 0);
}

const MOUTHS = [held([0.9, 0.3, 0, 0, 0, 0, 0.5]), held([0, 0, 0, 0, 0.85, 0, 0]), held([0.3, 0, 0.8, 0.7, 0, 0, 0.2])]; // prettier-ignore

async function draw(url: string): Promise<Float32Array[]> {
  const model = () => fetchModel(url);
  const network = await MouthNetwork.open({ model, backend: 'wasm', threads: 1 });
  const drawn: Float32Array[] = [];
  for (const curves of MOUTHS) drawn.push(await network.draw(shadedCrop(), curves));
  await network.dispose();
  return drawn;
}

function psnr(one: Float32Array, other: Float32Array): number {
  const sum = one.reduce((total, value, i) => total + (value - (other[i] ?? 0)) ** 2, 0);
  return -10 * Math.log10(sum / one.length);
}

describe.each(['unet-adam', 'unet-nora'])('%s', (id) => {
  it('draws on WASM with int8 weights what it draws with floats', async () => {
    const { modelUrl, wasmModelUrl } = await lipsyncModel(id);
    expect(wasmModelUrl).toContain(`${id}-int8.onnx`);
    const float = await draw(modelUrl);
    const int8 = await draw(wasmModelUrl ?? '');
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
});
