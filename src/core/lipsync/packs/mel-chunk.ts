/** Mel frames [frames × bands] as networks take them, bands × frames. */
export function melChunk(frames: Float32Array, bands: number): Float32Array {
  const count = frames.length / bands;
  const chunk = new Float32Array(frames.length);
  for (let frame = 0; frame < count; frame++) {
    for (let band = 0; band < bands; band++) {
      chunk[band * count + frame] = frames[frame * bands + band] as number;
    }
  }
  return chunk;
}
