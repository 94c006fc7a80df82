import { z } from "zod";
import { pause, startDeadline } from "./deadline";
import { isEngineError } from "./errors";
import { runIn } from "./exec-to-end";
import type { LabParts } from "./lab-engine";
import { LABEL_SANDBOX, labelFilter } from "./labels";
import { removeDisk } from "./sandbox-disk";
import { requireSandboxId } from "./sandbox-names";
import { toEngineError } from "./to-engine-error";
import type { CallOptions, RequestOptions } from "./types";

const REMOVE_TIMEOUT_MS = 60_000;
/** Longer than an ordinary removal takes on a quiet machine. */
const THAW_AFTER_MS = 1_000;

type Query = NonNullable<RequestOptions["query"]>;

const foundSchema = z.array(z.object({ Id: z.string() }));

/** Removes a sandbox's container, network and disk, in this order, as far as they exist. */
export async function removeSandboxIn(parts: LabParts, sandboxId: string, options: CallOptions = {}): Promise<void> {
  const filters = labelFilter(`${LABEL_SANDBOX}=${requireSandboxId(sandboxId)}`);
  const deadline = startDeadline(options.signal, options.timeoutMs ?? REMOVE_TIMEOUT_MS);
  const { signal } = deadline;
  const { door } = parts;
  try {
    const list = async (path: string, query: Query) =>
      foundSchema.parse(await door.request("GET", path, { query: { ...query, filters }, signal }));
    await removeAll(
      () => list("/containers/json", { all: true }),
      (id) => removeContainer(parts, id, signal),
      signal,
    );
    await removeAll(
      () => list("/networks", {}),
      (id) => door.request("DELETE", `/networks/${id}`, { signal }),
      signal,
    );
    await removeDisk(parts, sandboxId, { signal });
  } catch (error) {
    throw toEngineError(error, `removing sandbox ${sandboxId}`, deadline);
  } finally {
    deadline.done();
  }
}

async function removeContainer(parts: LabParts, id: string, signal: AbortSignal): Promise<void> {
  const removal = parts.door.request("DELETE", `/containers/${id}`, { query: { force: true, v: true }, signal });
  const settled = removal.then(
    () => true,
    () => true,
  );
  // an engine waits 10 s for a killed container that something in it keeps frozen
  while (!(await Promise.race([settled, pause(THAW_AFTER_MS).then(() => false)]))) {
    const thaw = { cmd: ["thaw-sandbox", id], user: "root", signal };
    // whether it helped shows in the removal
    await runIn(parts.machine, parts.containerId, thaw).catch(() => undefined);
  }
  await removal;
}

/** Until none is left: another removal may be under way, and a network is busy a moment longer than its container. */
async function removeAll(
  list: () => Promise<{ Id: string }[]>,
  remove: (id: string) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for (let found = await list(); found.length > 0; found = await list()) {
    let isBusy = false;
    for (const { Id } of found) {
      try {
        await remove(Id);
      } catch (error) {
        if (isEngineError(error, "NOT_FOUND")) continue;
        if (!isEngineError(error, "CONFLICT") && !isEngineError(error, "ENGINE_REFUSED")) throw error;
        isBusy = true;
      }
    }
    if (!isBusy) return;
    await pause(100, signal);
  }
}
