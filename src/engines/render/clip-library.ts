import { AppError } from '../../workers/protocol/errors';
import type { ClipSource, VideoInfo } from '../../workers/protocol/media';
import type { FrameReader } from '../decode/frame-reader';
import { openFrames } from '../decode/open-frames';
import { isPicture, openPicture, openStill } from '../decode/still';
import { frameRuns, type WantedFrame } from './frame-runs';

/** The clips of a job, open for reading. */
export class ClipLibrary {
  readonly #readers = new Map<string, FrameReader>();

  /** Replaces all clips. Throws bad-clip that names the clip which cannot be read. */
  async register(clips: readonly ClipSource[]): Promise<(VideoInfo & { name: string })[]> {
    await this.close();
    const infos: (VideoInfo & { name: string })[] = [];
    for (const clip of clips) {
      const reader = await open(clip);
      this.#readers.set(clip.name, reader);
      infos.push({ ...reader.info, name: clip.name });
    }
    return infos;
  }

  /** Frame counts by clip name. */
  get frameCounts(): ReadonlyMap<string, number> {
    return new Map([...this.#readers].map(([name, { info }]) => [name, info.frames]));
  }

  /** Size of the output: that of the first clip. */
  get size(): { width: number; height: number } {
    const [first] = this.#readers.values();
    if (!first) throw badClip('', 'No clips are registered for rendering.');
    return first.info;
  }

  /**
   * The wanted frames, one after the other; the consumer closes them. Throws bad-clip if a clip is
   * missing or ends early.
   */
  async *frames(wanted: readonly WantedFrame[]): AsyncGenerator<VideoFrame, void, undefined> {
    for (const { clip, from, to } of frameRuns(wanted)) {
      const reader = this.#readers.get(clip);
      if (!reader) throw badClip(clip, `The clip "${clip}" is not registered.`);
      let count = 0;
      for await (const frame of reader.frames(from, to)) {
        count += 1;
        yield frame;
      }
      if (count < Math.abs(to - from)) {
        throw badClip(
          clip,
          `The clip "${clip}" is damaged after frame ${Math.min(from, to) + count}.`,
        );
      }
    }
  }

  async close(): Promise<void> {
    const readers = [...this.#readers.values()];
    this.#readers.clear();
    for (const reader of readers) await reader.close();
  }
}

async function open({ name, blob, maxSide, still }: ClipSource): Promise<FrameReader> {
  try {
    if (!still) return await openFrames(blob, { maxSide });
    const reader = (await isPicture(blob))
      ? await openPicture(blob, maxSide)
      : await openFrames(blob, { maxSide });
    return await openStill(reader, still);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw badClip(name, `The clip "${name}" cannot be read: ${why}`, cause);
  }
}

function badClip(name: string, message: string, cause?: unknown): AppError {
  return new AppError('bad-clip', message, {
    hint:
      name === '' ? 'Choose an avatar with clips.' : 'Remove the clip, or import it again as MP4.',
    cause,
  });
}
