import { LANDMARKS, type Face, type FaceTrack } from './face-track';

/**
 * The `.track` file: a face track beside its clip. Little-endian.
 *
 * Header, 16 bytes: magic 'MPFT', uint16 version, uint16 width, uint16 height, uint16 fps, uint32 frames.
 * Then each frame: float32 score (NaN where no face was found, landmarks zero) and int16 [478 × 3], the
 * landmarks in 1/16 px.
 *
 * Version 1 holds faces as measured. Version 2 holds a mended track, and after its frames: uint32 number of cuts, uint32 of
 * each, and a byte for each frame, 1 where something is before the mouth.
 */
const MAGIC = 'MPFT';
const MEASURED = 1;
const MENDED = 2;
const HEADER_BYTES = 16;
const VALUES = LANDMARKS * 3;
const FRAME_BYTES = 4 + VALUES * 2;
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
  track.frames.forEach((face, i) => writeFace(view, HEADER_BYTES + i * FRAME_BYTES, face, i));
  if (cuts) {
    [cuts.length, ...cuts].forEach((value, i) => view.setUint32(facesEnd + 4 * i, value, true));
    const flags = bytes.subarray(facesEnd + 4 + 4 * cuts.length);
    covered.forEach((hand, i) => (flags[i] = Number(hand)));
  }
  return bytes;
}

const mendingBytes = (cuts: number, frames: number): number => 4 + 4 * cuts + frames;

function writeFace(view: DataView, offset: number, face: Face | null, frame: number): void {
  view.setFloat32(offset, face === null ? NaN : face.score, true);
  if (face === null) return;
  if (face.landmarks.length !== VALUES) {
    throw new RangeError(`Frame ${frame} has ${face.landmarks.length} values, not ${VALUES}.`);
  }
  face.landmarks.forEach((value, k) => {
    const steps = Math.round(value * STEPS_PER_PIXEL);
    if (!(Math.abs(steps) <= INT16_MAX)) {
      throw new RangeError(`Frame ${frame}: a landmark at ${value} px does not fit a track file.`);
    }
    view.setInt16(offset + 4 + 2 * k, steps, true);
  });
}

/**
 * @param allocate memory of so many bytes for the landmarks of all frames; those of a shared one reach other threads
 *   without being copied.
 * @throws RangeError when the bytes are no track file, or a cut or newer one.
 */
export function readTrackFile(
  bytes: Uint8Array,
  allocate: (bytes: number) => ArrayBufferLike = (size) => new ArrayBuffer(size),
): FaceTrack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) {
    throw new RangeError('This is no face track file.');
  }
  const version = view.getUint16(4, true);
  if (version !== MEASURED && version !== MENDED) {
    throw new RangeError(
      `The face track file has version ${version}; up to ${MENDED} is understood.`,
    );
  }
  const count = view.getUint32(12, true);
  const facesEnd = HEADER_BYTES + count * FRAME_BYTES;
  const cuts =
    version === MENDED && bytes.length >= facesEnd + 4 ? view.getUint32(facesEnd, true) : 0;
  const expected = facesEnd + (version === MENDED ? mendingBytes(cuts, count) : 0);
  if (bytes.length !== expected) {
    throw new RangeError(`The face track file has ${bytes.length} bytes instead of ${expected}.`);
  }
  return {
    width: view.getUint16(6, true),
    height: view.getUint16(8, true),
    fps: view.getUint16(10, true),
    frames: readFaces(view, count, allocate),
    ...(version === MENDED && {
      cuts: Array.from({ length: cuts }, (_, i) => view.getUint32(facesEnd + 4 + 4 * i, true)),
      covered: Array.from(bytes.subarray(expected - count), (flag) => flag === 1),
    }),
  };
}

function readFaces(
  view: DataView,
  count: number,
  allocate: (bytes: number) => ArrayBufferLike,
): (Face | null)[] {
  const all = new Float32Array(allocate(count * VALUES * Float32Array.BYTES_PER_ELEMENT));
  return Array.from({ length: count }, (_, i) => {
    const offset = HEADER_BYTES + i * FRAME_BYTES;
    const score = view.getFloat32(offset, true);
    if (Number.isNaN(score)) return null;
    const landmarks = all.subarray(i * VALUES, (i + 1) * VALUES);
    for (let k = 0; k < VALUES; k++) {
      landmarks[k] = view.getInt16(offset + 4 + 2 * k, true) / STEPS_PER_PIXEL;
    }
    return { landmarks, score };
  });
}
