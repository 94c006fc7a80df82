import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { pause, startDeadline } from "@/lib/docker/deadline";
import { findFreePort } from "../setup/free-port";
import { SetupError } from "../setup/setup-error";
import type { VmDisk } from "./vm-disk";

const BOOT_TIMEOUT_MS = 600_000;
const POWER_OFF_TIMEOUT_MS = 180_000;

export interface VirtualMachine {
  /** Runs a shell script as root in it. @throws SetupError with the end of what it wrote. */
  run(script: string, timeoutMs: number): Promise<string>;
  /** Unix sockets of the machine as unix sockets here: [here, there]. Lasts until the machine ends. */
  forward(sockets: readonly (readonly [here: string, there: string])[]): Promise<void>;
  /** Shuts it down as an administrator would, so that its disk is whole. */
  powerOff(): Promise<void>;
  /** Pulls the plug. */
  end(): Promise<void>;
}

export interface StartOptions extends VmDisk {
  /** An archive that the machine sees as /dev/vdb. */
  archive?: string;
  /** Where its console goes. */
  log: string;
  signal: AbortSignal;
}

/**
 * Boots a machine under QEMU's own emulation, which needs no virtualisation of the processor, and returns when its ssh answers.
 * Its network is closed but for ssh, which listens on 127.0.0.1 here.
 */
export async function startVirtualMachine(options: StartOptions): Promise<VirtualMachine> {
  const { signal, log, archive } = options;
  const port = await findFreePort();
  const drive = (file: string, more: string) => ["-drive", `file=${file},format=raw,if=virtio,${more}`];
  const qemu = spawn(
    "qemu-system-x86_64",
    [
      // the emulator lacks a few instructions of newer processors, and cx16 is slow where the host's threads are few
      ...["-accel", "tcg,thread=multi,tb-size=512", "-cpu", "Nehalem,-cx16", "-smp", "2", "-m", "3072"],
      ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
      ...["-kernel", options.kernel, "-initrd", options.initrd],
      ...["-append", "root=/dev/vda rw console=ttyS0 quiet systemd.show_status=0 mitigations=off"],
      ...drive(options.image, "cache=unsafe"),
      ...(archive ? drive(archive, "readonly=on") : []),
      ...["-netdev", `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
      ...["-device", "virtio-net-pci,netdev=net", "-device", "virtio-rng-pci", "-serial", `file:${log}`],
    ],
    { stdio: ["ignore", "ignore", "inherit"], signal, detached: true },
  );
  const ended = watchEnd(qemu);
  const machine = new EmulatedMachine(qemu, ended, port, options.key, signal);
  try {
    await machine.waitForBoot();
    return machine;
  } catch (error) {
    await machine.end();
    const lines = (await readFile(log, "utf8").catch(() => "")).trimEnd().split("\n").slice(-5);
    throw new SetupError(
      "COMMAND_FAILED",
      "The virtual machine did not come up.",
      [`The end of ${log}:`, ...lines].join("\n"),
      { cause: error },
    );
  }
}

/** Never rejects: what could not be started has ended. */
function watchEnd(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
}

class EmulatedMachine implements VirtualMachine {
  private readonly forwards: ChildProcess[] = [];

  constructor(
    private readonly qemu: ChildProcess,
    private readonly ended: Promise<void>,
    private readonly port: number,
    private readonly key: string,
    private readonly signal: AbortSignal,
  ) {}

  async waitForBoot(): Promise<void> {
    const deadline = startDeadline(this.signal, BOOT_TIMEOUT_MS);
    try {
      for (;;) {
        try {
          await this.run("true", 60_000);
          return;
        } catch (error) {
          if (deadline.signal.aborted || this.hasEnded()) throw error;
        }
        await pause(1_000, deadline.signal);
      }
    } finally {
      deadline.done();
    }
  }

  run(script: string, timeoutMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const ssh = spawn("ssh", [...this.sshOptions(), "root@127.0.0.1", script], {
        stdio: ["ignore", "pipe", "pipe"],
        signal: this.signal,
        timeout: timeoutMs,
      });
      let output = "";
      let errors = "";
      ssh.stdout.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-65_536);
      });
      ssh.stderr.setEncoding("utf8").on("data", (text: string) => {
        errors = (errors + text).slice(-4_096);
      });
      ssh.once("error", reject);
      ssh.once("close", (code, by) => {
        if (code === 0) resolve(output);
        else reject(new SetupError("COMMAND_FAILED", `In the machine: ${script} (${by ?? code})`, output + errors));
      });
    });
  }

  async forward(sockets: readonly (readonly [here: string, there: string])[]): Promise<void> {
    for (const [here] of sockets) {
      await mkdir(path.dirname(here), { recursive: true, mode: 0o750 });
      await rm(here, { force: true });
    }
    const tunnels = sockets.flatMap(([here, there]) => ["-L", `${here}:${there}`]);
    const ssh = spawn(
      "ssh",
      // the command says when the tunnels stand: ssh makes them before it runs anything
      [
        ...this.sshOptions(),
        "-o",
        "ExitOnForwardFailure=yes",
        ...tunnels,
        "root@127.0.0.1",
        "echo ready; exec sleep infinity",
      ],
      { stdio: ["ignore", "pipe", "ignore"], signal: this.signal, detached: true },
    );
    this.forwards.push(ssh);
    await new Promise<void>((resolve, reject) => {
      ssh.once("error", reject);
      ssh.once("exit", (code) => reject(new Error(`ssh ended with ${code}`)));
      ssh.stdout.once("data", () => resolve());
    });
  }

  async powerOff(): Promise<void> {
    await this.run("sync; systemctl poweroff", 60_000);
    const deadline = startDeadline(this.signal, POWER_OFF_TIMEOUT_MS);
    try {
      await Promise.race([this.ended, pause(POWER_OFF_TIMEOUT_MS * 2, deadline.signal)]);
    } finally {
      deadline.done();
      await this.end();
    }
  }

  async end(): Promise<void> {
    for (const ssh of this.forwards) ssh.kill();
    if (this.qemu.pid === undefined) return;
    this.qemu.kill("SIGKILL");
    await this.ended;
  }

  private hasEnded(): boolean {
    return this.qemu.exitCode !== null || this.qemu.signalCode !== null || this.qemu.pid === undefined;
  }

  private sshOptions(): string[] {
    return [
      ...["-F", "none", "-i", this.key, "-p", String(this.port), "-o", "BatchMode=yes", "-o", "LogLevel=ERROR"],
      // its host key is made with its disk, and nothing but this machine can listen on that port of loopback
      ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=20"],
    ];
  }
}
