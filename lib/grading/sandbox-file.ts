import { posix } from "node:path";
import type { LabEngine } from "../docker";
import { EngineError } from "../docker";
import { type FileReader, NotRegularFile } from "./file-reader";

export const WORK_FOLDER = "/home/student/work";
const TIMEOUT_MS = 5_000;
const MAX_LIST_BYTES = 256 * 1024;
/** A listing is as good as one asked for now within a round of looks. */
const LISTING_FRESH_MS = 1_000;
const MISSING = 44;
const NOT_REGULAR = 45;

// A pipe put in place between test and read ends by `timeout`, and costs the student their own process only.
const LIST_NAMES = "timeout 3 ls -1Af | head -n 500";
/** Whoever asks for a file that is missing asks at once what is there instead: told by the same process. */
const READ_SCRIPT = `[ -e "$1" ] || { cd -- "$3" 2>/dev/null && ${LIST_NAMES}; exit ${MISSING}; }; [ -f "$1" ] || exit ${NOT_REGULAR}; exec timeout 3 head -c "$2" -- "$1"`;
const LIST_SCRIPT = `[ -d "$1" ] || exit ${MISSING}; cd -- "$1" && ${LIST_NAMES}`;

/** Reads as the student would, by a process in the sandbox: what a link leads to is theirs as well. */
export function createSandboxFiles(lab: Pick<LabEngine, "execToEnd">, sandboxId: string): FileReader {
  const run = (script: string, args: readonly string[], maxOutputBytes: number, signal?: AbortSignal) =>
    lab.execToEnd(sandboxId, {
      cmd: ["/bin/sh", "-c", script, "sh", ...args],
      user: "student",
      workdir: "/",
      maxOutputBytes,
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  let listing: { folder: string; names: string[]; at: number } | undefined;
  return {
    async readFile(path, { maxBytes, signal }) {
      const file = toAbsolute(path);
      const folder = posix.dirname(file);
      const limit = Math.max(maxBytes + 4096, MAX_LIST_BYTES);
      const answer = await run(READ_SCRIPT, [file, String(maxBytes), folder], limit, signal);
      if (answer.exitCode === 0) return answer.stdout.subarray(0, maxBytes);
      if (answer.exitCode === MISSING) {
        listing = { folder, names: toNames(answer.stdout), at: performance.now() };
        return null;
      }
      if (answer.exitCode === NOT_REGULAR) throw new NotRegularFile(path);
      throw new EngineError("EXEC_FAILED", `reading ${path}: exit ${answer.exitCode}`, { exitCode: answer.exitCode });
    },
    async listFolder(path, { signal }) {
      const folder = toAbsolute(path);
      if (listing?.folder === folder && performance.now() - listing.at < LISTING_FRESH_MS) return listing.names;
      const answer = await run(LIST_SCRIPT, [folder], MAX_LIST_BYTES, signal);
      return answer.exitCode === 0 ? toNames(answer.stdout) : [];
    },
  };
}

function toNames(stdout: Buffer): string[] {
  const names = stdout.toString("utf8").split("\n");
  return names.filter((name) => name !== "" && name !== "." && name !== "..");
}

function toAbsolute(path: string): string {
  const from = path === "~" || path.startsWith("~/") ? `/home/student${path.slice(1)}` : path;
  return posix.resolve(WORK_FOLDER, from);
}
