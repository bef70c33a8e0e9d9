import type { FrameRange } from '../clips/frame-at';
import type { Face } from './face-track';
import { faceJumps, OTHER_FACE, OTHER_PICTURE } from './shot-cuts';

/** The followed face in a row of frames, and where shots begin. */
interface FollowedFace {
  faces: readonly (Face | null)[];
  /** Ascending. */
  cuts: readonly number[];
  /** See {@link shotCuts}. */
  changes: Float32Array;
  /** Seen at once. */
  people: number;
}

/**
 * The faces that are surely the person of a stretch in the same light, so that their mouths can be drawn there: those of its
 * shot, and of shots that are takes of the same scene. After a cut to another picture it may be somebody else; where
 * there are several people, it may be after every gap.
 * @param stretch frames that show one face throughout, within one shot or across cuts that the user has chosen.
 * @returns an entry for each frame, null for all others.
 */
export function facesOfScene(
  { faces, cuts, changes, people }: FollowedFace,
  stretch: FrameRange,
): (Face | null)[] {
  const { first, end } = people > 1 ? stretch : sceneAround(faces, cuts, changes, stretch);
  return faces.map((face, frame) => (frame >= first && frame < end ? face : null));
}

function sceneAround(
  faces: readonly (Face | null)[],
  cuts: readonly number[],
  changes: Float32Array,
  stretch: FrameRange,
): FrameRange {
  const jumps = faceJumps(faces);
  const known = (frame: number): boolean => (faces[frame] ?? null) !== null;
  const ends = cuts.filter((cut) => {
    const jumpCut =
      known(cut) &&
      known(cut - 1) &&
      (changes[cut] ?? 1) <= OTHER_PICTURE &&
      (jumps[cut] ?? 0) <= OTHER_FACE;
    return !jumpCut;
  });
  return {
    first: ends.findLast((cut) => cut <= stretch.first) ?? 0,
    end: ends.find((cut) => cut >= stretch.end) ?? faces.length,
  };
}
