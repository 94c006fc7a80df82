import { createHash, timingSafeEqual } from "node:crypto";
import path from "node:path";
import { readConfig } from "../config";
import { readOrCreateSecret } from "./secret";

export const operatorKeyFile = (dataDir: string) => path.join(dataDir, "operator-key");

/** What shows that somebody runs this site: NARU_OPERATOR_KEY, else a file of the data folder made once, of mode 0600. */
export function getOperatorKey(): Promise<string> {
  const { operatorKey, dataDir } = readConfig();
  return operatorKey ? Promise.resolve(operatorKey) : readOrCreateSecret(operatorKeyFile(dataDir));
}

/** Compares in a time that tells nothing of where the two differ, nor of how long the key is. */
export async function isOperatorKey(candidate: string): Promise<boolean> {
  return isSameText(candidate, await getOperatorKey());
}

/** Names the key in cookies without telling it: another key ends what was signed in by this one. */
export async function getOperatorKeyPrint(): Promise<string> {
  return digest(`naru operator ${await getOperatorKey()}`).toString("base64url");
}

/** Digests are of one length, as timingSafeEqual asks. */
export function isSameText(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
