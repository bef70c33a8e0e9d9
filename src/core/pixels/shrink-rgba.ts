interface Rgba {
  /** Uint8 [height × width × 4]. */
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/**
 * An opaque picture at a whole fraction of its size, each pixel the mean of `factor` × `factor`; what is left over at the
 * right and at the bottom is dropped.
 * @returns Uint8 [⌊height / factor⌋ × ⌊width / factor⌋ × 4].
 */
export function shrinkRgba(
  { data, width, height }: Rgba,
  factor: number,
): Rgba & { data: Uint8ClampedArray<ArrayBuffer> } {
  const columns = Math.floor(width / factor);
  const rows = Math.floor(height / factor);
  const small = new Uint8ClampedArray(4 * columns * rows);
  const area = factor * factor;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let down = 0; down < factor; down++) {
        let at = 4 * ((row * factor + down) * width + column * factor);
        for (let right = 0; right < factor; right++) {
          red += data[at] as number;
          green += data[at + 1] as number;
          blue += data[at + 2] as number;
          at += 4;
        }
      }
      small[to] = red / area;
      small[to + 1] = green / area;
      small[to + 2] = blue / area;
      small[to + 3] = 255;
      to += 4;
    }
  }
  return { data: small, width: columns, height: rows };
}
