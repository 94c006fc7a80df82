export interface Percentiles {
  p50: number;
  p95: number;
  n: number;
}

/** The same of a class, where what happens once in a hundred happens to somebody; null where nothing was measured. */
export interface Spread {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
  n: number;
}

/** Nearest-rank percentiles, rounded to a tenth. @throws RangeError for no values: nothing measured is no figure. */
export function toPercentiles(values: readonly number[]): Percentiles {
  if (values.length === 0) throw new RangeError("nothing was measured");
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: rank(sorted, 0.5), p95: rank(sorted, 0.95), n: sorted.length };
}

/** Nearest-rank percentiles up to the largest value, rounded to a tenth. */
export function toSpread(values: readonly number[]): Spread {
  if (values.length === 0) return { p50: null, p95: null, p99: null, max: null, n: 0 };
  const sorted = [...values].sort((a, b) => a - b);
  return {
    p50: rank(sorted, 0.5),
    p95: rank(sorted, 0.95),
    p99: rank(sorted, 0.99),
    max: rank(sorted, 1),
    n: sorted.length,
  };
}

function rank(sorted: readonly number[], share: number): number {
  return toTenth(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
}

/** Rounded to a tenth: more digits than that no run repeats. */
export function toTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
