/** What a camera and a colourist add: bloom, a gentle contrast curve, vignette and fine grain. */

const BLOOM = { blur: 0.018, strength: 0.1 }; // share of the width; of white
const GRAIN = 1.4; // 8-bit steps, standard deviation in the mid-tones
const TILE = 256; // px of the noise tile
const VIGNETTE = 0.22; // darkening in the corners

/** @param {{lift: number[], gain: number[], contrast: number}} grade per channel red, green, blue */
export function finisher(size, grade) {
  const noise = grainTile();
  const curves = [0, 1, 2].map((channel) => curve(grade, channel));
  const shade = vignette(size);
  const glow = new OffscreenCanvas(size / 4, size / 4);
  const small = glow.getContext('2d', { willReadFrequently: true });
  return (context, frame) => {
    small.filter = `blur(${(BLOOM.blur * size) / 4}px)`;
    small.drawImage(context.canvas, 0, 0, size / 4, size / 4);
    context.globalCompositeOperation = 'screen';
    context.globalAlpha = BLOOM.strength;
    context.drawImage(glow, 0, 0, size, size);
    context.globalAlpha = 1;
    context.globalCompositeOperation = 'source-over';
    const image = context.getImageData(0, 0, size, size);
    const { data } = image;
    const shiftX = (frame * 97 + 31) % TILE;
    const shiftY = (frame * 57 + 11) % TILE;
    for (let y = 0, i = 0; y < size; y++) {
      const row = ((y + shiftY) % TILE) * TILE;
      for (let x = 0; x < size; x++, i += 4) {
        const grain = noise[row + ((x + shiftX) % TILE)];
        const light = shade[y * size + x];
        // Uint8ClampedArray rounds and clamps.
        for (let k = 0; k < 3; k++) data[i + k] = curves[k][data[i + k]] * light + grain;
      }
    }
    context.putImageData(image, 0, 0);
  };
}

function curve({ lift, gain, contrast }, channel) {
  return Float32Array.from({ length: 256 }, (_, value) => {
    const t = value / 255;
    const smooth = t * t * (3 - 2 * t);
    return 255 * (lift[channel] * (1 - t) + gain[channel] * (t + contrast * (smooth - t)));
  });
}

function vignette(size) {
  return Float32Array.from({ length: size * size }, (_, i) => {
    const x = (i % size) / size - 0.5;
    const y = Math.floor(i / size) / size - 0.45;
    const r = (x * x + y * y) / 0.5;
    return 1 - VIGNETTE * r * r * 1.6;
  });
}

/** Gaussian noise, slightly soft, from a fixed generator (mulberry32). */
function grainTile() {
  let seed = 1234567;
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const raw = Float32Array.from(
    { length: TILE * TILE },
    () => random() + random() + random() - 1.5,
  );
  return raw.map((value, i) => {
    const next = raw[(i + 1) % raw.length] + raw[(i + TILE) % raw.length];
    return GRAIN * 1.5 * (value + 0.5 * next);
  });
}
