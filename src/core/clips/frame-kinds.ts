import type { Face } from '../faces/face-track';
import { headTurn } from '../faces/head-turn';
import type { SpeechTimeline } from '../speech/timeline';
import { FPS } from '../time/units';
import type { FrameKinds } from './clip-stretches';
import { lipActivity } from './lip-activity';

/** A head turned further, in degrees, is no good in a clip: its mouth is seen from the side. */
const WIDEST_TURN = 35;

/** Frames on both sides of a change that are neither: breath is drawn, lips part before the first sound. */
const MARGIN = 3;

/**
 * What each frame of a video of a person could serve as: talking where there is speech, idle where there is none and
 * the mouth rests as well, for it is shown as it is; nothing without a face that looks towards the camera,
 * or with something before its mouth.
 *
 * @param faces one a frame at 25 fps.
 * @param speech of the video's own sound; null: the lips alone tell.
 * @param covered whether a hand or a microphone is before the mouth, one entry a frame.
 */
export function frameKinds(
  faces: readonly (Face | null)[],
  speech: Pick<SpeechTimeline, 'segments'> | null,
  covered: readonly boolean[] = [],
): FrameKinds {
  const { talking, resting } = lipActivity(faces);
  const heard = speech === null ? talking : speechFrames(speech, faces.length);
  return faces.map((face, frame) => {
    if (face === null || covered[frame] === true || headTurn(face) > WIDEST_TURN) return null;
    const around = heard.slice(Math.max(0, frame - MARGIN), frame + MARGIN + 1);
    if (around.every(Boolean)) return 'talk';
    return around.some(Boolean) || resting[frame] !== true ? null : 'silence';
  });
}

function speechFrames({ segments }: Pick<SpeechTimeline, 'segments'>, frames: number): boolean[] {
  const heard = new Array<boolean>(frames).fill(false);
  for (const { kind, start, end } of segments) {
    if (kind === 'speech') heard.fill(true, Math.round(start * FPS), Math.round(end * FPS));
  }
  return heard;
}
