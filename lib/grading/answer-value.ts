import type { ConditionOf, Observation } from "../shared/check";
import { findByName } from "./evaluate/container";
import type { Facts } from "./facts";
import { observe } from "./observe";
import { readPath } from "./path";

type EngineValue = ConditionOf<"answer">["value"];

/** What would be right now: one or several values, or why there is none. */
export type AnswerValue = { accepted: readonly unknown[] } | { missing: Observation };

export async function readAnswerValue(value: EngineValue, facts: Facts): Promise<AnswerValue> {
  if (value.inspect) return readInspected(value.inspect, value.name ?? "", value.path ?? "", facts);
  if (value.count) return readCount(value.count, value.name ?? "", facts);
  if (value.vm) return readMachine(value.vm, facts);
  return readExec(value.exec, facts);
}

async function readInspected(
  kind: NonNullable<EngineValue["inspect"]>,
  name: string,
  path: string,
  facts: Facts,
): Promise<AnswerValue> {
  const raw = await facts.raw(kind, name);
  if (raw === undefined) return { missing: observe("answer.subjectMissing", { name }) };
  const found = readPath(raw, path);
  const isEmpty = found === undefined || found === null || found === "" || (Array.isArray(found) && found.length === 0);
  return isEmpty ? { missing: observe("answer.valueMissing") } : { accepted: [found] };
}

async function readCount(kind: NonNullable<EngineValue["count"]>, name: string, facts: Facts): Promise<AnswerValue> {
  switch (kind) {
    case "containers":
      return { accepted: [(await facts.containers()).length] };
    case "running-containers":
      return { accepted: [(await facts.containers()).filter((one) => one.state === "running").length] };
    case "images": {
      const images = await facts.images();
      // `docker images` shows a line for each tag, `docker info` counts each image once.
      const lines = images.reduce((sum, image) => sum + Math.max(1, image.tags.length), 0);
      return { accepted: [lines, images.length] };
    }
    case "volumes":
      return { accepted: [(await facts.volumes()).length] };
    case "networks":
      return { accepted: [(await facts.networks()).length] };
    case "layers": {
      const image = await facts.image(name);
      return image ? { accepted: [image.layers.length] } : { missing: observe("answer.subjectMissing", { name }) };
    }
    case "processes": {
      const missing = await explainNotRunning(name, facts);
      return missing ? { missing } : { accepted: [await facts.processes(name)] };
    }
  }
}

async function readExec(exec: EngineValue["exec"], facts: Facts): Promise<AnswerValue> {
  if (!exec) throw new Error("an answer's value names nothing to ask");
  const container = await findByName(facts, exec.container);
  const missing = await explainNotRunning(exec.container, facts);
  if (missing || !container) return { missing: missing ?? observe("answer.subjectMissing", { name: exec.container }) };
  const { exitCode, output } = await facts.exec(container.id, exec.command);
  const text = output.trim();
  return exitCode === 0 && text ? { accepted: [text] } : { missing: observe("answer.valueMissing") };
}

async function readMachine({ name, fact }: NonNullable<EngineValue["vm"]>, facts: Facts): Promise<AnswerValue> {
  const machine = (await facts.machines()).find((one) => one.name === name);
  if (!machine) return { missing: observe("vm.missing", { name }) };
  if (fact === "memory") return { accepted: [machine.memoryMb] };
  return machine.kernel ? { accepted: [machine.kernel] } : { missing: observe("vm.notBooted", { name }) };
}

async function explainNotRunning(name: string, facts: Facts): Promise<Observation | undefined> {
  const container = await findByName(facts, name);
  if (!container) return observe("answer.subjectMissing", { name });
  return container.state === "running"
    ? undefined
    : observe("answer.subjectNotRunning", { name, state: container.state });
}
