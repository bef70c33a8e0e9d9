import type { MouthLook } from '../face-picture';

/** Lengths in eye distances (about 9 cm), measured from the line of the resting lips, y down. */

/** Edge of the upper incisors with closed jaws, and how far it shows lower as the jaw drops and the lip lifts. */
const UPPER_EDGE = 0.024;
const UPPER_FOLLOW = 0.13;
/** Edge of the lower incisors with closed jaws; they and the tongue follow the jaw. */
const LOWER_EDGE = 0.016;
const JAW_FOLLOW = 0.98;
/** Borders between ten upper teeth, from right to left; the lower arch is narrower. */
const BORDERS = [-0.3, -0.245, -0.19, -0.155, -0.09, 0, 0.09, 0.155, 0.19, 0.245, 0.3] as const;
const LOWER_ARCH = 0.82;
/** How much shorter than the incisors each tooth is, and how much more yellow. */
const SHORTER = [0.013, 0.009, 0.003, 0.008, 0, 0, 0.008, 0.003, 0.009, 0.013] as const;
const YELLOWER = [0.06, 0.06, 0.07, 0.02, 0, 0, 0.02, 0.07, 0.06, 0.06] as const;
/** The corners of a tooth's edge are rounder by this. */
const ROUNDING = 0.006;
/** The row of teeth rises (or falls) to the sides by this at ±0.3. */
const ARCH_RISE = 0.06;
/** Where the arch has turned out of the light. */
const ARCH_END = 0.31;
/** Tongue: middle below the edge of the lower teeth, half width and half height, share over the dark behind it. */
const TONGUE = { drop: 0.014, across: 0.17, down: 0.062, share: 0.85 } as const;
/** The furrow along its middle. */
const GROOVE = { depth: 0.1, width: 0.03 } as const;
/** Below it the floor of the mouth in front of the lower teeth begins. */
const FLOOR = { from: 0.1, follow: 0.92, fade: 0.03 } as const;

/** Ivory under a neutral light, RGB; teeth take on some of the light that falls on the skin. */
const IVORY = [218, 208, 188] as const;
const IVORY_SHARE = 0.6;
const SKIN_SHARE = 0.4;
const TOOTH_BRIGHTNESS = 0.9;
const LIGHT_OF_IVORY = 165;
const LIGHT_POWER = 0.7;
/** Skin under a neutral light, RGB: by how much this person's skin is of another colour, the light is taken to be; not quite, since skins differ. */
const NEUTRAL_SKIN = [205, 155, 130] as const;
const TINT_POWER = 0.7;
/** Light under the upper lip, of that below. */
const UNDER_LIP = 0.8;
const BRIGHTEST = 225;
/** Colours as shares of the lip's: [R, G, B]. */
const CAVITY = [0.34, 0.2, 0.2] as const;
const TONGUE_COLOUR = [0.72, 0.56, 0.56] as const;
const FLOOR_SHARE = 0.45;
const UPPER_SHADE = 0.93;
const LOWER_SHADE = 0.66;
/** Seam between two teeth: depth and where it begins, as a share of the tooth's half width. */
const SEAM = 0.14;
const SEAM_FROM = 0.8;

export type Colour = [number, number, number];

/**
 * The inside of a mouth: upper teeth fixed to the skull, lower teeth and tongue on the jaw, the dark of the cavity
 * behind. Small teeth in the light of the skin look right; large or bluish ones look false.
 */
export class InnerMouth {
  /** Colour of the dark behind everything. */
  readonly cavity: Colour;
  readonly #tongue: Colour;
  readonly #floor: Colour;
  readonly #tooth: Colour;

  constructor({ skin, lip }: MouthLook) {
    const shares = (factors: readonly [number, number, number]): Colour => [
      lip[0] * factors[0],
      lip[1] * factors[1],
      lip[2] * factors[2],
    ];
    this.cavity = shares(CAVITY);
    this.#tongue = shares(TONGUE_COLOUR);
    this.#floor = shares([FLOOR_SHARE, FLOOR_SHARE, FLOOR_SHARE]);
    const brightness = mean(skin);
    const light = (brightness / LIGHT_OF_IVORY) ** LIGHT_POWER;
    const tint = (c: 0 | 1 | 2): number =>
      (skin[c] / Math.max(1, brightness) / (NEUTRAL_SKIN[c] / mean(NEUTRAL_SKIN))) ** TINT_POWER;
    const tooth = (c: 0 | 1 | 2): number =>
      Math.min(
        BRIGHTEST,
        (IVORY_SHARE * IVORY[c] * light * tint(c) + SKIN_SHARE * skin[c]) * TOOTH_BRIGHTNESS,
      );
    this.#tooth = [tooth(0), tooth(1), tooth(2)];
  }

