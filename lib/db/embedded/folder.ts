import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { type Account, canEnter, chooseAccount } from "./account";
import { DatabaseError } from "./database-error";

/** Where root keeps what an unprivileged account must reach and a clone below /root would hide. */
export const SHARED_FOLDER = "/var/lib/naru";

/** Longest path of a unix socket (sun_path) less the file's name and its lock's. */
const LONGEST_SOCKET_FOLDER = 107 - "/.s.PGSQL.5432.lock".length;

export interface DatabaseFolder {
  /** 0700, the account's; holds `data`, the socket and the log. */
  folder: string;
  account: Account;
  /** Set when it is not below the data folder: why. */
  movedBecause: string | undefined;
}

/**
 * The folder of the embedded database: `<dataDir>/postgres`, else one below /var/lib/naru named for this installation.
 * A database that exists is never passed over for an empty one.
 * @throws DatabaseError when there is no folder that can be used.
 */
export function prepareFolder(dataDir: string): DatabaseFolder {
  const usual = path.join(dataDir, "postgres");
  const instance = createHash("sha256").update(dataDir).digest("hex").slice(0, 8);
  const fallback = path.join(SHARED_FOLDER, instance);
  if (existsSync(path.join(fallback, "data"))) return claim(fallback, "the database is there since an earlier start");
  const reason = whyNot(usual, dataDir);
  if (!reason) return claim(usual, undefined);
  if (existsSync(path.join(usual, "data")))
    throw new DatabaseError(`The database in ${usual} cannot be used any more: ${reason}.`);
  if (process.getuid?.() !== 0)
    throw new DatabaseError(`The database cannot be in ${usual}: ${reason}. Set NARU_DATA_DIR to another folder.`);
  return claim(fallback, `${usual} cannot be used: ${reason}`);
}

function whyNot(folder: string, dataDir: string): string | undefined {
  if (Buffer.byteLength(folder) > LONGEST_SOCKET_FOLDER)
    return `its path is longer than ${LONGEST_SOCKET_FOLDER} bytes, too long for a socket`;
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const account = chooseAccount(path.join(folder, "data"));
  if (canEnter(dataDir, account)) return undefined;
  return `the database's user (uid ${account.uid}) may not enter it; a folder above it is closed to others`;
}

function claim(folder: string, movedBecause: string | undefined): DatabaseFolder {
  const account = chooseAccount(path.join(folder, "data"));
  // in two steps: the mode given to a recursive mkdir is that of every folder it makes
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
  chmodSync(folder, 0o700);
  if (!canEnter(folder, account))
    throw new DatabaseError(
      `The database's user (uid ${account.uid}) may not enter ${folder}; a folder above it is closed to others.`,
    );
  return { folder, account, movedBecause };
}
