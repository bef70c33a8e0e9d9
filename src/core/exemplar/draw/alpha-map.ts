import type { FaceMesh } from '../face-picture';
import { blur, gaussian } from './gaussian-blur';
import { TriangleRaster } from './triangle-raster';

/** The share of the taps is smooth, so it is made at half the size. */
export const ALPHA_SCALE = 0.5;
/** Softness of the vertices' alpha, σ in eye distances. */
const BLUR_EYES = 0.015;

/** The half Gaussian that softens the half-size plane, for eyes that many px apart. */
export function alphaBlur(eyes: number): Float32Array {
  return gaussian(eyes * BLUR_EYES * ALPHA_SCALE);
}

/** The drawn region, px. */
interface View {
  x: number;
  y: number;
  width: number;
  height: number;
  front: 1 | -1;
}

/**
 * Share of the taps for every pixel: the vertices' alpha spread over the triangles and softened, so that
 * no edge of the mesh shows.
 */
export class AlphaMap {
  /** Half-size plane over `#box`, 0–1, row by row. */
  #plane = new Float32Array(0);
  /** Where anything but 0 may be, half-size px of the region. */
  #box = { x: 0, y: 0, width: 0, height: 0 };
  readonly #raster = new TriangleRaster();
  #scratch = new Float32Array(0);
  #slopes = new Float64Array(0);
  #halfRow = new Float32Array(0);

  /**
   * @param vertices Float32Array [n × 3], px.
   * @param order triangles from far to near, see farToNear.
   * @param eyes distance of the outer eye corners, px.
   */
  draw(
    vertices: Float32Array,
    { triangles, alpha }: Pick<FaceMesh, 'triangles' | 'alpha'>,
    order: Uint16Array,
    view: View,
    eyes: number,
  ): void {
    const kernel = alphaBlur(eyes);
    this.#box = alphaBox(vertices, alpha, view, kernel.length);
    const { x: left, y: top, width, height } = this.#box;
    const area = width * height;
    if (this.#plane.length < area) {
      this.#plane = new Float32Array(area);
      this.#scratch = new Float32Array(area);
    }
    const part = {
      x: view.x + left / ALPHA_SCALE,
      y: view.y + top / ALPHA_SCALE,
      width,
      height,
      front: view.front,
    };
    const ids = this.#raster.cover(vertices, triangles, { ...part, scale: ALPHA_SCALE }, order);
    const slopes = this.#alphaSlopes(vertices, triangles, alpha, part);
    const plane = this.#plane;
    for (let y = 0, i = 0; y < height; y++) {
      const cy = (y + 0.5) / ALPHA_SCALE;
      for (let x = 0; x < width; x++, i++) {
        const id = ids[i] as number;
        if (id < 0) {
          plane[i] = 0;
          continue;
        }
        const m = id * 3;
        plane[i] =
          ((slopes[m] as number) * (x + 0.5)) / ALPHA_SCALE +
          (slopes[m + 1] as number) * cy +
          (slopes[m + 2] as number);
      }
    }
    blur(plane, this.#scratch, width, height, kernel);
  }

  /**
   * Writes the alpha of one full-size row, times `gain`: Float32Array [width].
   * @returns the pixels [from, to) beyond which it is 0.
   */
  row(y: number, gain: number, out: Float32Array): [number, number] {
    out.fill(0);
    const { x: left, y: top, width, height } = this.#box;
    const v = (y + 0.5) * ALPHA_SCALE - 0.5 - top;
    if (width * height === 0 || v <= -1 || v >= height) return [0, 0];
    const within = Math.min(Math.max(v, 0), height - 1);
    const y0 = within | 0;
    const wv = within - y0;
    const upper = y0 * width;
    const lower = Math.min(y0 + 1, height - 1) * width;
    if (this.#halfRow.length < width) this.#halfRow = new Float32Array(width);
    const half = this.#halfRow;
    for (let x = 0; x < width; x++) {
      const a = this.#plane[upper + x] as number;
      half[x] = gain * (a + wv * ((this.#plane[lower + x] as number) - a));
    }
    const from = left / ALPHA_SCALE;
    const to = Math.min(out.length, (left + width) / ALPHA_SCALE);
    for (let x = from; x < to; x++) {
      let u = (x + 0.5) * ALPHA_SCALE - 0.5 - left;
      u = u < 0 ? 0 : u > width - 1 ? width - 1 : u;
      const x0 = u | 0;
      const a = half[x0] as number;
      out[x] = a + (u - x0) * ((half[x0 < width - 1 ? x0 + 1 : x0] as number) - a);
    }
    return [from, to];
  }

  /** alpha = s0·x + s1·y + s2 in px of the view, for each triangle. */
  #alphaSlopes(
    vertices: Float32Array,
    triangles: Uint16Array,
    alpha: Float32Array,
    view: { x: number; y: number },
  ): Float64Array {
    const count = triangles.length / 3;
    if (this.#slopes.length !== count * 3) this.#slopes = new Float64Array(count * 3);
    const slopes = this.#slopes;
    for (let i = 0; i < triangles.length; i += 3) {
      const p = triangles[i] as number;
      const q = triangles[i + 1] as number;
      const r = triangles[i + 2] as number;
      const ax = (vertices[p * 3] as number) - view.x;
      const ay = (vertices[p * 3 + 1] as number) - view.y;
      const bx = (vertices[q * 3] as number) - view.x - ax;
      const by = (vertices[q * 3 + 1] as number) - view.y - ay;
      const cx = (vertices[r * 3] as number) - view.x - ax;
      const cy = (vertices[r * 3 + 1] as number) - view.y - ay;
      const area = bx * cy - by * cx;
      const a0 = alpha[p] as number;
      const ab = (alpha[q] as number) - a0;
      const ac = (alpha[r] as number) - a0;
      const sx = area === 0 ? 0 : (ab * cy - ac * by) / area;
      const sy = area === 0 ? 0 : (ac * bx - ab * cx) / area;
      slopes[i] = sx;
      slopes[i + 1] = sy;
      slopes[i + 2] = a0 - sx * ax - sy * ay;
    }
    return slopes;
  }
}

/** The half-size pixels of a view on which alpha falls, with room for the softening. */
function alphaBox(
  vertices: Float32Array,
  alpha: Float32Array,
  { x, y, width, height }: View,
  room: number,
): { x: number; y: number; width: number; height: number } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let vertex = 0; vertex < alpha.length; vertex++) {
    if (alpha[vertex] === 0) continue;
    const px = ((vertices[vertex * 3] as number) - x) * ALPHA_SCALE;
    const py = ((vertices[vertex * 3 + 1] as number) - y) * ALPHA_SCALE;
    left = Math.min(left, px);
    top = Math.min(top, py);
    right = Math.max(right, px);
    bottom = Math.max(bottom, py);
  }
  const fromX = Math.max(0, Math.floor(left) - room);
  const fromY = Math.max(0, Math.floor(top) - room);
  const toX = Math.min(Math.ceil(width * ALPHA_SCALE), Math.ceil(right) + room);
  const toY = Math.min(Math.ceil(height * ALPHA_SCALE), Math.ceil(bottom) + room);
  const empty = !(toX > fromX && toY > fromY);
  return empty
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: fromX, y: fromY, width: toX - fromX, height: toY - fromY };
}
