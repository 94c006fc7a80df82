import { createHash } from "node:crypto";
import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";

/** Names, modes and contents of all files below: the same on every clone, whatever their times. */
export async function hashFolder(
  folder: string,
  isIgnored: (path: string) => boolean,
  ...also: string[]
): Promise<string> {
  const hash = createHash("sha256");
  for (const path of await listFiles(folder, "", isIgnored)) {
    const full = join(folder, path.name);
    const isExecutable = !path.isLink && ((await stat(full)).mode & 0o111) !== 0;
    hash.update(`${path.name}\0${path.isLink ? "l" : isExecutable ? "x" : "-"}\0`);
    hash.update(path.isLink ? await readlink(full) : await readFile(full));
    hash.update("\0");
  }
  for (const value of also) hash.update(`\0${value}`);
  return hash.digest("hex").slice(0, 16);
}

interface Entry {
  name: string;
  isLink: boolean;
}

async function listFiles(root: string, below: string, isIgnored: (path: string) => boolean): Promise<Entry[]> {
  const found: Entry[] = [];
  const entries = await readdir(join(root, below), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (isIgnored(name)) continue;
    if (entry.isDirectory()) found.push(...(await listFiles(root, name, isIgnored)));
    else found.push({ name, isLink: entry.isSymbolicLink() });
  }
  return found;
}
