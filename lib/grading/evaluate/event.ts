import type { EngineEvent } from "../../docker/inner";
import type { ConditionOf } from "../../shared/check";
import type { Evaluator } from "../evaluator";
import type { Facts } from "../facts";
import { observe } from "../observe";
import { isReferenceWanted } from "../reference";

type Condition = ConditionOf<"event">;

/** Narrows the engine's record one wish at a time and tells at which of them nothing was left. */
export const evaluateEvent: Evaluator<"event"> = async (condition, facts) => {
  const { type, name, image, exitCode, autoRemoved } = condition;
  const colon = condition.action.indexOf(":");
  const action = colon < 0 ? condition.action : condition.action.slice(0, colon);
  const detail = colon < 0 ? undefined : condition.action.slice(colon + 1).trim();

  const ofAction = (await facts.events()).filter((event) => event.type === type && event.action === action);
  const ofStudent = action.startsWith("exec_") ? await withoutHealthchecks(ofAction, facts) : ofAction;
  if (ofStudent.length === 0) {
    return [name === undefined ? observe("event.none", { action }) : observe("event.noneNamed", { action, name })];
  }
  const named = ofStudent.filter((event) => name === undefined || isNamed(type, name, event));
  if (named.length === 0)
    return [observe("event.otherName", { action, name: name ?? "", other: nameOf(ofStudent.at(-1)) })];

  const ofImage = named.filter(
    (event) => image === undefined || isReferenceWanted(image, event.attributes.image ?? ""),
  );
  if (ofImage.length === 0) {
    return [observe("event.otherImage", { action, image: image ?? "", other: named.at(-1)?.attributes.image ?? "–" })];
  }
  const detailed = ofImage.filter((event) => detail === undefined || event.detail === detail);
  if (detailed.length === 0) return [observe("event.otherDetail", { action, detail: ofImage.at(-1)?.detail || "–" })];

  const ended = detailed.filter((event) => exitCode === undefined || Number(event.attributes.exitCode) === exitCode);
  if (ended.length === 0) {
    const last = detailed.at(-1);
    return [
      observe("event.otherExitCode", {
        other: nameOf(last),
        exitCode: last?.attributes.exitCode ?? "–",
        wanted: exitCode ?? 0,
      }),
    ];
  }
  if (autoRemoved === undefined) return [];
  const left = new Set((await facts.containers()).map((container) => container.id));
  if (ended.some((event) => left.has(event.actorId) !== autoRemoved)) return [];
  return [
    autoRemoved ? observe("event.notRemoved", { other: nameOf(ended.at(-1)) }) : observe("event.none", { action }),
  ];
};

function isNamed(type: Condition["type"], name: string, event: EngineEvent): boolean {
  const own = event.attributes.name;
  if (type === "image")
    return [event.actorId, own].some((reference) => reference !== undefined && isReferenceWanted(name, reference));
  return own === name || event.actorId === name;
}

function nameOf(event: EngineEvent | undefined): string {
  if (!event) return "–";
  return event.type === "image" && !event.actorId.startsWith("sha256:")
    ? event.actorId
    : (event.attributes.name ?? event.actorId);
}

/** A health check is an exec too, and the engine's own doing. */
async function withoutHealthchecks(events: readonly EngineEvent[], facts: Facts): Promise<EngineEvent[]> {
  const commands = new Map<string, string>();
  for (const id of new Set(events.map((event) => event.actorId))) {
    const [form, ...test] = (await facts.container(id))?.healthcheck ?? [];
    if (form === "CMD" || form === "CMD-SHELL") commands.set(id, test.join(" "));
  }
  const isCheck = (event: EngineEvent) => {
    const command = commands.get(event.actorId);
    return command !== undefined && event.detail.endsWith(command);
  };
  const checks = new Set(events.filter(isCheck).map((event) => event.attributes.execID));
  return events.filter(
    (event) => !isCheck(event) && (event.attributes.execID === undefined || !checks.has(event.attributes.execID)),
  );
}
