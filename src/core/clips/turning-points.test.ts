import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calmWalk, poseMotion } from './turning-points';
import { POSE_VALUES } from './pose-signature';
import { walkLength } from './walk';

/** A head that moves all the time except at the given frames. */
function restless(frames: number, calm: number[]): Float32Array {
  const motion = new Float32Array(frames).fill(0.03);
  for (const frame of calm) motion.fill(0.001, frame - 1, frame + 1);
  return motion;
}

describe('calmWalk', () => {
  it('plays straight on while the stretch lasts', () => {
    expect(calmWalk(restless(100, []), { first: 10, end: 90 }, 80)).toEqual([10, 89]);
  });

  it('turns where the head hardly moves', () => {
    const walk = calmWalk(restless(200, [10, 170]), { first: 0, end: 200 }, 1000);
    expect(walk.slice(0, 5)).toEqual([0, 170, 10, 170, 10]);
  });

  it('alternates between calm places', () => {
    const walk = calmWalk(restless(200, [10, 150, 170]), { first: 0, end: 200 }, 1000);
    expect(new Set(walk.slice(1, -1))).toEqual(new Set([10, 150, 170]));
  });

  it('turns at the end of a calm stretch rather than waste it', () => {
    const walk = calmWalk(new Float32Array(100).fill(0.002), { first: 0, end: 100 }, 250);
    expect(walk[1]).toBe(99);
  });

  it('fills any length and stays in the stretch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.05, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 2000 }),
        (motion, total) => {
          const walk = calmWalk(Float32Array.from(motion), { first: 0, end: motion.length }, total);
          expect(walk.every((turn) => turn >= 0 && turn < motion.length)).toBe(true);
          if (motion.length > 1) expect(walkLength(walk)).toBeGreaterThanOrEqual(total);
        },
      ),
    );
  });
});

it('measures the motion of a head from frame to frame', () => {
  const values = new Float32Array(3 * POSE_VALUES);
  values.fill(1, POSE_VALUES);
  values[2 * POSE_VALUES] = 3;
  const motion = [...poseMotion({ frames: 3, values })];
  [Math.sqrt(POSE_VALUES), 2, 2].forEach((step, frame) => expect(motion[frame]).toBeCloseTo(step));
});
