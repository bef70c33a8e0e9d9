import { describe, expect, it } from 'vitest';
import { spreadMoments, withNewcomers, type Person } from './find-people';

const at = (x: number, thumbnail = ''): Person => ({ place: { x, y: 0.4 }, size: 0.2, thumbnail });
const places = (people: readonly Person[]) => people.map(({ place }) => place.x);

describe('people seen at several moments', () => {
  it('are one while they move about', () => {
    expect(places(withNewcomers([at(0.2)], [at(0.8)]))).toEqual([0.2]);
  });

  it('are joined by who enters later, at the place where they are then', () => {
    const known = [at(0.3, 'host')];
    const joined = withNewcomers(known, [at(0.8, 'guest'), at(0.35, 'host')]);
    expect(joined).toEqual([at(0.3, 'host'), at(0.8, 'guest')]);
    expect(withNewcomers(joined, [at(0.75)])).toEqual(joined);
  });

  it('are whoever is there first where nobody was known', () => {
    expect(places(withNewcomers([], [at(0.7), at(0.2)]))).toEqual([0.7, 0.2]);
  });

  it('are looked for from the beginning on, and before the end', () => {
    expect(spreadMoments(10)).toEqual([0, 2, 4, 6, 8]);
  });
});
