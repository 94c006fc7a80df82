/** Browsers keep no cookie above 4096 bytes; what is longer is not ours. */
export const LONGEST_SEAL = 2048;

/** The value of our cookie in a Cookie header. Over https only the name that no neighbour host can plant counts. */
export function findCookie(
  header: string,
  names: { secure: string; plain: string },
  connection: { isSecure: boolean } | undefined,
): string | undefined {
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    // the first of two with one name is the one with the more specific path, as browsers send them
    if (at > 0 && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  if (connection?.isSecure) return cookies.get(names.secure);
  return cookies.get(names.secure) ?? cookies.get(names.plain);
}