  /**
   * Colour at (x, y), written to `out`, RGB 0–255.
   * @param jaw drop of the jaw, eye distances.
   * @param teeth 0 (the lips stand before them) to 1: light on the teeth.
   * @param pixel size of a pixel, eye distances: edges are as soft as that.
   */
  colourAt(x: number, y: number, jaw: number, teeth: number, pixel: number, out: Colour): void {
    const edge = Math.max(0.004, pixel);
    out[0] = this.cavity[0];
    out[1] = this.cavity[1];
    out[2] = this.cavity[2];
    const lowerEdge = LOWER_EDGE + jaw * JAW_FOLLOW;
    const down = y - lowerEdge - TONGUE.drop;
    const radius = (x / TONGUE.across) ** 2 + (down / TONGUE.down) ** 2;
    const tongue = (1 - ramp(radius, 0.5, 1.2)) * Math.min(1, jaw / 0.05) * TONGUE.share;
    const groove = 1 - GROOVE.depth * Math.exp(-((x / GROOVE.width) ** 2));
    mix(out, this.#tongue, tongue, groove);

    const lower = row(x / LOWER_ARCH, edge / LOWER_ARCH);
    const lowerLine = lowerEdge + lower.shorter + ARCH_RISE * (x / LOWER_ARCH / 0.3) ** 2;
    const lowerShare = ramp(y - lowerLine, -edge, edge) * clamp01((jaw - 0.04) / 0.03);
    mix(out, this.#tooth, lowerShare, lower.light * LOWER_SHADE * teeth, lower.yellow);
    const floorFrom = FLOOR.from + jaw * FLOOR.follow;
    mix(out, this.#floor, ramp(y, floorFrom, floorFrom + FLOOR.fade), 1);

    const upper = row(x, edge);
    const upperLine = UPPER_EDGE + UPPER_FOLLOW * jaw - upper.shorter - ARCH_RISE * (x / 0.3) ** 2;
    const upperShare = ramp(upperLine - y, -edge, edge);
    const underLip = UNDER_LIP + (1 - UNDER_LIP) * ramp(y, -0.03, 0.02);
    mix(out, this.#tooth, upperShare, upper.light * UPPER_SHADE * underLip * teeth, upper.yellow);
  }
}

const mean = ([red, green, blue]: readonly [number, number, number]): number =>
  (red + green + blue) / 3;

/** The tooth at place x of a full-size arch: how much shorter it is there, its light 0–1 and its yellow. */
function row(x: number, edge: number): { shorter: number; light: number; yellow: number } {
  let tooth = 0;
  while (tooth < SHORTER.length - 1 && x >= (BORDERS[tooth + 1] as number)) tooth++;
  const left = BORDERS[tooth] as number;
  const right = BORDERS[tooth + 1] as number;
  const half = (right - left) / 2;
  const side = Math.min(1, Math.abs(x - (left + right) / 2) / half);
  const seamFrom = Math.min(SEAM_FROM, 1 - edge / half);
  // A seam spread over a large pixel is as much shallower as it is wider.
  const depth = (SEAM * (1 - SEAM_FROM)) / (1 - seamFrom);
  const seam = 1 - depth * ramp(side, seamFrom, 1);
  const arch = Math.min(1, Math.max(0.08, 1 - 0.85 * (Math.abs(x) / ARCH_END) ** 2.2));
  return {
    shorter: (SHORTER[tooth] as number) + ROUNDING * side ** 3.5,
    light: seam * arch,
    yellow: YELLOWER[tooth] as number,
  };
}

/** Blends `colour` · `light` into `out`; `yellow` takes from the blue (and half as much from the green). */
function mix(out: Colour, colour: Colour, share: number, light: number, yellow = 0): void {
  if (share <= 0) return;
  out[0] += share * (colour[0] * light - out[0]);
  out[1] += share * (colour[1] * light * (1 - yellow / 2) - out[1]);
  out[2] += share * (colour[2] * light * (1 - yellow) - out[2]);
}

function ramp(value: number, from: number, to: number): number {
  const t = clamp01((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
