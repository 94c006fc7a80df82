import type { Container } from "../../docker/inner";
import type { ConditionOf, Observation } from "../../shared/check";
import { formatBounds, isWithin } from "../bounds";
import type { Facts } from "../facts";
import { lastLine, observe } from "../observe";
import { matches } from "../pattern";

type Condition = ConditionOf<"container">;

export function compareState({ state: wanted }: Pick<Condition, "state">, container: Container): Observation[] {
  const { name, state } = container;
  if (wanted === "present" || state === wanted) return [];
  if (wanted === "exited" && state === "dead") return [];
  if (wanted === "exited" && state === "running") return [observe("container.stillRunning", { name })];
  const isTelling = wanted === "running" || state === "restarting" || (wanted === "exited" && state === "created");
  const reason = isTelling ? explainStopped(container) : undefined;
  return [reason ?? observe("container.otherState", { name, state, wanted })];
}

/** Why a container that should run does not. */
export function explainStopped(container: Container): Observation | undefined {
  const { name, state, exitCode, error } = container;
  switch (state) {
    case "created":
      return error ? observe("container.startFailed", { name, error }) : observe("container.created", { name });
    case "paused":
      return observe("container.paused", { name });
    case "restarting":
      return observe("container.restarting", { name, exitCode });
    case "exited":
    case "dead":
      if (container.oomKilled) return observe("container.exitedOutOfMemory", { name, exitCode });
      if (error) return observe("container.startFailed", { name, error });
      return exitCode === 0
        ? observe("container.exited", { name, exitCode })
        : observe("container.exitedWithError", { name, exitCode });
    default:
      return undefined;
  }
}

/** What became of it: health, exit, restarts, output. */
export async function compareHistory(condition: Condition, container: Container, facts: Facts): Promise<Observation[]> {
  return [
    ...compareHealth(condition, container),
    ...compareExit(condition, container),
    ...(await compareRestarts(condition, container, facts)),
    ...(await compareLogs(condition, container, facts)),
  ];
}

function compareHealth({ health: wanted }: Condition, { name, health, healthcheck }: Container): Observation[] {
  if (wanted === undefined || wanted === health) return [];
  const hasCheck = healthcheck.length > 0 && healthcheck[0] !== "NONE";
  if (!hasCheck) return [observe("container.healthNone", { name })];
  if (health === "starting") return [observe("container.healthStarting", { name })];
  return [observe("container.healthDiffers", { name, health, wanted })];
}

function compareExit({ exitCode: wanted, oomKilled }: Condition, container: Container): Observation[] {
  const { name, state, exitCode } = container;
  const hasEnded = state === "exited" || state === "dead";
  const differences: Observation[] = [];
  if (wanted !== undefined && !hasEnded) differences.push(observe("container.notFinished", { name, state }));
  else if (wanted !== undefined && exitCode !== wanted)
    differences.push(observe("container.exitCodeDiffers", { name, exitCode, wanted }));
  if (oomKilled !== undefined && container.oomKilled !== oomKilled) {
    differences.push(
      oomKilled ? observe("container.notOutOfMemory", { name, state }) : observe("container.outOfMemory", { name }),
    );
  }
  return differences;
}

async function compareRestarts(condition: Condition, container: Container, facts: Facts): Promise<Observation[]> {
  const { name, restartCount } = container;
  const differences: Observation[] = [];
  if (condition.restarts && !isWithin(restartCount, condition.restarts)) {
    differences.push(
      observe("container.restartsOutside", { name, found: restartCount, wanted: formatBounds(condition.restarts) }),
    );
  }
  if (condition.restarted !== undefined && condition.restarted !== (await wasRestarted(container, facts))) {
    differences.push(
      condition.restarted ? observe("container.notRestarted", { name }) : observe("container.wasRestarted", { name }),
    );
  }
  return differences;
}

/** A start keeps the time of the end before it, so an end older than the start means a second start. */
async function wasRestarted(container: Container, facts: Facts): Promise<boolean> {
  const { startedAt, finishedAt, restartCount, id } = container;
  if (restartCount > 0 || (startedAt && finishedAt && startedAt > finishedAt)) return true;
  if (!startedAt || !finishedAt) return false;
  const events = await facts.events();
  return (
    events.filter((event) => event.type === "container" && event.action === "start" && event.actorId === id).length > 1
  );
}

async function compareLogs({ logsMatch }: Condition, container: Container, facts: Facts): Promise<Observation[]> {
  if (logsMatch === undefined) return [];
  const logs = await facts.logs(container);
  if (matches(logsMatch, logs)) return [];
  const { name } = container;
  return [
    logs.trim()
      ? observe("container.logsNoMatch", { name, line: lastLine(logs) })
      : observe("container.logsEmpty", { name }),
  ];
}
