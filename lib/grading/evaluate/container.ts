import type { Container, ContainerSummary } from "../../docker/inner";
import type { ConditionOf, Observation } from "../../shared/check";
import { formatBounds, isWithin } from "../bounds";
import type { CheckContext, Evaluator } from "../evaluator";
import type { Facts } from "../facts";
import { observe, toList } from "../observe";
import { matches } from "../pattern";
import { isReferenceWanted } from "../reference";
import { findSimilar } from "../similar";
import { compareMounts } from "./container-mounts";
import { compareNetworks } from "./container-networks";
import { comparePorts } from "./container-ports";
import { compareEnvironment, compareLimits, compareSettings } from "./container-settings";
import { compareHistory, compareState } from "./container-state";

type Condition = ConditionOf<"container">;
type Select = NonNullable<Condition["select"]>;

export const evaluateContainer: Evaluator<"container"> = async (condition, facts, context) => {
  if (condition.name === undefined) return evaluateSelected(condition, facts, context);
  const container = await findByName(facts, condition.name);
  if (condition.state === "absent") {
    return container ? [observe("container.stillExists", { name: container.name, state: container.state })] : [];
  }
  if (!container)
    return [explainMissing(condition.name, condition.image ?? condition.imageIs, await facts.containers())];
  return compareContainer(condition, container, facts, context);
};

/** The engine takes the beginning of an id for a name; a check means the name. */
export async function findByName(facts: Facts, name: string): Promise<Container | undefined> {
  const container = await facts.container(name);
  return container?.name === name ? container : undefined;
}

async function evaluateSelected(condition: Condition, facts: Facts, context: CheckContext): Promise<Observation[]> {
  const select = condition.select ?? {};
  const all = await facts.containers();
  const wantsAbsent = condition.state === "absent";
  const comparable: Condition = wantsAbsent ? { ...condition, state: "present" } : condition;
  const compared: { container: Container; differences: Observation[] }[] = [];
  for (const summary of all.filter((one) => isSelected(select, one))) {
    // Gone between list and inspect: it does not count.
    const container = await facts.container(summary.id);
    if (container)
      compared.push({ container, differences: await compareContainer(comparable, container, facts, context) });
  }
  const fitting = compared.filter((one) => one.differences.length === 0);
  if (wantsAbsent)
    return fitting.map(({ container }) =>
      observe("container.stillExists", { name: container.name, state: container.state }),
    );

  const count = condition.count ?? { min: 1 };
  if (isWithin(fitting.length, count)) return [];
  const wanted = formatBounds(count);
  if (fitting.length > (count.max ?? Number.POSITIVE_INFINITY)) {
    return [observe("container.tooMany", { found: fitting.length, wanted: count.max ?? wanted })];
  }
  const nearest = compared.filter((one) => one.differences.length > 0).sort(byNearness)[0];
  const reason = nearest ? nearest.differences : fitting.length === 0 ? [explainNone(select, all)] : [];
  const isMany = (count.min ?? 1) > 1;
  return isMany
    ? [observe("container.tooFew", { found: fitting.length, wanted: count.min ?? wanted }), ...reason]
    : reason;
}

async function compareContainer(
  condition: Condition,
  container: Container,
  facts: Facts,
  context: CheckContext,
): Promise<Observation[]> {
  return [
    ...compareState(condition, container),
    ...(await compareImage(condition, container, facts)),
    ...comparePorts(condition.ports ?? [], container),
    ...compareMounts(condition.mounts ?? [], container, context),
    ...compareNetworks(condition, container),
    ...compareEnvironment(condition.env ?? {}, container),
    ...compareLimits(condition.limits ?? {}, container),
    ...compareSettings(condition, container),
    ...(await compareHistory(condition, container, facts)),
  ];
}

async function compareImage(condition: Condition, container: Container, facts: Facts): Promise<Observation[]> {
  const differences: Observation[] = [];
  const { name } = container;
  if (condition.image !== undefined && !(await isOfImage(condition.image, container, facts))) {
    differences.push(observe("container.otherImage", { name, image: container.image, wanted: condition.image }));
  }
  if (condition.imageIs !== undefined) {
    const image = await facts.image(condition.imageIs);
    if (!image) differences.push(observe("container.imageToCompareMissing", { wanted: condition.imageIs }));
    else if (image.id !== container.imageId)
      differences.push(observe("container.olderImage", { name, wanted: condition.imageIs }));
  }
  return differences;
}

/** A container made by image id has no reference of its own: then the names of that image count. */
async function isOfImage(wanted: string, container: Container, facts: Facts): Promise<boolean> {
  if (isReferenceWanted(wanted, container.image)) return true;
  if (!/^(sha256:)?[0-9a-f]{6,64}$/.test(container.image)) return false;
  const image = await facts.image(container.imageId);
  return image?.tags.some((tag) => isReferenceWanted(wanted, tag)) ?? false;
}

function isSelected(select: Select, one: ContainerSummary): boolean {
  const [key, value] = select.label === undefined ? [] : splitLabel(select.label);
  const hasImage = select.image === undefined || isReferenceWanted(select.image, one.image);
  const hasLabel = key === undefined || (key in one.labels && (value === undefined || one.labels[key] === value));
  return hasImage && hasLabel && (select.nameMatches === undefined || matches(select.nameMatches, one.name));
}

function splitLabel(label: string): [string, string | undefined] {
  const at = label.indexOf("=");
  return at < 0 ? [label, undefined] : [label.slice(0, at), label.slice(at + 1)];
}

function explainMissing(name: string, image: string | undefined, all: readonly ContainerSummary[]): Observation {
  if (all.length === 0) return observe("container.noneAtAll");
  const similar = findSimilar(
    name,
    all.map((one) => one.name),
  );
  if (similar) return observe("container.missingSimilarName", { name, other: similar });
  const twin = image === undefined ? undefined : all.find((one) => isReferenceWanted(image, one.image));
  if (twin)
    return observe("container.missingSameImage", { name, image: twin.image, other: twin.name, state: twin.state });
  return observe("container.missing", { name });
}

function explainNone(select: Select, all: readonly ContainerSummary[]): Observation {
  if (all.length === 0) return observe("container.noneAtAll");
  const wanted = select.image;
  if (wanted !== undefined && !all.some((one) => isReferenceWanted(wanted, one.image))) {
    return observe("container.noneOfImage", { image: wanted, images: toList(all.map((one) => one.image)) });
  }
  if (select.label !== undefined) return observe("container.noneWithLabel", { label: select.label });
  return observe("container.noneMatches", { names: toList(all.map((one) => one.name)) });
}

function byNearness(a: { container: Container; differences: Observation[] }, b: typeof a): number {
  const newest = (b.container.createdAt?.getTime() ?? 0) - (a.container.createdAt?.getTime() ?? 0);
  return a.differences.length - b.differences.length || newest;
}
