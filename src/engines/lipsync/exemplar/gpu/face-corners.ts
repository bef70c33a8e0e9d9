import type { FaceDrawing } from '../../../../core/exemplar/draw/face-drawing';
import { FRONT } from '../../../../core/exemplar/draw/face-mesh';
import { farToNear } from '../../../../core/exemplar/draw/triangle-raster';
import type { FaceMesh, FacePicture, Tap } from '../../../../core/exemplar/face-picture';

/** Taps one draw call reads; more are never planned (core/exemplar/plan-row). */
const TAP_SLOTS = 3;

/** Floats of a corner of a triangle, and where among them each part begins. Places are px of their pictures. */
export const CORNER = 2 + 2 + 2 * TAP_SLOTS + 1 + 1;
export const CORNER_PARTS = {
  place: 0,
  own: 2,
  taps: [4, 6, 8],
  moves: CORNER - 2,
  alpha: CORNER - 1,
} as const;

/** The triangles of a drawn face as a GPU takes them. Its buffers are reused. */
export class FaceCorners {
  readonly #order: Uint16Array;
  readonly #depth: Float32Array;
  readonly #data: Float32Array<ArrayBuffer>;

  constructor({ triangles }: FaceMesh) {
    const count = triangles.length / 3;
    this.#order = new Uint16Array(count);
    this.#depth = new Float32Array(count);
    this.#data = new Float32Array(triangles.length * CORNER);
  }

  /** Bytes of the corners of all triangles. */
  get mostBytes(): number {
    return this.#data.byteLength;
  }

  /**
   * The corners of the triangles that face the camera, farthest first: Float32Array [corners × {@link CORNER}], valid
   * until the next call.
   * @throws RangeError for too many taps.
   */
  fill(
    { mesh, own, drawn, tapped, moving }: FaceDrawing,
    { x, y }: FacePicture,
    taps: readonly Tap[],
  ): Float32Array<ArrayBuffer> {
    if (taps.length > TAP_SLOTS) {
      throw new RangeError(`${taps.length} taps; ${TAP_SLOTS} can be drawn.`);
    }
    const { triangles } = mesh;
    const data = this.#data;
    let at = 0;
    for (const triangle of farToNear(drawn, triangles, this.#order, this.#depth)) {
      if (!facesCamera(drawn, triangles, triangle)) continue;
      for (let k = 0; k < 3; k++, at += CORNER) {
        const vertex = triangles[triangle * 3 + k] as number;
        const v = vertex * 3;
        data[at] = (drawn[v] as number) - x;
        data[at + 1] = (drawn[v + 1] as number) - y;
        data[at + 2] = (own[v] as number) - x;
        data[at + 3] = (own[v + 1] as number) - y;
        for (let slot = 0; slot < taps.length; slot++) {
          const { picture } = taps[slot] as Tap;
          const from = tapped[slot] as Float32Array;
          data[at + 4 + slot * 2] = (from[v] as number) - picture.x;
          data[at + 5 + slot * 2] = (from[v + 1] as number) - picture.y;
        }
        data[at + CORNER_PARTS.moves] = moving[triangle] as number;
        data[at + CORNER_PARTS.alpha] = mesh.alpha[vertex] as number;
      }
    }
    return data.subarray(0, at);
  }
}

function facesCamera(vertices: Float32Array, triangles: Uint16Array, triangle: number): boolean {
  const [a = 0, b = 0, c = 0] = triangles.subarray(triangle * 3, triangle * 3 + 3);
  const ax = vertices[a * 3] as number;
  const ay = vertices[a * 3 + 1] as number;
  const area =
    ((vertices[b * 3] as number) - ax) * ((vertices[c * 3 + 1] as number) - ay) -
    ((vertices[b * 3 + 1] as number) - ay) * ((vertices[c * 3] as number) - ax);
  return area * FRONT > 0;
}
