import { SAMPLES_PER_FRAME } from '../time/units';
import {
  BLOCK_FRAMES,
  curveBlock,
  MARGIN_FRAMES,
  MIN_WINDOW_FRAMES,
  WINDOW_FRAMES,
  type CurveBlock,
} from './curve-blocks';
import { CURVE_COUNT } from './curve-window';

/** The audio that one block of curves is made from; blocks do not depend on each other. */
export interface CurveAudio {
  /** The block's number. */
  index: number;
  block: CurveBlock;
  /** Float32Array [(windowEnd − windowStart) × 640], mono at 16 kHz. */
  pcm: Float32Array<ArrayBuffer>;
}

/** Cuts audio into the windows that blocks of curves are made from; no more than one window of it is kept. */
export class CurveAudioCutter {
  readonly #audio = new Float32Array(WINDOW_FRAMES * SAMPLES_PER_FRAME);
  /** The frame at which #audio starts, and how many of its samples are there. */
  #audioStart = 0;
  #filled = 0;
  #next = 0;

  /**
   * @param pcm the next mono samples at 16 kHz, −1…1, any number of them.
   * @returns the windows that they complete.
   */
  push(pcm: Float32Array): CurveAudio[] {
    const complete: CurveAudio[] = [];
    let at = 0;
    while (at < pcm.length) {
      const part = pcm.subarray(at, at + this.#audio.length - this.#filled);
      this.#audio.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      const block = curveBlock(this.#next, Infinity);
      if (this.#filled >= (block.windowEnd - this.#audioStart) * SAMPLES_PER_FRAME) {
        complete.push(this.#cut(block));
      }
    }
    return complete;
  }

  /**
   * Ends the audio.
   * @param totalFrames frames of the video; none behind the end of the audio gets a block.
   */
  finish(totalFrames: number): CurveAudio[] {
    const frames = this.#audioStart + Math.ceil(this.#filled / SAMPLES_PER_FRAME);
    const wanted = Math.min(frames, totalFrames);
    const rest: CurveAudio[] = [];
    while (this.#next * BLOCK_FRAMES < wanted) {
      const block = curveBlock(this.#next, Math.max(frames, MIN_WINDOW_FRAMES));
      rest.push(this.#cut({ ...block, end: Math.min(block.end, wanted) }));
    }
    return rest;
  }

  /** Copies the block's window and drops the audio that no later block needs. */
  #cut(block: CurveBlock): CurveAudio {
    const pcm = this.#audio.slice(
      (block.windowStart - this.#audioStart) * SAMPLES_PER_FRAME,
      (block.windowEnd - this.#audioStart) * SAMPLES_PER_FRAME,
    );
    const nextWindowStart = Math.max(0, block.end - MARGIN_FRAMES);
    const dropped = (nextWindowStart - this.#audioStart) * SAMPLES_PER_FRAME;
    this.#audio.copyWithin(0, dropped, this.#filled);
    this.#filled -= dropped;
    this.#audioStart = nextWindowStart;
    // What follows the audio must read as silence when the file ends within a frame.
    this.#audio.fill(0, this.#filled);
    return { index: this.#next++, block, pcm };
  }
}

/**
 * Puts the curves of all blocks in a row.
 * @param blocks by number, Float32Array [frames of the block × 7] each.
 * @returns Float32Array [totalFrames × 7]; at rest behind the last block.
 */
export function joinCurves(blocks: readonly Float32Array[], totalFrames: number): Float32Array {
  const curves = new Float32Array(totalFrames * CURVE_COUNT);
  blocks.forEach((block, index) => {
    const at = Math.min(curves.length, index * BLOCK_FRAMES * CURVE_COUNT);
    curves.set(block.subarray(0, curves.length - at), at);
  });
  return curves;
}
