import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceAt, REST_FACE } from '../../../../tests/fixtures/rest-face';
import { faceRegion, type FacePicture } from '../face-picture';
import { DrawnMouth } from './drawn-mouth';
import { InnerMouth, type Colour } from './inner-mouth';
import { LipLine } from './lip-line';
import { mouthLook } from './mouth-look';
import { polygonCoverage } from './polygon-coverage';

const EYES = 120;
const LOOK = { skin: [200, 150, 130], lip: [170, 90, 85] } as const;

function plain(level: number): FacePicture {
  const landmarks = faceAt(150, 110, EYES);
  const bounds = faceRegion(landmarks, 320, 320);
  if (bounds === null) throw new Error('The face must lie in the frame.');
  const pixels = new Uint8ClampedArray(bounds.width * bounds.height * 4).fill(level);
  return { ...bounds, pixels, landmarks };
}

function changed(picture: FacePicture, level: number): { x: number; y: number }[] {
  const places = [];
  for (let p = 0; p < picture.pixels.length; p += 4) {
    if (picture.pixels[p] === level) continue;
    const pixel = p / 4;
    places.push({
      x: picture.x + (pixel % picture.width),
      y: picture.y + Math.floor(pixel / picture.width),
    });
  }
  return places;
}

describe('DrawnMouth', () => {
  const draw = (open: number, weight = 1): FacePicture => {
    const picture = plain(128);
    const drawn = faceAt(150, 110, EYES, open);
    new DrawnMouth().paint(picture, drawn, REST_FACE, { look: LOOK, weight });
    return picture;
  };

  it('paints between the lips and nowhere else', () => {
    const drawn = faceAt(150, 110, EYES, 0.15);
    const places = changed(draw(0.15), 128);
    expect(places.length).toBeGreaterThan(300);
    const xs = [61, 291].map((point) => drawn[point * 3] ?? 0);
    const [upper, lower] = [13, 14].map((point) => drawn[point * 3 + 1] ?? 0);
    for (const { x, y } of places) {
      expect(x).toBeGreaterThan(Math.min(...xs) - 2);
      expect(x).toBeLessThan(Math.max(...xs) + 2);
      expect(y).toBeGreaterThan((upper ?? 0) - 10);
      expect(y).toBeLessThan((lower ?? 0) + 4);
    }
  });

  it('shows nothing between shut lips and fades with the weight', () => {
    expect(changed(draw(-0.01), 128)).toEqual([]);
    expect(changed(draw(0.15, 0), 128)).toEqual([]);
    const strength = (weight: number): number =>
      draw(0.15, weight).pixels.reduce((sum, value) => sum + Math.abs(value - 128), 0);
    expect(strength(0.5)).toBeCloseTo(strength(1) / 2, -3);
  });
});

describe('InnerMouth', () => {
  const mouth = new InnerMouth(LOOK);
  const lightAt = (x: number, y: number, jaw = 0.1, teeth = 1): number => {
    const colour: Colour = [0, 0, 0];
    mouth.colourAt(x, y, jaw, teeth, 0.007, colour);
    return colour[0] + colour[1] + colour[2];
  };

  it('has light upper teeth, a dark gap and lower teeth that drop with the jaw', () => {
    expect(lightAt(0.045, 0.01)).toBeGreaterThan(2.5 * lightAt(0.045, 0.06));
    expect(lightAt(0.04, 0.125)).toBeGreaterThan(1.4 * lightAt(0.04, 0.06));
    expect(lightAt(0.04, 0.125, 0.02)).not.toBeCloseTo(lightAt(0.04, 0.125), 0);
    expect(lightAt(0.045, 0.01, 0.02)).toBeGreaterThan(0.8 * lightAt(0.045, 0.01));
  });

  it('grows dark to the sides, and where pursed lips stand before the teeth', () => {
    expect(lightAt(0.27, -0.02)).toBeLessThan(0.6 * lightAt(0.045, 0.01));
    expect(lightAt(0.045, 0.01, 0.1, 0.4)).toBeLessThan(0.5 * lightAt(0.045, 0.01));
  });

  it('has teeth in the colour of the light on the skin, and lighter than it', () => {
    const tooth = (skin: readonly [number, number, number]): Colour => {
      const colour: Colour = [0, 0, 0];
      new InnerMouth({ ...LOOK, skin }).colourAt(0.045, 0.01, 0.1, 1, 0.007, colour);
      return colour;
    };
    const [red, , blue] = tooth([205, 155, 130]);
    const byLamp = tooth([127, 72, 39]);
    expect(byLamp[2] / byLamp[0]).toBeLessThan((0.65 * blue) / red);
    expect(byLamp[1]).toBeGreaterThan(72);
  });
});

describe('LipLine', () => {
  const paint = (drawn: number, source: number): number => {
    const picture = plain(200);
    const opening = { drawn, source };
    const shape = faceAt(150, 110, EYES, drawn);
    new LipLine().paint(picture, shape, opening, { eyes: EYES, weight: 1 });
    return changed(picture, 200).length;
  };

  it('draws the shadow of lips that meet when the source had none', () => {
    expect(paint(0, 0.08)).toBeGreaterThan(50);
    expect(paint(0, 0)).toBe(0);
    expect(paint(0.1, 0.2)).toBe(0);
  });
});

describe('mouthLook', () => {
  it('reads cheeks and lips', () => {
    const picture = plain(90);
    const { landmarks } = picture;
    const lip = (landmarks[11 * 3 + 1] ?? 0) - 3;
    for (let p = 0; p < picture.pixels.length; p += 4) {
      const y = picture.y + Math.floor(p / 4 / picture.width);
      if (y >= lip) picture.pixels.set([160, 60, 50], p);
    }
    expect(mouthLook(picture).skin.map(Math.round)).toEqual([90, 90, 90]);
    expect(mouthLook(picture).lip.map(Math.round)).toEqual([160, 60, 50]);
  });
});

describe('polygonCoverage', () => {
  it('adds up to the area of the polygon', () => {
    const corner = fc.double({ min: 1, max: 19, noNaN: true });
    fc.assert(
      fc.property(fc.array(corner, { minLength: 6, maxLength: 6 }), (corners) => {
        const outline = Float32Array.from(corners);
        const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = outline;
        const area = Math.abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / 2;
        const plane = new Float32Array(400);
        polygonCoverage(outline, plane, 20, 20);
        const sum = plane.reduce((total, value) => total + value, 0);
        // Four lines of samples a pixel: the ends of a wide flat triangle may miss one of them.
        const width = Math.max(ax, bx, cx) - Math.min(ax, bx, cx);
        expect(Math.abs(sum - area)).toBeLessThan(0.05 + width / 4);
        expect(Math.max(...plane)).toBeLessThanOrEqual(1.0001);
      }),
    );
  });
});
