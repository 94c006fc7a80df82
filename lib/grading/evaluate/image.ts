import type { Image } from "../../docker/inner";
import type { ConditionOf, Observation } from "../../shared/check";
import type { Evaluator } from "../evaluator";
import type { Facts } from "../facts";
import { observe, toList } from "../observe";
import { matches } from "../pattern";
import { baseNameOf, normalizeReference, parseReference, repositoryOf } from "../reference";
import { findSimilar } from "../similar";
import { formatSize } from "../size";
import { toShort } from "./container-ports";
import { toUser } from "./container-settings";

type Condition = ConditionOf<"image">;

export const evaluateImage: Evaluator<"image"> = async (condition, facts) => {
  const { reference } = condition;
  const image = await facts.image(reference);
  if (condition.state === "absent") return image ? [await explainPresent(reference, image, facts)] : [];
  if (!image) return [await explainMissing(reference, facts)];
  return [
    ...(await compareWithOthers(condition, image, facts)),
    ...compareConfig(condition, image),
    ...compareMeasures(condition, image),
    ...(await compareHistory(condition, facts)),
  ];
};

async function explainPresent(reference: string, image: Image, facts: Facts): Promise<Observation> {
  const user = (await facts.containers()).find((one) => one.imageId === image.id);
  return user
    ? observe("image.presentInUse", { reference, container: user.name })
    : observe("image.present", { reference });
}

async function explainMissing(reference: string, facts: Facts): Promise<Observation> {
  const tags = (await facts.images()).flatMap((image) => image.tags);
  const sameName = tags.filter((tag) => repositoryOf(tag) === repositoryOf(reference));
  if (sameName.length > 0) return observe("image.missingOtherTag", { reference, tags: toList(sameName) });
  const wanted = parseReference(reference).tag ?? "latest";
  const sameBase = tags.filter((tag) => baseNameOf(tag) === baseNameOf(reference));
  const other = sameBase.find((tag) => parseReference(tag).tag === wanted) ?? sameBase[0];
  if (other) return observe("image.missingOtherRepository", { reference, other });
  const similar = findSimilar(normalizeReference(reference), tags.map(normalizeReference));
  return similar
    ? observe("image.missingSimilar", { reference, other: similar })
    : observe("image.missing", { reference });
}

async function compareWithOthers(
  { reference, sameAs, sharesLayersWith }: Condition,
  image: Image,
  facts: Facts,
): Promise<Observation[]> {
  const differences: Observation[] = [];
  if (sameAs !== undefined) {
    const other = await facts.image(sameAs);
    if (!other) differences.push(observe("image.toCompareMissing", { other: sameAs }));
    else if (other.id !== image.id) differences.push(observe("image.notSame", { reference, other: sameAs }));
  }
  if (sharesLayersWith !== undefined) {
    const other = await facts.image(sharesLayersWith);
    if (!other) differences.push(observe("image.toCompareMissing", { other: sharesLayersWith }));
    // Layers are stacked on their base: images share none unless they share the lowest.
    else if (image.layers.length === 0 || image.layers[0] !== other.layers[0]) {
      differences.push(observe("image.noSharedLayers", { reference, other: sharesLayersWith }));
    }
  }
  return differences;
}

function compareMeasures({ reference, sizeBytes, layers }: Condition, image: Image): Observation[] {
  const differences: Observation[] = [];
  const size = formatSize(image.sizeBytes);
  if (sizeBytes?.max !== undefined && image.sizeBytes > sizeBytes.max) {
    differences.push(observe("image.tooLarge", { reference, size, wanted: formatSize(sizeBytes.max) }));
  }
  if (sizeBytes?.min !== undefined && image.sizeBytes < sizeBytes.min) {
    differences.push(observe("image.tooSmall", { reference, size, wanted: formatSize(sizeBytes.min) }));
  }
  const count = image.layers.length;
  if (layers?.max !== undefined && count > layers.max)
    differences.push(observe("image.tooManyLayers", { reference, layers: count, wanted: layers.max }));
  if (layers?.min !== undefined && count < layers.min)
    differences.push(observe("image.tooFewLayers", { reference, layers: count, wanted: layers.min }));
  return differences;
}

function compareConfig({ reference, config = {} }: Condition, image: Image): Observation[] {
  const differences: Observation[] = [];
  const command = image.command.join(" ");
  const entrypoint = image.entrypoint.join(" ");
  if (config.commandMatches !== undefined && !matches(config.commandMatches, command)) {
    differences.push(
      command ? observe("image.otherCommand", { reference, command }) : observe("image.noCommand", { reference }),
    );
  }
  if (config.entrypointMatches !== undefined && !matches(config.entrypointMatches, entrypoint)) {
    differences.push(
      entrypoint
        ? observe("image.otherEntrypoint", { reference, command: entrypoint })
        : observe("image.noEntrypoint", { reference }),
    );
  }
  if (config.user !== undefined && toUser(config.user) !== toUser(image.user)) {
    const user = toUser(image.user);
    differences.push(
      user === "root" ? observe("image.rootUser", { reference }) : observe("image.otherUser", { reference, user }),
    );
  }
  if (config.workdir !== undefined && trimSlash(config.workdir) !== trimSlash(image.workdir)) {
    differences.push(observe("image.otherWorkdir", { reference, workdir: image.workdir || "/" }));
  }
  for (const [key, expected] of Object.entries(config.env ?? {})) {
    const value = image.env[key];
    if (value === undefined) differences.push(observe("image.envMissing", { reference, key }));
    else if (expected !== true && value !== expected)
      differences.push(observe("image.envDiffers", { reference, key, value }));
  }
  for (const [key, expected] of Object.entries(config.labels ?? {})) {
    const value = image.labels[key];
    if (value === undefined) differences.push(observe("image.labelMissing", { reference, key }));
    else if (value !== expected) differences.push(observe("image.labelDiffers", { reference, key, value }));
  }
  const exposed = image.exposed.map(toShort);
  for (const port of (config.exposes ?? []).map(toShort)) {
    if (!exposed.includes(port))
      differences.push(observe("image.notExposed", { reference, port, exposed: toList(exposed) }));
  }
  for (const path of config.volumes ?? []) {
    if (!image.volumes.some((one) => trimSlash(one) === trimSlash(path)))
      differences.push(observe("image.volumeMissing", { reference, path }));
  }
  if (config.hasHealthcheck !== undefined && config.hasHealthcheck !== image.hasHealthcheck) {
    differences.push(
      config.hasHealthcheck
        ? observe("image.noHealthcheck", { reference })
        : observe("image.hasHealthcheck", { reference }),
    );
  }
  return differences;
}

async function compareHistory({ reference, historyMatches }: Condition, facts: Facts): Promise<Observation[]> {
  if (historyMatches === undefined) return [];
  const lines = (await facts.history(reference)) ?? [];
  const isThere = matches(historyMatches, lines.map((line) => line.createdBy).join("\n"));
  return isThere ? [] : [observe("image.historyNoMatch", { reference, lines: lines.length })];
}

function trimSlash(path: string): string {
  return path.replace(/\/+$/, "") || "/";
}
