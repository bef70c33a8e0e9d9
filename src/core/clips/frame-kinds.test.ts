import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face } from '../faces/face-track';
import { frameKinds } from './frame-kinds';

/** A face with lips so far apart, whose left eye lies so far behind the right one, in eye distances. */
function face(opening: number, behind = 0): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  landmarks.set([100, 100, 0], 3 * 33);
  landmarks.set([200, 100, 100 * behind], 3 * 263);
  landmarks.set([150, 200 + 100 * opening, 0], 3 * 14);
  landmarks.set([150, 200, 0], 3 * 13);
  return { landmarks, score: 1 };
}

const syllable = (frame: number) => 0.05 + 0.05 * Math.sin(frame);
const speech = {
  segments: [
    { kind: 'silence', start: 0, end: 2 },
    { kind: 'speech', start: 2, end: 4 },
  ],
} as const;

const runs = (kinds: readonly (string | null)[]) =>
  kinds.flatMap((kind, k) => (k > 0 && kinds[k - 1] === kind ? [] : [[k, kind]]));

describe('frameKinds', () => {
  it('follows the sound, with a margin around each change', () => {
    const faces = Array.from({ length: 100 }, (_, k) => face(k < 60 ? 0 : syllable(k)));
    expect(runs(frameKinds(faces, { segments: [...speech.segments] }))).toEqual([[0, 'silence'], [47, null], [53, 'talk']]); // prettier-ignore
  });

  it('takes no moving mouth for an idle one, whatever the sound says', () => {
    const faces = Array.from({ length: 50 }, (_, k) => face(syllable(k)));
    expect(runs(frameKinds(faces, { segments: [{ kind: 'silence', start: 0, end: 2 }] }))).toEqual([[0, null]]); // prettier-ignore
  });

  it('goes by the lips without sound', () => {
    const faces = Array.from({ length: 150 }, (_, k) => face(k < 75 ? 0 : syllable(k)));
    const kinds = frameKinds(faces, null);
    expect(kinds.slice(0, 55)).toEqual(Array<string>(55).fill('silence'));
    expect(kinds.slice(80)).toEqual(Array<string>(70).fill('talk'));
  });

  it('leaves out frames without a face, and heads turned away', () => {
    const faces = Array.from({ length: 50 }, (_, k) => (k < 20 ? null : face(0, k < 30 ? 1 : 0)));
    expect(runs(frameKinds(faces, { segments: [] }))).toEqual([[0, null], [30, 'silence']]); // prettier-ignore
  });
});
