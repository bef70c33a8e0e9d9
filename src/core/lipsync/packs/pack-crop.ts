/** Four fading margins of a paste, px of the network's picture. */
interface Margins {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * How a model pack sees a face, in px of the network's picture (`size` × `size`). Networks are only valid for the
 * recipe they were trained with; the paste is ours.
 */
export interface PackCrop {
  size: number;
  /** Rectangle that is black in the masked picture. */
  hidden: { left: number; top: number; right: number; bottom: number };
  /** Rows and columns at the border of the picture that keep the frame's pixels wholly. */
  kept: Margins;
  /** Rows and columns after those over which the drawn picture fades in. */
  fade: Margins;
}

/** SyncTalk_2D and Ultralight: nearly all of the picture is hidden; the frame shows in a rim of 5 px (10 below). */
export const SYNCTALK_CROPS: Readonly<Record<160 | 320, PackCrop>> = {
  160: {
    size: 160,
    hidden: { left: 5, top: 5, right: 155, bottom: 150 },
    kept: { left: 1, top: 1, right: 1, bottom: 1 },
    fade: { left: 14, top: 14, right: 14, bottom: 20 },
  },
  320: {
    size: 320,
    hidden: { left: 5, top: 5, right: 315, bottom: 310 },
    kept: { left: 1, top: 1, right: 1, bottom: 1 },
    fade: { left: 28, top: 28, right: 28, bottom: 40 },
  },
};

/**
 * The face box of SyncTalk_2D is cut out larger than the network's picture and its border of 4 px dropped again:
 * 168 → 160 and 328 → 320.
 */
export const SYNCTALK_BORDER = 4;

/**
 * Wav2Lip: the lower half is hidden. It draws the upper half as well, but blurred: that part of the frame is kept, and the
 * drawn face fades in over the nose.
 */
export const WAV2LIP_CROP: PackCrop = {
  size: 96,
  hidden: { left: 0, top: 48, right: 96, bottom: 96 },
  kept: { left: 1, top: 40, right: 1, bottom: 1 },
  fade: { left: 8, top: 12, right: 8, bottom: 6 },
};

/** 1 where the masked picture shows the frame: Uint8Array [size × size]. */
export function shownMask({ size, hidden }: PackCrop): Uint8Array {
  const mask = new Uint8Array(size * size).fill(1);
  for (let y = hidden.top; y < hidden.bottom; y++) {
    mask.fill(0, y * size + hidden.left, y * size + hidden.right);
  }
  return mask;
}

/** Weight of the drawn picture against the frame: Float32Array [size × size], 0 on the border, no steps. */
export function pasteWeights({ size, kept, fade }: PackCrop): Float32Array {
  const across = ramps(size, [kept.left, fade.left], [kept.right, fade.right]);
  const down = ramps(size, [kept.top, fade.top], [kept.bottom, fade.bottom]);
  const weights = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      weights[y * size + x] = (down[y] as number) * (across[x] as number);
    }
  }
  return weights;
}

/** Smooth steps (3t² − 2t³) from both ends, each [kept, fade] px. */
function ramps(
  size: number,
  [keptBefore, fadeBefore]: [number, number],
  [keptAfter, fadeAfter]: [number, number],
): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    const before = (i + 1 - keptBefore) / (fadeBefore + 1);
    const after = (size - i - keptAfter) / (fadeAfter + 1);
    const t = Math.min(1, Math.max(0, Math.min(before, after)));
    return t * t * (3 - 2 * t);
  });
}
