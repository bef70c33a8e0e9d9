import { blur, gaussian } from './gaussian-blur';
import { polygonCoverage } from './polygon-coverage';

/** A rectangle of a region, px of the region. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Soft-edged covers of one polygon over the box around it. Reuses its buffers. */
export class SoftPolygon {
  #covers: Float32Array[] = [];
  #scratch = new Float32Array(0);
  #local = new Float32Array(0);

  /**
   * @param outline Float32Array [n × 2], px of the region.
   * @param sigmas softness of each cover wanted, px.
   * @returns the covers, 0–1, over `box`; null when nothing of it lies in the region.
   */
  draw(
    outline: Float32Array,
    region: { width: number; height: number },
    sigmas: readonly number[],
  ): { box: Box; covers: readonly Float32Array[] } | null {
    const kernels = sigmas.map(gaussian);
    const margin = Math.max(...kernels.map((kernel) => kernel.length));
    const box = boxAround(outline, region, margin);
    if (box === null) return null;
    const area = box.width * box.height;
    if (this.#scratch.length < area || this.#covers.length < sigmas.length) {
      this.#scratch = new Float32Array(area);
      this.#covers = sigmas.map(() => new Float32Array(area));
    }
    if (this.#local.length !== outline.length) this.#local = new Float32Array(outline.length);
    for (let i = 0; i < outline.length; i += 2) {
      this.#local[i] = (outline[i] as number) - box.x;
      this.#local[i + 1] = (outline[i + 1] as number) - box.y;
    }
    const [first, ...others] = this.#covers;
    if (first === undefined) return null;
    polygonCoverage(this.#local, first, box.width, box.height);
    for (const other of others) other.set(first);
    kernels.forEach((kernel, i) => {
      const cover = this.#covers[i];
      if (cover) blur(cover, this.#scratch, box.width, box.height, kernel);
    });
    return { box, covers: this.#covers };
  }
}

function boxAround(
  outline: Float32Array,
  region: { width: number; height: number },
  margin: number,
): Box | null {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < outline.length; i += 2) {
    left = Math.min(left, outline[i] as number);
    right = Math.max(right, outline[i] as number);
    top = Math.min(top, outline[i + 1] as number);
    bottom = Math.max(bottom, outline[i + 1] as number);
  }
  const x = Math.max(0, Math.floor(left) - margin);
  const y = Math.max(0, Math.floor(top) - margin);
  const width = Math.min(region.width, Math.ceil(right) + margin) - x;
  const height = Math.min(region.height, Math.ceil(bottom) + margin) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
