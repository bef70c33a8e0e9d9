/**
 * Which triangle covers which pixel. Triangles that share an edge leave no gap between them and never both own
 * a pixel (a pixel belongs to the half-open span that holds its centre; shared edges are evaluated alike). Back
 * faces are left out; where the mesh overlaps itself the nearer triangle wins (painter's order).
 */
export class TriangleRaster {
  /** Index of the covering triangle, −1 for none; Int16Array with at least width × height values. */
  ids = new Int16Array(0);
  /** The triangles of the last call, farthest first; Uint16Array [m]. */
  order: Uint16Array = new Uint16Array(0);
  #depth = new Float32Array(0);

  /**
   * @param vertices Float32Array [n × 3]: x, y, and z away from the camera.
   * @param triangles Uint16Array [m × 3]; those whose corners run clockwise on the screen (y down) face the camera
   * when `front` is 1, the others when it is −1.
   * @param view pixel (i, j) has its centre at vertex position x + (i + ½)/scale, y + (j + ½)/scale.
   * @param known order of another raster of the same vertices, which saves the sorting.
   */
  cover(
    vertices: Float32Array,
    triangles: Uint16Array,
    view: { x: number; y: number; width: number; height: number; scale: number; front: 1 | -1 },
    known?: Uint16Array,
  ): Int16Array {
    const { width, height, scale, front } = view;
    const count = triangles.length / 3;
    if (this.ids.length < width * height) this.ids = new Int16Array(width * height);
    this.ids.fill(-1, 0, width * height);
    if (known === undefined) {
      if (this.order.length !== count) {
        this.order = new Uint16Array(count);
        this.#depth = new Float32Array(count);
      }
      farToNear(vertices, triangles, this.order, this.#depth);
    } else this.order = known;
    for (const triangle of this.order) {
      const a = (triangles[triangle * 3] as number) * 3;
      const b = (triangles[triangle * 3 + 1] as number) * 3;
      const c = (triangles[triangle * 3 + 2] as number) * 3;
      const ax = ((vertices[a] as number) - view.x) * scale;
      const ay = ((vertices[a + 1] as number) - view.y) * scale;
      const bx = ((vertices[b] as number) - view.x) * scale;
      const by = ((vertices[b + 1] as number) - view.y) * scale;
      const cx = ((vertices[c] as number) - view.x) * scale;
      const cy = ((vertices[c + 1] as number) - view.y) * scale;
      if (((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) * front <= 0) continue;
      this.#fill(triangle, ax, ay, bx, by, cx, cy, width, height);
    }
    return this.ids;
  }

  #fill(
    id: number,
    ax: number,
    ay: number,
    bx: number,
    by: number,
    cx: number,
    cy: number,
    width: number,
    height: number,
  ): void {
    const { ids } = this;
    const first = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
    const end = Math.min(height, Math.ceil(Math.max(ay, by, cy) - 0.5));
    for (let row = first; row < end; row++) {
      const y = row + 0.5;
      let left = Infinity;
      let right = -Infinity;
      // The two edges that cross the line through the pixel centres; each from its upper end to its lower one.
      if (ay <= y !== by <= y) {
        const x = ay < by ? crossing(ax, ay, bx, by, y) : crossing(bx, by, ax, ay, y);
        left = x;
        right = x;
      }
      if (by <= y !== cy <= y) {
        const x = by < cy ? crossing(bx, by, cx, cy, y) : crossing(cx, cy, bx, by, y);
        if (x < left) left = x;
        if (x > right) right = x;
      }
      if (cy <= y !== ay <= y) {
        const x = cy < ay ? crossing(cx, cy, ax, ay, y) : crossing(ax, ay, cx, cy, y);
        if (x < left) left = x;
        if (x > right) right = x;
      }
      const from = Math.max(0, Math.ceil(left - 0.5));
      const to = Math.min(width, Math.ceil(right - 0.5));
      const at = row * width;
      for (let x = from; x < to; x++) ids[at + x] = id;
    }
  }
}

/** Fills `order` with the triangles' indices, farthest first. */
export function farToNear(
  vertices: Float32Array,
  triangles: Uint16Array,
  order: Uint16Array,
  depth: Float32Array,
): Uint16Array {
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    depth[i] =
      (vertices[(triangles[i * 3] as number) * 3 + 2] as number) +
      (vertices[(triangles[i * 3 + 1] as number) * 3 + 2] as number) +
      (vertices[(triangles[i * 3 + 2] as number) * 3 + 2] as number);
  }
  return order.sort((p, q) => (depth[q] as number) - (depth[p] as number) || p - q);
}

function crossing(x0: number, y0: number, x1: number, y1: number, y: number): number {
  return x0 + ((x1 - x0) * (y - y0)) / (y1 - y0);
}
