/**
 * Writes src/core/exemplar/draw/face-triangles.ts: the triangles of MediaPipe's face mesh (from the npm package
 * @mediapipe/tasks-vision, Apache-2.0), its mouth closed with a strip between the lips and its jaw joined to the
 * static ring. Run: npx tsx tools/exemplar/face-triangles.ts
 */
import { writeFileSync } from 'node:fs';
import { JAW } from '../../src/core/exemplar/face-picture';
import {
  BETWEEN_LOWER,
  BETWEEN_UPPER,
  INNER_LOWER_LIP,
  INNER_UPPER_LIP,
} from '../../src/core/exemplar/draw/lip-contours';

const TARGET = new URL('../../src/core/exemplar/draw/face-triangles.ts', import.meta.url);
const FACE_POINTS = 468;

type Triangle = [number, number, number];

// The package expects a worker's global scope.
Object.assign(globalThis, { self: globalThis });
const { FaceLandmarker } = await import('@mediapipe/tasks-vision');

/** The package lists the mesh as edges, three a triangle. */
function meshTriangles(): Triangle[] {
  const edges = FaceLandmarker.FACE_LANDMARKS_TESSELATION;
  const triangles: Triangle[] = [];
  for (let i = 0; i + 2 < edges.length; i += 3) {
    const corners = edges.slice(i, i + 3).map(({ start }) => start);
    const [a, b, c] = corners;
    if (a === undefined || b === undefined || c === undefined || edges[i + 2]?.end !== a) {
      throw new Error(`Edges ${i} to ${i + 2} are no triangle.`);
    }
    triangles.push([a, b, c]);
  }
  return triangles;
}

/** Triangles of the strip between two lines of points of equal length; shared ends give one triangle. */
function strip(upper: readonly number[], lower: readonly number[]): Triangle[] {
  const triangles: Triangle[] = [];
  for (let i = 0; i + 1 < upper.length; i++) {
    const [a, b, c, d] = [upper[i], upper[i + 1], lower[i], lower[i + 1]];
    if (a === undefined || b === undefined || c === undefined || d === undefined) continue;
    if (b !== d) triangles.push([a, b, d]);
    if (a !== c) triangles.push([a, d, c]);
  }
  return triangles;
}

/** Turns triangles of `added` so that they run through shared edges against their neighbours in `mesh`. */
function orientLike(mesh: readonly Triangle[], added: readonly Triangle[]): Triangle[] {
  const edges = new Set(mesh.flatMap(([a, b, c]) => [`${a},${b}`, `${b},${c}`, `${c},${a}`]));
  const agrees = ([a, b, c]: Triangle): boolean => {
    const forward = [`${a},${b}`, `${b},${c}`, `${c},${a}`].some((edge) => edges.has(edge));
    const backward = [`${b},${a}`, `${c},${b}`, `${a},${c}`].some((edge) => edges.has(edge));
    if (forward === backward) throw new Error(`Triangle ${a}, ${b}, ${c} has no clear neighbour.`);
    return backward;
  };
  const first = added.find(([a, b, c]) =>
    [`${a},${b}`, `${b},${a}`, `${b},${c}`, `${c},${b}`, `${c},${a}`, `${a},${c}`].some((edge) =>
      edges.has(edge),
    ),
  );
  if (first === undefined) throw new Error('The added strip does not touch the mesh.');
  return agrees(first) ? [...added] : added.map(([a, b, c]): Triangle => [a, c, b]);
}

const mesh = meshTriangles();
const ring = JAW.map((_, i) => FACE_POINTS + i);
/** What lies between the lips has vertices of its own there: it can be read from elsewhere than the lips. */
const between = new Map<number, number>(
  [...BETWEEN_UPPER, ...BETWEEN_LOWER].map((point, i) => [point, FACE_POINTS + JAW.length + i]),
);
const mouth = orientLike(mesh, strip(INNER_UPPER_LIP, INNER_LOWER_LIP)).map((triangle) =>
  triangle.map((point) => between.get(point) ?? point),
);
const all = [...mesh, ...mouth, ...orientLike(mesh, strip(JAW, ring))];
const lines = all.map((triangle) => triangle.join(', '));
const rows: string[] = [];
for (let i = 0; i < lines.length; i += 6) rows.push(`  ${lines.slice(i, i + 6).join(', ')},`);
writeFileSync(
  TARGET,
  `/**
 * Triangles of the face mesh, three vertices each: MediaPipe's tesselation (Apache-2.0), the strip between the lips,
 * and the strip from the jaw to the static ring. Vertices from 468 on are those of meshVertices. Written by tools/exemplar/face-triangles.ts.
 */
// prettier-ignore
export const FACE_TRIANGLES: readonly number[] = [
${rows.join('\n')}
];
`,
);
console.log(`${all.length} triangles`);
