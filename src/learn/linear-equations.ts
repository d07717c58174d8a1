/** Solves `matrix * x = right` by Gaussian elimination with partial pivoting; for small dense systems. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const rows = matrix.map((line, i) => [...line, right[i] as number]);
  for (let col = 0; col < n; col++) {
    let pivot = col;
    for (let r = col + 1; r < n; r++) {
      if (Math.abs(at(rows, r, col)) > Math.abs(at(rows, pivot, col))) pivot = r;
    }
    const held = rows[col] as number[];
    rows[col] = rows[pivot] as number[];
    rows[pivot] = held;
    for (let r = col + 1; r < n; r++) {
      const factor = at(rows, r, col) / at(rows, col, col);
      for (let c = col; c <= n; c++) (rows[r] as number[])[c] = at(rows, r, c) - factor * at(rows, col, c);
    }
  }
  const x = right.map(() => 0);
  for (let r = n - 1; r >= 0; r--) {
    let sum = at(rows, r, n);
    for (let c = r + 1; c < n; c++) sum -= at(rows, r, c) * (x[c] as number);
    x[r] = sum / at(rows, r, r);
  }
  return x;
}

function at(rows: readonly (readonly number[])[], r: number, c: number): number {
  return (rows[r] as readonly number[])[c] as number;
}
