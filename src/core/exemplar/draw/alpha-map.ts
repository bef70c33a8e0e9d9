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

/**
 * Share of the taps for every pixel: the vertices' alpha spread over the triangles and softened, so that
 * no edge of the mesh shows.
 */
export class AlphaMap {
  /** Half-size plane, 0–1, row by row. */
  plane = new Float32Array(0);
  width = 0;
  height = 0;
  readonly #raster = new TriangleRaster();
  #scratch = new Float32Array(0);
  #slopes = new Float64Array(0);

  /**
   * @param vertices Float32Array [n × 3], px.
   * @param alpha Float32Array [n], 0–1.
   * @param view the drawn region, px.
   * @param eyes distance of the outer eye corners, px.
   */
  draw(
    vertices: Float32Array,
    triangles: Uint16Array,
    alpha: Float32Array,
    view: { x: number; y: number; width: number; height: number; front: 1 | -1 },
    eyes: number,
  ): void {
    this.width = Math.ceil(view.width * ALPHA_SCALE);
    this.height = Math.ceil(view.height * ALPHA_SCALE);
    const { width, height } = this;
    const area = width * height;
    if (this.plane.length < area) {
      this.plane = new Float32Array(area);
      this.#scratch = new Float32Array(area);
    }
    const ids = this.#raster.cover(vertices, triangles, {
      ...view,
      width,
      height,
      scale: ALPHA_SCALE,
    });
    const slopes = this.#alphaSlopes(vertices, triangles, alpha, view);
    const { plane } = this;
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
    blur(plane, this.#scratch, width, height, alphaBlur(eyes));
  }

  /** Writes the alpha of one full-size row, times `gain`: Float32Array [width]. */
  row(y: number, width: number, gain: number, out: Float32Array): void {
    const { plane } = this;
    const v = Math.min(Math.max((y + 0.5) * ALPHA_SCALE - 0.5, 0), this.height - 1);
    const y0 = Math.min(v | 0, Math.max(0, this.height - 2));
    const wv = v - y0;
    const maxX = this.width - 1;
    const top = y0 * this.width;
    const low = Math.min(y0 + 1, this.height - 1) * this.width;
    for (let x = 0; x < width; x++) {
      let u = (x + 0.5) * ALPHA_SCALE - 0.5;
      u = u < 0 ? 0 : u > maxX ? maxX : u;
      const x0 = u | 0;
      const x1 = x0 < maxX ? x0 + 1 : x0;
      const wu = u - x0;
      const a = (plane[top + x0] as number) * (1 - wu) + (plane[top + x1] as number) * wu;
      const b = (plane[low + x0] as number) * (1 - wu) + (plane[low + x1] as number) * wu;
      out[x] = gain * (a * (1 - wv) + b * wv);
    }
  }

  /** alpha = s0·x + s1·y + s2 in px of the region, for each triangle. */
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
