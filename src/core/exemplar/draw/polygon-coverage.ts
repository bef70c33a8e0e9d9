/** Lines of samples a pixel; across, coverage is exact. */
const LINES = 4;

/**
 * Share of each pixel that lies inside a polygon (even–odd), 0–1.
 * @param outline Float32Array [n × 2], px; pixel (i, j) spans i to i + 1 and j to j + 1.
 * @param plane Float32Array [height × width], overwritten.
 */
export function polygonCoverage(
  outline: Float32Array,
  plane: Float32Array,
  width: number,
  height: number,
): void {
  plane.fill(0, 0, width * height);
  const points = outline.length / 2;
  const crossings: number[] = [];
  for (let line = 0; line < height * LINES; line++) {
    const y = (line + 0.5) / LINES;
    crossings.length = 0;
    for (let i = 0, k = points - 1; i < points; k = i++) {
      const ay = outline[k * 2 + 1] as number;
      const by = outline[i * 2 + 1] as number;
      if (ay > y === by > y) continue;
      const ax = outline[k * 2] as number;
      const bx = outline[i * 2] as number;
      crossings.push(ax + ((bx - ax) * (y - ay)) / (by - ay));
    }
    crossings.sort((a, b) => a - b);
    const row = Math.floor(line / LINES) * width;
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      addSpan(plane, row, width, crossings[i] as number, crossings[i + 1] as number);
    }
  }
}

function addSpan(
  plane: Float32Array,
  row: number,
  width: number,
  left: number,
  right: number,
): void {
  const from = Math.max(0, left);
  const to = Math.min(width, right);
  for (let x = Math.floor(from); x < to; x++) {
    const share = Math.min(to, x + 1) - Math.max(from, x);
    plane[row + x] = (plane[row + x] as number) + share / LINES;
  }
}
