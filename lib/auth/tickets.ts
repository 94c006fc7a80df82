import { createHash, randomBytes } from "node:crypto";
import { getDb } from "../db";

/** What one socket is about: the sandbox of a terminal, the lesson of a session. */
export interface TicketTarget {
  userId: string;
  kind: "terminal" | "session";
  target: string;
}

/** From the answer to the handshake; a browser needs milliseconds. */
const LIFETIME_MS = 30_000;
const TOKEN_BYTES = 32;

const toHash = (ticket: string) => createHash("sha256").update(ticket).digest("base64url");

/** Leave to open one socket, once, within 30 s. Whether the target is the user's own is the caller's to look at. */
export async function issueTicket({ userId, kind, target }: TicketTarget): Promise<string> {
  const ticket = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  await getDb().ticket.create({ data: { hash: toHash(ticket), userId, kind, target, expiresAt } });
  return ticket;
}

/** Uses a ticket up. False for one that is unknown, used, too old, another's or for something else; of two that claim at once one wins. */
export async function claimTicket(ticket: string, { userId, kind, target }: TicketTarget): Promise<boolean> {
  const { count } = await getDb().ticket.deleteMany({
    where: { hash: toHash(ticket), userId, kind, target, expiresAt: { gt: new Date() } },
  });
  return count === 1;
}

/** Takes away what nobody came with in time. */
export async function removeExpiredTickets(): Promise<void> {
  await getDb().ticket.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}
