import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face } from '../../faces/face-track';
import { closedMouthFrame } from './closed-mouth';

/** Lips apart by `gap` px, nose off the middle of the jaw by `turn` px, eyes 100 px apart. */
function face(gap: number, turn = 0): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  const set = (index: number, x: number, y: number) => landmarks.set([x, y, 0], index * 3);
  set(33, 100, 100);
  set(263, 200, 100);
  set(234, 80, 140);
  set(454, 220, 140);
  set(1, 150 + turn, 140);
  set(13, 150, 180);
  set(14, 150, 180 + gap);
  return { landmarks, score: 1 };
}

const clip = (name: string, frames: (Face | null)[]) => ({
  name,
  track: { width: 300, height: 300, fps: 25, frames },
});

describe('closedMouthFrame', () => {
  const clips = [clip('a', [face(20), null, face(3)]), clip('b', [face(2, 40), face(2), face(1)])];

  it('is the one with closed lips and a straight head', () => {
    expect(closedMouthFrame(clips, () => true)).toMatchObject({ clip: 'b', frame: 2 });
  });

  it('is the next best where that one cannot be used, and null where none can', () => {
    const first = closedMouthFrame(clips, ({ frame }) => frame < 2);
    expect(first).toMatchObject({ clip: 'b', frame: 1 });
    expect(closedMouthFrame(clips, () => false)).toBeNull();
    expect(closedMouthFrame([clip('c', [null])], () => true)).toBeNull();
  });
});
