import { LANDMARKS } from '../../faces/face-track';
import type { DrawOptions, FaceMesh, FacePainter, FacePicture, Tap } from '../face-picture';
import { affineMaps, MAP_SIZE } from './affine-maps';
import { AlphaMap } from './alpha-map';
import { DrawnMouth } from './drawn-mouth';
import {
  closeSource,
  copyInnerLips,
  eyeDistance,
  FACE_POINTS,
  FRONT,
  lipGap,
  meshVertices,
  VERTICES,
} from './face-mesh';
import { addRowBilinear, addRowCubic, type RowJob } from './sample-row';
import { matchLight, MOST_LIGHT, type LightPlane } from './light-match';
import { LipLine } from './lip-line';
import { TriangleRaster } from './triangle-raster';

/** A tap of less weight is read bilinearly: its sharpness hardly shows, the time does. */
const CUBIC_WEIGHT = 0.4;
/** Alpha from which the frame's own pixels do not show, and below which the taps do not. */
const OPAQUE = 0.998;
const CLEAR = 0.002;
/** A vertex moves when it goes further than this, px. */
const STILL = 1e-3;

/**
 * The face painter on the CPU, the reference of the one on the GPU. Warps the frame to the target so that jaw and
 * chin follow, warps the taps to the same geometry and blends them in by the mesh's alpha. One instance draws
 * one frame at a time; its buffers are reused.
 */
export class FaceRasteriser implements FacePainter {
  readonly #mesh: FaceMesh;
  readonly #raster = new TriangleRaster();
  readonly #alpha = new AlphaMap();
  readonly #mouth = new DrawnMouth();
  readonly #line = new LipLine();
  readonly #own = new Float32Array(VERTICES * 3);
  readonly #drawn = new Float32Array(VERTICES * 3);
  readonly #tapped = new Float32Array(VERTICES * 3);
  readonly #ownMaps: Float64Array;
  readonly #tapMaps: Float64Array[] = [];
  readonly #moving: Uint8Array;
  #source = new Uint8ClampedArray(0);
  #ownRow = new Float32Array(0);
  #tapRow = new Float32Array(0);
  #alphaRow = new Float32Array(0);
  #wanted = new Uint8Array(0);

  constructor(mesh: FaceMesh) {
    this.#mesh = mesh;
    this.#ownMaps = new Float64Array((mesh.triangles.length / 3) * MAP_SIZE);
    this.#moving = new Uint8Array(mesh.triangles.length / 3);
  }

