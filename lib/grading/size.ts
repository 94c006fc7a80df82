const UNITS = ["B", "kB", "MB", "GB", "TB"];
const BINARY_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** As `docker images` shows sizes: thousands, three digits. */
export function formatSize(bytes: number): string {
  return format(bytes, 1000, UNITS);
}

/** As `docker stats` shows memory: powers of 1024. */
export function formatMemory(bytes: number): string {
  return format(bytes, 1024, BINARY_UNITS);
}

function format(bytes: number, base: number, units: readonly string[]): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(base) + 1e-9));
  return `${Number((bytes / base ** power).toPrecision(3))} ${units[power]}`;
}

const POWERS: Record<string, number> = { "": 0, k: 1, m: 2, g: 3, t: 4 };

/**
 * What a written size may mean in bytes. `MB` is a million, `MiB` is 2^20, and a bare `M` may be either.
 * Empty when it is no size.
 */
export function parseSize(text: string): number[] {
  const parts = /^([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(i?)(b|bytes?|바이트)?$/i.exec(
    text.replace(/(?<=\d)[,_](?=\d{3})/g, "").trim(),
  );
  if (!parts) return [];
  const value = Number(parts[1]);
  const power = POWERS[(parts[2] ?? "").toLowerCase()] ?? 0;
  const isBinary = parts[3] !== "";
  if (isBinary && power === 0) return [];
  if (isBinary) return [value * 1024 ** power];
  return parts[4] === undefined && power > 0 ? [value * 1000 ** power, value * 1024 ** power] : [value * 1000 ** power];
}
