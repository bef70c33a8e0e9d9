/** Reads a produced MP4 in Node, without the app: tracks, times, order of boxes, labels. */
import { readFile } from 'node:fs/promises';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';

export interface ProducedFile {
  videoCodec: string | null;
  audioCodec: string | null;
  width: number;
  height: number;
  /** Seconds, in presentation order. */
  frameTimes: number[];
  /** Seconds the last frame is shown until. */
  videoEnd: number;
  /** Seconds of the first audio packet (negative: encoder priming) and the end of the last one. */
  audioStart: number;
  audioEnd: number;
  /** Names of the top-level boxes in file order. */
  boxes: string[];
  /** Whether the file carries the IPTC label of AI-generated media. */
  labelled: boolean;
}

/** IPTC NewsCodes, digital source type. */
const AI_SOURCE_TYPE = 'compositeWithTrainedAlgorithmicMedia';

export async function inspect(path: string): Promise<ProducedFile> {
  const bytes = await readFile(path);
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const video = await input.getPrimaryVideoTrack();
    const audio = await input.getPrimaryAudioTrack();
    if (video === null || audio === null) throw new Error(`${path} lacks a track.`);
    const frames: { timestamp: number; duration: number }[] = [];
    for await (const packet of new EncodedPacketSink(video).packets(undefined, undefined, {
      metadataOnly: true,
    })) {
      frames.push({ timestamp: packet.timestamp, duration: packet.duration });
    }
    frames.sort((a, b) => a.timestamp - b.timestamp);
    return {
      videoCodec: await video.getCodec(),
      audioCodec: await audio.getCodec(),
      width: await video.getDisplayWidth(),
      height: await video.getDisplayHeight(),
      frameTimes: frames.map((frame) => frame.timestamp),
      videoEnd: Math.max(...frames.map((frame) => frame.timestamp + frame.duration)),
      audioStart: await audio.getFirstTimestamp(),
      audioEnd: await audio.computeDuration(),
      boxes: topLevelBoxes(bytes),
      labelled: bytes.includes(AI_SOURCE_TYPE),
    };
  } finally {
    input.dispose();
  }
}

/** ISO/IEC 14496-12 §4.2: size, type, 64-bit size when size is 1. */
function topLevelBoxes(bytes: Buffer): string[] {
  const boxes: string[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    boxes.push(bytes.toString('latin1', at + 4, at + 8));
    const size = bytes.readUInt32BE(at);
    at += size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : size === 0 ? bytes.length : size;
  }
  return boxes;
}
