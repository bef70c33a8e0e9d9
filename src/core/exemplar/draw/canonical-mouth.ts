import type { FaceMesh, FacePicture } from '../face-picture';
import { affineMaps, MAP_SIZE } from './affine-maps';
import { FRONT, meshVertices, smoothStep } from './face-mesh';
import { TriangleRaster } from './triangle-raster';

/** Side of the canonical mouth, px. */
export const MOUTH_SIZE = 48;

/** Half side of the canonical mouth in widths of the resting mouth. */
const HALF_SIDE = 0.75;
/** Its middle lies below the corners of the mouth, and the lips are parted so that the inner mouth has room: eye distances. */
const CENTRE_DROP = 0.04;
const PARTED = 0.1;
/** The parting fades out from the lower lip to this far below it, eye distances. */
const PARTED_FADE = 0.5;
/** Most samples a pixel and direction: enough for a face that fills a frame of 4K. */
const MOST_SAMPLES = 4;

const MOUTH_CORNERS = [61, 291] as const;
const UPPER_LIP = 13;
const LOWER_LIP = 14;

/** The geometry all mouths of a person are brought to. */
export interface CanonicalMouth {
  mesh: FaceMesh;
  /** Vertices in px of the canonical mouth, Float32Array [507 × 3]. */
  vertices: Float32Array;
  /** Covering triangle of each pixel, −1 for none, Int16Array [48 × 48]. */
  ids: Int16Array;
  /** Scratch of {@link canonicalMouth}, Float64Array [triangles × 6]. */
  maps: Float64Array;
}

export function canonicalGeometry(mesh: FaceMesh): CanonicalMouth {
  const shape = mesh.rest.slice();
  const y = (point: number): number => mesh.rest[point * 3 + 1] as number;
  const lipLine = (y(UPPER_LIP) + y(LOWER_LIP)) / 2;
  const lowerLip = y(LOWER_LIP);
  for (let k = 1; k < shape.length; k += 3) {
    const value = shape[k] as number;
    if (value <= lipLine) continue;
    shape[k] = value + PARTED * (1 - smoothStep(value, lowerLip, lowerLip + PARTED_FADE));
  }
  const [right, left] = MOUTH_CORNERS.map((point) => shape[point * 3] as number) as [
    number,
    number,
  ];
  const half = Math.abs(left - right) * HALF_SIDE;
  const centreX = (left + right) / 2;
  const centreY = (y(MOUTH_CORNERS[0]) + y(MOUTH_CORNERS[1])) / 2 + CENTRE_DROP;
  const scale = MOUTH_SIZE / (2 * half);
  const vertices = meshVertices(shape);
  for (let k = 0; k < vertices.length; k += 3) {
    vertices[k] = ((vertices[k] as number) - centreX + half) * scale;
    vertices[k + 1] = ((vertices[k + 1] as number) - centreY + half) * scale;
  }
  const view = { x: 0, y: 0, width: MOUTH_SIZE, height: MOUTH_SIZE, scale: 1, front: FRONT };
  const ids = new TriangleRaster().cover(vertices, mesh.triangles, view).slice();
  const maps = new Float64Array((mesh.triangles.length / 3) * MAP_SIZE);
  return { mesh, vertices, ids, maps };
}

/**
 * The mouth of a picture in the canonical geometry, so that mouths of any pose and opening can be compared
 * pixel by pixel: Float32Array [48 × 48 × 3], RGB 0–255 less the mean colour. 0 where no triangle lies.
 */
