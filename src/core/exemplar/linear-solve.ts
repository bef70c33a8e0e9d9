/**
 * Solves A · X = B for a symmetric positive definite A by Cholesky's decomposition.
 * @param a row-major [n × n]; not changed.
 * @param b row-major [n × columns]; overwritten by X.
 * @throws RangeError when A is not positive definite.
 */
export function solvePositiveDefinite(a: readonly number[], b: Float64Array, n: number): void {
  const columns = b.length / n;
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number);
      if (i !== j) l[i * n + j] = sum / (l[j * n + j] as number);
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new RangeError('The matrix is not positive definite.');
    }
  }
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < n; i++) {
      let sum = b[i * columns + c] as number;
      for (let k = 0; k < i; k++) sum -= (l[i * n + k] as number) * (b[k * columns + c] as number);
      b[i * columns + c] = sum / (l[i * n + i] as number);
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i * columns + c] as number;
      for (let k = i + 1; k < n; k++) {
        sum -= (l[k * n + i] as number) * (b[k * columns + c] as number);
      }
      b[i * columns + c] = sum / (l[i * n + i] as number);
    }
  }
}
