import { LANDMARKS, type Face, type FaceTrack } from './face-track';

/**
 * The `.track` file: a face track beside its clip. Little-endian.
 *
 * Header, 16 bytes: magic 'MPFT', uint16 version, uint16 width, uint16 height, uint16 fps, uint32 frames. Then float32 [frames], the
 * scores (NaN where no face was found). Then the landmarks in 1/16 px, each frame's as what changed since the last face before it (a first
 * one as it is), first x of all 478, then y, then z; modulo 2^16, 0, −1, 1, −2 … written as 0, 1, 2, 3 …: uint8 [frames × 1434], the low
 * bytes of all frames, and uint8 [frames × 1434], the high ones; 0 where there is no face. Changes are small, so a file that is sent gzipped is
 * 0.4 times as large as with the places themselves.
 *
 * A mended track has after them: uint32 number of cuts, uint32 of each, and a byte for each frame, 1 where something is before the mouth.
 *
 * Versions 1 (measured) and 2 (mended) are read, too. In place of scores and changes they hold for each frame float32 score and
 * int16 [478 × 3], the landmarks in 1/16 px.
 */
const MAGIC = 'MPFT';
const MEASURED = 3;
const MENDED = 4;
/** A version less these is the older one of the same kind. */
const SINCE_CHANGES = 2;
const HEADER_BYTES = 16;
const VALUES = LANDMARKS * 3;
const SCORE_BYTES = 4;
const FRAME_BYTES = SCORE_BYTES + VALUES * 2;
/** Steps a pixel: a quarter of the landmark network's own noise. */
const STEPS_PER_PIXEL = 16;
const INT16_MAX = 32_767;
const UINT16_MAX = 65_535;

/** Landmarks fit the file up to this distance from the picture's corner, px. */
export const FARTHEST_LANDMARK = Math.floor(INT16_MAX / STEPS_PER_PIXEL);

/** @throws RangeError where a value does not fit the format (landmarks beyond ±2047 px). */
export function writeTrackFile(track: FaceTrack): Uint8Array<ArrayBuffer> {
  const { cuts, covered = [] } = track;
  const facesEnd = HEADER_BYTES + track.frames.length * FRAME_BYTES;
  const bytes = new Uint8Array(
    facesEnd + (cuts ? mendingBytes(cuts.length, track.frames.length) : 0),
  );
  const view = new DataView(bytes.buffer);
  [...MAGIC].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
  const sizes = [cuts ? MENDED : MEASURED, track.width, track.height, track.fps];
  sizes.forEach((value, i) => {
    if (!Number.isInteger(value) || value < 1 || value > UINT16_MAX) {
      throw new RangeError(`A face track of ${track.width}×${track.height} at ${track.fps} fps.`);
    }
    view.setUint16(4 + 2 * i, value, true);
  });
  view.setUint32(12, track.frames.length, true);
  writeFaces(bytes.subarray(HEADER_BYTES, facesEnd), track.frames);
  if (cuts) {
    [cuts.length, ...cuts].forEach((value, i) => view.setUint32(facesEnd + 4 * i, value, true));
    const flags = bytes.subarray(facesEnd + 4 + 4 * cuts.length);
    covered.forEach((hand, i) => (flags[i] = Number(hand)));
  }
  return bytes;
}

const mendingBytes = (cuts: number, frames: number): number => 4 + 4 * cuts + frames;

function writeFaces(bytes: Uint8Array, faces: FaceTrack['frames']): void {
  const scores = new DataView(bytes.buffer, bytes.byteOffset);
  const low = bytes.subarray(faces.length * SCORE_BYTES);
  const high = low.subarray(faces.length * VALUES);
  let last = new Int32Array(VALUES);
  faces.forEach((face, i) => {
    scores.setFloat32(i * SCORE_BYTES, face === null ? NaN : face.score, true);
    if (face === null) return;
    const steps = stepsOf(face, i);
    for (let k = 0; k < VALUES; k++) {
      const folded = fold((steps[k] ?? 0) - (last[k] ?? 0));
      const at = i * VALUES + placeOf(k);
      low[at] = folded;
      high[at] = folded >> 8;
    }
    last = steps;
  });
}

