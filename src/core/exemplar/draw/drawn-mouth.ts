import type { FacePicture, MouthLook } from '../face-picture';
import { fitPose, withoutPose, withPose } from '../pose';
import { eyeDistance } from './face-mesh';
import { InnerMouth, type Colour } from './inner-mouth';
import { INNER_LOWER_LIP, INNER_UPPER_LIP } from './lip-contours';
import { SoftPolygon } from './soft-polygon';

/** Share of the lower lip's drop by which the jaw drops. */
const JAW_SHARE = 0.7;
/** The teeth stand so far behind the lips, eye distances. */
const TEETH_DEPTH = 0.02;
/** Opening below which the inner mouth fades out, eye distances. */
const SHUT = 0.012;
/** Softness of the mouth's edge and of the shadow the lips throw on what lies behind, σ in eye distances. */
const EDGE_BLUR = 0.01;
const SHADOW_BLUR = 0.022;
const [LEAST_EDGE, LEAST_SHADOW] = [0.7, 0.8];
/** The blurred cover is stretched so that the edge stays inside the lips' contour. */
const EDGE_GAIN = 1.35;
const EDGE_OFFSET = -0.12;
const SHADOW_GAIN = 1.25;
const SHADOW_OFFSET = -0.05;
const DARKEST = 0.15;
/** The lips colour what little light there is in their shadow: share of the cavity's colour. */
const BOUNCE = 0.8;
/** Width of the mouth, of the resting one, at which pursed lips hide the teeth, and from which they show. */
const PURSED = 0.76;
const UNPURSED = 0.95;
const PURSED_LIGHT = 0.4;

const UPPER_LIP = 13;
const LOWER_LIP = 14;
const MOUTH_CORNERS = [61, 291] as const;
const CONTOUR = [...INNER_UPPER_LIP, ...[...INNER_LOWER_LIP].reverse().slice(1, -1)];

/** Draws teeth, tongue and cavity between the lips of a face that shows none. Reuses its buffers. */
export class DrawnMouth {
  readonly #polygon = new SoftPolygon();
  readonly #outline = new Float32Array(CONTOUR.length * 2);

  /**
   * @param region changed in place; its landmarks are those of the frame.
   * @param drawn where the lips are now, Float32Array [≥ 468 × 3] in frame px.
   * @param rest pose-free rest shape, Float32Array [478 × 3].
   */
  paint(
    region: FacePicture,
    drawn: Float32Array,
    rest: Float32Array,
    { look, weight }: { look: MouthLook; weight: number },
  ): void {
    const pose = fitPose(rest, region.landmarks);
    const eyes = eyeDistance(region.landmarks);
    const shape = withoutPose(points(drawn, [UPPER_LIP, LOWER_LIP, ...MOUTH_CORNERS]), pose);
    const [, upperY = 0, , , lowerY = 0, , right = 0, , , left = 0] = shape;
    const open = lowerY - upperY;
    const share = weight * clamp01(open / SHUT);
    if (share <= 0) return;
    CONTOUR.forEach((point, i) => {
      this.#outline[i * 2] = (drawn[point * 3] as number) - region.x;
      this.#outline[i * 2 + 1] = (drawn[point * 3 + 1] as number) - region.y;
    });
    const soft = this.#polygon.draw(this.#outline, region, [
      Math.max(LEAST_EDGE, EDGE_BLUR * eyes),
      Math.max(LEAST_SHADOW, SHADOW_BLUR * eyes),
    ]);
    const [edge, shadow] = soft?.covers ?? [];
    if (!soft || !edge || !shadow) return;
    const { box } = soft;

    const at = (point: number, axis: number): number => rest[point * 3 + axis] as number;
    const lipLine = (at(UPPER_LIP, 1) + at(LOWER_LIP, 1)) / 2;
    const jaw = Math.max(0, (lowerY - lipLine) * JAW_SHARE);
    const restWidth = at(MOUTH_CORNERS[1], 0) - at(MOUTH_CORNERS[0], 0);
    const pursed = clamp01(((left - right) / restWidth - PURSED) / (UNPURSED - PURSED));
    const teeth = PURSED_LIGHT + (1 - PURSED_LIGHT) * pursed;

    // The plane of the teeth: origin at the middle of the resting lip line, seen in the frame.
    const originX = (at(MOUTH_CORNERS[0], 0) + at(MOUTH_CORNERS[1], 0)) / 2;
    const depth = (at(UPPER_LIP, 2) + at(LOWER_LIP, 2)) / 2 + TEETH_DEPTH;
    const plane = withPose(
      Float32Array.of(
        originX,
        lipLine,
        depth,
        originX + 1,
        lipLine,
        depth,
        originX,
        lipLine + 1,
        depth,
      ),
      pose,
    );
    const [ox = 0, oy = 0, , rx = 0, ry = 0, , dx = 0, dy = 0] = plane;
    const area = (rx - ox) * (dy - oy) - (ry - oy) * (dx - ox);
    if (area === 0) return;
    const mouth = new InnerMouth(look);
    const colour: Colour = [0, 0, 0];
    const { pixels, width } = region;
    for (let row = 0, i = 0; row < box.height; row++) {
      const py = region.y + box.y + row + 0.5 - oy;
      for (let column = 0; column < box.width; column++, i++) {
        const cover = clamp01((edge[i] as number) * EDGE_GAIN + EDGE_OFFSET) * share;
        if (cover <= 0) continue;
        const px = region.x + box.x + column + 0.5 - ox;
        const x = (px * (dy - oy) - py * (dx - ox)) / area;
        const y = (py * (rx - ox) - px * (ry - oy)) / area;
        mouth.colourAt(x, y, jaw, teeth, 1 / eyes, colour);
        const light = Math.min(
          1,
          Math.max(DARKEST, (shadow[i] as number) * SHADOW_GAIN + SHADOW_OFFSET),
        );
        const p = ((box.y + row) * width + box.x + column) * 4;
        for (const c of [0, 1, 2] as const) {
          const now = pixels[p + c] as number;
          const lit = colour[c] * light + mouth.cavity[c] * (1 - light) * BOUNCE;
          pixels[p + c] = now + cover * (lit - now);
        }
      }
    }
  }
}

function points(landmarks: Float32Array, chosen: readonly number[]): Float32Array {
  return Float32Array.from(
    chosen.flatMap((point) => [...landmarks.subarray(point * 3, point * 3 + 3)]),
  );
}

function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
