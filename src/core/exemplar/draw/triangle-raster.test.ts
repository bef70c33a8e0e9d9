import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TriangleRaster } from './triangle-raster';

const WIDTH = 40;
const HEIGHT = 32;
const VIEW = { x: 0, y: 0, width: WIDTH, height: HEIGHT, scale: 1, front: 1 } as const;

/** A grid over the whole view whose inner points are moved at random, cut into triangles. */
function jitteredGrid(jitter: readonly number[]): {
  vertices: Float32Array;
  triangles: Uint16Array;
} {
  const columns = 6;
  const rows = 5;
  const vertices: number[] = [];
  const triangles: number[] = [];
  let next = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const inner = r > 0 && c > 0 && r < rows - 1 && c < columns - 1;
      const move = (): number => (inner ? (jitter[next++ % jitter.length] ?? 0) * 1.5 : 0);
      vertices.push(
        (c / (columns - 1)) * WIDTH + move(),
        (r / (rows - 1)) * HEIGHT + move(),
        move(),
      );
      if (r === rows - 1 || c === columns - 1) continue;
      const a = r * columns + c;
      triangles.push(a, a + 1, a + columns + 1, a, a + columns + 1, a + columns);
    }
  }
  return { vertices: Float32Array.from(vertices), triangles: Uint16Array.from(triangles) };
}

const jitters = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
  minLength: 30,
  maxLength: 40,
});

describe('TriangleRaster', () => {
  it('leaves no gap in a mesh', () => {
    fc.assert(
      fc.property(jitters, (jitter) => {
        const { vertices, triangles } = jitteredGrid(jitter);
        const ids = new TriangleRaster().cover(vertices, triangles, VIEW);
        expect(ids.includes(-1)).toBe(false);
      }),
    );
  });

  it('gives no pixel to two neighbours', () => {
    fc.assert(
      fc.property(jitters, (jitter) => {
        const { vertices, triangles } = jitteredGrid(jitter);
        const owners = new Uint8Array(WIDTH * HEIGHT);
        for (let i = 0; i < triangles.length; i += 3) {
          const ids = new TriangleRaster().cover(vertices, triangles.slice(i, i + 3), VIEW);
          ids.forEach((id, pixel) => (owners[pixel] = (owners[pixel] ?? 0) + (id === 0 ? 1 : 0)));
        }
        expect(owners.every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('shows the nearer of two triangles and no back face', () => {
    const corners = [0, 0, 5, 30, 0, 5, 0, 30, 5, 0, 0, 1, 30, 0, 1, 0, 30, 1];
    const vertices = Float32Array.from(corners);
    const raster = new TriangleRaster();
    const at = (triangles: number[]): number | undefined =>
      raster.cover(vertices, Uint16Array.from(triangles), VIEW)[2 * WIDTH + 2];
    expect(at([3, 4, 5, 0, 1, 2])).toBe(0);
    expect(at([0, 1, 2, 3, 4, 5])).toBe(1);
    expect(at([0, 1, 2, 3, 5, 4])).toBe(0);
    expect(at([0, 2, 1])).toBe(-1);
  });

  it('cuts off what lies outside the view', () => {
    const vertices = Float32Array.of(-100, -100, 0, 200, -100, 0, 20, 200, 0);
    const ids = new TriangleRaster().cover(vertices, Uint16Array.of(0, 1, 2), VIEW);
    expect(ids.length).toBe(WIDTH * HEIGHT);
    expect(ids.every((id) => id === 0)).toBe(true);
  });
});
