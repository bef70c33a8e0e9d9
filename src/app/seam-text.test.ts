import { expect, it } from 'vitest';
import type { LoopQuality } from '../core/clips/loop-quality';
import { seamText } from './seam-text';

const seam = (changes: Partial<LoopQuality>): LoopQuality => {
  return { jump: 0.004, usualJump: 0.01, change: 0.001, usualChange: 0.004, fix: 'none', ...changes }; // prettier-ignore
};

it('tells how far the last frame is from the first', () => {
  expect(seamText(seam({}))).toMatch(/^Ends meet: head 0\.4 % .*, picture 0\.1 % apart$/);
  expect(seamText(seam({ jump: 0.31 }))).toMatch(/^Ends do not meet: head 31 % /);
  expect(seamText(seam({ change: 0.08 }))).toMatch(/^Ends do not meet: .*picture 8\.0 %/);
});

it('says nothing of a head where there is none', () => {
  expect(seamText(seam({ jump: null, usualJump: null }))).toBe('Ends meet: picture 0.1 % apart');
});
