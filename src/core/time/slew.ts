/**
 * Lowers values until neighbours differ by at most `most`, and none more than that needs: the least ones stay, and the way to
 * them is a ramp on either side.
 * @param values changed in place.
 */
export function limitSlew(values: Float32Array, most: number): void {
  for (let i = 1; i < values.length; i++) {
    values[i] = Math.min(values[i] as number, (values[i - 1] as number) + most);
  }
  for (let i = values.length - 2; i >= 0; i--) {
    values[i] = Math.min(values[i] as number, (values[i + 1] as number) + most);
  }
}
