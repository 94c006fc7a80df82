export interface Bounds {
  min?: number | undefined;
  max?: number | undefined;
}

export function isWithin(value: number, bounds: Bounds): boolean {
  return value >= (bounds.min ?? Number.NEGATIVE_INFINITY) && value <= (bounds.max ?? Number.POSITIVE_INFINITY);
}

export function formatBounds({ min, max }: Bounds, format: (value: number) => string = String): string {
  if (min !== undefined && max !== undefined) return min === max ? format(min) : `${format(min)}–${format(max)}`;
  if (min !== undefined) return `≥ ${format(min)}`;
  return max === undefined ? "–" : `≤ ${format(max)}`;
}
