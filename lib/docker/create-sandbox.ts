import seccomp from "../../images/sandbox/seccomp.json";
import { connectInsideOf } from "./connect-inside";
import { pause, startDeadline } from "./deadline";
import { EngineError, isEngineError } from "./errors";
import { openInnerEngine } from "./inner-agent";
import type { LabParts } from "./lab-engine";
import { createdSchema } from "./records";
import { removeSandboxIn } from "./remove-sandbox";
import { type SandboxTemplate, sandboxLabels, toSandboxContainer } from "./sandbox-container";
import { createDisk } from "./sandbox-disk";
import { bridgeName, requireSandboxId, sandboxName } from "./sandbox-names";
import { toEngineError } from "./to-engine-error";
import type { CreatedSandbox, SandboxStage } from "./types";

const DISK_TIMEOUT_MS = 20_000;
const NETWORK_TIMEOUT_MS = 20_000;
const CONTAINER_TIMEOUT_MS = 30_000;
const ENGINE_WAIT_MS = 30_000;
/** Whoever waits for the start is told after this, even when the engine still holds something of it. */
const CLEAN_UP_MS = 10_000;

const profile = JSON.stringify(seccomp);

/** Makes a sandbox and waits for its own engine. What fails or is given up leaves nothing behind. */
export async function createSandboxIn(parts: LabParts, options: SandboxTemplate): Promise<CreatedSandbox> {
  const { sandboxId, signal, onStage } = options;
  requireSandboxId(sandboxId);
  const timingsMs: Record<SandboxStage, number> = { disk: 0, network: 0, container: 0, engine: 0 };
  const runStage = async <T>(stage: SandboxStage, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    onStage?.(stage);
    const result = await work();
    timingsMs[stage] = Math.round(performance.now() - startedAt);
    return result;
  };

  try {
    signal?.throwIfAborted();
    // What makes something is never cut short, or the engine would finish it behind our clean-up:
    // an abort is looked at between the steps, and both of these end before either's failure is told.
    const [disk, network] = await Promise.allSettled([
      runStage("disk", () => createDisk(parts, options, { timeoutMs: DISK_TIMEOUT_MS })),
      runStage("network", () => createNetwork(parts, options)),
    ]);
    if (disk.status === "rejected") throw disk.reason;
    if (network.status === "rejected") throw network.reason;
    signal?.throwIfAborted();
    const containerId = await runStage("container", () => startContainer(parts, options, disk.value, network.value));
    await runStage("engine", () => waitForEngine(parts, sandboxId, options.engineWaitMs ?? ENGINE_WAIT_MS, signal));
    return { containerId, timingsMs };
  } catch (error) {
    const failure = signal?.aborted
      ? new EngineError("ABORTED", "given up by the caller", {}, { cause: error })
      : toEngineError(error, "creating a sandbox");
    await removeSandboxIn(parts, sandboxId, { timeoutMs: CLEAN_UP_MS }).catch((cause: unknown) => {
      const both = new AggregateError([error, cause], "the sandbox failed, and so did its removal");
      throw new EngineError(failure.code, `${failure.message}; its removal failed too`, failure.params, {
        cause: both,
      });
    });
    throw failure;
  }
}

async function createNetwork({ door }: LabParts, options: SandboxTemplate): Promise<string> {
  const name = sandboxName(options.sandboxId);
  await door.request("POST", "/networks/create", {
    body: {
      Name: name,
      Driver: "bridge",
      CheckDuplicate: true,
      Labels: sandboxLabels(options),
      Options: {
        "com.docker.network.bridge.name": bridgeName(options.sandboxId),
        // The fence translates addresses where there is a way outside; the hub sees who asks.
        "com.docker.network.bridge.enable_ip_masquerade": "false",
      },
    },
    timeoutMs: NETWORK_TIMEOUT_MS,
  });
  return name;
}

async function startContainer(
  { door, egress }: LabParts,
  options: SandboxTemplate,
  diskFolder: string,
  network: string,
): Promise<string> {
  const call = { timeoutMs: CONTAINER_TIMEOUT_MS };
  const created = await door.request("POST", "/containers/create", {
    query: { name: sandboxName(options.sandboxId) },
    body: toSandboxContainer(options, { diskFolder, network, seccomp: profile, egress }),
    ...call,
  });
  const { Id } = createdSchema.parse(created);
  options.signal?.throwIfAborted();
  await door.request("POST", `/containers/${Id}/start`, call);
  return Id;
}

async function waitForEngine(
  { door }: LabParts,
  sandboxId: string,
  waitMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = startDeadline(signal, waitMs);
  const inner = openInnerEngine(
    {
      connectInside: (_, target) =>
        connectInsideOf(door, sandboxName(sandboxId), target, { waitMs, signal: deadline.signal }),
    },
    sandboxId,
  );
  try {
    for (;;) {
      try {
        await inner.ping({ signal: deadline.signal, timeoutMs: waitMs });
        return;
      } catch (error) {
        // A dockerd that is just starting may accept and hang up; a process that enters
        // the sandbox while its root is being moved fails with plain words instead of HTTP.
        const isEarly = isEngineError(error, "ENGINE_UNREACHABLE") || isEngineError(error, "BAD_ANSWER");
        if (!isEarly || deadline.signal.aborted) throw error;
        await pause(50, deadline.signal);
      }
    }
  } catch (error) {
    throw deadline.signal.aborted ? toEngineError(error, "waiting for the sandbox's engine", deadline) : error;
  } finally {
    deadline.done();
    inner.close();
  }
}
