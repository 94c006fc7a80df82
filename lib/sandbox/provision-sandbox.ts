import { isEngineError, startDeadline } from "../docker";
import { type ErrorCode, NaruError } from "../shared/errors";
import type { StartStage } from "../shared/sandbox-view";
import { type SandboxContext, type SandboxLab, toEngineId } from "./context";
import { copyLessonFiles } from "./copy-lesson-files";
import { removeAbsentImages } from "./prepare-lesson";
import { reachLab } from "./reach-lab";

/** Longest a whole start may take; a stage that hangs ends here. */
const START_TIMEOUT_MS = 90_000;
const PREPARE_TIMEOUT_MS = 20_000;

/** Makes a sandbox on the lab engine, with its disk, network and inner engine, for whoever will have it. */
export async function createOnEngine(
  context: SandboxContext,
  id: string,
  { signal, onStage }: { signal: AbortSignal; onStage?: (stage: StartStage) => void },
): Promise<SandboxLab> {
  const { limits } = context;
  const lab = await reachLab(context, signal);
  await lab.createSandbox({
    sandboxId: toEngineId(id),
    instance: context.instance,
    memoryBytes: limits.memoryBytes,
    cpus: limits.cpus,
    pidsLimit: limits.pidsLimit,
    diskBytes: limits.diskBytes,
    inodes: limits.inodes,
    imageTag: await context.imageTag(),
    seed: await context.seed(),
    runtime: limits.runtime,
    signal,
    onStage,
  });
  return lab;
}

/**
 * Brings a `starting` row to `ready`, or to `failed` with its reason; never rejects.
 * A stop in between turns the row to `stopping` and aborts us: the end is then the stop's to write.
 */
export async function provisionSandbox(context: SandboxContext, id: string): Promise<void> {
  const { db } = context;
  await runStart(context, id, START_TIMEOUT_MS, async (signal) => {
    const stageWrites: Promise<void>[] = [];
    const setStage = async (stage: StartStage) => {
      const [row] = await db.sandbox.updateManyAndReturn({ where: { id, state: "starting" }, data: { stage } });
      if (row?.userId) context.publish({ userId: row.userId, sandboxId: id });
    };
    const lab = await createOnEngine(context, id, {
      signal,
      onStage: (stage) => stageWrites.push(setStage(stage)),
    });
    await Promise.all(stageWrites);
    await setStage("files");
    await prepareForLesson(context, lab, id, signal);
  });
}

/** Makes a sandbox just claimed from the pool its student's: `ready`, or made anew when it turns out to be broken. Never rejects. */
export async function prepareClaimed(context: SandboxContext, id: string): Promise<void> {
  context.held.claim(id);
  await runStart(context, id, PREPARE_TIMEOUT_MS + START_TIMEOUT_MS, async (signal) => {
    // an engine that is away is no fault of this sandbox's: it is told, not made good
    const lab = await reachLab(context, signal);
    const limit = startDeadline(signal, PREPARE_TIMEOUT_MS);
    try {
      await prepareForLesson(context, lab, id, limit.signal);
    } catch (error) {
      if (signal.aborted) throw error;
      context.log.warn({ sandbox: id, err: error }, "a sandbox of the pool was broken; making it anew");
      context.held.release(id);
      await lab.removeSandbox(toEngineId(id));
      await prepareForLesson(context, await createOnEngine(context, id, { signal }), id, signal);
    } finally {
      limit.done();
    }
  });
}

/** What the lesson brings, and what it must not find. */
async function prepareForLesson(
  context: SandboxContext,
  lab: SandboxLab,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { lesson } = await context.db.sandbox.findUniqueOrThrow({ where: { id }, select: { lesson: true } });
  if (lesson === null) throw new Error(`sandbox ${id} has no lesson`);
  const { folder, absentImages } = await context.lessonFiles(lesson);
  const unpack = context.held.takeUnpack(id);
  if (folder === null) unpack?.destroy();
  await Promise.all([
    removeAbsentImages(lab, toEngineId(id), absentImages, { signal, held: context.held.findInner(id) }),
    folder === null ? undefined : copyLessonFiles(lab, toEngineId(id), folder, { signal, held: unpack }),
  ]);
}

async function runStart(
  context: SandboxContext,
  id: string,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { db, log } = context;
  const abort = new AbortController();
  const deadline = startDeadline(abort.signal, timeoutMs);
  context.starts.set(id, abort);
  const startedAt = Date.now();
  try {
    // who stopped it before it was known here could not interrupt it: from this line on they can
    if ((await db.sandbox.count({ where: { id, state: "starting" } })) === 0) throw new NaruError("SANDBOX_ENDED");
    await work(deadline.signal);
    const now = new Date();
    const [row] = await db.sandbox.updateManyAndReturn({
      where: { id, state: "starting" },
      data: { state: "ready", stage: null, readyAt: now, lastActiveAt: now },
    });
    if (!row) throw new NaruError("SANDBOX_ENDED");
    const ms = Date.now() - startedAt;
    context.metrics?.observeStart(ms, row.isFromPool ? "warm" : "cold");
    log.info({ sandbox: id, ms, isFromPool: row.isFromPool }, "sandbox ready");
    if (row.userId) context.publish({ userId: row.userId, sandboxId: id });
  } catch (error) {
    await recordFailure(context, id, error).catch((failure) =>
      log.error({ sandbox: id, err: failure }, "sandbox failure not recorded"),
    );
  } finally {
    deadline.done();
    context.starts.delete(id);
  }
}

async function recordFailure(context: SandboxContext, id: string, error: unknown): Promise<void> {
  const { db, log } = context;
  context.held.release(id);
  const errorCode = toErrorCode(error);
  const [row] = await db.sandbox.updateManyAndReturn({
    where: { id, state: "starting" },
    data: { state: "failed", endReason: "failed", errorCode, endedAt: new Date() },
  });
  if (row) {
    context.metrics?.countError(errorCode);
    log.error({ sandbox: id, err: error }, "sandbox failed to start");
    if (row.userId) context.publish({ userId: row.userId, sandboxId: id });
  }
  // who ended it meanwhile removed what there was then: what was made after that goes here
  const isWanted = await db.sandbox.count({ where: { id, state: { in: ["queued", "starting", "ready"] } } });
  if (isWanted > 0) return;
  const lab = await context.lab();
  await lab.removeSandbox(toEngineId(id));
}

function toErrorCode(error: unknown): ErrorCode {
  if (error instanceof NaruError) return error.code;
  if (isEngineError(error, "NO_SPACE")) return "DISK_FULL";
  if (isEngineError(error, "ENGINE_UNREACHABLE")) return "ENGINE_UNREACHABLE";
  if (isEngineError(error, "ENGINE_TIMEOUT") || isEngineError(error, "ABORTED")) return "ENGINE_TIMEOUT";
  return "SANDBOX_FAILED";
}
