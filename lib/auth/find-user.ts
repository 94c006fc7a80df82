import { getDb } from "../db";
import { NaruError } from "../shared/errors";
import { type Connection, readSessionCookie } from "./session-cookie";
import { toUser, USER_FIELDS, type User } from "./user";

/** How exact `lastSeenAt` is: a page asks who one is many times. */
const SEEN_MS = 5 * 60_000;

/**
 * The user whose cookie this is: the Cookie header of a page's request or of a socket's handshake alike.
 * Undefined for a cookie that is absent, forged, cut or too old, or whose user is gone. Say `isSecure` where it is known:
 * an https site then takes only the cookie that no other host can plant.
 */
export async function findUser(
  cookieHeader: string | undefined | null,
  connection?: Connection,
): Promise<User | undefined> {
  const id = await readSessionCookie(cookieHeader, connection);
  if (!id) return undefined;
  const db = getDb();
  const row = await db.user.findUnique({ where: { id }, select: { ...USER_FIELDS, lastSeenAt: true } });
  if (!row) return undefined;
  const seenBefore = new Date(Date.now() - SEEN_MS);
  if (row.lastSeenAt < seenBefore) {
    await db.user.updateMany({ where: { id, lastSeenAt: { lt: seenBefore } }, data: { lastSeenAt: new Date() } });
  }
  return toUser(row);
}

/** @throws NaruError UNAUTHENTICATED. */
export async function requireUser(cookieHeader: string | undefined | null, connection?: Connection): Promise<User> {
  const user = await findUser(cookieHeader, connection);
  if (!user) throw new NaruError("UNAUTHENTICATED");
  return user;
}
