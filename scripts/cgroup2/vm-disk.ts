import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, installPackages, runCommand } from "../setup/run-command";
import { SetupError } from "../setup/setup-error";

const SUITE = "trixie";
const DISK_BYTES = 12 * 1024 ** 3;
const BOOTSTRAP_TIMEOUT_MS = 900_000;
/** The packages of programs that make and run the machine, by program. */
const PROGRAMS = {
  mmdebstrap: ["mmdebstrap", "debian-archive-keyring"],
  "mkfs.ext4": ["e2fsprogs"],
  "qemu-system-x86_64": ["qemu-system-x86"],
  ssh: ["openssh-client"],
};

/** Debian 13 as its own installer would make it: systemd, its kernel, cgroup v2, its Docker. Changing this changes the disk. */
const RECIPE = {
  packages: [
    ...["systemd-sysv", "dbus", "udev", "kmod", "linux-image-cloud-amd64", "initramfs-tools", "zstd"],
    ...["docker.io", "docker-cli", "iptables", "iproute2", "openssh-server", "ca-certificates"],
  ],
  sources: [
    `deb http://deb.debian.org/debian ${SUITE} main`,
    `deb http://deb.debian.org/debian ${SUITE}-updates main`,
    `deb http://deb.debian.org/debian-security ${SUITE}-security main`,
  ],
  files: {
    "etc/hostname": "naru-cgroup2\n",
    "etc/fstab": "/dev/vda / ext4 noatime 0 1\n",
    "etc/systemd/network/10-all.network": "[Match]\nName=en* eth*\n[Network]\nAddress=10.0.2.15/24\n",
    "etc/ssh/sshd_config.d/naru.conf": "PermitRootLogin prohibit-password\nMaxSessions 1000\nMaxStartups 1000\n",
  },
  /** Nobody sits at its terminals, and a serial port's getty would only take time. */
  masked: ["serial-getty@ttyS0.service", "getty@tty1.service", "apt-daily.timer", "apt-daily-upgrade.timer"],
  diskBytes: DISK_BYTES,
} as const;

export interface VmDisk {
  /** A file system with the whole machine; never written to. */
  image: string;
  kernel: string;
  initrd: string;
  /** Private key that root of the machine is reached with. */
  key: string;
}

export interface MadeDisk extends VmDisk {
  isMadeNow: boolean;
  /** Of all that the disk is made from. */
  hash: string;
}

export interface MakeOptions {
  /** Where disks are kept. */
  folder: string;
  report: (line: string) => void;
  signal: AbortSignal;
}

/** Installs what makes and runs the machine, where it is missing. @throws SetupError */
export async function ensurePrograms({ report, signal }: MakeOptions): Promise<void> {
  if (process.arch !== "x64" || process.getuid?.() !== 0)
    throw new SetupError(
      "COMMAND_FAILED",
      "The machine with cgroup v2 is made as root on an x86-64 Linux.",
      "Run this as root there; on a machine that has cgroup v2 itself, npm run accept does the same.",
    );
  for (const [program, packages] of Object.entries(PROGRAMS))
    if (!(await findProgram(program))) {
      report(`installing ${packages[0]}`);
      await installPackages(packages, { report, signal });
    }
}

/** The machine's disk, made from Debian's packages unless this very recipe has been made. */
export async function ensureVmDisk(options: MakeOptions): Promise<MadeDisk> {
  const { folder } = options;
  const hash = createHash("sha256").update(JSON.stringify(RECIPE)).digest("hex").slice(0, 16);
  const made = join(folder, `debian-${hash}`);
  const isMadeNow = !(await exists(folder, `debian-${hash}`));
  if (isMadeNow) {
    await mkdir(folder, { recursive: true });
    for (const old of await readdir(folder)) await rm(join(folder, old), { recursive: true, force: true });
    const work = await mkdtemp(join(folder, "making-"));
    try {
      await makeDisk(work, options);
      await rename(join(work, "machine"), made);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  const file = (name: string) => join(made, name);
  return {
    image: file("disk.img"),
    kernel: file("vmlinuz"),
    initrd: file("initrd"),
    key: file("key"),
    isMadeNow,
    hash,
  };
}

async function exists(folder: string, name: string): Promise<boolean> {
  const names: string[] = await readdir(folder).catch(() => []);
  return names.includes(name);
}

async function makeDisk(work: string, { report, signal }: MakeOptions): Promise<void> {
  const root = join(work, "root");
  const machine = join(work, "machine");
  await mkdir(machine);
  const call = { report, signal, timeoutMs: BOOTSTRAP_TIMEOUT_MS };
  const left = ["doc", "man", "locale"].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  await runCommand(
    "mmdebstrap",
    [
      "--variant=minbase",
      `--include=${RECIPE.packages.join(",")}`,
      '--aptopt=Apt::Install-Recommends "false"',
      ...left,
      ...["--format=directory", SUITE, root],
      ...RECIPE.sources,
    ],
    call,
  );

  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(machine, "key")], call);
  await mkdir(join(root, "root/.ssh"), { mode: 0o700, recursive: true });
  await copyFile(join(machine, "key.pub"), join(root, "root/.ssh/authorized_keys"));
  await chmod(join(root, "root/.ssh/authorized_keys"), 0o600);
  for (const [path, text] of Object.entries(RECIPE.files)) await writeFile(join(root, path), text);
  for (const unit of RECIPE.masked) await symlink("/dev/null", join(root, "etc/systemd/system", unit));
  await symlink(
    "/lib/systemd/system/systemd-networkd.service",
    join(root, "etc/systemd/system/multi-user.target.wants/systemd-networkd.service"),
  );
  const boot = await readdir(join(root, "boot"));
  for (const [prefix, name] of [
    ["vmlinuz-", "vmlinuz"],
    ["initrd.img-", "initrd"],
  ] as const) {
    const found = boot.find((file) => file.startsWith(prefix));
    if (!found) throw new Error(`no ${prefix}* in the machine's /boot`);
    await copyFile(join(root, "boot", found), join(machine, name));
  }
  const image = join(machine, "disk.img");
  await runCommand("truncate", [`--size=${RECIPE.diskBytes}`, image], call);
  await runCommand("mkfs.ext4", ["-q", "-F", "-d", root, image], call);
}
