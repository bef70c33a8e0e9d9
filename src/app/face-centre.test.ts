import { expect, it } from 'vitest';
import { faceCentre } from './face-centre';

it('centres the chosen face', () => {
  const wide = { width: 1280, height: 640 };
  expect(faceCentre(wide)).toBeNull();
  // The square lies from 640 to 1280, then from 480 to 1120.
  expect(faceCentre({ ...wide, face: { x: 0.9, y: 0.5 } })).toBe('100% 0%');
  expect(faceCentre({ ...wide, face: { x: 0.625, y: 0.5 } })).toBe('75% 0%');
  expect(faceCentre({ width: 720, height: 720, face: { x: 0.3, y: 0.5 } })).toBe('0% 0%');
});
