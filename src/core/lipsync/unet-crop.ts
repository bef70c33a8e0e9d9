/**
 * The crop recipe of the mouth U-Net, px of the network's input (`size` × `size`). Training and
 * run time share it: a network is only valid for the recipe it was trained with.
 */
export const UNET_CROP = {
  size: 224,
  /** Rectangle that the network does not see and has to draw: nostrils to below a dropped chin. */
  hidden: { left: 12, top: 50, right: 212, bottom: 210 },
  /**
   * Where the paste fades: full weight inside (1 − softness) of the superellipse |x|^power + |y|^power = 1, nothing
   * at its edge. It reaches further down than up, since a dropped chin of the clip must be covered.
   */
  feather: {
    centreX: 112,
    centreY: 129,
    radiusX: 108,
    above: 81,
    below: 92,
    power: 2.6,
    softness: 0.3,
  },
} as const;

export type UnetCrop = typeof UNET_CROP;

/** 1 where the network sees the frame, 0 where it has to draw: Uint8Array [size × size]. */
export function visibleMask(crop: UnetCrop): Uint8Array {
  const { size, hidden } = crop;
  const mask = new Uint8Array(size * size).fill(1);
  for (let y = hidden.top; y < hidden.bottom; y++) {
    mask.fill(0, y * size + hidden.left, y * size + hidden.right);
  }
  return mask;
}

/**
 * Weight of the drawn mouth against the frame: Float32Array [size × size], 1 in the middle, smoothly 0
 * at the superellipse, which lies inside the crop: no edge of the square can show.
 */
export function featherWeights(crop: UnetCrop): Float32Array {
  const { size, feather } = crop;
  const weights = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = Math.abs((x + 0.5 - feather.centreX) / feather.radiusX);
      const down = y + 0.5 - feather.centreY;
      const dy = Math.abs(down / (down < 0 ? feather.above : feather.below));
      const radius = (dx ** feather.power + dy ** feather.power) ** (1 / feather.power);
      const t = Math.min(1, Math.max(0, (1 - radius) / feather.softness));
      weights[y * size + x] = t * t * (3 - 2 * t);
    }
  }
  return weights;
}
