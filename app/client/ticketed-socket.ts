import type { TicketRequest } from "@/lib/shared/wire";
import { api } from "./api";
import { socketUrl } from "./socket-url";

export type GetTicket = (request: TicketRequest) => Promise<{ ticket: string }>;

const PATHS = { terminal: "/ws/terminal", session: "/ws/session" } as const;

interface Options {
  request: TicketRequest;
  /** Beside what the ticket is for. */
  params?: Record<string, string>;
  getTicket?: GetTicket;
  onSocket: (socket: WebSocket) => void;
  /** No ticket was to be had: RemoteError or OfflineError. */
  onFailed: (error: unknown) => void;
}

/** Fetches a ticket and opens a socket with it. The returned function gives up a socket that is not there yet. */
export function openTicketedSocket({
  request,
  params,
  getTicket = api.getTicket,
  onSocket,
  onFailed,
}: Options): () => void {
  let isGivenUp = false;
  const { kind, ...target } = request;
  getTicket(request).then(
    ({ ticket }) => {
      if (!isGivenUp) onSocket(new WebSocket(socketUrl(PATHS[kind], { ...target, ...params, ticket })));
    },
    (error) => {
      if (!isGivenUp) onFailed(error);
    },
  );
  return () => {
    isGivenUp = true;
  };
}
