import type { EncoderName } from '../../workers/protocol/media';

export interface EncodeOptions {
  /** Even. */
  width: number;
  height: number;
  /** Times the usual bit rate; default 1. */
  bitrateScale?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface EncodedSegment {
  /** MP4 with one H.264 track whose first frame is a key frame at time 0. */
  blob: Blob;
  frames: number;
}

/** Turns frames into a closed piece of H.264 that others can be appended to. */
export interface SegmentEncoder {
  readonly name: EncoderName;
  /** Whether it works in this browser. Never throws. */
  supported(): Promise<boolean>;
  /** Of one with large files of its own. @throws AppError `offline-missing` when they are neither here nor to be had. */
  checkFiles?(): Promise<void>;
  /**
   * Encodes frames at 25 fps, in order; the frames' own timestamps are ignored. Every frame is
   * closed, whatever happens. Frames are pulled no faster than they are encoded.
   */
  encodeSegment(frames: AsyncIterable<VideoFrame>, options: EncodeOptions): Promise<EncodedSegment>;
}

/** Bits per second that give a talking head of 512 × 512 at 25 fps no visible loss. */
const REFERENCE_BITRATE = 2_500_000;
const REFERENCE_PIXELS = 512 * 512;

/** Detail grows more slowly than area: the usual exponent for H.264. */
const AREA_EXPONENT = 0.75;

/** Bits per second for a picture size in pixels. */
export function bitrateFor(width: number, height: number): number {
  const area = (width * height) / REFERENCE_PIXELS;
  return Math.round(REFERENCE_BITRATE * Math.max(0.25, area) ** AREA_EXPONENT);
}

/** A key frame every 2 s, so that players seek quickly. */
export const KEY_FRAME_SECONDS = 2;
