import { type ExecHandle, readJsonLines } from "../docker";
import { NaruError } from "../shared/errors";
import { type RaceLine, raceSampleSchema } from "../shared/race";
import { type SandboxContext, toEngineId } from "./context";
import { requireSandbox } from "./get-sandbox";

/** Longer than the script gives itself, so that its own end is the one that is told. */
const TIMEOUT_MS = 280_000;
const MAX_SAMPLES = 1_000;
const BUSY = 3;

/**
 * Starts the race of a virtual machine and a container in the student's sandbox and tells what is measured, until it has
 * ended or the signal aborts: the script sees its input end then, and takes both away.
 * @throws NaruError SANDBOX_NOT_FOUND, SANDBOX_NOT_READY.
 */
export async function startRace(
  context: SandboxContext,
  { userId, sandboxId }: { userId: string; sandboxId: string },
  signal: AbortSignal,
): Promise<AsyncGenerator<RaceLine>> {
  const row = await requireSandbox(context, userId, sandboxId);
  if (row.state !== "ready") throw new NaruError("SANDBOX_NOT_READY");
  const lab = await context.lab();
  const handle = await lab.exec(toEngineId(row.id), {
    cmd: ["/usr/local/bin/vm", "race", "--json"],
    user: "student",
    env: { HOME: "/home/student" },
    workdir: "/home/student/work",
    stdin: true,
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  return follow(handle, context.log);
}

async function* follow(handle: ExecHandle, log: SandboxContext["log"]): AsyncGenerator<RaceLine> {
  let samples = 0;
  // looked at below, once the output has ended
  handle.exit.catch(() => {});
  try {
    for await (const line of readJsonLines(handle.stdout)) {
      // the student may have put another script in its place
      samples += 1;
      if (samples > MAX_SAMPLES) throw new RangeError("more samples than a race has");
      yield { sample: raceSampleSchema.parse(line) };
    }
    const exitCode = await handle.exit;
    yield { end: exitCode === 0 ? "done" : exitCode === BUSY ? "busy" : "failed" };
  } catch (error) {
    log.debug({ err: error }, "a race ended early");
    yield { end: "failed" };
  } finally {
    handle.destroy();
  }
}
