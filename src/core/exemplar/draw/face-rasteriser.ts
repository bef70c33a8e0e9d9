import type { DrawOptions, FaceMesh, FacePainter, FacePicture, Tap } from '../face-picture';
import { affineMaps, MAP_SIZE } from './affine-maps';
import { AlphaMap } from './alpha-map';
import { CLEAR, CUBIC_WEIGHT, FaceDrawing, OPAQUE } from './face-drawing';
import { FRONT } from './face-mesh';
import { MOST_LIGHT } from './light-match';
import type { Pixels } from './sample-point';
import { addRunBilinear, addRunCubic } from './sample-run';
import { TriangleRaster } from './triangle-raster';

/** How a pixel of a row is read from a source. */
const [NOT, BILINEAR, CUBIC] = [0, 1, 2];

/** The pixels `from` to `to` of a row; `start` is the index of its first pixel in the region. */
interface Span {
  row: number;
  start: number;
  from: number;
  to: number;
}

/**
 * The face painter on the CPU, the reference of those on the GPU. Warps the frame to the target so that jaw and
 * chin follow, warps the taps to the same geometry and blends them in by the mesh's alpha. One instance draws
 * one frame at a time; its buffers are reused.
 */
export class FaceRasteriser implements FacePainter {
  readonly #drawing: FaceDrawing;
  readonly #raster = new TriangleRaster();
  readonly #alpha = new AlphaMap();
  readonly #ownMaps: Float64Array;
  readonly #tapMaps: Float64Array[] = [];
  #source = new Uint8ClampedArray(0);
  #ownRow = new Float32Array(0);
  #tapRow = new Float32Array(0);
  #alphaRow = new Float32Array(0);
  #reading = new Uint8Array(0);

  constructor(mesh: FaceMesh) {
    this.#drawing = new FaceDrawing(mesh);
    this.#ownMaps = new Float64Array((mesh.triangles.length / 3) * MAP_SIZE);
  }

  /** @throws RangeError for landmarks or pixels of a wrong length. */
  draw(
    region: FacePicture,
    target: Float32Array,
    taps: readonly Tap[],
    options: DrawOptions,
  ): void {
    if (!this.#drawing.prepare(region, target, taps, options)) return;
    const { mesh, own, drawn, tapped, eyes } = this.#drawing;
    const { x, y, width, height } = region;
    const view = { x, y, width, height, front: FRONT };
    const ids = this.#raster.cover(drawn, mesh.triangles, { ...view, scale: 1 });
    const origin = [x, y] as const;
    affineMaps(drawn, own, mesh.triangles, { to: origin, from: origin }, this.#ownMaps);
    taps.forEach(({ picture }, i) => {
      const maps = (this.#tapMaps[i] ??= new Float64Array(this.#ownMaps.length));
      const from = [picture.x, picture.y] as const;
      affineMaps(drawn, tapped[i] ?? own, mesh.triangles, { to: origin, from }, maps);
    });
    if (taps.length > 0) this.#alpha.draw(drawn, mesh, this.#raster.order, view, eyes);
    this.#compose(region, ids, taps);
    this.#drawing.finish(region, options);
  }

  #compose(region: FacePicture, ids: Int16Array, taps: readonly Tap[]): void {
    const { pixels, width, height } = region;
    this.#reserve(width, pixels.length);
    this.#source.set(pixels);
    const frame = { pixels: this.#source, width, height };
    for (let row = 0; row < height; row++) {
      const start = row * width;
      let from = 0;
      while (from < width && (ids[start + from] as number) < 0) from++;
      if (from === width) continue;
      let to = width;
      while ((ids[start + to - 1] as number) < 0) to--;
      const span = { start, from, to, row };
      if (taps.length > 0) {
        const [left, right] = this.#alpha.row(row, this.#drawing.weight, this.#alphaRow);
        const part = { ...span, from: Math.max(from, left), to: Math.min(to, right) };
        this.#tapRow.fill(0, from * 3, to * 3);
        for (let i = 0; i < taps.length; i++) {
          const { picture, weight } = taps[i] as Tap;
          this.#markTap(ids, part, weight);
          this.#addRow(picture, this.#tapMaps[i] as Float64Array, ids, part, this.#tapRow, weight);
        }
      }
      this.#markOwn(ids, span);
      this.#ownRow.fill(0, from * 3, to * 3);
      this.#addRow(frame, this.#ownMaps, ids, span, this.#ownRow, 1);
      this.#blendRow(region, ids, span);
    }
  }

  /** Where the warped frame shows in a row, and how it must be read there. */
  #markOwn(ids: Int16Array, { start, from, to }: Span): void {
    const { moving } = this.#drawing;
    for (let x = from; x < to; x++) {
      const id = ids[start + x] as number;
      const share = this.#alphaRow[x] as number;
      const shows = id >= 0 && moving[id] === 1 && share < OPAQUE;
      this.#reading[x] = shows ? (1 - share >= CUBIC_WEIGHT ? CUBIC : BILINEAR) : NOT;
    }
  }

  /** Where a tap shows in a row, and how it must be read there. */
  #markTap(ids: Int16Array, { start, from, to }: Span, weight: number): void {
    for (let x = from; x < to; x++) {
      const share = this.#alphaRow[x] as number;
      const shows = (ids[start + x] as number) >= 0 && share > CLEAR;
      this.#reading[x] = shows ? (weight * share >= CUBIC_WEIGHT ? CUBIC : BILINEAR) : NOT;
    }
  }

  /** Adds the marked pixels of a row, one run after the other that lies in one triangle and is read alike. */
  #addRow(
    picture: Pixels,
    maps: Float64Array,
    ids: Int16Array,
    { start, from, to, row }: Span,
    sum: Float32Array,
    weight: number,
  ): void {
    const reading = this.#reading;
    const cy = row + 0.5;
    for (let x = from; x < to;) {
      const kind = reading[x] as number;
      const id = ids[start + x] as number;
      let end = x + 1;
      while (end < to && ids[start + end] === id && reading[end] === kind) end++;
      if (kind !== NOT) {
        const m = id * MAP_SIZE;
        const du = maps[m] as number;
        const dv = maps[m + 3] as number;
        const u = du * (x + 0.5) + (maps[m + 1] as number) * cy + (maps[m + 2] as number) - 0.5;
        const v = dv * (x + 0.5) + (maps[m + 4] as number) * cy + (maps[m + 5] as number) - 0.5;
        const add = kind === CUBIC ? addRunCubic : addRunBilinear;
        add(picture, u, v, du, dv, end - x, sum, x * 3, weight);
      }
      x = end;
    }
  }

