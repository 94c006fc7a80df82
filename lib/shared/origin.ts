/**
 * Whether a request that carries cookies comes from our own pages: its Origin is exactly one of the configured ones, or,
 * for a host none of them names, has exactly the host the request was sent to. Compared as browsers write it; absent and
 * `null` origins are not allowed.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  if (allowed.includes(origin)) return true;
  const url = new URL(origin);
  if (url.origin !== origin) return false;
  // a configured address says its scheme too: the same host over the other one is somebody between
  if (allowed.some((one) => URL.canParse(one) && new URL(one).host === url.host)) return false;
  return (
    (url.protocol === "http:" || url.protocol === "https:") && host !== undefined && url.host === host.toLowerCase()
  );
}
