import { z } from "zod";
import { LABEL_INSTANCE, LABEL_ROLE, LABEL_SANDBOX } from "./labels";
import type { Engine, SandboxEvent } from "./types";

const eventSchema = z.object({
  Action: z.enum(["start", "die", "oom", "destroy"]),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()) }),
  timeNano: z.number(),
});

/** What happens to our sandboxes, until aborted. Ends with ENGINE_UNREACHABLE when the engine goes away: list, then watch again. */
export async function* watchSandboxesIn(
  door: Engine,
  instance: string,
  signal: AbortSignal,
): AsyncGenerator<SandboxEvent> {
  const filters = JSON.stringify({
    type: ["container"],
    event: ["start", "die", "oom", "destroy"],
    label: [`${LABEL_ROLE}=sandbox`, `${LABEL_INSTANCE}=${instance}`],
  });
  try {
    for await (const line of door.stream("/events", { query: { filters }, signal })) {
      const event = eventSchema.safeParse(line);
      if (!event.success) continue;
      const { Action, Actor, timeNano } = event.data;
      const sandboxId = Actor.Attributes[LABEL_SANDBOX];
      if (!sandboxId) continue;
      const exitCode = Number(Actor.Attributes.exitCode);
      yield {
        kind: Action,
        sandboxId,
        containerId: Actor.ID,
        ...(Number.isInteger(exitCode) ? { exitCode } : {}),
        at: new Date(timeNano / 1e6),
      };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