/** Int32Array [478 × 3], the landmarks of a face in steps. */
function stepsOf({ landmarks }: Face, frame: number): Int32Array<ArrayBuffer> {
  if (landmarks.length !== VALUES) {
    throw new RangeError(`Frame ${frame} has ${landmarks.length} values, not ${VALUES}.`);
  }
  return Int32Array.from(landmarks, (value) => {
    const steps = Math.round(value * STEPS_PER_PIXEL);
    if (Math.abs(steps) <= INT16_MAX) return steps;
    throw new RangeError(`Frame ${frame}: a landmark at ${value} px does not fit a track file.`);
  });
}

/** Where a landmark's value stands in a frame's changes: all x come first. */
const placeOf = (k: number): number => (k % 3) * LANDMARKS + Math.floor(k / 3);

/** 0, −1, 1, −2 … of 16 bits → 0, 1, 2, 3 … */
function fold(change: number): number {
  const short = (change << 16) >> 16;
  return ((short << 1) ^ (short >> 15)) & 0xff_ff;
}

const unfold = (folded: number): number => (folded >> 1) ^ -(folded & 1);

/**
 * @param allocate memory of so many bytes for the landmarks of all frames; those of a shared one reach other threads
 *   without being copied.
 * @throws RangeError when the bytes are no track file, or a cut or newer one.
 */
export function readTrackFile(
  bytes: Uint8Array,
  allocate: Allocate = (size) => new ArrayBuffer(size),
): FaceTrack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) {
    throw new RangeError('This is no face track file.');
  }
  const version = view.getUint16(4, true);
  if (version < MEASURED - SINCE_CHANGES || version > MENDED) {
    throw new RangeError(
      `The face track file has version ${version}; up to ${MENDED} is understood.`,
    );
  }
  const holdsChanges = version >= MEASURED;
  const isMended = version === MENDED || version === MENDED - SINCE_CHANGES;
  const count = view.getUint32(12, true);
  const facesEnd = HEADER_BYTES + count * FRAME_BYTES;
  const cuts = isMended && bytes.length >= facesEnd + 4 ? view.getUint32(facesEnd, true) : 0;
  const expected = facesEnd + (isMended ? mendingBytes(cuts, count) : 0);
  if (bytes.length !== expected) {
    throw new RangeError(`The face track file has ${bytes.length} bytes instead of ${expected}.`);
  }
  return {
    width: view.getUint16(6, true),
    height: view.getUint16(8, true),
    fps: view.getUint16(10, true),
    frames: (holdsChanges ? readChanges : readPlaces)(view, count, allocate),
    ...(isMended && {
      cuts: Array.from({ length: cuts }, (_, i) => view.getUint32(facesEnd + 4 + 4 * i, true)),
      covered: Array.from(bytes.subarray(expected - count), (flag) => flag === 1),
    }),
  };
}

type Allocate = (bytes: number) => ArrayBufferLike;

function readChanges(view: DataView, count: number, allocate: Allocate): (Face | null)[] {
  const all = landmarksOf(count, allocate);
  const low = HEADER_BYTES + count * SCORE_BYTES;
  const high = low + count * VALUES;
  const steps = new Int32Array(VALUES);
  return Array.from({ length: count }, (_, i) => {
    const score = view.getFloat32(HEADER_BYTES + i * SCORE_BYTES, true);
    if (Number.isNaN(score)) return null;
    const landmarks = all.subarray(i * VALUES, (i + 1) * VALUES);
    for (let k = 0; k < VALUES; k++) {
      const at = i * VALUES + placeOf(k);
      const folded = view.getUint8(low + at) | (view.getUint8(high + at) << 8);
      // Of 16 bits, as the differences are.
      const place = (((steps[k] ?? 0) + unfold(folded)) << 16) >> 16;
      steps[k] = place;
      landmarks[k] = place / STEPS_PER_PIXEL;
    }
    return { landmarks, score };
  });
}

/** Of versions 1 and 2. */
function readPlaces(view: DataView, count: number, allocate: Allocate): (Face | null)[] {
  const all = landmarksOf(count, allocate);
  return Array.from({ length: count }, (_, i) => {
    const offset = HEADER_BYTES + i * FRAME_BYTES;
    const score = view.getFloat32(offset, true);
    if (Number.isNaN(score)) return null;
    const landmarks = all.subarray(i * VALUES, (i + 1) * VALUES);
    for (let k = 0; k < VALUES; k++) {
      landmarks[k] = view.getInt16(offset + SCORE_BYTES + 2 * k, true) / STEPS_PER_PIXEL;
    }
    return { landmarks, score };
  });
}

const landmarksOf = (count: number, allocate: Allocate): Float32Array =>
  new Float32Array(allocate(count * VALUES * Float32Array.BYTES_PER_ELEMENT));
