import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Viterbi } from './viterbi';

const cost = fc.integer({ min: 0, max: 50 });

it('finds the cheapest path of all', () => {
  const job = fc.integer({ min: 1, max: 3 }).chain((states) =>
    fc.record({
      states: fc.constant(states),
      transitions: fc.array(cost, { minLength: states ** 2, maxLength: states ** 2 }),
      locals: fc.array(fc.array(cost, { minLength: states, maxLength: states }), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
  );
  fc.assert(
    fc.property(job, ({ states, transitions, locals }) => {
      const costOf = (path: ArrayLike<number>): number => {
        let sum = 0;
        for (let t = 0; t < path.length; t++) {
          sum += locals[t]?.[path[t] ?? 0] ?? 0;
          if (t > 0) sum += transitions[(path[t - 1] ?? 0) * states + (path[t] ?? 0)] ?? 0;
        }
        return sum;
      };
      const viterbi = new Viterbi(Float32Array.from(transitions));
      locals.forEach((local) => viterbi.push(local));
      let cheapest = Infinity;
      for (let n = 0; n < states ** locals.length; n++) {
        cheapest = Math.min(
          cheapest,
          costOf(locals.map((_, t) => Math.floor(n / states ** t) % states)),
        );
      }
      expect(costOf(viterbi.path())).toBe(cheapest);
    }),
  );
});

it('keeps track over many steps', () => {
  const viterbi = new Viterbi(Float32Array.of(0, 1, 1, 0));
  for (let t = 0; t < 10_000; t++) viterbi.push(t < 5_000 ? [0, 3] : [3, 0]);
  const path = viterbi.path();
  expect([path.length, path[0], path[4_999], path[5_000], path[9_999]]).toEqual([
    10_000, 0, 0, 1, 1,
  ]);
});

it('refuses costs that are no square', () => {
  expect(() => new Viterbi(new Float32Array(3))).toThrow(RangeError);
});
