import { describe, expect, it } from 'vitest';
import { faceAt } from '../../tests/fixtures/rest-face';
import type { PreparedVideo } from '../workers/protocol/media';
import { noFace, sideways, slowDecoder, sourceWarnings } from './custom-video-faults';

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

describe('several people in a video', () => {
  it('are told, with who speaks, unless one of them was chosen', () => {
    expect(codes({ people: 1 })).toEqual([]);
    expect(codes({ people: 3, face: { x: 0.2, y: 0.5 } })).toEqual([]);
    const [warning, ...others] = sourceWarnings(video, {
      ...{ faces, covered: [], sourceSeconds: 600 },
      people: 3,
    });
    expect(others).toEqual([]);
    expect(warning?.code).toBe('several-faces');
    expect(warning?.message).toMatch(/^3 people .* the largest face speaks/);
  });
});

describe('slowDecoder', () => {
  it('names each codec that had to be converted once, and nothing that the browser reads', () => {
    const read = { codec: 'avc', decoder: 'webcodecs' } as const;
    const [hevc, mpeg4] = [
      { codec: 'hevc', decoder: 'ffmpeg' } as const,
      { codec: 'mpeg4', decoder: 'ffmpeg' } as const,
    ];
    expect(slowDecoder([read])).toEqual([]);
    const warnings = slowDecoder([hevc, read, mpeg4, hevc]);
    expect(warnings.map(({ code }) => code)).toEqual(['slow-decoder', 'slow-decoder']);
    expect(warnings.map(({ message }) => /decode (\w+)/.exec(message)?.[1])).toEqual([
      'HEVC',
      'MPEG4',
    ]);
  });

  it('is part of what is told of a custom video', () => {
    const converted = { ...info, codec: 'hevc', decoder: 'ffmpeg' } as const;
    expect(codes({}, { ...video, info: converted })).toEqual(['slow-decoder']);
  });
});

describe('noFace, sideways', () => {
  it('count the frames of a video, and call a picture a picture', () => {
    expect(noFace({ still: false }, 40).message).toBe('No face was found in 40 frames.');
    expect(noFace({ still: false }, 1).message).toBe('No face was found in 1 frame.');
    const picture = { still: true };
    expect(noFace(picture, 4).message).toBe('No face was found in the picture.');
    for (const { hint } of [noFace(picture, 4), sideways(picture)]) {
      expect(hint).toMatch(/^Use a picture /);
    }
  });
});
