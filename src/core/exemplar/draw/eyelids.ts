import { affineMaps, MAP_SIZE } from './affine-maps';
import { FRONT } from './face-mesh';
import { TriangleRaster } from './triangle-raster';
import { sampleCubic } from './sample-point';

/** Points around one eye from its outer to its inner corner. */
interface Eye {
  /** Skin above the lid that stays, crease of the lid, edge of the upper lid, edge of the lower lid. */
  brow: readonly number[];
  crease: readonly number[];
  upper: readonly number[];
  lower: readonly number[];
}

const EYES: readonly Eye[] = [
  {
    brow: [226, 225, 224, 223, 222, 221, 189, 244, 133],
    crease: [33, 247, 30, 29, 27, 28, 56, 190, 133],
    upper: [33, 246, 161, 160, 159, 158, 157, 173, 133],
    lower: [33, 7, 163, 144, 145, 153, 154, 155, 133],
  },
  {
    brow: [446, 445, 444, 443, 442, 441, 413, 464, 362],
    crease: [263, 467, 260, 259, 257, 258, 286, 414, 362],
    upper: [263, 466, 388, 387, 386, 385, 384, 398, 362],
    lower: [263, 249, 390, 373, 374, 380, 381, 382, 362],
  },
];
const COLUMNS = 9;

/** Height of an open eye over its width; a narrower one is shut already, or squints: it does not blink. */
const OPEN_FROM = 0.1;
const OPEN_FULL = 0.16;
/** Share of the way to the lower lid that the upper one goes, and the crease with it. */
const CLOSES = 0.96;
const CREASE_FOLLOWS = 0.3;
/** The lashes below the lid's edge come along: share of the eye's height. They fade out into the eye. */
const LASHES = 0.16;

/** The other eye's mesh runs the other way. */
const MIRRORED = 1;

/** Rows of the lid's mesh from top to bottom: brow, crease, edge, lashes. */
const ROWS = 4;
const TRIANGLES = lidTriangles();

/** Shuts the eyes of a still picture by drawing the upper lid, with its lashes, down over the eye. */
export class Eyelids {
  readonly #raster = new TriangleRaster();
  readonly #maps = new Float64Array((TRIANGLES.length / 3) * MAP_SIZE);
  readonly #from = new Float32Array(ROWS * COLUMNS * 3);
  readonly #to = new Float32Array(ROWS * COLUMNS * 3);

  /**
   * @param source RGBA of the picture with open eyes, `width` × `height` px.
   * @param out a copy of it, changed around the eyes.
   * @param landmarks Float32Array [478 × 3] of the picture, px.
   * @param blink 0 (open) to 1 (shut).
   */
  draw(
    source: { pixels: Uint8ClampedArray; width: number; height: number },
    out: Uint8ClampedArray,
    landmarks: Float32Array,
    blink: number,
  ): void {
    if (blink <= 0) return;
    for (const eye of EYES) {
      const openness = eyeOpenness(landmarks, eye);
      const share =
        blink * Math.min(1, Math.max(0, (openness - OPEN_FROM) / (OPEN_FULL - OPEN_FROM)));
      if (share > 0) this.#shut(source, out, landmarks, eye, share);
    }
  }

