import { BufferTarget, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import { FPS } from '../../core/time/units';

/**
 * A short MP4 with one H.264 track at 25 fps, of packets that are encoded already.
 * @param fill adds them to the track.
 * @returns null where it gave none.
 */
export async function videoInMemory(
  fill: (track: EncodedVideoPacketSource) => Promise<void>,
): Promise<ArrayBuffer | null> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const track = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(track, { frameRate: FPS });
  await output.start();
  await fill(track);
  await output.finalize();
  return target.buffer;
}
