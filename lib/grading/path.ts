/** What lies at a path of keys joined by dots. Keys may hold dots themselves, as labels do: the longest that exists is taken. */
export function readPath(value: unknown, path: string): unknown {
  return path === "" ? value : walk(value, path.split("."));
}

/** Deepest part of a path that exists, with the keys below it. */
export function describePath(value: unknown, path: string): { parent: string; children: string[] } {
  const parts = path.split(".");
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const parent = parts.slice(0, length).join(".");
    const found = readPath(value, parent);
    if (found !== null && typeof found === "object") return { parent, children: Object.keys(found) };
  }
  return { parent: "", children: value !== null && typeof value === "object" ? Object.keys(value) : [] };
}

function walk(value: unknown, parts: readonly string[]): unknown {
  if (parts.length === 0) return value;
  if (value === null || typeof value !== "object") return undefined;
  for (let length = parts.length; length > 0; length -= 1) {
    const key = parts.slice(0, length).join(".");
    if (!Object.hasOwn(value, key)) continue;
    const found = walk((value as Record<string, unknown>)[key], parts.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}
