/** Where a sandbox has its seed; the links made by `naru-seed` lead there. */
export const SEED_INSIDE = "/seed";

/** A seed's folder in the lab engine. Versions become names of files: anything else is a caller's mistake. */
export function seedFolder(version: string): string {
  if (!/^[0-9a-f]{16}$/.test(version)) throw new TypeError("not a seed's version");
  return `/var/lib/naru/seeds/${version}`;
}