  #blendRow(
    { pixels, x: regionX, y: regionY }: FacePicture,
    ids: Int16Array,
    { start, from, to, row }: Span,
  ): void {
    const alpha = this.#alphaRow;
    const source = this.#source;
    const ownRow = this.#ownRow;
    const tapRow = this.#tapRow;
    const { moving, light } = this.#drawing;
    const lightOfRow = light.offset + light.slopeY * (regionY + row + 0.5);
    for (let x = from; x < to; x++) {
      const id = ids[start + x] as number;
      if (id < 0) continue;
      const share = alpha[x] as number;
      const still = moving[id] === 0;
      const p = (start + x) * 4;
      const s = x * 3;
      if (share <= CLEAR) {
        if (still) continue;
        pixels[p] = ownRow[s] as number;
        pixels[p + 1] = ownRow[s + 1] as number;
        pixels[p + 2] = ownRow[s + 2] as number;
        continue;
      }
      const below = share < OPAQUE ? 1 - share : 0;
      const plane = lightOfRow + light.slopeX * (regionX + x + 0.5);
      const lift = plane > MOST_LIGHT ? MOST_LIGHT : plane < -MOST_LIGHT ? -MOST_LIGHT : plane;
      for (let c = 0; c < 3; c++) {
        const under = still ? (source[p + c] as number) : (ownRow[s + c] as number);
        pixels[p + c] = (1 - below) * ((tapRow[s + c] as number) + lift) + below * under;
      }
    }
  }

  #reserve(width: number, bytes: number): void {
    if (this.#source.length < bytes) this.#source = new Uint8ClampedArray(bytes);
    if (this.#alphaRow.length >= width) {
      this.#alphaRow.fill(0);
      return;
    }
    this.#alphaRow = new Float32Array(width);
    this.#ownRow = new Float32Array(width * 3);
    this.#tapRow = new Float32Array(width * 3);
    this.#reading = new Uint8Array(width);
  }
}
