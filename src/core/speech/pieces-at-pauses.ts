import { FPS, SAMPLES_PER_FRAME } from '../time/units';

/** Longest piece, seconds: the recogniser was trained on up to 30. */
const LONGEST_S = 20;
/** A piece ends at the quietest place of its last seconds: few people speak longer without a pause. */
const SEARCH_S = 8;
/** How long it must be quiet there, frames: longer than the closure of a p. */
const PAUSE = Math.round(0.2 * FPS);

/** A part of a recording, frames at 25 fps [first, end). */
export interface Piece {
  first: number;
  end: number;
}

/**
 * Cuts a sound into pieces that can be recognised by themselves: as long as can be, and between words where there is a pause.
 * @param pcm mono at 16 kHz.
 * @returns ascending and gapless; the last one ends with the sound's last frame.
 */
export function piecesAtPauses(pcm: Float32Array): Piece[] {
  const power = powerOfFrames(pcm);
  const pieces: Piece[] = [];
  let first = 0;
  while (power.length - first > LONGEST_S * FPS) {
    const last = first + LONGEST_S * FPS;
    const end = quietest(power, last - SEARCH_S * FPS, last);
    pieces.push({ first, end });
    first = end;
  }
  if (first < power.length) pieces.push({ first, end: power.length });
  return pieces;
}

/** The samples of a piece. */
export function samplesOfPiece(pcm: Float32Array, { first, end }: Piece): Float32Array {
  return pcm.subarray(first * SAMPLES_PER_FRAME, end * SAMPLES_PER_FRAME);
}

function powerOfFrames(pcm: Float32Array): Float64Array {
  const power = new Float64Array(Math.ceil(pcm.length / SAMPLES_PER_FRAME));
  pcm.forEach((value, i) => {
    const frame = Math.floor(i / SAMPLES_PER_FRAME);
    power[frame] = (power[frame] ?? 0) + value * value;
  });
  return power;
}

/** Middle of the quietest {@link PAUSE} within frames [from, to). */
function quietest(power: Float64Array, from: number, to: number): number {
  let best = { sum: Infinity, frame: from };
  for (let frame = from; frame + PAUSE <= to; frame++) {
    const sum = power.subarray(frame, frame + PAUSE).reduce((all, value) => all + value, 0);
    if (sum < best.sum) best = { sum, frame };
  }
  return best.frame + Math.floor(PAUSE / 2);
}
