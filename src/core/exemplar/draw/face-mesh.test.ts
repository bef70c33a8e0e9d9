import { describe, expect, it } from 'vitest';
import { faceAt, REST_FACE } from '../../../../tests/fixtures/rest-face';
import { JAW } from '../face-picture';
import { buildFaceMesh, closeSource, eyeDistance, FACE_POINTS, meshVertices } from './face-mesh';
import { FACE_TRIANGLES } from './face-triangles';
import { BETWEEN_LOWER, BETWEEN_UPPER, LIPS } from './lip-contours';

const mesh = buildFaceMesh(REST_FACE);

describe('FACE_TRIANGLES', () => {
  it('is a surface of one orientation with holes at the eyes only', () => {
    const edges = new Set<string>();
    // The second set of inner lips stands where the lips are.
    const lips = [...BETWEEN_UPPER, ...BETWEEN_LOWER];
    const joined = (vertex: number): number => lips[vertex - FACE_POINTS - JAW.length] ?? vertex;
    for (let i = 0; i < FACE_TRIANGLES.length; i += 3) {
      const [a, b, c] = FACE_TRIANGLES.slice(i, i + 3).map(joined);
      for (const edge of [`${a},${b}`, `${b},${c}`, `${c},${a}`]) {
        expect(edges.has(edge)).toBe(false);
        edges.add(edge);
      }
    }
    const border = [...edges].filter((edge) => !edges.has(edge.split(',').reverse().join(',')));
    const points = new Set(border.map((edge) => Number(edge.split(',')[0])));
    expect(points.has(33)).toBe(true);
    for (const lip of [13, 14, 78, 308]) expect(points.has(lip)).toBe(false);
    for (const jaw of JAW.slice(1, -1)) expect(points.has(jaw)).toBe(false);
  });
});

describe('buildFaceMesh', () => {
  it('moves lips and chin fully, nose, brow, ears and ring not at all', () => {
    for (const point of [...LIPS, 152, 18]) expect(mesh.weights[point]).toBe(1);
    for (const point of [1, 2, 98, 10, 33, 263, 168, 234, 454]) expect(mesh.weights[point]).toBe(0);
    JAW.forEach((_, ring) => expect(mesh.weights[FACE_POINTS + ring]).toBe(0));
  });

  it('takes the lips from the taps and nothing at the jaw line, so that no seam can show', () => {
    for (const point of LIPS) expect(mesh.alpha[point]).toBe(1);
    for (const point of [...JAW, 1, 2]) expect(mesh.alpha[point]).toBe(0);
    expect(mesh.alpha[18]).toBeGreaterThan(0.9);
  });

  it('leaves out triangles that neither move nor blend', () => {
    for (let i = 0; i < mesh.triangles.length; i += 3) {
      const corners = [...mesh.triangles.subarray(i, i + 3)];
      expect(corners.some((v) => (mesh.weights[v] ?? 0) > 0 || (mesh.alpha[v] ?? 0) > 0)).toBe(
        true,
      );
    }
    expect(mesh.triangles.length).toBeLessThan(FACE_TRIANGLES.length / 2);
  });

  it('refuses a shape of another size', () => {
    expect(() => buildFaceMesh(new Float32Array(468 * 3))).toThrow(RangeError);
  });
});

describe('meshVertices', () => {
  it('adds the ring at 1.22 times the distance from the nose', () => {
    const vertices = meshVertices(REST_FACE);
    const chin = JAW.indexOf(152);
    const drop = (vertices[(FACE_POINTS + chin) * 3 + 1] ?? 0) - (REST_FACE[4] ?? 0);
    expect(drop).toBeCloseTo(1.22 * ((REST_FACE[152 * 3 + 1] ?? 0) - (REST_FACE[4] ?? 0)), 5);
  });
});

describe('eyeDistance', () => {
  it('is 1 in the rest shape, also from the side', () => {
    expect(eyeDistance(REST_FACE)).toBeCloseTo(1, 1);
    const turned = REST_FACE.map((_, i) => {
      const [x, y, z] = REST_FACE.subarray(i - (i % 3), i - (i % 3) + 3);
      return [z ?? 0, y ?? 0, -(x ?? 0)][i % 3] ?? 0;
    });
    expect(eyeDistance(turned)).toBeCloseTo(eyeDistance(REST_FACE), 5);
  });
});

describe('closeSource', () => {
  const open = meshVertices(faceAt(0, 0, 100, 0.1));
  const between = (vertices: Float32Array): number => {
    const from = (FACE_POINTS + JAW.length + 4) * 3;
    return (vertices[from + BETWEEN_UPPER.length * 3 + 1] ?? 0) - (vertices[from + 1] ?? 0);
  };

  it('leaves a source for an open mouth, or one as shut as the mouth to draw, as it is', () => {
    for (const [own, wanted] of [
      [0.1, 0.08],
      [0.005, 0.005],
      [0, 0],
    ] as const) {
      const vertices = open.slice();
      closeSource(vertices, own, wanted);
      expect(vertices).toEqual(open);
    }
  });

  it('shows less and less of what lies between the lips as they close', () => {
    const gaps = [0.014, 0.01, 0.005, 0].map((wanted) => {
      const vertices = open.slice();
      closeSource(vertices, 0.1, wanted);
      expect(vertices.subarray(0, FACE_POINTS * 3)).toEqual(open.subarray(0, FACE_POINTS * 3));
      return between(vertices);
    });
    expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
    expect(gaps[0]).toBeLessThan(between(open));
    expect(gaps[3]).toBeCloseTo(0, 5);
  });
});
