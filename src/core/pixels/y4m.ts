import { i420Size } from './i420';

/** Layout of an 8-bit 4:2:0 YUV4MPEG2 stream (mjpegtools, yuv4mpeg(5)). */
export interface Y4mHeader {
  width: number;
  height: number;
  /** Bytes before the first frame. */
  headerBytes: number;
  /** Bytes of a frame, its own header included. */
  frameBytes: number;
  frameHeaderBytes: number;
}

/** Every frame starts with this line; parameters after the word are allowed but not written by ffmpeg. */
const FRAME_HEADER = 'FRAME\n';

/** Reads the header line; null if the bytes are no such stream. */
export function parseY4mHeader(head: Uint8Array): Y4mHeader | null {
  const end = head.indexOf('\n'.charCodeAt(0));
  const line = new TextDecoder('latin1').decode(head.subarray(0, Math.max(0, end)));
  const [magic, ...parameters] = line.split(' ');
  const value = (letter: string): number =>
    Number(parameters.find((parameter) => parameter.startsWith(letter))?.slice(1));
  const width = value('W');
  const height = value('H');
  if (magic !== 'YUV4MPEG2' || !(width > 0 && height > 0)) return null;
  return {
    width,
    height,
    headerBytes: end + 1,
    frameBytes: FRAME_HEADER.length + i420Size(width, height),
    frameHeaderBytes: FRAME_HEADER.length,
  };
}
