import { createHash } from "node:crypto";

/** Ids become names of files, containers and networks: anything else is a caller's mistake. */
export function requireSandboxId(sandboxId: string): string {
  if (!/^[a-z0-9]{8,40}$/.test(sandboxId)) throw new TypeError("not a sandbox id");
  return sandboxId;
}

/** Name of the container, for calls; what is removed is found by label. */
export function sandboxName(sandboxId: string): string {
  return `naru-sandbox-${requireSandboxId(sandboxId)}`;
}

/** Interfaces have 15 characters at most; the fence knows ours by `nsb-`. Ids may begin alike, hashes don't. */
export function bridgeName(sandboxId: string): string {
  return `nsb-${createHash("sha256").update(requireSandboxId(sandboxId)).digest("hex").slice(0, 11)}`;
}
