import { shotRanges } from '../faces/shot-cuts';
import { ringDistance, usualRing } from './draw/mouth-ring';

/** Frames on each side of one that have a say whether its mouth is covered. */
const AROUND = 3;
/** So many of them, the frame included, must be: runs of up to three frames are false alarms, or over before they are seen. */
const MAJORITY = AROUND + 1;

/**
 * In which frames a hand or a microphone is before the mouth: the skin around it is not what it usually is in the same shot,
 * by the limit that also tells the exemplar engine. What covers the mouth in most of a shot passes for usual.
 *
 * @param rings of a RingReader, one a frame; null without a face, which then is as covered as it was before.
 * @param cuts frames that begin a new shot, ascending.
 */
export function coveredFrames(
  rings: readonly (Int8Array | null)[],
  cuts: readonly number[],
): boolean[] {
  return shotRanges(rings.length, cuts).flatMap(({ first, end }) =>
    ofShot(rings.slice(first, end)),
  );
}

function ofShot(rings: readonly (Int8Array | null)[]): boolean[] {
  const known = rings.filter((ring) => ring !== null);
  const [first] = known;
  if (!first) return rings.map(() => false);
  const usual = usualRing(known, new Uint8Array(first.length / 3).fill(1));
  let last = false;
  const measured = rings.map((ring) => {
    if (ring !== null) last = ringDistance(ring, usual) > usual.limit;
    return last;
  });
  return measured.map((_, frame) => {
    const around = measured.slice(Math.max(0, frame - AROUND), frame + AROUND + 1);
    return around.filter(Boolean).length >= MAJORITY;
  });
}
