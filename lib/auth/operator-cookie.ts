import { sealData, unsealData } from "iron-session";
import { z } from "zod";
import { findCookie, LONGEST_SEAL } from "./cookies";
import { getOperatorKeyPrint, isSameText } from "./operator-key";
import { getSecret } from "./secret";
import type { Connection } from "./session-cookie";

/** A morning's class, and no more: whoever finds the browser open later is asked for the key. */
const LIFETIME_SECONDS = 4 * 60 * 60;

const NAMES = { secure: "__Host-naru-operator", plain: "naru-operator" };

/** Sealed with the students' secret, so what is sealed says what for. */
const operatorSchema = z.strictObject({ purpose: z.literal("operator"), keyPrint: z.string() });

/** The Set-Cookie line that makes a browser the operator's for some hours. */
export async function createOperatorCookie(connection: Connection): Promise<string> {
  const content: z.infer<typeof operatorSchema> = { purpose: "operator", keyPrint: await getOperatorKeyPrint() };
  const seal = await sealData(content, { password: await getSecret(), ttl: LIFETIME_SECONDS });
  return toLine(seal, LIFETIME_SECONDS, connection);
}

/** The Set-Cookie line that ends it. */
export function endOperatorCookie(connection: Connection): string {
  return toLine("", 0, connection);
}

/** Whether a Cookie header carries an operator's seal: false for one absent, forged, cut, too old or of an earlier key. */
export async function hasOperatorCookie(header: string | undefined | null, connection?: Connection): Promise<boolean> {
  const seal = findCookie(header ?? "", NAMES, connection);
  if (!seal || seal.length > LONGEST_SEAL) return false;
  const password = await getSecret();
  const content = await unsealData<unknown>(seal, { password, ttl: LIFETIME_SECONDS }).catch(() => undefined);
  const parsed = operatorSchema.safeParse(content);
  return parsed.success && isSameText(parsed.data.keyPrint, await getOperatorKeyPrint());
}

function toLine(value: string, maxAgeSeconds: number, { isSecure }: Connection): string {
  const attributes = ["Path=/", `Max-Age=${maxAgeSeconds}`, "HttpOnly", "SameSite=Strict"];
  return [`${isSecure ? NAMES.secure : NAMES.plain}=${value}`, ...attributes, ...(isSecure ? ["Secure"] : [])].join(
    "; ",
  );
}
