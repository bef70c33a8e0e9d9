import type { FacePicture } from '../face-picture';
import { INNER_LOWER_LIP, INNER_UPPER_LIP } from './lip-contours';
import { SoftPolygon } from './soft-polygon';

/** Opening, eye distances, from which lips do not touch, and difference to the source at which a line is needed in full. */
const TOUCH = 0.014;
const NEEDED = 0.03;
/** Half width of the line beyond the lips' contours and its softness, eye distances; at least so many px. */
const HALF_WIDTH = 0.007;
const LEAST_HALF_WIDTH = 1;
const SOFTNESS = 0.006;
const LEAST_SOFTNESS = 0.6;
/** Brightness of the line against what is there, and how much it shows at most. */
const SHADE = 0.5;
const STRENGTH = 0.75;

const POINTS = INNER_UPPER_LIP.length;

/**
 * The shadow between lips that meet. A source whose lips were apart has none: its edges, lit and touched by the
 * teeth, would meet in a light line.
 */
export class LipLine {
  readonly #polygon = new SoftPolygon();
  readonly #outline = new Float32Array(POINTS * 4);

  /**
   * @param region changed in place.
   * @param drawn where the lips are now, Float32Array [≥ 468 × 3] in frame px.
   * @param opening of the mouth drawn and of what it was drawn from, eye distances.
   * @param eyes distance of the outer eye corners, px.
   * @param weight of the whole effect, 0–1.
   */
  paint(
    region: FacePicture,
    drawn: Float32Array,
    opening: { drawn: number; source: number },
    { eyes, weight }: { eyes: number; weight: number },
  ): void {
    const touch = clamp01(1 - opening.drawn / TOUCH);
    const share = STRENGTH * weight * touch * clamp01((opening.source - opening.drawn) / NEEDED);
    if (share <= 0) return;
    this.#trace(region, drawn, Math.max(LEAST_HALF_WIDTH, HALF_WIDTH * eyes));
    const softness = Math.max(LEAST_SOFTNESS, SOFTNESS * eyes);
    const soft = this.#polygon.draw(this.#outline, region, [softness]);
    const cover = soft?.covers[0];
    if (soft === null || cover === undefined) return;
    const { box } = soft;
    for (let row = 0, i = 0; row < box.height; row++) {
      for (let column = 0; column < box.width; column++, i++) {
        const gain = 1 - share * (cover[i] as number) * (1 - SHADE);
        if (gain === 1) continue;
        const p = ((box.y + row) * region.width + box.x + column) * 4;
        for (let c = p; c < p + 3; c++) region.pixels[c] = gain * (region.pixels[c] as number);
      }
    }
  }

  /** The inner lips as a closed band, widest in the middle and pointed at the corners. */
  #trace(region: FacePicture, drawn: Float32Array, half: number): void {
    const at = (point: number, axis: 0 | 1): number =>
      (drawn[point * 3 + axis] as number) - (axis === 0 ? region.x : region.y);
    const [first, last] = [INNER_UPPER_LIP[0], INNER_UPPER_LIP[POINTS - 1] ?? 0];
    const alongX = at(last, 0) - at(first, 0);
    const alongY = at(last, 1) - at(first, 1);
    const length = Math.hypot(alongX, alongY) || 1;
    const downX = -alongY / length;
    const downY = alongX / length;
    for (let i = 0; i < POINTS; i++) {
      const reach = half * Math.sqrt(Math.sin((Math.PI * i) / (POINTS - 1)));
      const upper = INNER_UPPER_LIP[i] ?? 0;
      const lower = INNER_LOWER_LIP[i] ?? 0;
      this.#outline[i * 2] = at(upper, 0) - reach * downX;
      this.#outline[i * 2 + 1] = at(upper, 1) - reach * downY;
      const to = (2 * POINTS - 1 - i) * 2;
      this.#outline[to] = at(lower, 0) + reach * downX;
      this.#outline[to + 1] = at(lower, 1) + reach * downY;
    }
  }
}

function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
