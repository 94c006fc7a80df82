import tar from "tar-fs";
import { type ExecHandle, isEngineError, startDeadline } from "../docker";
import { NaruError } from "../shared/errors";
import { WORK_FOLDER } from "../terminal";
import type { SandboxLab } from "./context";

const MAX_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 15_000;
const UNPACK = { cmd: ["tar", "-x", "--no-same-owner", "-f", "-"], user: "student", workdir: WORK_FOLDER };

/** A tar that runs in a sandbox already and waits for what it is to unpack. */
export type HeldUnpack = Pick<ExecHandle, "stdin" | "exit" | "destroy">;

/** Starts the unpacking before anybody knows of what. */
export async function holdUnpack(
  lab: Pick<SandboxLab, "exec">,
  engineId: string,
  signal: AbortSignal,
): Promise<HeldUnpack> {
  const unpack = await lab.exec(engineId, { ...UNPACK, stdin: true, signal });
  // a process has ended when all it said was read, and tar says nothing
  unpack.stdout.resume();
  return unpack;
}

/**
 * Unpacks a lesson's files in the student's working directory, by tar inside the sandbox as the student:
 * an engine's archive API would act as the engine's root on a file system the student controls (CVE-2026-41567).
 * A tar held since before is used first; whatever it did is done again by another when it fails.
 */
export async function copyLessonFiles(
  lab: Pick<SandboxLab, "execToEnd">,
  engineId: string,
  folder: string,
  { signal, held }: { signal: AbortSignal; held?: HeldUnpack },
): Promise<void> {
  const archive = await packFolder(folder);
  if (held && (await feed(held, archive, signal))) return;
  signal.throwIfAborted();
  const { exitCode, stderr } = await lab.execToEnd(engineId, {
    ...UNPACK,
    input: archive,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  if (exitCode !== 0)
    throw new Error(`tar in the sandbox ended with ${exitCode}: ${stderr.toString("utf8").slice(0, 500)}`);
}

async function packFolder(folder: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of tar.pack(folder) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new NaruError("LESSON_BROKEN");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Whether the held tar has unpacked everything. */
async function feed(held: HeldUnpack, archive: Buffer, signal: AbortSignal): Promise<boolean> {
  const limit = startDeadline(signal, TIMEOUT_MS / 3);
  const isGivenUp = new Promise<number>((resolve) => {
    limit.signal.addEventListener("abort", () => resolve(-1), { once: true });
  });
  held.stdin.end(archive);
  try {
    return (await Promise.race([held.exit, isGivenUp])) === 0;
  } catch (error) {
    if (isEngineError(error)) return false;
    throw error;
  } finally {
    limit.done();
    held.destroy();
  }
}
