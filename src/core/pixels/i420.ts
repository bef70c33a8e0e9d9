/**
 * BT.709 luma weights (ITU-R BT.709-6 §3) and the limited range of video: luma 16–235, chroma
 * 16–240 of 8 bits.
 */
const KR = 0.2126;
const KB = 0.0722;
const KG = 1 - KR - KB;
const LUMA_SCALE = 219 / 255;
const CHROMA_SCALE = 224 / 255;

/** The colours of these pictures in the words of VideoFrame. */
export const BT709_LIMITED = {
  matrix: 'bt709',
  primaries: 'bt709',
  transfer: 'bt709',
  fullRange: false,
} as const;

/** Fixed-point fraction bits; with 8-bit samples the sums stay far inside 32 bits. */
const BITS = 16;
const ONE = 1 << BITS;
const HALF = ONE >> 1;

const Y_R = Math.round(KR * LUMA_SCALE * ONE);
const Y_G = Math.round(KG * LUMA_SCALE * ONE);
const Y_B = Math.round(KB * LUMA_SCALE * ONE);
const U_R = Math.round(((-KR * CHROMA_SCALE) / (2 * (1 - KB))) * ONE);
const U_G = Math.round(((-KG * CHROMA_SCALE) / (2 * (1 - KB))) * ONE);
const U_B = Math.round((CHROMA_SCALE / 2) * ONE);
const V_R = U_B;
const V_G = Math.round(((-KG * CHROMA_SCALE) / (2 * (1 - KR))) * ONE);
const V_B = Math.round(((-KB * CHROMA_SCALE) / (2 * (1 - KR))) * ONE);

/** Bytes of one I420 picture of even width and height. */
export function i420Size(width: number, height: number): number {
  return (width * height * 3) / 2;
}

/**
 * Converts sRGB to planar Y'CbCr 4:2:0, BT.709 limited range; chroma is the mean of 2 × 2 pixels.
 *
 * @param rgba Uint8 [height × width × 4]; alpha is ignored.
 * @param i420 Uint8 [i420Size], receives Y, U and V.
 * @throws RangeError if a side is odd, a buffer too small or `rgba` not aligned to 4 bytes.
 */
export function rgbaToI420(
  rgba: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  i420: Uint8Array,
): void {
  if (width % 2 !== 0 || height % 2 !== 0) {
    throw new RangeError(`4:2:0 needs even sides, not ${width} × ${height}.`);
  }
  const pixels = width * height;
  if (rgba.length < 4 * pixels || i420.length < i420Size(width, height)) {
    throw new RangeError(`The buffers are too small for ${width} × ${height} pixels.`);
  }
  let u = pixels;
  let v = pixels + pixels / 4;
  // One load a pixel instead of three. Every platform that runs a browser is little-endian.
  const packed = new Int32Array(rgba.buffer, rgba.byteOffset, pixels);
  for (let row = 0; row < height; row += 2) {
    const upper = row * width;
    for (let at = upper; at < upper + width; at += 2) {
      const a = packed[at] ?? 0;
      const b = packed[at + 1] ?? 0;
      const c = packed[at + width] ?? 0;
      const d = packed[at + width + 1] ?? 0;
      i420[at] = luma(a);
      i420[at + 1] = luma(b);
      i420[at + width] = luma(c);
      i420[at + width + 1] = luma(d);
      const red = (a & 255) + (b & 255) + (c & 255) + (d & 255);
      const green = ((a >> 8) & 255) + ((b >> 8) & 255) + ((c >> 8) & 255) + ((d >> 8) & 255);
      const blue = ((a >> 16) & 255) + ((b >> 16) & 255) + ((c >> 16) & 255) + ((d >> 16) & 255);
      i420[u++] = 128 + ((U_R * red + U_G * green + U_B * blue + 4 * HALF) >> (BITS + 2));
      i420[v++] = 128 + ((V_R * red + V_G * green + V_B * blue + 4 * HALF) >> (BITS + 2));
    }
  }
}

function luma(pixel: number): number {
  const red = pixel & 255;
  const green = (pixel >> 8) & 255;
  const blue = (pixel >> 16) & 255;
  return 16 + ((Y_R * red + Y_G * green + Y_B * blue + HALF) >> BITS);
}