  #shut(
    source: { pixels: Uint8ClampedArray; width: number; height: number },
    out: Uint8ClampedArray,
    landmarks: Float32Array,
    eye: Eye,
    share: number,
  ): void {
    this.#place(landmarks, eye, share);
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = 0; k < this.#to.length; k += 3) {
      left = Math.min(left, this.#to[k] as number);
      right = Math.max(right, this.#to[k] as number);
      top = Math.min(top, this.#to[k + 1] as number);
      bottom = Math.max(bottom, this.#to[k + 1] as number);
    }
    const x = Math.max(0, Math.floor(left));
    const y = Math.max(0, Math.floor(top));
    const width = Math.min(source.width, Math.ceil(right)) - x;
    const height = Math.min(source.height, Math.ceil(bottom)) - y;
    if (width <= 0 || height <= 0) return;
    // Outer to inner corner runs to the right in one eye and to the left in the other.
    const ids = this.#raster.cover(this.#to, TRIANGLES, {
      x,
      y,
      width,
      height,
      scale: 1,
      front: eye === EYES[0] ? FRONT : MIRRORED,
    });
    affineMaps(this.#to, this.#from, TRIANGLES, { to: [x, y], from: [0, 0] }, this.#maps);
    const lashes = (ROWS - 2) * (COLUMNS - 1) * 2;
    const colour = new Float64Array(3);
    for (let row = 0, i = 0; row < height; row++) {
      for (let column = 0; column < width; column++, i++) {
        const id = ids[i] as number;
        if (id < 0) continue;
        const m = id * MAP_SIZE;
        const cx = column + 0.5;
        const cy = row + 0.5;
        const u =
          (this.#maps[m] as number) * cx +
          (this.#maps[m + 1] as number) * cy +
          (this.#maps[m + 2] as number);
        const v =
          (this.#maps[m + 3] as number) * cx +
          (this.#maps[m + 4] as number) * cy +
          (this.#maps[m + 5] as number);
        sampleCubic(source, u, v, colour);
        const cover = id < lashes ? 1 : this.#lashShare(id, x + cx, y + cy);
        const p = ((y + row) * source.width + x + column) * 4;
        for (let c = 0; c < 3; c++) {
          const now = out[p + c] as number;
          out[p + c] = now + cover * ((colour[c] as number) - now);
        }
      }
    }
  }

  /** Fills the places of the lid's mesh in the open picture and in the blink. */
  #place(landmarks: Float32Array, eye: Eye, share: number): void {
    for (let column = 0; column < COLUMNS; column++) {
      const point = (row: readonly number[], axis: 0 | 1): number =>
        landmarks[(row[column] ?? 0) * 3 + axis] as number;
      for (const axis of [0, 1] as const) {
        const way = point(eye.lower, axis) - point(eye.upper, axis);
        const places = [
          point(eye.brow, axis),
          point(eye.crease, axis),
          point(eye.upper, axis),
          point(eye.upper, axis) + LASHES * way,
        ];
        const moves = [0, CREASE_FOLLOWS, 1, 1].map((follows) => follows * CLOSES * share * way);
        for (let row = 0; row < ROWS; row++) {
          const at = (row * COLUMNS + column) * 3 + axis;
          this.#from[at] = places[row] ?? 0;
          this.#to[at] = (places[row] ?? 0) + (moves[row] ?? 0);
        }
      }
    }
  }

  /** Share of the lashes at a place: 1 at the edge of the lid, 0 where their row ends. */
  #lashShare(id: number, x: number, y: number): number {
    const column = (id - (ROWS - 2) * (COLUMNS - 1) * 2) >> 1;
    const edge = ((ROWS - 2) * COLUMNS + column) * 3;
    const end = edge + COLUMNS * 3;
    const ex = this.#to[edge] as number;
    const ey = this.#to[edge + 1] as number;
    const ax = (this.#to[edge + 3] as number) - ex;
    const ay = (this.#to[edge + 4] as number) - ey;
    const length = Math.hypot(ax, ay) || 1;
    const depth = Math.max(
      Math.abs(((this.#to[end] as number) - ex) * ay - ((this.#to[end + 1] as number) - ey) * ax),
      Math.abs(
        ((this.#to[end + 3] as number) - ex) * ay - ((this.#to[end + 4] as number) - ey) * ax,
      ),
    );
    const away = Math.abs((x - ex) * ay - (y - ey) * ax) / length;
    return depth > 0 ? Math.max(0, 1 - (away * length) / depth) : 0;
  }
}

/** Height of the eye over its width. */
function eyeOpenness(landmarks: Float32Array, { upper, lower }: Eye): number {
  const gap = (a = 0, b = 0): number =>
    Math.hypot(
      (landmarks[a * 3] as number) - (landmarks[b * 3] as number),
      (landmarks[a * 3 + 1] as number) - (landmarks[b * 3 + 1] as number),
    );
  const middle = COLUMNS >> 1;
  const width = gap(upper[0], upper[COLUMNS - 1]);
  return width > 0 ? gap(upper[middle], lower[middle]) / width : 0;
}

function lidTriangles(): Uint16Array {
  const triangles: number[] = [];
  for (let row = 0; row + 1 < ROWS; row++) {
    for (let column = 0; column + 1 < COLUMNS; column++) {
      const a = row * COLUMNS + column;
      triangles.push(a, a + COLUMNS, a + COLUMNS + 1, a, a + COLUMNS + 1, a + 1);
    }
  }
  return Uint16Array.from(triangles);
}