export function canonicalMouth(
  picture: FacePicture,
  { mesh, vertices, ids, maps }: CanonicalMouth,
): Float32Array {
  const from = meshVertices(picture.landmarks);
  affineMaps(vertices, from, mesh.triangles, { to: [0, 0], from: [picture.x, picture.y] }, maps);
  const samples = samplesPerPixel(picture.landmarks);
  const mouth = new Float32Array(MOUTH_SIZE * MOUTH_SIZE * 3);
  const mean = [0, 0, 0];
  let covered = 0;
  for (let pixel = 0; pixel < ids.length; pixel++) {
    const id = ids[pixel] as number;
    if (id < 0) continue;
    covered++;
    sample(picture, maps, id * MAP_SIZE, pixel, samples, mouth);
    for (let c = 0; c < 3; c++) {
      mean[c] = (mean[c] as number) + (mouth[pixel * 3 + c] as number);
    }
  }
  for (let pixel = 0; pixel < ids.length; pixel++) {
    if ((ids[pixel] as number) < 0) continue;
    for (let c = 0; c < 3; c++) {
      const at = pixel * 3 + c;
      mouth[at] = (mouth[at] as number) - (mean[c] as number) / covered;
    }
  }
  return mouth;
}

/** Root mean square difference of two canonical mouths, in colour levels. */
export function mouthDistance(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += ((one[i] as number) - (other[i] as number)) ** 2;
  return Math.sqrt(sum / one.length);
}

/**
 * So many that no pixel of the picture is skipped: skipped ones would make equal mouths differ. A bilinear sample sees two
 * pixels each way.
 */
function samplesPerPixel(landmarks: Float32Array): number {
  const [right, left] = MOUTH_CORNERS;
  const width = Math.hypot(
    (landmarks[right * 3] as number) - (landmarks[left * 3] as number),
    (landmarks[right * 3 + 1] as number) - (landmarks[left * 3 + 1] as number),
  );
  const step = (width * 2 * HALF_SIDE) / MOUTH_SIZE;
  return Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(step / 2)));
}

/** Writes the mean colour of one canonical pixel. */
function sample(
  { pixels, width, height }: FacePicture,
  maps: Float64Array,
  m: number,
  pixel: number,
  samples: number,
  mouth: Float32Array,
): void {
  const left = pixel % MOUTH_SIZE;
  const top = Math.floor(pixel / MOUTH_SIZE);
  const [mostX, mostY] = [width - 1.0001, height - 1.0001];
  const stride = width * 4;
  const step = 1 / samples;
  const du = (maps[m] as number) * step;
  const dv = (maps[m + 3] as number) * step;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let j = 0; j < samples; j++) {
    const cx = left + 0.5 * step;
    const cy = top + (j + 0.5) * step;
    let u = (maps[m] as number) * cx + (maps[m + 1] as number) * cy + (maps[m + 2] as number) - 0.5;
    let v =
      (maps[m + 3] as number) * cx + (maps[m + 4] as number) * cy + (maps[m + 5] as number) - 0.5;
    for (let i = 0; i < samples; i++, u += du, v += dv) {
      const fx = u < 0 ? 0 : u > mostX ? mostX : u;
      const fy = v < 0 ? 0 : v > mostY ? mostY : v;
      const x0 = fx | 0;
      const y0 = fy | 0;
      const wx = fx - x0;
      const wy = fy - y0;
      const p = y0 * stride + x0 * 4;
      const q = p + stride;
      const w11 = wx * wy;
      const w01 = wx - w11;
      const w10 = wy - w11;
      const w00 = 1 - w01 - w10 - w11;
      red +=
        w00 * (pixels[p] as number) +
        w01 * (pixels[p + 4] as number) +
        w10 * (pixels[q] as number) +
        w11 * (pixels[q + 4] as number);
      green +=
        w00 * (pixels[p + 1] as number) +
        w01 * (pixels[p + 5] as number) +
        w10 * (pixels[q + 1] as number) +
        w11 * (pixels[q + 5] as number);
      blue +=
        w00 * (pixels[p + 2] as number) +
        w01 * (pixels[p + 6] as number) +
        w10 * (pixels[q + 2] as number) +
        w11 * (pixels[q + 6] as number);
    }
  }
  const share = step * step;
  mouth[pixel * 3] = share * red;
  mouth[pixel * 3 + 1] = share * green;
  mouth[pixel * 3 + 2] = share * blue;
}
