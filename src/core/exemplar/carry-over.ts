import type { FrameRange } from '../clips/frame-at';
import { shotRanges } from '../faces/shot-cuts';
import { SHAPE_VALUES } from './pose';

/**
 * What stays of a face when speech is taken out changes slowly: it is averaged over bins of this many frames, …
 */
const BIN_FRAMES = 6;
/** … smoothed by a Gaussian of this many bins (σ 12 frames in all), and interpolated. */
const SIGMA_BINS = 2;
const REACH = 3 * SIGMA_BINS;

/**
 * The slow part of the differences between a clip's faces and their modelled shapes: smile, brows, leaks of the pose.
 * Added to a spoken shape it keeps the person's expression (gives 0.3–1.8 dB in self-reenactment). Each shot has its own.
 */
export class CarryOver {
  readonly #shots: Shot[];

  /** @param cuts frames that begin a new shot, ascending. */
  constructor(frames: number, cuts: readonly number[] = []) {
    this.#shots = shotRanges(frames, cuts).map(({ first, end }) => {
      return { first, end, slow: new SlowPart(end - first) };
    });
  }

  /** Takes in the difference of one frame, Float32Array [478 × 3]. */
  add(frame: number, difference: Float32Array): void {
    const shot = this.#shotOf(frame);
    shot?.slow.add(frame - shot.first, difference);
  }

  /** The smoothed difference at a frame, Float32Array [478 × 3]. */
  at(frame: number): Float32Array | undefined {
    const shot = this.#shotOf(frame);
    return shot?.slow.at(frame - shot.first);
  }

  #shotOf(frame: number): Shot | undefined {
    return this.#shots.find(({ end }) => frame < end) ?? this.#shots.at(-1);
  }
}

interface Shot extends FrameRange {
  slow: SlowPart;
}

/** That of one shot; frames count from its beginning. */
class SlowPart {
  readonly #sums: Float32Array;
  readonly #counts: Float32Array;
  readonly #bins: number;
  #smooth: Float32Array | undefined;

  constructor(frames: number) {
    this.#bins = Math.max(1, Math.ceil(frames / BIN_FRAMES));
    this.#sums = new Float32Array(this.#bins * SHAPE_VALUES);
    this.#counts = new Float32Array(this.#bins);
  }

  add(frame: number, difference: Float32Array): void {
    const bin = Math.min(this.#bins - 1, Math.floor(frame / BIN_FRAMES));
    const row = bin * SHAPE_VALUES;
    for (let k = 0; k < SHAPE_VALUES; k++) {
      this.#sums[row + k] = (this.#sums[row + k] as number) + (difference[k] as number);
    }
    this.#counts[bin] = (this.#counts[bin] as number) + 1;
    this.#smooth = undefined;
  }

  at(frame: number): Float32Array {
    this.#smooth ??= this.#smoothed();
    const place = Math.min(this.#bins - 1, Math.max(0, (frame + 0.5) / BIN_FRAMES - 0.5));
    const bin = Math.floor(place);
    const next = Math.min(this.#bins - 1, bin + 1);
    const share = place - bin;
    const value = new Float32Array(SHAPE_VALUES);
    for (let k = 0; k < SHAPE_VALUES; k++) {
      const a = this.#smooth[bin * SHAPE_VALUES + k] as number;
      value[k] = a + share * ((this.#smooth[next * SHAPE_VALUES + k] as number) - a);
    }
    return value;
  }

  #smoothed(): Float32Array {
    const smooth = new Float32Array(this.#sums.length);
    for (let bin = 0; bin < this.#bins; bin++) {
      const row = bin * SHAPE_VALUES;
      let weight = 0;
      for (let from = bin - REACH; from <= bin + REACH; from++) {
        if (from < 0 || from >= this.#bins) continue;
        const w = Math.exp(-((from - bin) ** 2) / (2 * SIGMA_BINS ** 2));
        weight += w * (this.#counts[from] as number);
        const at = from * SHAPE_VALUES;
        for (let k = 0; k < SHAPE_VALUES; k++) {
          smooth[row + k] = (smooth[row + k] as number) + w * (this.#sums[at + k] as number);
        }
      }
      // Without a face far and wide nothing is carried over.
      for (let k = 0; k < SHAPE_VALUES; k++) {
        smooth[row + k] = weight > 0 ? (smooth[row + k] as number) / weight : 0;
      }
    }
    return smooth;
  }
}
