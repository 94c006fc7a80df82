import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { readConfig } from "../config";

const SECRET_BYTES = 32;
const MIN_LENGTH = 32;

// a cache of what does not change while we run; Next's copy of this module reads the same file
const known = new Map<string, Promise<string>>();

/** What cookies are sealed with: NARU_SECRET, else a file of the data folder made at the first start. */
export function getSecret(): Promise<string> {
  const { secret, dataDir } = readConfig();
  if (secret) return Promise.resolve(secret);
  return readOrCreateSecret(path.join(dataDir, "secret"));
}

/** The secret in a file of mode 0600, made on first use and kept. @throws Error when the file holds too little. */
export function readOrCreateSecret(file: string): Promise<string> {
  const reading =
    known.get(file) ??
    readOrCreate(file).catch((error) => {
      known.delete(file);
      throw error;
    });
  known.set(file, reading);
  return reading;
}

async function readOrCreate(file: string): Promise<string> {
  const secret = (await readFile(file, "utf8").catch(emptyWhenMissing)).trim();
  if (secret.length >= MIN_LENGTH) return secret;
  if (secret) throw new Error(`${file} is too short to be a secret; remove it, and a new one is made`);
  await mkdir(path.dirname(file), { recursive: true });
  // written beside and linked: of two processes at their first start both then read the one that won, whole
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  await writeFile(draft, randomBytes(SECRET_BYTES).toString("base64url"), { mode: 0o600, flag: "wx", flush: true });
  try {
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await unlink(draft);
  }
  return (await readFile(file, "utf8")).trim();
}

function emptyWhenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "";
  throw error;
}
