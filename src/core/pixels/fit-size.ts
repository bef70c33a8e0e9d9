interface PictureSize {
  width: number;
  height: number;
}

/**
 * The size of a picture shrunk, if it must be, so that its longer side is at most `longest` px, with even sides as
 * 4:2:0 video needs them. An odd side loses a pixel.
 */
export function fittedSize({ width, height }: PictureSize, longest = Infinity): PictureSize {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: even(width * scale), height: even(height * scale) };
}

/** The even number below `side`, at least 2; a hair is added, since 1920 · (1280 / 1920) must stay 1280. */
function even(side: number): number {
  return Math.max(2, 2 * Math.floor(side / 2 + 1e-6));
}
