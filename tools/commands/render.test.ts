import { describe, expect, it } from 'vitest';
import { parse } from './render.ts';

describe('arguments of render', () => {
  const mode = (...args: string[]) => parse(args).request.options.mode;

  it('a video means custom video', () => {
    expect(mode('a.wav', 'b.mp4')).toBe('core-clips');
    expect(mode('a.wav', 'b.mp4', '--mode', 'training-data')).toBe('training-data');
    expect(mode('a.wav', 'b.mp4', '--video', 'me.mov')).toBe('custom-video');
    expect(mode('a.wav', 'b.mp4', '--video', 'me.mov', '--mode', 'custom-video')).toBe(
      'custom-video',
    );
  });

  it('a video with another mode is refused instead of left out', () => {
    expect(() => mode('--video', 'me.mov', '--mode', 'core-clips')).toThrow(/--video.*core-clips/);
    expect(() => mode('--video', 'me.mov', '--options', '{"mode":"core-clips"}')).toThrow(
      /--video/,
    );
  });
});
