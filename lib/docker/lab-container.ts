import { createHash } from "node:crypto";
import { LABEL_CONFIG, LABEL_INSTANCE, LABEL_ROLE } from "./labels";

/** What an unprivileged dockerd that nests sandboxes needs; `--privileged` is not among it. */
const CAPABILITIES = [
  "CHOWN",
  "DAC_OVERRIDE",
  "DAC_READ_SEARCH",
  "FOWNER",
  "FSETID",
  "KILL",
  "SETGID",
  "SETUID",
  "SETPCAP",
  "LINUX_IMMUTABLE",
  "NET_BIND_SERVICE",
  "NET_ADMIN",
  "NET_RAW",
  "IPC_LOCK",
  "IPC_OWNER",
  "SYS_CHROOT",
  "SYS_PTRACE",
  "SYS_ADMIN",
  "SYS_NICE",
  "MKNOD",
  "LEASE",
  "AUDIT_WRITE",
  "SETFCAP",
];

export const LAB_SOCKET_NAME = "docker.sock";

export interface LabContainerOptions {
  instance: string;
  imageId: string;
  socketFolder: string;
  egress: "closed" | "open";
  cgroupVersion: 1 | 2;
  /** Group that may use the socket: the web process's own. */
  socketGid: number;
}

export function labContainerName(instance: string): string {
  return `naru-lab-${instance}`;
}

/** The body of the call that creates the lab engine, with its own hash as a label. */
export function toLabContainer(options: LabContainerOptions) {
  const { instance, imageId, socketFolder, egress, cgroupVersion, socketGid } = options;
  const name = labContainerName(instance);
  const body = {
    Image: imageId,
    Hostname: "naru-lab",
    Env: [`NARU_INSTANCE=${instance}`, `NARU_EGRESS=${egress}`, `NARU_SOCKET_GID=${socketGid}`],
    StopTimeout: 20,
    HostConfig: {
      CapDrop: ["ALL"],
      CapAdd: CAPABILITIES,
      SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
      MaskedPaths: [],
      ReadonlyPaths: [],
      Sysctls: { "net.ipv4.ip_forward": "1" },
      Binds: [
        `${name}:/var/lib/docker`,
        `${name}-disks:/var/lib/naru`,
        `${socketFolder}:/run/naru`,
        // v1 has no namespace that could be mounted anew; v2 gets one of its own.
        ...(cgroupVersion === 1 ? ["/sys/fs/cgroup:/sys/fs/cgroup:rw"] : []),
      ],
      CgroupnsMode: cgroupVersion === 1 ? "host" : "private",
      Devices: [{ PathOnHost: "/dev/loop-control", PathInContainer: "/dev/loop-control", CgroupPermissions: "rwm" }],
      DeviceCgroupRules: ["b 7:* rwm"],
      RestartPolicy: { Name: "unless-stopped" },
      LogConfig: { Type: "json-file", Config: { "max-size": "5m", "max-file": "2" } },
    },
  };
  const config = createHash("sha256").update(JSON.stringify(body)).digest("hex").slice(0, 16);
  return {
    config,
    body: { ...body, Labels: { [LABEL_INSTANCE]: instance, [LABEL_ROLE]: "engine", [LABEL_CONFIG]: config } },
  };
}
