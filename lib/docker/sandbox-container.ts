import { hubPlace } from "./hub-containers";
import { packagesPlace } from "./hub-packages";
import { LABEL_INSTANCE, LABEL_ROLE, LABEL_SANDBOX, LABEL_SEED } from "./labels";
import { SEED_INSIDE, seedFolder } from "./seed-place";
import type { CreateSandboxOptions } from "./types";

/** What is made from the template: a student's computer, or the one whose images become the seed. */
export type SandboxTemplate = CreateSandboxOptions & {
  role?: "sandbox" | "seed";
  /** Its weight among others that want the processor; 1024 unless said otherwise. */
  cpuShares?: number;
};

export function sandboxLabels({ sandboxId, instance, role = "sandbox" }: SandboxTemplate) {
  return {
    [LABEL_INSTANCE]: instance,
    [LABEL_ROLE]: role,
    [LABEL_SANDBOX]: sandboxId,
  };
}

/** The one template every sandbox is made from: nothing of a request reaches it but numbers and ids. */
export function toSandboxContainer(
  options: SandboxTemplate,
  parts: { diskFolder: string; network: string; seccomp: string; egress: "closed" | "open" },
) {
  const { memoryBytes, cpus, pidsLimit, imageTag, seed, labels, runtime = "sandbox" } = options;
  return {
    Image: imageTag,
    Hostname: "naru",
    Env: parts.egress === "closed" ? [`NARU_NAMESERVER=${packagesPlace.address}`] : [],
    Labels: { ...labels, ...(seed ? { [LABEL_SEED]: seed } : {}), ...sandboxLabels(options) },
    StopTimeout: 5,
    HostConfig: {
      Runtime: runtime,
      NetworkMode: parts.network,
      CapAdd: ["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"],
      SecurityOpt: [`seccomp=${parts.seccomp}`],
      MaskedPaths: [],
      ReadonlyPaths: [],
      Binds: [`${parts.diskFolder}:/disk`],
      // A mount fails where its source is missing; a bind would make an empty folder.
      Mounts: seed ? [{ Type: "bind", Source: seedFolder(seed), Target: SEED_INSIDE, ReadOnly: true }] : [],
      ExtraHosts: [`hub:${hubPlace.address}`],
      // With no way outside, only the names of Debian's archives lead anywhere, and no question leaves the fence.
      ...(parts.egress === "closed" ? { Dns: [packagesPlace.address], DnsOptions: ["timeout:1", "attempts:1"] } : {}),
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      CpuShares: options.cpuShares,
      NanoCpus: Math.round(cpus * 1e9),
      PidsLimit: pidsLimit,
      ShmSize: 64 * 1024 * 1024,
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "1" } },
    },
  };
}
