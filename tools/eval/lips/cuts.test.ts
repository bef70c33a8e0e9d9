import { describe, expect, it } from 'vitest';
import { measureCuts } from './cuts';

describe('cuts of planned five-minute videos', () => {
  it.each(['adam', 'nora', 'elias'])(
    'never move the head of %s further than 1.5 times its usual',
    (avatar) => {
      const { cuts, smooth, atCut, usual } = measureCuts(avatar);
      expect(cuts).toBeGreaterThan(1000);
      expect(smooth.mixed).toBe(1);
      // Before pictures are mixed a few do: there is something to hide.
      expect(smooth.cut).toBeLessThan(1);
      expect(atCut.median).toBeLessThan(usual.p95);
    },
    30_000,
  );
});
