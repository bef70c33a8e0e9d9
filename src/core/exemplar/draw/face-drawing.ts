import { LANDMARKS } from '../../faces/face-track';
import type { DrawOptions, FaceMesh, FacePicture, Tap } from '../face-picture';
import { DrawnMouth } from './drawn-mouth';
import {
  closeSource,
  copyInnerLips,
  eyeDistance,
  FACE_POINTS,
  lipGap,
  meshVertices,
  VERTICES,
} from './face-mesh';
import { matchLight, NO_LIGHT, type LightPlane } from './light-match';
import { LipLine } from './lip-line';

/** A source of less weight in a pixel is read bilinearly: its sharpness hardly shows, the time does. */
export const CUBIC_WEIGHT = 0.4;
/** Alpha from which the frame's own pixels do not show, and below which the taps do not. */
export const OPAQUE = 0.998;
export const CLEAR = 0.002;
/** A vertex moves when it goes further than this, px. */
const STILL = 1e-3;

/**
 * What all painters share: where every vertex is, was in the frame and is in the taps, the light, and the finish of
 * the mouth. One instance serves one painter; its buffers are reused.
 */
export class FaceDrawing {
  readonly mesh: FaceMesh;
  /** Vertices in the frame, in the drawn face, and in each tap, Float32Array [507 × 3] in px of their frames. */
  readonly own = new Float32Array(VERTICES * 3);
  readonly drawn = new Float32Array(VERTICES * 3);
  readonly tapped: Float32Array[] = [];
  /** 1 for triangles whose pixels move, Uint8Array [triangles]. */
  readonly moving: Uint8Array;
  /** Distance of the outer eye corners, px. */
  eyes = 0;
  /** 0–1, never 0 after a prepare that returned true. */
  weight = 0;
  light: LightPlane = NO_LIGHT;
  #opening = { drawn: 0, source: 0 };
  readonly #mouth = new DrawnMouth();
  readonly #line = new LipLine();

  constructor(mesh: FaceMesh) {
    this.mesh = mesh;
    this.moving = new Uint8Array(mesh.triangles.length / 3);
  }

  /**
   * Works out one face; false when nothing is to be drawn.
   * @throws RangeError for landmarks or pixels of a wrong length.
   */
  prepare(
    region: FacePicture,
    target: Float32Array,
    taps: readonly Tap[],
    options: DrawOptions,
  ): boolean {
    checkPicture(region);
    for (const { picture } of taps) checkPicture(picture);
    if (target.length !== LANDMARKS * 3) {
      throw new RangeError(`A target has ${LANDMARKS * 3} values, not ${target.length}.`);
    }
    this.weight = Math.min(1, Math.max(0, options.weight));
    if (this.weight === 0) return false;
    meshVertices(region.landmarks, this.own);
    moveVertices(this.mesh, this.own, target, this.weight, this.drawn);
    this.eyes = eyeDistance(region.landmarks);
    const open = lipGap(this.drawn) / this.eyes;
    const ownOpen = lipGap(this.own) / this.eyes;
    closeSource(this.own, ownOpen, open);
    let tapsOpen = 0;
    taps.forEach(({ picture, weight }, i) => {
      const from = (this.tapped[i] ??= new Float32Array(VERTICES * 3));
      meshVertices(picture.landmarks, from);
      const tapOpen = lipGap(from) / eyeDistance(picture.landmarks);
      closeSource(from, tapOpen, open);
      tapsOpen += weight * tapOpen;
    });
    this.#opening = { drawn: open, source: taps.length > 0 ? tapsOpen : ownOpen };
    this.light = matchLight(this.mesh, region, taps);
    markMoving(this.own, this.drawn, this.mesh.triangles, this.moving);
    return true;
  }

  /** Draws what no source shows into the drawn face: the line of meeting lips, and the inner mouth when asked for. */
  finish(region: FacePicture, options: DrawOptions): void {
    const { drawn, eyes, weight } = this;
    this.#line.paint(region, drawn, this.#opening, { eyes, weight });
    if (options.mouth === 'drawn') {
      this.#mouth.paint(region, drawn, this.mesh.rest, { look: options.look, weight });
    }
  }
}

/** Where the vertices go: each by its weight from the frame's own place to the target's. */
function moveVertices(
  mesh: FaceMesh,
  own: Float32Array,
  target: Float32Array,
  weight: number,
  out: Float32Array,
): void {
  out.set(own);
  for (let vertex = 0; vertex < FACE_POINTS; vertex++) {
    const share = weight * (mesh.weights[vertex] as number);
    if (share === 0) continue;
    for (let k = vertex * 3; k < vertex * 3 + 3; k++) {
      const from = own[k] as number;
      out[k] = from + share * ((target[k] as number) - from);
    }
  }
  copyInnerLips(out);
}

function markMoving(
  own: Float32Array,
  drawn: Float32Array,
  triangles: Uint16Array,
  moving: Uint8Array,
): void {
  const moves = (vertex: number): boolean =>
    Math.abs((drawn[vertex * 3] as number) - (own[vertex * 3] as number)) > STILL ||
    Math.abs((drawn[vertex * 3 + 1] as number) - (own[vertex * 3 + 1] as number)) > STILL;
  for (let i = 0; i < moving.length; i++) {
    const at = i * 3;
    moving[i] =
      moves(triangles[at] as number) ||
      moves(triangles[at + 1] as number) ||
      moves(triangles[at + 2] as number)
        ? 1
        : 0;
  }
}

function checkPicture({ pixels, width, height, landmarks }: FacePicture): void {
  if (width < 2 || height < 2 || pixels.length !== width * height * 4) {
    throw new RangeError(`${pixels.length} bytes are no picture of ${width} × ${height} px.`);
  }
  if (landmarks.length !== LANDMARKS * 3) {
    throw new RangeError(`A face has ${LANDMARKS * 3} values, not ${landmarks.length}.`);
  }
}
