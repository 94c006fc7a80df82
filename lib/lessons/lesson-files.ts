import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { ProblemList } from "./problem";

const MAX_FILES_MIB = 8;

/** The folder a lesson brings into the sandbox, with a hash of its content; null when the lesson brings none. */
export async function readLessonFiles(
  folder: string,
  problems: ProblemList,
): Promise<{ folder: string | null; hash: string }> {
  const names = await listTree(folder);
  const hash = createHash("sha256");
  let bytes = 0;
  let count = 0;
  for (const { name, kind } of names) {
    if (kind === "folder") continue;
    if (kind === "other") {
      problems.add("filesLink", undefined, { name });
      continue;
    }
    const file = path.join(folder, name);
    bytes += (await stat(file)).size;
    if (bytes > MAX_FILES_MIB * 1024 * 1024) {
      problems.add("filesTooBig", undefined, { limit: MAX_FILES_MIB });
      break;
    }
    count++;
    hash.update(`${name}\0`).update(await readFile(file));
  }
  return { folder: count > 0 ? path.resolve(folder) : null, hash: hash.digest("hex") };
}

export interface TreeEntry {
  /** Relative to the folder, with slashes. */
  name: string;
  kind: "file" | "folder" | "other";
}

/** Everything below a folder, sorted; nothing when there is no such folder. Links are not followed. */
export async function listTree(folder: string, below = ""): Promise<TreeEntry[]> {
  const entries = await readdir(path.join(folder, below), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
      throw error;
    },
  );
  const found: TreeEntry[] = [];
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) found.push({ name, kind: "folder" }, ...(await listTree(folder, name)));
    else found.push({ name, kind: entry.isFile() ? "file" : "other" });
  }
  return found;
}
