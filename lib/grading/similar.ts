/** How many letters must be typed, left out, exchanged or swapped with a neighbour; anything above `max` counts as more. */
export function editDistance(a: string, b: string, max = 3): number {
  if (Math.abs(a.length - b.length) > max || Math.max(a.length, b.length) > 256) return max + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? max + 1;
}

/** The candidate that was most likely meant: equal but for case and separators, or a slip of the finger away. */
export function findSimilar(wanted: string, candidates: Iterable<string>): string | undefined {
  const plain = toPlain(wanted);
  const allowed = wanted.length < 4 ? 1 : 2;
  let best: { name: string; distance: number } | undefined;
  for (const name of candidates) {
    if (name === wanted || name === "") continue;
    const distance = toPlain(name) === plain ? 0 : editDistance(wanted.toLowerCase(), name.toLowerCase(), allowed);
    if (distance <= allowed && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

function toPlain(name: string): string {
  return name.toLowerCase().replace(/[-_. ]/g, "");
}
