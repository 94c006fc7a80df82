import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { pause } from "./deadline";
import { isEngineError } from "./errors";
import { LAB_SOCKET_NAME, labContainerName, type toLabContainer } from "./lab-container";
import { LABEL_CONFIG, LABEL_INSTANCE, LABEL_ROLE, labelFilter } from "./labels";
import { createdSchema } from "./records";
import type { Engine } from "./types";

const SOCKET_WAIT_MS = 5_000;
const STOP_SECONDS = 20;

const containersSchema = z.array(
  z.object({ Id: z.string(), State: z.string(), Labels: z.record(z.string(), z.string()).catch({}) }),
);

export interface Placing {
  machine: Engine;
  instance: string;
  socketFolder: string;
  wanted: ReturnType<typeof toLabContainer>;
  report?: (line: string) => void;
  signal: AbortSignal;
}

/** Leaves exactly one lab engine, running and as wanted; answers its container. */
export async function placeLabContainer(placing: Placing): Promise<string> {
  for (;;) {
    try {
      return await place(placing);
    } catch (error) {
      // Another process (the server beside a set-up, a second test) is at the same: look again.
      if (!isEngineError(error, "CONFLICT") && !isEngineError(error, "NOT_FOUND")) throw error;
      await pause(200, placing.signal);
    }
  }
}

async function place({ machine, instance, socketFolder, wanted, report, signal }: Placing): Promise<string> {
  const filters = labelFilter(`${LABEL_INSTANCE}=${instance}`, `${LABEL_ROLE}=engine`);
  const containers = containersSchema.parse(
    await machine.request("GET", "/containers/json", { query: { all: true, filters }, signal }),
  );
  const kept = containers.find((container) => container.Labels[LABEL_CONFIG] === wanted.config);
  for (const { Id } of containers) {
    if (Id === kept?.Id) continue;
    report?.("Replacing the lab engine");
    await machine.request("POST", `/containers/${Id}/stop`, { query: { t: STOP_SECONDS }, signal });
    await machine.request("DELETE", `/containers/${Id}`, { query: { force: true }, signal });
  }
  if (!kept) {
    report?.("Creating the lab engine");
    const query = { name: labContainerName(instance) };
    const created = await machine.request("POST", "/containers/create", { query, body: wanted.body, signal });
    const { Id } = createdSchema.parse(created);
    await machine.request("POST", `/containers/${Id}/start`, { signal });
    return Id;
  }
  if (kept.State !== "running") {
    report?.("Starting the lab engine");
    await machine.request("POST", `/containers/${kept.Id}/start`, { signal });
  } else if (!(await hasSocket(socketFolder, signal))) {
    // Someone removed the folder under the running engine: only a restart binds it again.
    report?.("Restarting the lab engine");
    await machine.request("POST", `/containers/${kept.Id}/restart`, { query: { t: STOP_SECONDS }, signal });
  }
  return kept.Id;
}

/** The socket is there from a second after the engine's start until its container ends, also while dockerd is down. */
async function hasSocket(folder: string, signal: AbortSignal): Promise<boolean> {
  const giveUpAt = Date.now() + SOCKET_WAIT_MS;
  while (!existsSync(join(folder, LAB_SOCKET_NAME))) {
    if (Date.now() > giveUpAt) return false;
    await pause(200, signal);
  }
  return true;
}
