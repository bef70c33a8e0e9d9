import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDay,
  formatSeconds,
  formatTimeLeft,
} from './format';
import { fileNameFor } from './actions/download';

describe('numbers for people', () => {
  it('tells durations', () => {
    expect([7.44, 75, 3725].map(formatSeconds)).toEqual(['7.4 s', '1:15', '1:02:05']);
    expect([0, 59.6, 3599.4].map(formatClock)).toEqual(['0:00', '0:59', '59:59']);
    expect([0.4, 12.3, 90].map(formatTimeLeft)).toEqual([
      'almost done',
      'about 12 s left',
      'about 1:30 left',
    ]);
  });

  it('tells days', () => {
    expect(formatDay(new Date(2026, 0, 31, 23, 59).getTime())).toBe('31 January 2026');
  });

  it('tells how many', () => {
    expect([0, 1, 2].map((count) => formatCount(count, 'clip'))).toEqual([
      '0 clips',
      '1 clip',
      '2 clips',
    ]);
  });

  it('tells sizes', () => {
    expect([12, 48_200_000, 4_830_000, 2.5e9].map(formatBytes)).toEqual([
      '1 KB',
      '48 MB',
      '4.8 MB',
      '2.5 GB',
    ]);
  });
});

describe('fileNameFor', () => {
  it.each([
    ['speech.wav', 'speech talking.mp4'],
    ['a/b\\c:d?.m4a', 'a b c d talking.mp4'],
    ['.wav', 'mouthpiece talking.mp4'],
    [`${'x'.repeat(300)}.mp3`, `${'x'.repeat(80)} talking.mp4`],
  ])('makes a safe name of %s', (source, name) => {
    expect(fileNameFor(source, ' talking.mp4')).toBe(name);
  });
});
