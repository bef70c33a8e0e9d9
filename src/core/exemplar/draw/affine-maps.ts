/** Numbers of one affine map: u = m0·x + m1·y + m2, v = m3·x + m4·y + m5. */
export const MAP_SIZE = 6;

/** Doubled area, px², below which a triangle covers no pixel and its map would be noise. */
const MIN_AREA = 1e-6;

/**
 * For each triangle the affine map from its place in `to` to its place in `from`.
 * @param to, from vertices, Float32Array [n × 3]; z is not used.
 * @param origin subtracted from the positions: [x, y] of `to` and of `from`.
 * @param maps Float64Array [triangles × 6], filled; maps of triangles without area are those of their first corner.
 */
export function affineMaps(
  to: Float32Array,
  from: Float32Array,
  triangles: Uint16Array,
  origin: { to: readonly [number, number]; from: readonly [number, number] },
  maps: Float64Array,
): void {
  const [toX, toY] = origin.to;
  const [fromX, fromY] = origin.from;
  for (let i = 0, m = 0; i < triangles.length; i += 3, m += MAP_SIZE) {
    const a = (triangles[i] as number) * 3;
    const b = (triangles[i + 1] as number) * 3;
    const c = (triangles[i + 2] as number) * 3;
    const ax = (to[a] as number) - toX;
    const ay = (to[a + 1] as number) - toY;
    const bx = (to[b] as number) - toX - ax;
    const by = (to[b + 1] as number) - toY - ay;
    const cx = (to[c] as number) - toX - ax;
    const cy = (to[c + 1] as number) - toY - ay;
    const area = bx * cy - by * cx;
    const inverse = Math.abs(area) < MIN_AREA ? 0 : 1 / area;
    const au = (from[a] as number) - fromX;
    const av = (from[a + 1] as number) - fromY;
    const bu = (from[b] as number) - fromX - au;
    const bv = (from[b + 1] as number) - fromY - av;
    const cu = (from[c] as number) - fromX - au;
    const cv = (from[c + 1] as number) - fromY - av;
    const ux = (bu * cy - cu * by) * inverse;
    const uy = (cu * bx - bu * cx) * inverse;
    const vx = (bv * cy - cv * by) * inverse;
    const vy = (cv * bx - bv * cx) * inverse;
    maps[m] = ux;
    maps[m + 1] = uy;
    maps[m + 2] = au - ux * ax - uy * ay;
    maps[m + 3] = vx;
    maps[m + 4] = vy;
    maps[m + 5] = av - vx * ax - vy * ay;
  }
}