  /** @throws RangeError for landmarks or pixels of a wrong length. */
  draw(
    region: FacePicture,
    target: Float32Array,
    taps: readonly Tap[],
    options: DrawOptions,
  ): void {
    checkPicture(region);
    if (target.length !== LANDMARKS * 3) {
      throw new RangeError(`A target has ${LANDMARKS * 3} values, not ${target.length}.`);
    }
    const weight = Math.min(1, Math.max(0, options.weight));
    if (weight === 0) return;
    const { triangles } = this.#mesh;
    const { x, y, width, height } = region;
    const own = meshVertices(region.landmarks, this.#own);
    const drawn = moveVertices(this.#mesh, own, target, weight, this.#drawn);
    const eyes = eyeDistance(region.landmarks);
    const open = lipGap(drawn) / eyes;
    let sourceOpen = lipGap(own) / eyes;
    closeSource(own, sourceOpen, open);
    if (taps.length > 0) sourceOpen = 0;
    const view = { x, y, width, height, front: FRONT };
    const ids = this.#raster.cover(drawn, triangles, { ...view, scale: 1 });
    const origin = [x, y] as const;
    affineMaps(drawn, own, triangles, { to: origin, from: origin }, this.#ownMaps);
    markMoving(own, drawn, triangles, this.#moving);
    taps.forEach(({ picture, weight: share }, i) => {
      checkPicture(picture);
      const maps = (this.#tapMaps[i] ??= new Float64Array(this.#ownMaps.length));
      const from = meshVertices(picture.landmarks, this.#tapped);
      const tapOpen = lipGap(from) / eyeDistance(picture.landmarks);
      sourceOpen += share * tapOpen;
      closeSource(from, tapOpen, open);
      affineMaps(
        drawn,
        from,
        triangles,
        { to: origin, from: [picture.x, picture.y] as const },
        maps,
      );
    });
    if (taps.length > 0) {
      this.#alpha.draw(drawn, triangles, this.#mesh.alpha, view, eyes);
    }
    this.#compose(region, ids, taps, { weight, light: matchLight(this.#mesh, region, taps) });
    const opening = { drawn: open, source: sourceOpen };
    this.#line.paint(region, drawn, opening, { eyes, weight });
    if (options.mouth === 'drawn') {
      this.#mouth.paint(region, drawn, this.#mesh.rest, { look: options.look, weight });
    }
  }

  #compose(
    region: FacePicture,
    ids: Int16Array,
    taps: readonly Tap[],
    { weight, light }: { weight: number; light: LightPlane },
  ): void {
    const { pixels, width, height } = region;
    this.#reserve(width, pixels.length);
    const source = this.#source;
    source.set(pixels);
    const alpha = this.#alphaRow;
    const wanted = this.#wanted;
    const ownRow = this.#ownRow;
    const tapRow = this.#tapRow;
    const moving = this.#moving;
    const picture = { pixels: source, width, height };
    for (let row = 0; row < height; row++) {
      const start = row * width;
      let from = 0;
      while (from < width && (ids[start + from] as number) < 0) from++;
      if (from === width) continue;
      let to = width;
      while ((ids[start + to - 1] as number) < 0) to--;
      if (taps.length > 0) this.#alpha.row(row, width, weight, alpha);
      const job: RowJob = {
        picture,
        maps: this.#ownMaps,
        ids,
        wanted,
        start,
        from,
        to,
        row,
        sum: ownRow,
        weight: 1,
      };
      for (let x = from; x < to; x++) {
        const id = ids[start + x] as number;
        wanted[x] = id >= 0 && moving[id] === 1 && (alpha[x] as number) < OPAQUE ? 1 : 0;
      }
      ownRow.fill(0, from * 3, to * 3);
      addRowCubic(job);
      if (taps.length > 0) {
        for (let x = from; x < to; x++) {
          wanted[x] = (ids[start + x] as number) >= 0 && (alpha[x] as number) > CLEAR ? 1 : 0;
        }
        tapRow.fill(0, from * 3, to * 3);
        job.sum = tapRow;
        taps.forEach((tap, i) => {
          job.picture = tap.picture;
          job.maps = this.#tapMaps[i] as Float64Array;
          job.weight = tap.weight;
          if (tap.weight >= CUBIC_WEIGHT) addRowCubic(job);
          else addRowBilinear(job);
        });
      }
      const lightY = light.offset + light.slopeY * (region.y + row + 0.5);
      for (let x = from; x < to; x++) {
        const id = ids[start + x] as number;
        if (id < 0) continue;
        const share = alpha[x] as number;
        const still = moving[id] === 0;
        if (still && share <= CLEAR) continue;
        const p = (start + x) * 4;
        const s = x * 3;
        if (share <= CLEAR) {
          pixels[p] = ownRow[s] as number;
          pixels[p + 1] = ownRow[s + 1] as number;
          pixels[p + 2] = ownRow[s + 2] as number;
          continue;
        }
        const rest = share < OPAQUE ? 1 - share : 0;
        const gain = 1 - rest;
        const plane = lightY + light.slopeX * (region.x + x + 0.5);
        const lift = plane > MOST_LIGHT ? MOST_LIGHT : plane < -MOST_LIGHT ? -MOST_LIGHT : plane;
        for (let c = 0; c < 3; c++) {
          const below = still ? (source[p + c] as number) : (ownRow[s + c] as number);
          pixels[p + c] = gain * ((tapRow[s + c] as number) + lift) + rest * below;
        }
      }
    }
  }

  #reserve(width: number, bytes: number): void {
    if (this.#source.length !== bytes) this.#source = new Uint8ClampedArray(bytes);
    if (this.#alphaRow.length >= width) {
      this.#alphaRow.fill(0);
      return;
    }
    this.#alphaRow = new Float32Array(width);
    this.#ownRow = new Float32Array(width * 3);
    this.#tapRow = new Float32Array(width * 3);
    this.#wanted = new Uint8Array(width);
  }
}

/** Where the vertices go: each by its weight from the frame's own place to the target's. */
export function moveVertices(
  mesh: FaceMesh,
  own: Float32Array,
  target: Float32Array,
  weight: number,
  out: Float32Array,
): Float32Array {
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
  return out;
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
