import { CLOSE } from "@/lib/shared/close-codes";

/** Closes after which trying again is pointless. */
export function isFinalClose(code: number): boolean {
  return code === CLOSE.unauthenticated || code === CLOSE.notFound || code === CLOSE.ended || code === CLOSE.policy;
}

export function socketUrl(path: string, params: Record<string, string>): string {
  const url = new URL(path, globalThis.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams(params).toString();
  return url.toString();
}
