import { BlobSource, EncodedPacketSink, Input, MP4, type InputTrack } from 'mediabunny';
import { hasAiMark } from '../../core/mp4/ai-mark';
import { BOX_HEADER_BYTES, readBoxHeader } from '../../core/mp4/boxes';
import { FPS } from '../../core/time/units';
import { AppError } from '../../workers/protocol/errors';
import type { ResultExpectation, ResultProbe } from '../../workers/protocol/media';

/** A `uuid` box larger than this is not the mark of {@link aiMarkBox}. */
const MARK_BYTES = 64 * 1024;

/** Half a millisecond: the timescales of the file round no coarser. */
const TIME_TOLERANCE = 0.0005;

/** Largest allowed difference between the sound's length and the picture's: half a frame and a bit. */
const LENGTH_TOLERANCE = 0.5 / FPS + TIME_TOLERANCE;

/** Reads what is really in a finished MP4. */
export async function probeResult(video: Blob): Promise<ResultProbe> {
  using input = new Input({ source: new BlobSource(video), formats: [MP4] });
  const picture = await input.getPrimaryVideoTrack();
  const sound = await input.getPrimaryAudioTrack();
  const pictureSpan = picture ? await span(picture) : null;
  const soundSpan = sound ? await span(sound) : null;
  const boxes = await readTopLevel(video);
  return {
    videoCodec: (await picture?.getCodec()) ?? null,
    audioCodec: (await sound?.getCodec()) ?? null,
    width: (await picture?.getDisplayWidth()) ?? 0,
    height: (await picture?.getDisplayHeight()) ?? 0,
    frames: pictureSpan?.packets ?? 0,
    fps: pictureSpan ? pictureSpan.packets / (pictureSpan.end - pictureSpan.start) : 0,
    videoDuration: pictureSpan?.end ?? 0,
    audioDuration: soundSpan?.end ?? 0,
    ...boxes,
  };
}

/**
 * Probes a result and compares it with what was asked for.
 * Throws an internal AppError whose message names everything that is off.
 */
export async function verifyResult(video: Blob, expected: ResultExpectation): Promise<ResultProbe> {
  const probe = await probeResult(video);
  const faults: string[] = [];
  const check = (fine: boolean, fault: string): void => {
    if (!fine) faults.push(fault);
  };
  check(probe.videoCodec === 'avc', `video codec ${probe.videoCodec ?? 'missing'}`);
  check(probe.audioCodec === 'aac', `audio codec ${probe.audioCodec ?? 'missing'}`);
  check(
    probe.width === expected.width && probe.height === expected.height,
    `${probe.width} × ${probe.height} pixels instead of ${expected.width} × ${expected.height}`,
  );
  check(probe.frames === expected.frames, `${probe.frames} frames instead of ${expected.frames}`);
  check(
    Math.abs(probe.videoDuration - expected.frames / FPS) <= TIME_TOLERANCE,
    `${probe.videoDuration} s of pictures instead of ${expected.frames / FPS}`,
  );
  check(
    Math.abs(probe.audioDuration - expected.audioDuration) <= LENGTH_TOLERANCE,
    `${probe.audioDuration} s of sound instead of ${expected.audioDuration}`,
  );
  check(probe.fastStart, 'the index is not at the front');
  check(probe.aiGenerated, 'the AI mark is missing');
  if (faults.length === 0) return probe;
  throw new AppError('internal', `The finished video is not right: ${faults.join('; ')}.`, {
    hint: 'Generate it again with the other encoder.',
  });
}

interface Span {
  packets: number;
  /** Seconds. */
  start: number;
  end: number;
}

async function span(track: InputTrack): Promise<Span> {
  const packets = new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  });
  const found = { packets: 0, start: Infinity, end: 0 };
  for await (const packet of packets) {
    found.packets += 1;
    found.start = Math.min(found.start, packet.timestamp);
    found.end = Math.max(found.end, packet.timestamp + packet.duration);
  }
  return found;
}

async function readTopLevel(video: Blob): Promise<{ fastStart: boolean; aiGenerated: boolean }> {
  const order: string[] = [];
  let aiGenerated = false;
  for (let at = 0; at < video.size;) {
    const header = readBoxHeader(await bytes(video, at, at + BOX_HEADER_BYTES));
    if (!header) break;
    order.push(header.type);
    const end = at + header.size;
    if (header.type === 'uuid' && header.size <= MARK_BYTES) {
      aiGenerated ||= hasAiMark(await bytes(video, at + header.headerSize, end));
    }
    at = end;
  }
  const index = order.indexOf('moov');
  return { fastStart: index >= 0 && index < order.indexOf('mdat'), aiGenerated };
}

async function bytes(video: Blob, from: number, to: number): Promise<Uint8Array> {
  return new Uint8Array(await video.slice(from, to).arrayBuffer());
}
