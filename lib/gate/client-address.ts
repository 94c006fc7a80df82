import { isIP } from "node:net";

/** Carries the address from our server to the routes; what a client sends under this name is overwritten. */
export const ADDRESS_HEADER = "x-naru-address";

/** Whom a request is counted for: the connection's other end, or whom a trusted proxy names as its own. */
export function toClientAddress(
  remoteAddress: string | undefined,
  forwardedFor: string | string[] | undefined,
  trustedProxies: readonly string[],
): string {
  const remote = plain(remoteAddress ?? "");
  if (!trustedProxies.includes(remote)) return toCounted(remote);
  // the last entry is the proxy's own observation, those before it anybody's claim
  const hops = String(forwardedFor ?? "").split(",");
  for (const hop of hops.reverse()) {
    const address = plain(hop.trim());
    if (isIP(address) === 0) break;
    if (!trustedProxies.includes(address)) return toCounted(address);
  }
  return toCounted(remote);
}

const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "");

/** One customer has a whole /64 of IPv6: counted singly, its addresses would never end. */
function toCounted(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
