import { expect, it } from 'vitest';
import { judged } from './judge-text';

const SENTENCE = [5, 6, 7, 8, 9, 10, 11, 12];
const times = (count: number) => Array.from({ length: count }, () => SENTENCE).flat();

it('believes a sure text, however likely silence seemed at its beginning', () => {
  const text = { tokens: SENTENCE, doubt: 0.1, emptiness: 0.9 };
  expect(judged(text)).toEqual({ isEmpty: false, doubt: 0.1 });
});

it('takes a doubtful text for none where silence is likely, else for what it is', () => {
  expect(judged({ tokens: SENTENCE, doubt: 0.9, emptiness: 0.6 }).isEmpty).toBe(true);
  expect(judged({ tokens: SENTENCE, doubt: 0.9, emptiness: 0.1 }).isEmpty).toBe(false);
});

it('believes no loop, such as noise makes, but what is said three times', () => {
  const doubtOf = (count: number) =>
    judged({ tokens: times(count), doubt: 0.2, emptiness: 0 }).doubt;
  expect([doubtOf(1), doubtOf(3)]).toEqual([0.2, 0.2]);
  expect(doubtOf(10)).toBe(1);
  expect(judged({ tokens: times(10), doubt: 0.2, emptiness: 0.9 }).isEmpty).toBe(true);
});
