import type { IncomingMessage } from "node:http";
import type { Config } from "@/lib/config";
import { toClientAddress } from "@/lib/gate";
import { toRequestId } from "@/lib/runtime";

export const REQUEST_ID_HEADER = "x-request-id";
export const PEER_HEADER = "x-naru-peer";

/**
 * Gives a request its id and writes it, with the address it comes from, where the routes read them: whatever the
 * client wrote there is gone. An id is taken from outside only by the header the operator has named.
 */
export function nameRequest(
  request: IncomingMessage,
  { requestIdHeader, trustedProxies }: Pick<Config, "requestIdHeader" | "trustedProxies">,
): string {
  const requestId = toRequestId(requestIdHeader ? request.headers[requestIdHeader] : undefined);
  request.headers[REQUEST_ID_HEADER] = requestId;
  const { remoteAddress } = request.socket;
  request.headers[PEER_HEADER] = toClientAddress(remoteAddress, request.headers["x-forwarded-for"], trustedProxies);
  return requestId;
}
