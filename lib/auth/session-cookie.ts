import { sealData, unsealData } from "iron-session";
import { z } from "zod";
import { findCookie, LONGEST_SEAL } from "./cookies";
import { getSecret } from "./secret";

const LIFETIME_SECONDS = 180 * 24 * 60 * 60;

/** The prefix makes browsers insist on https, on path / and on no Domain: no neighbour host can plant it. */
const NAMES = { secure: "__Host-naru", plain: "naru" };

const sessionSchema = z.object({ userId: z.uuid() });

export interface Connection {
  /** Whether the browser speaks https, to us or to a proxy before us. */
  isSecure: boolean;
}

/** The Set-Cookie line that makes a browser this user's. */
export async function createSessionCookie(userId: string, { isSecure }: Connection): Promise<string> {
  const seal = await sealData({ userId }, { password: await getSecret(), ttl: LIFETIME_SECONDS });
  const attributes = [
    "Path=/",
    `Max-Age=${LIFETIME_SECONDS}`,
    "HttpOnly",
    "SameSite=Lax",
    ...(isSecure ? ["Secure"] : []),
  ];
  return [`${isSecure ? NAMES.secure : NAMES.plain}=${seal}`, ...attributes].join("; ");
}

/** The user id in a Cookie header, or undefined for a cookie that is absent, forged, cut or too old. */
export async function readSessionCookie(
  header: string | undefined | null,
  connection?: Connection,
): Promise<string | undefined> {
  const seal = findCookie(header ?? "", NAMES, connection);
  if (!seal || seal.length > LONGEST_SEAL) return undefined;
  const password = await getSecret();
  // iron-session answers {} to some seals it cannot open and throws at others
  const content = await unsealData<unknown>(seal, { password, ttl: LIFETIME_SECONDS }).catch(() => undefined);
  return sessionSchema.safeParse(content).data?.userId;
}
