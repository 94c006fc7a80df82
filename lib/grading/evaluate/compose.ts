import { posix } from "node:path";
import type { ContainerSummary } from "../../docker/inner";
import type { ConditionOf, Observation } from "../../shared/check";
import type { CheckContext, Evaluator } from "../evaluator";
import type { Facts } from "../facts";
import { observe, toList } from "../observe";
import { isReferenceWanted } from "../reference";

const PROJECT = "com.docker.compose.project";
const SERVICE = "com.docker.compose.service";
const ONE_OFF = "com.docker.compose.oneoff";
const CONFIG_FILES = "com.docker.compose.project.config_files";

type Condition = ConditionOf<"compose">;

export const evaluateCompose: Evaluator<"compose"> = async (condition, facts, context) => {
  const { project } = condition;
  const all = (await facts.containers()).filter((one) => one.labels[ONE_OFF]?.toLowerCase() !== "true");
  const own = all.filter((one) => one.labels[PROJECT] === project);
  if (condition.state === "down") return explainLeft(project, own, facts);
  if (own.length === 0) {
    const projects = toList(all.map((one) => one.labels[PROJECT] ?? ""));
    return [
      projects === "–"
        ? observe("compose.missing", { project })
        : observe("compose.missingOther", { project, projects }),
    ];
  }
  return [
    ...compareFile(condition, own, context),
    ...(condition.services
      ? await compareServices(condition.services, project, own, facts)
      : await compareAll(project, own, facts)),
  ];
};

async function explainLeft(project: string, own: readonly ContainerSummary[], facts: Facts): Promise<Observation[]> {
  const running = own.filter((one) => one.state === "running" || one.state === "paused" || one.state === "restarting");
  if (running.length > 0) return [observe("compose.stillUp", { project, count: running.length })];
  if (own.length > 0) return [observe("compose.onlyStopped", { project, count: own.length })];
  const network = (await facts.networks()).find((one) => one.labels[PROJECT] === project);
  return network ? [observe("compose.networkLeft", { project, network: network.name })] : [];
}

function compareFile(
  { project, file }: Condition,
  own: readonly ContainerSummary[],
  { workFolder }: CheckContext,
): Observation[] {
  if (file === undefined) return [];
  const wanted = posix.resolve(workFolder, file);
  const used = [...new Set(own.flatMap((one) => (one.labels[CONFIG_FILES] ?? "").split(",").filter(Boolean)))];
  const shown = used.map((path) => posix.relative(workFolder, path));
  return used.includes(wanted) ? [] : [observe("compose.otherFile", { project, file: toList(shown), wanted: file })];
}

/** Without named services, all that belongs to the project runs. */
async function compareAll(project: string, own: readonly ContainerSummary[], facts: Facts): Promise<Observation[]> {
  const stopped = own.filter((one) => one.state !== "running");
  if (stopped.length === own.length && stopped.every((one) => one.state !== "restarting")) {
    const failed = await explainExit(project, stopped, facts);
    return failed ? [failed] : [observe("compose.allStopped", { project })];
  }
  const differences: Observation[] = [];
  for (const one of stopped) {
    const service = one.labels[SERVICE] ?? one.name;
    differences.push(
      (await explainExit(project, [one], facts)) ??
        observe("compose.someStopped", { project, service, state: one.state }),
    );
  }
  return differences;
}

async function compareServices(
  services: NonNullable<Condition["services"]>,
  project: string,
  own: readonly ContainerSummary[],
  facts: Facts,
): Promise<Observation[]> {
  const differences: Observation[] = [];
  for (const [service, wanted] of Object.entries(services)) {
    const replicas = own.filter((one) => one.labels[SERVICE] === service);
    const running = replicas.filter((one) => one.state === "running");
    const { min, max } = wanted.running ?? { min: 1 };
    if (replicas.length === 0 && (min ?? 0) > 0) {
      const names = toList(own.map((one) => one.labels[SERVICE] ?? ""));
      differences.push(observe("compose.serviceMissing", { project, service, services: names }));
      continue;
    }
    if (min !== undefined && running.length < min) {
      const failed = await explainExit(project, replicas, facts);
      differences.push(
        failed ?? observe("compose.serviceTooFew", { project, service, running: running.length, wanted: min }),
      );
    }
    if (max !== undefined && running.length > max) {
      differences.push(observe("compose.serviceTooMany", { project, service, running: running.length, wanted: max }));
    }
    const other = replicas.find((one) => wanted.image !== undefined && !isReferenceWanted(wanted.image, one.image));
    if (other && wanted.image !== undefined) {
      differences.push(
        observe("compose.serviceOtherImage", { project, service, image: other.image, wanted: wanted.image }),
      );
    }
    if (wanted.health) differences.push(...(await compareHealth(project, service, running, facts)));
  }
  return differences;
}

async function compareHealth(
  project: string,
  service: string,
  running: readonly ContainerSummary[],
  facts: Facts,
): Promise<Observation[]> {
  for (const one of running) {
    const container = await facts.container(one.id);
    if (!container || container.health === "healthy") continue;
    if (container.health === "none") return [observe("compose.serviceNoHealthcheck", { project, service })];
    return [observe("compose.serviceNotHealthy", { project, service, health: container.health })];
  }
  return [];
}

async function explainExit(
  project: string,
  containers: readonly ContainerSummary[],
  facts: Facts,
): Promise<Observation | undefined> {
  for (const one of containers.filter(
    (container) => container.state === "exited" || container.state === "restarting",
  )) {
    const container = await facts.container(one.id);
    if (container && container.exitCode !== 0) {
      return observe("compose.serviceExited", {
        project,
        service: one.labels[SERVICE] ?? one.name,
        exitCode: container.exitCode,
      });
    }
  }
  return undefined;
}
