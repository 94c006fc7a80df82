import type { VersionComponent, VersionVerdict } from "../shared/foundations";
import { compareDebianVersions, upstreamOf } from "./debian-version";
import { MINIMUMS } from "./version-minimums";

/** Whether a version, as the component or its package gives it, has the fixes that make its minimum. */
export function judgeVersion(component: VersionComponent, found: string): VersionVerdict {
  const { fixed, debianFixed, debianUnfixed } = MINIMUMS[component];
  const number = toNumber(found);
  const newest = fixed.at(-1) ?? "";
  if (!number) return { minimum: newest, isOld: undefined, reason: "unreadable" };
  const isBelow = (one: string) => compareDebianVersions(number, one.replace("-", "~")) < 0;
  const series = fixed.find((one) => isSameSeries(number, one));
  const minimum = series ?? fixed.find(isBelow) ?? newest;
  if (!isBelow(series ?? newest)) return { minimum, isOld: false, reason: "fixed" };

  const ofSource = (versions: readonly string[]) => versions.filter((known) => upstreamOf(known) === upstreamOf(found));
  const [good, bad] = [ofSource(debianFixed), ofSource(debianUnfixed)];
  // an engine tells its package's source without the revision
  const isWhole = found.includes("-");
  if (isWhole && good.some((known) => compareDebianVersions(found, known) >= 0))
    return { minimum, isOld: false, reason: "fixed-by-distribution" };
  const isUnfixed = isWhole
    ? bad.some((known) => compareDebianVersions(toSource(found), known) <= 0)
    : bad.length > 0 && good.length === 0;
  if (isUnfixed) return { minimum, isOld: true, reason: "not-fixed-by-distribution" };
  if (isDistribution(component, found)) return { minimum, isOld: undefined, reason: "distribution-unknown" };
  return { minimum, isOld: true, reason: "below-minimum" };
}

/** `1.4.0-rc.3` as `1.4.0~rc.3`: what comes before a release sorts before it. */
function toNumber(found: string): string | undefined {
  const [, number, early] = /^v?(\d+\.\d+(?:\.\d+)?)(?:[-~](rc\.?\d+|beta\.?\d+|alpha\.?\d+))?/.exec(found) ?? [];
  return number && (early ? `${number}~${early}` : number);
}

function isSameSeries(number: string, minimum: string): boolean {
  const toSeries = (version: string) => version.split(".").slice(0, 2).join(".");
  return toSeries(number) === toSeries(minimum);
}

/** A package built anew without change carries `+b1` after its version. */
function toSource(found: string): string {
  return found.replace(/\+b\d+$/, "");
}

/** Distributions carry fixes back to versions they number by themselves; kernels of most end in `.0-` and a build. */
function isDistribution(component: VersionComponent, found: string): boolean {
  if (component === "kernel") return /^\d+\.\d+\.0-\d|\.(el|amzn|fc)\d/.test(found);
  return /(dfsg|~ds|\+ds|deb\d+u|ubuntu|\.el\d|\.amzn|\.fc\d)/.test(found);
}
