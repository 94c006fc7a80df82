/**
 * Whether a browser reached us by https. We speak http ourselves, so it is so when the site's settings name
 * `https://<host>` as an origin; headers of proxies are not asked, since anybody may send them.
 */
export function isSecureRequest(host: string | undefined | null, origins: readonly string[]): boolean {
  return Boolean(host) && origins.includes(`https://${host?.toLowerCase()}`);
}
