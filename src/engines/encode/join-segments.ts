import { AppError } from '../../workers/protocol/errors';
import type { EncodedSegment } from './segment-encoder';
import { SegmentPackets } from './segment-packets';
import { videoInMemory } from './video-in-memory';

/** Joins short pieces to one segment in memory, without encoding anew. */
export async function joinSegments(pieces: readonly EncodedSegment[]): Promise<EncodedSegment> {
  const joined = await videoInMemory((track) => new SegmentPackets(pieces).addTo(track));
  if (!joined || pieces.length === 0) {
    throw new AppError('internal', 'The video encoder was given no frames.', {
      hint: 'Try again, or choose the other encoder.',
    });
  }
  return {
    blob: new Blob([joined], { type: 'video/mp4' }),
    frames: pieces.reduce((sum, piece) => sum + piece.frames, 0),
  };
}
