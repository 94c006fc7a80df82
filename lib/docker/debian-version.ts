/**
 * Orders two versions of a Debian package as dpkg does: epoch, upstream version, revision; `~` sorts before the end, letters
 * before all else (Debian Policy, "Version"). Negative, zero or positive.
 */
export function compareDebianVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  return left.epoch - right.epoch || compare(left.upstream, right.upstream) || compare(left.revision, right.revision);
}

/** The version less its revision: what the same source of the makers has in common. */
export function upstreamOf(version: string): string {
  return split(version).upstream;
}

function split(version: string) {
  const [, epoch = "0", rest = ""] = /^(?:(\d+):)?(.*)$/.exec(version) ?? [];
  const dash = rest.lastIndexOf("-");
  return {
    epoch: Number(epoch),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? "" : rest.slice(dash + 1),
  };
}

function compare(a: string, b: string): number {
  let [left, right] = [a, b];
  while (left || right) {
    const [ownText, otherText] = [/^\D*/.exec(left)?.[0] ?? "", /^\D*/.exec(right)?.[0] ?? ""];
    for (let at = 0; at < Math.max(ownText.length, otherText.length); at += 1) {
      const difference = weigh(ownText[at]) - weigh(otherText[at]);
      if (difference) return difference;
    }
    left = left.slice(ownText.length);
    right = right.slice(otherText.length);
    const [ownDigits, otherDigits] = [/^\d*/.exec(left)?.[0] ?? "", /^\d*/.exec(right)?.[0] ?? ""];
    const difference = Number(ownDigits) - Number(otherDigits);
    if (difference) return difference;
    left = left.slice(ownDigits.length);
    right = right.slice(otherDigits.length);
  }
  return 0;
}

function weigh(character: string | undefined): number {
  if (character === "~") return -1;
  if (character === undefined) return 0;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
