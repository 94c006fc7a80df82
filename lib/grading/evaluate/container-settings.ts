import type { Container } from "../../docker/inner";
import type { ConditionOf, Observation } from "../../shared/check";
import { type Bounds, formatBounds, isWithin } from "../bounds";
import { observe } from "../observe";
import { matches } from "../pattern";
import { findSimilar } from "../similar";
import { formatMemory } from "../size";

type Condition = ConditionOf<"container">;

export function compareEnvironment(wanted: NonNullable<Condition["env"]>, { name, env }: Container): Observation[] {
  return Object.entries(wanted).flatMap(([key, expected]) => {
    const value = env[key];
    if (value === undefined) {
      const other = findSimilar(key, Object.keys(env));
      return other
        ? observe("container.envOtherName", { name, key, other })
        : observe("container.envMissing", { name, key });
    }
    if (value === "" && expected !== "") return observe("container.envEmpty", { name, key });
    return expected === true || value === expected ? [] : observe("container.envDiffers", { name, key, value });
  });
}

export function compareLimits(limits: NonNullable<Condition["limits"]>, container: Container): Observation[] {
  const { name, memoryBytes, cpus, pids } = container;
  const differences: Observation[] = [];
  if (limits.memoryBytes && !isLimitWithin(memoryBytes, limits.memoryBytes)) {
    const params = { name, memory: formatMemory(memoryBytes), wanted: formatBounds(limits.memoryBytes, formatMemory) };
    differences.push(
      memoryBytes === 0 ? observe("container.memoryUnlimited", { name }) : observe("container.memoryOutside", params),
    );
  }
  if (limits.cpus && !isLimitWithin(cpus, limits.cpus)) {
    const params = { name, cpus: String(cpus), wanted: formatBounds(limits.cpus) };
    differences.push(
      cpus === 0 ? observe("container.cpusUnlimited", { name }) : observe("container.cpusOutside", params),
    );
  }
  if (limits.pids && !isLimitWithin(pids, limits.pids)) {
    const params = { name, pids: String(pids), wanted: formatBounds(limits.pids) };
    differences.push(
      pids === 0 ? observe("container.pidsUnlimited", { name }) : observe("container.pidsOutside", params),
    );
  }
  return differences;
}

export function compareSettings(condition: Condition, container: Container): Observation[] {
  const { name } = container;
  const differences: Observation[] = [];
  const command = [...container.entrypoint, ...container.command].join(" ");
  if (condition.commandMatches !== undefined && !matches(condition.commandMatches, command)) {
    differences.push(
      command ? observe("container.otherCommand", { name, command }) : observe("container.noCommand", { name }),
    );
  }
  if (condition.restart !== undefined && container.restartPolicy !== condition.restart) {
    differences.push(
      observe("container.restartPolicy", { name, policy: container.restartPolicy, wanted: condition.restart }),
    );
  }
  if (condition.user !== undefined && toUser(condition.user) !== toUser(container.user)) {
    differences.push(observe("container.otherUser", { name, user: toUser(container.user), wanted: condition.user }));
  }
  for (const [key, expected] of Object.entries(condition.labels ?? {})) {
    const value = container.labels[key];
    if (value === undefined) differences.push(observe("container.labelMissing", { name, key }));
    else if (value !== expected) differences.push(observe("container.labelDiffers", { name, key, value }));
  }
  for (const [setting, missing, present] of SWITCHES) {
    if (condition[setting] === undefined || condition[setting] === container[setting]) continue;
    differences.push(observe(condition[setting] ? missing : present, { name }));
  }
  return differences;
}

/** A switch of the condition, what to say when it is off and when it is on. */
const SWITCHES = [
  ["tty", "container.ttyMissing", "container.ttyPresent"],
  ["autoRemove", "container.autoRemoveMissing", "container.autoRemovePresent"],
  ["privileged", "container.notPrivileged", "container.privileged"],
  ["readOnlyRoot", "container.rootWritable", "container.rootReadOnly"],
] as const;

/** Zero is without a limit, which is more than any bound; only `max: 0` asks for it. */
function isLimitWithin(value: number, bounds: Bounds): boolean {
  return value === 0 ? bounds.max === 0 : isWithin(value, bounds);
}

/** An empty user is root. */
export function toUser(user: string): string {
  return ["", "0", "0:0", "root:root", "root:0", "0:root"].includes(user) ? "root" : user;
}
