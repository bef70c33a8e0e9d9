import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faceAt } from '../../../tests/fixtures/rest-face';
import { ClipStrengths, mouthStrengths } from './mouth-strength';
import { readTrackFile } from './track-file';

const facing = (frames: number): number[] => new Array<number>(frames).fill(0);
const gone = (frames: number): null[] => new Array<null>(frames).fill(null);

describe('mouthStrengths', () => {
  it('fades between 40° and 45°, and leaves faces beyond alone', () => {
    const still = (turn: number) => mouthStrengths([turn])[0];
    expect([0, 40, 45, 60].map(still)).toEqual([1, 1, 0, 0]);
    expect(still(42.5)).toBeCloseTo(0.5, 5);
    // A face that wavers about the limit does not flip between two mouths.
    const wavering = Array.from({ length: 20 }, (_, i) => 45 + (i % 2 === 0 ? 0.3 : -0.3));
    expect(Math.max(...mouthStrengths(wavering))).toBeLessThan(0.1);
  });

  it('fades over the three frames beside a face that is lost or turns away at once', () => {
    const fade = [0.75, 0.5, 0.25];
    for (const away of [null, 60]) {
      const turns = [...facing(6), away, away, ...facing(6)];
      expect([...mouthStrengths(turns)]).toEqual([1, 1, 1, ...fade, 0, 0, ...[...fade].reverse(), 1, 1, 1]); // prettier-ignore
    }
  });

  it('fades before a hand that covers the mouth, and after it', () => {
    const covered = facing(12).map((_, frame) => frame === 6 || frame === 7);
    expect([...mouthStrengths(facing(12), { covered })]).toEqual([1, 1, 1, 0.75, 0.5, 0.25, 0, 0, 0.25, 0.5, 0.75, 1]); // prettier-ignore
  });

  it('is full to the ends of a clip, of what is shown, and beside a cut', () => {
    expect([...mouthStrengths(facing(5))]).toEqual([1, 1, 1, 1, 1]);
    const around = [...gone(4), ...facing(5), ...gone(4)];
    const shown = { first: 4, end: 9 };
    expect([...mouthStrengths(around, { shown }).slice(4, 9)]).toEqual([1, 1, 1, 1, 1]);
    const absent = [...facing(5), ...gone(4)];
    expect([...mouthStrengths(absent, { cuts: [5] }).slice(0, 5)]).toEqual([1, 1, 1, 1, 1]);
    expect(mouthStrengths(absent)[4]).toBe(0.25);
  });

  it('changes by no more than a quarter a frame, and draws on no frame that has to be left alone', () => {
    const turn = fc.option(fc.double({ min: 0, max: 90, noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(turn, fc.boolean()), { minLength: 2 }), (frames) => {
        const covered = frames.map(([, hand]) => hand);
        const strengths = mouthStrengths(frames.map(([angle]) => angle), { covered }); // prettier-ignore
        frames.forEach(([angle, hand], i) => {
          if (hand || angle === null || angle >= 45) expect(strengths[i]).toBe(0);
          if (i > 0) expect(Math.abs((strengths[i] ?? NaN) - (strengths[i - 1] ?? NaN))).toBeLessThan(0.2501); // prettier-ignore
        });
      }),
    );
  });
});

describe('ClipStrengths', () => {
  it('reads the turn of the head from the track', () => {
    const face = { landmarks: faceAt(200, 200, 80), score: 1 };
    const away = { ...face, landmarks: face.landmarks.slice() };
    away.landmarks[3 * 263 + 2] = (away.landmarks[3 * 33 + 2] ?? 0) + 200;
    const track = {
      width: 400,
      height: 400,
      fps: 25,
      frames: [face, face, face, face, face, away],
    };
    const strengths = new ClipStrengths([{ name: 'talk', track }]);
    expect([0, 1, 2, 3, 4, 5, 6].map((i) => strengths.at('talk', i))).toEqual([1, 1, 0.75, 0.5, 0.25, 0, 0]); // prettier-ignore
    expect(strengths.at('other', 0)).toBe(0);
  });

  it('draws the mouths of the built-in avatars fully in every frame', () => {
    const clips = ['adam', 'elias', 'nora'].flatMap((avatar) => {
      const folder = `public/core_clips/${avatar}`;
      const tracks = readdirSync(folder).filter((name) => name.endsWith('.track'));
      return tracks.map((name) => ({ name: `${avatar}/${name}`, track: readTrackFile(readFileSync(`${folder}/${name}`)) })); // prettier-ignore
    });
    expect(clips.length).toBeGreaterThan(20);
    const strengths = new ClipStrengths(clips);
    const less = clips.filter(({ name, track }) =>
      track.frames.some((_, frame) => strengths.at(name, frame) < 1),
    );
    expect(less).toEqual([]);
  });
});
