import type { FrameRange } from '../clips/frame-at';
import { limitSlew } from '../time/slew';
import type { FaceTrack } from './face-track';
import { headTurn, WIDEST_TURN } from './head-turn';
import { shotRanges } from './shot-cuts';

/** Over so many degrees below WIDEST_TURN a drawn mouth fades: a head that stays about there would flip between two mouths. */
const TURN_FADE = 5;
/** Change a frame: three frames of fade on each side of one that keeps its own mouth, as at the borders of speech. */
const SLEW = 1 / 4;

/** What else decides: where shots begin, where the mouth is covered, which frames can be shown (default: all). */
export interface ClipView {
  cuts: readonly number[] | undefined;
  covered: readonly boolean[] | undefined;
  shown: FrameRange | undefined;
}

/**
 * How strongly each frame of a clip takes a drawn mouth: 0 (its own one stays) where there is no face, where it is turned too
 * far and where something is before the mouth, fading to 1 over the frames beside. A cut hides the change from mouth to
 * mouth, and so does the end of what is shown, which is no absence: strengths of one shot do not reach over them.
 *
 * @param turns by how many degrees the head is turned from the camera, one entry a frame; null without a face.
 * @returns Float32Array [frames], 0–1.
 */
export function mouthStrengths(
  turns: readonly (number | null)[],
  { cuts = [], covered = [], shown }: Partial<ClipView> = {},
): Float32Array {
  const strengths = Float32Array.from(turns, (turn, frame) => {
    if (turn === null || covered[frame] === true) return 0;
    return Math.min(1, Math.max(0, (WIDEST_TURN - turn) / TURN_FADE));
  });
  const borders = shown ? [...cuts, shown.first, shown.end].sort((a, b) => a - b) : cuts;
  for (const { first, end } of shotRanges(turns.length, borders)) {
    limitSlew(strengths.subarray(first, end), SLEW);
  }
  return strengths;
}

/** {@link mouthStrengths} of the frames of some clips, by what their tracks tell of the heads. */
export class ClipStrengths {
  readonly #strengths: Map<string, Float32Array>;

  constructor(clips: readonly { name: string; track: FaceTrack; shown?: FrameRange }[] = []) {
    this.#strengths = new Map(
      clips.map(({ name, track, shown }) => {
        const turns = track.frames.map((face) => face && headTurn(face));
        return [name, mouthStrengths(turns, { cuts: track.cuts, covered: track.covered, shown })];
      }),
    );
  }

  /** 0 where there is no such frame. */
  at(clip: string, frame: number): number {
    return this.#strengths.get(clip)?.[frame] ?? 0;
  }
}
