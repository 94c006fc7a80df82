const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const LOOPBACK_LISTENERS = new Set(["localhost", "127.0.0.1", "::1"]);

/**
 * Whether a request names this site. A page elsewhere can point its own name at our address (DNS rebinding) and would
 * then be of our origin; its name gives it away. Only names count, ports differ behind proxies and tunnels. A server open
 * to all addresses without NARU_ORIGINS cannot know its names and takes any.
 */
export function isAllowedHost(
  host: string | undefined,
  { host: listening, origins }: { host: string; origins: readonly string[] },
): boolean {
  if (origins.length === 0 && !LOOPBACK_LISTENERS.has(listening)) return true;
  const name = toHostname(host);
  if (name === undefined) return false;
  if (LOOPBACK.has(name) || name === toHostname(listening.includes(":") ? `[${listening}]` : listening)) return true;
  return origins.some((origin) => URL.canParse(origin) && new URL(origin).hostname === name);
}

function toHostname(host: string | undefined): string | undefined {
  // a URL would read `a@b` and `a/b` as something else than a host
  if (!host || !/^(\[[0-9a-f:.]+\]|[^\s[\]@/?#\\:]+)(:\d+)?$/i.test(host) || !URL.canParse(`http://${host}`))
    return undefined;
  return new URL(`http://${host}`).hostname;
}
