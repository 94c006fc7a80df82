import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { DatabaseError } from "./database-error";

/** Whom a program runs as; empty for whoever we are. */
export interface Account {
  uid?: number;
  gid?: number;
}

/** Users PostgreSQL may run as when we are root, which it refuses to be; best first. */
const CANDIDATES = ["naru", "postgres", "nobody"];

/**
 * The account for a server whose data lie, or will lie, in `dataFolder`: their owner if they exist, since PostgreSQL accepts no other.
 * @throws DatabaseError when we may not act for the owner.
 */
export function chooseAccount(dataFolder: string): Account {
  const own = process.getuid?.() ?? -1;
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (own !== 0) {
    if (owner && owner.uid !== own) {
      throw new DatabaseError(
        `The database in ${dataFolder} belongs to another user (uid ${owner.uid}). Run as that user or as root, or set NARU_DATA_DIR.`,
      );
    }
    return {};
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of CANDIDATES) {
    const [, , uid, gid] = users.find(([user]) => user === name) ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new DatabaseError(
    `PostgreSQL does not run as root, and there is no user ${CANDIDATES.join(", ")} to run it as.`,
  );
}

/** Whether the account may be in a folder: asked of the kernel, since modes, ACLs and mounts all have a say. */
export function canEnter(folder: string, account: Account): boolean {
  // the shell's own cd: spawn's `cwd` is entered before the change of user
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { ...account, cwd: "/" }).status === 0;
}
