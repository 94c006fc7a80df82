import { isEngineError } from "../../docker";
import type { ConditionOf, Observation } from "../../shared/check";
import { CouldNotLook } from "../could-not-look";
import type { Evaluator } from "../evaluator";
import type { Facts } from "../facts";
import { firstLine, observe } from "../observe";
import { matches } from "../pattern";
import { findSimilar } from "../similar";

export const evaluateVolume: Evaluator<"volume"> = async ({ name, state, file }, facts) => {
  const volume = await facts.volume(name);
  if (state === "absent") return volume ? [await explainPresent(name, facts)] : [];
  if (!volume) return [await explainMissing(name, facts)];
  return file ? compareFile(name, file, facts) : [];
};

async function explainPresent(name: string, facts: Facts): Promise<Observation> {
  const user = (await facts.containers()).find((one) => one.volumes.includes(name));
  return user ? observe("volume.presentInUse", { name, container: user.name }) : observe("volume.present", { name });
}

async function explainMissing(name: string, facts: Facts): Promise<Observation> {
  const volumes = await facts.volumes();
  const named = volumes.filter((one) => !one.isAnonymous).map((one) => one.name);
  const similar = findSimilar(name, named);
  if (similar) return observe("volume.missingSimilar", { name, other: similar });
  const count = volumes.length - named.length;
  return count > 0 ? observe("volume.missingAnonymous", { name, count }) : observe("volume.missing", { name });
}

async function compareFile(
  name: string,
  file: NonNullable<ConditionOf<"volume">["file"]>,
  facts: Facts,
): Promise<Observation[]> {
  const found = await readFile(name, file.path, facts);
  if (!found) return [observe("volume.fileMissing", { name, path: file.path })];
  if (file.matches === undefined) return [];
  if (found.type !== "file") return [observe("volume.fileNotRegular", { name, path: file.path })];
  const text = found.content.toString("utf8");
  if (matches(file.matches, text)) return [];
  if (!text.trim()) return [observe("volume.fileEmpty", { name, path: file.path })];
  return [observe("volume.fileNoMatch", { name, path: file.path, line: firstLine(text) })];
}

async function readFile(name: string, path: string, facts: Facts) {
  try {
    return await facts.volumeFile(name, path);
  } catch (error) {
    if (isEngineError(error, "NOT_FOUND") && error.params.missing === "image") {
      throw new CouldNotLook(observe("volume.cannotRead", { name }));
    }
    throw error;
  }
}
