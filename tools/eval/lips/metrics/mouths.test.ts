import { describe, expect, it } from 'vitest';
import { LANDMARKS } from '../../../../src/core/faces/face-track';
import { eyeDistance, lipBend, lipDistance, mouthCentre, opening } from './mouths';

/** Eyes 100 px apart, inner lips `gap` apart, the mouth's corners at (30, 80) and (70, 80). */
function face(gap: number, right = 0): Float32Array {
  const points = new Float32Array(LANDMARKS * 3);
  const place = (k: number, x: number, y: number): void => points.set([x + right, y], k * 3);
  for (let k = 0; k < LANDMARKS; k++) place(k, 50, 80);
  place(33, 0, 0);
  place(263, 100, 0);
  place(13, 50, 80 - gap / 2);
  place(14, 50, 80 + gap / 2);
  place(61, 30, 80);
  place(291, 70, 80);
  return points;
}

describe('a mouth', () => {
  it('opens in distances of the eyes, wherever the face is', () => {
    expect(eyeDistance(face(10))).toBe(100);
    expect(opening(face(20, 300))).toBeCloseTo(0.2);
    expect(opening(null)).toBeNaN();
  });

  it('has its centre between the corners', () => {
    expect(mouthCentre(face(10, 5))).toEqual({ x: 55, y: 80 });
  });

  it('is as far off as its points are on average', () => {
    expect(lipDistance(face(10), face(10, 3))).toBeCloseTo(3);
  });

  it('does not tremble while it moves steadily', () => {
    expect(lipBend(face(10), face(10, 2), face(10, 4))).toBeCloseTo(0);
    expect(lipBend(face(10), face(10, 2), face(10))).toBeCloseTo(0.04);
    expect(lipBend(null, face(10), face(10))).toBeNaN();
  });
});
