import { posix } from "node:path";
import type { Container, Mount } from "../../docker/inner";
import type { ConditionOf, Observation } from "../../shared/check";
import type { CheckContext } from "../evaluator";
import { observe } from "../observe";

type Wanted = NonNullable<ConditionOf<"container">["mounts"]>[number];

export function compareMounts(wanted: readonly Wanted[], container: Container, context: CheckContext): Observation[] {
  return wanted.flatMap((one) => compareMount(one, container, context) ?? []);
}

function compareMount(wanted: Wanted, { name, mounts }: Container, context: CheckContext): Observation | undefined {
  const target = toPlainPath(wanted.target);
  const source = wanted.source === undefined ? undefined : toSource(wanted.source, context);
  const mount = mounts.find((one) => toPlainPath(one.target) === target);
  if (!mount) {
    const elsewhere = source === undefined ? undefined : mounts.find((one) => isSource(source, one));
    if (!elsewhere || source === undefined) return observe("container.mountMissing", { name, target });
    return observe("container.mountElsewhere", { name, source, target, other: elsewhere.target });
  }
  if (wanted.type !== undefined && mount.type !== wanted.type) {
    return observe("container.mountOtherType", { name, target, type: mount.type, wanted: wanted.type });
  }
  if (source !== undefined && !isSource(source, mount)) {
    const isAnonymous = mount.type === "volume" && /^[0-9a-f]{64}$/.test(mount.source);
    if (isAnonymous && !source.startsWith("/")) return observe("container.mountAnonymous", { name, target, source });
    return observe("container.mountOtherSource", { name, target, source, other: mount.source });
  }
  if (wanted.readOnly === undefined || wanted.readOnly === mount.readOnly) return undefined;
  return wanted.readOnly
    ? observe("container.mountWritable", { name, target })
    : observe("container.mountReadOnly", { name, target });
}

function isSource(wanted: string, mount: Mount): boolean {
  return mount.type === "volume" ? mount.source === wanted : toPlainPath(mount.source) === wanted;
}

/** A path as the engine keeps it, or a volume's name as it is. */
function toSource(source: string, { homeFolder, workFolder }: CheckContext): string {
  if (source === "~" || source.startsWith("~/")) return toPlainPath(homeFolder + source.slice(1));
  if (source.startsWith("./") || source === ".") return posix.resolve(workFolder, source);
  return source.startsWith("/") ? toPlainPath(source) : source;
}

function toPlainPath(path: string): string {
  const plain = posix.normalize(path);
  return plain.length > 1 ? plain.replace(/\/$/, "") : plain;
}
