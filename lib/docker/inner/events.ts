import { z } from "zod";
import type { CallOptions } from "../types";
import type { InnerEngine } from "./engine";
import { objectOf, parseAnswer, text, textMap, whole } from "./fields";
import type { EngineEvent } from "./records";

const eventSchema = z.object({
  Type: text,
  Action: text,
  Actor: objectOf({ ID: text, Attributes: textMap }),
  time: whole,
  timeNano: whole,
});

/** dockerd keeps its last 256 events; those since then, oldest first. */
export async function recentEvents(
  engine: InnerEngine,
  since: Date | null,
  options?: CallOptions,
): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  const query = { since: toEngineTime(since), until: toEngineTime(new Date()) };
  for await (const line of engine.lines("/events", { timeoutMs: 8_000, ...options, query }))
    events.push(parseEvent(line));
  return events;
}

export interface WatchEventsOptions {
  /** Replays what the engine still knows since then, before what comes. */
  since?: Date | null;
  /** The engine listens: nothing that happens from now on is missed. */
  onOpen?: () => void;
}

/** Lasts until the signal aborts or the engine goes away; the latter throws EngineError or ends. */
export async function* watchEvents(
  engine: InnerEngine,
  signal: AbortSignal,
  options: WatchEventsOptions = {},
): AsyncIterable<EngineEvent> {
  const query = options.since === undefined ? {} : { since: toEngineTime(options.since) };
  for await (const line of engine.lines("/events", { signal, query, onOpen: options.onOpen })) yield parseEvent(line);
}

export function parseEvent(raw: unknown): EngineEvent {
  const one = parseAnswer(eventSchema, raw, "event");
  const colon = one.Action.indexOf(":");
  const action = colon < 0 ? one.Action : one.Action.slice(0, colon);
  // timeNano loses its last digits in a double; the rest of the key tells such events apart.
  const at = new Date(one.timeNano > 0 ? one.timeNano / 1e6 : one.time * 1000);
  return {
    type: one.Type,
    action,
    detail: colon < 0 ? "" : one.Action.slice(colon + 1).trim(),
    actorId: one.Actor.ID,
    attributes: one.Actor.Attributes,
    at: at.getTime() > 0 ? at : null,
    key: [
      one.timeNano || one.time,
      one.Type,
      one.Action,
      one.Actor.ID,
      one.Actor.Attributes.execID ?? one.Actor.Attributes.container ?? "",
    ].join("|"),
  };
}

/** Seconds with a fraction. Zero would mean "no bound" to the engine. */
function toEngineTime(date: Date | null): string {
  return date === null ? "1" : (date.getTime() / 1000).toFixed(3);
}
