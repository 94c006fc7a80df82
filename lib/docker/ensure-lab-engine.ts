import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { pause, startDeadline } from "./deadline";
import { findImage } from "./ensure-image";
import { EngineError, isEngineError } from "./errors";
import { LAB_SOCKET_NAME, toLabContainer } from "./lab-container";
import { openLabEngine } from "./lab-engine";
import { openEngine } from "./open-engine";
import { placeLabContainer } from "./place-lab-container";
import { toEngineError } from "./to-engine-error";
import type { Engine, LabEngine, LabEngineOptions } from "./types";

const READY_TIMEOUT_MS = 60_000;

/** Finds, starts or creates the lab engine of this instance; makes it anew when its image or options changed. */
export async function ensureLabEngine(machine: Engine, options: LabEngineOptions): Promise<LabEngine> {
  const { instance, imageTag, egress = "closed", report, timeoutMs = READY_TIMEOUT_MS } = options;
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(instance)) throw new TypeError(`not an instance name: ${instance}`);
  const socketFolder = resolve(options.socketFolder);
  await mkdir(socketFolder, { recursive: true, mode: 0o750 });
  const deadline = startDeadline(options.signal, timeoutMs);
  const { signal } = deadline;
  try {
    const image = await findImage(machine, imageTag, signal);
    if (!image) throw new EngineError("NOT_FOUND", `no image ${imageTag}`, { image: imageTag });
    const { cgroupVersion } = await machine.info({ signal });
    const wanted = toLabContainer({
      instance,
      imageId: image.Id,
      socketFolder,
      egress,
      cgroupVersion,
      socketGid: process.getgid?.() ?? 0,
    });

    const containerId = await placeLabContainer({ machine, instance, socketFolder, wanted, report, signal });
    const door = openEngine({ socketPath: join(socketFolder, LAB_SOCKET_NAME) });
    await waitForPing(door, machine, containerId, signal);
    return openLabEngine({ machine, door, containerId, instance, egress });
  } catch (error) {
    throw deadline.isTimedOut ? toEngineError(error, "starting the lab engine", deadline) : error;
  } finally {
    deadline.done();
  }
}

async function waitForPing(door: Engine, machine: Engine, containerId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await door.ping({ signal, timeoutMs: 2_000 });
      return;
    } catch (error) {
      if (!isEngineError(error, "ENGINE_UNREACHABLE") && !isEngineError(error, "ENGINE_TIMEOUT")) throw error;
    }
    await requireAlive(machine, containerId, signal);
    await pause(100, signal);
  }
}

const stateSchema = z.object({
  State: z.object({ Status: z.string(), ExitCode: z.number() }),
  RestartCount: z.number(),
});

/** An engine that ends again and again says why in its log: waiting longer won't help. */
async function requireAlive(machine: Engine, containerId: string, signal: AbortSignal): Promise<void> {
  const { State, RestartCount } = stateSchema.parse(
    await machine.request("GET", `/containers/${containerId}/json`, { signal }),
  );
  if (RestartCount < 2 && State.Status !== "exited" && State.Status !== "dead") return;
  throw new EngineError(
    "ENGINE_UNREACHABLE",
    `the lab engine ends at once (exit ${State.ExitCode}): docker logs ${containerId.slice(0, 12)}`,
    {
      exitCode: State.ExitCode,
    },
  );
}
