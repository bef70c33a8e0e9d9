import type { DrawOptions, FaceMesh, FacePainter, FacePicture, Tap } from '../face-picture';
import { affineMaps, MAP_SIZE } from './affine-maps';
import { AlphaMap } from './alpha-map';
import { CLEAR, CUBIC_WEIGHT, FaceDrawing, OPAQUE } from './face-drawing';
import { FRONT } from './face-mesh';
import { MOST_LIGHT } from './light-match';
import { addRowBilinear, addRowCubic, type RowJob } from './sample-row';
import { TriangleRaster } from './triangle-raster';

/**
 * The face painter on the CPU, the reference of the one on the GPU. Warps the frame to the target so that jaw and
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
  #wanted = new Uint8Array(0);

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
    if (taps.length > 0) this.#alpha.draw(drawn, mesh.triangles, mesh.alpha, view, eyes);
    this.#compose(region, ids, taps);
    this.#drawing.finish(region, options);
  }

  #compose(region: FacePicture, ids: Int16Array, taps: readonly Tap[]): void {
    const { pixels, width, height } = region;
    this.#reserve(width, pixels.length);
    this.#source.set(pixels);
    for (let row = 0; row < height; row++) {
      const start = row * width;
      let from = 0;
      while (from < width && (ids[start + from] as number) < 0) from++;
      if (from === width) continue;
      let to = width;
      while ((ids[start + to - 1] as number) < 0) to--;
      const picture = { pixels: this.#source, width, height };
      const common = { ids, wanted: this.#wanted, start, from, to, row };
      if (taps.length > 0) {
        this.#alpha.row(row, width, this.#drawing.weight, this.#alphaRow);
        this.#sampleTaps(common, taps);
      }
      this.#sampleOwn({ ...common, picture });
      this.#blendRow(region, ids, { start, from, to, row });
    }
  }

  /** Fills the row of the warped frame where it moves and shows. */
  #sampleOwn(job: Omit<RowJob, 'maps' | 'sum' | 'weight'>): void {
    const { ids, wanted, start, from, to } = job;
    const { moving } = this.#drawing;
    for (let x = from; x < to; x++) {
      const id = ids[start + x] as number;
      const shows = id >= 0 && moving[id] === 1 && (this.#alphaRow[x] as number) < OPAQUE;
      wanted[x] = shows ? 1 : 0;
    }
    this.#ownRow.fill(0, from * 3, to * 3);
    addRowCubic({ ...job, maps: this.#ownMaps, sum: this.#ownRow, weight: 1 });
  }

  /** Fills the row of the warped taps where they show. */
  #sampleTaps(
    job: Omit<RowJob, 'picture' | 'maps' | 'sum' | 'weight'>,
    taps: readonly Tap[],
  ): void {
    const { ids, wanted, start, from, to } = job;
    for (let x = from; x < to; x++) {
      const shows = (ids[start + x] as number) >= 0 && (this.#alphaRow[x] as number) > CLEAR;
      wanted[x] = shows ? 1 : 0;
    }
    this.#tapRow.fill(0, from * 3, to * 3);
    for (let i = 0; i < taps.length; i++) {
      const { picture, weight } = taps[i] as Tap;
      const maps = this.#tapMaps[i] as Float64Array;
      const add = weight >= CUBIC_WEIGHT ? addRowCubic : addRowBilinear;
      add({ ...job, picture, maps, sum: this.#tapRow, weight });
    }
  }

  #blendRow(
    { pixels, x: regionX, y: regionY }: FacePicture,
    ids: Int16Array,
    { start, from, to, row }: Record<'start' | 'from' | 'to' | 'row', number>,
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
