import type { FacePicture, MouthLook } from '../face-picture';

/** Cheeks and the red of the lips. */
const SKIN = [50, 280, 205, 425, 101, 330] as const;
const LIP = [72, 302, 85, 315, 16, 15, 11, 73, 303] as const;
/** Each point's colour is the mean of a square of this half side: noise of the camera, not the colour, goes. */
const REACH = 1;

/** Colours from which an inner mouth is drawn for this person, by the median over several points of cheeks and lips. */
export function mouthLook(picture: FacePicture): MouthLook {
  return { skin: medianColour(picture, SKIN), lip: medianColour(picture, LIP) };
}

function medianColour(
  picture: FacePicture,
  points: readonly number[],
): readonly [number, number, number] {
  const colours = points.map((point) => colourAt(picture, point));
  const median = (c: 0 | 1 | 2): number =>
    colours.map((colour) => colour[c]).sort((a, b) => a - b)[points.length >> 1] ?? 0;
  return [median(0), median(1), median(2)];
}

function colourAt(
  { pixels, width, height, x, y, landmarks }: FacePicture,
  point: number,
): [number, number, number] {
  const column = Math.floor((landmarks[point * 3] as number) - x);
  const row = Math.floor((landmarks[point * 3 + 1] as number) - y);
  const colour: [number, number, number] = [0, 0, 0];
  const share = 1 / (2 * REACH + 1) ** 2;
  for (let dy = -REACH; dy <= REACH; dy++) {
    for (let dx = -REACH; dx <= REACH; dx++) {
      const px = Math.min(width - 1, Math.max(0, column + dx));
      const py = Math.min(height - 1, Math.max(0, row + dy));
      const p = (py * width + px) * 4;
      for (const c of [0, 1, 2] as const) colour[c] += share * (pixels[p + c] as number);
    }
  }
  return colour;
}
