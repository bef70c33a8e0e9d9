import { BufferTarget, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import { FPS } from '../../core/time/units';
import { AppError } from '../../workers/protocol/errors';
import type { EncodedSegment } from './segment-encoder';
import { SegmentPackets } from './segment-packets';

/** Joins short pieces to one segment in memory, without encoding anew. */
export async function joinSegments(pieces: readonly EncodedSegment[]): Promise<EncodedSegment> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source, { frameRate: FPS });
  await output.start();
  await new SegmentPackets(pieces).addTo(source);
  await output.finalize();
  if (!target.buffer || pieces.length === 0) {
    throw new AppError('internal', 'The video encoder was given no frames.', {
      hint: 'Try again, or choose the other encoder.',
    });
  }
  return {
    blob: new Blob([target.buffer], { type: 'video/mp4' }),
    frames: pieces.reduce((sum, piece) => sum + piece.frames, 0),
  };
}
