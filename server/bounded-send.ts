import type { WebSocket } from "ws";

/** What may wait for a browser that does not read: more than any page is behind. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** Sends, unless the other side has left or reads nothing: then the socket ends, and with it what waits for it. */
export function sendBounded(socket: WebSocket, data: string | Uint8Array): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > MAX_WAITING_BYTES) return socket.terminate();
  socket.send(data, { binary: typeof data !== "string" });
}
