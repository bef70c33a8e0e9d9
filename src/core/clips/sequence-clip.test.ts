import { expect, it } from 'vitest';
import { sequenceClip } from './sequence-clip';

const talk = (name: string, frames: number) => ({ name, kind: 'talk' as const, frames });
const silence = { name: 'silence.mp4', kind: 'silence' as const, frames: 300 };

it('is the one that the avatar names', () => {
  const clips = [talk('a', 10), talk('b', 20), silence];
  expect(sequenceClip(clips, 'silence.mp4')).toBe(silence);
  expect(sequenceClip(clips, 'gone.mp4')?.name).toBe('b');
});

it('else the longest that talks, else the longest', () => {
  expect(sequenceClip([talk('a', 10), silence, talk('b', 20)])?.name).toBe('b');
  expect(sequenceClip([silence])).toBe(silence);
  expect(sequenceClip([])).toBeNull();
});
