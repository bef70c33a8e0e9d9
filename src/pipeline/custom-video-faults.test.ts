import { describe, expect, it } from 'vitest';
import { faceAt } from '../../tests/fixtures/rest-face';
import type { PreparedVideo } from '../workers/protocol/media';
import { sourceWarnings } from './custom-video-faults';

const info = {
  width: 640,
  height: 480,
  frames: 100,
  duration: 4,
  decoder: 'webcodecs',
  codec: 'avc',
} as unknown as PreparedVideo['info'];
const video = { info, still: false, video: new Blob(), begins: 0 } as unknown as PreparedVideo;
const faces = Array.from({ length: 100 }, () => ({ landmarks: faceAt(300, 200, 80), score: 1 }));
const covered = (count: number): boolean[] => faces.map((_, frame) => frame < count);

const codes = (seen: Partial<Parameters<typeof sourceWarnings>[1]>, source = video): string[] =>
  sourceWarnings(source, { faces, covered: [], people: 1, sourceSeconds: 600, ...seen }).map(
    ({ code }) => code,
  );

describe('sourceWarnings', () => {
  it('tells of a mouth that is covered in more than a few of the shown frames, and in how many', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ covered: covered(5) })).toEqual([]);
    expect(codes({ covered: covered(6) })).toEqual(['mouth-covered']);
    const [warning] = sourceWarnings(video, {
      faces,
      covered: covered(40),
      people: 1,
      sourceSeconds: 600,
    });
    expect(warning?.message).toContain('40 of the 100 frames');
  });

  it('counts a frame without a face once, and no hand of a picture', () => {
    const gone = faces.map((face, frame) => (frame < 10 ? null : face));
    expect(codes({ faces: gone, covered: covered(10) })).toEqual(['face-missing']);
    expect(codes({ covered: covered(40) }, { ...video, still: true })).toEqual([]);
  });
});
