import type { LabEngine } from "../docker";
import { EngineError } from "../docker";

const TIMEOUT_MS = 5_000;
const MAX_MACHINES = 16;
const MAX_LOG_BYTES = 16 * 1024;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** A virtual machine that runs in a sandbox, as its process and the record of its console tell. */
export interface Machine {
  name: string;
  memoryMb: number;
  devices: "virtio" | "emulated" | "mixed";
  /** It has asked for a login. */
  isBooted: boolean;
  /** Of its own kernel; known once it has booted. */
  kernel?: string;
}

export interface MachineReader {
  /** @throws EngineError */
  listMachines(options: { signal?: AbortSignal }): Promise<Machine[]>;
}

// A process counts by the program it runs, not by what it calls itself. Its words and the end of its console's record
// are told a line each, in base64.
const LIST_SCRIPT = `
count=0
for folder in /proc/[0-9]*; do
  [ "$(readlink "$folder/exe" 2>/dev/null)" = /usr/bin/qemu-system-x86_64 ] || continue
  count=$((count + 1)); [ "$count" -le ${MAX_MACHINES} ] || break
  log=$(tr '\\0' '\\n' 2>/dev/null < "$folder/cmdline" | sed -n 's/.*logfile=\\([^,]*\\).*/\\1/p' | head -n 1)
  head -c 16384 "$folder/cmdline" 2>/dev/null | base64 -w 0; echo
  if [ -f "$log" ]; then timeout 3 tail -c ${MAX_LOG_BYTES} "$log" | base64 -w 0; fi; echo
done`;

/** Reads /proc of the sandbox as its root, so that it does not matter which command started a machine. */
export function createMachineReader(lab: Pick<LabEngine, "execToEnd">, sandboxId: string): MachineReader {
  return {
    async listMachines({ signal }) {
      const { exitCode, stdout } = await lab.execToEnd(sandboxId, {
        cmd: ["/bin/sh", "-c", LIST_SCRIPT],
        user: "root",
        workdir: "/",
        maxOutputBytes: MAX_OUTPUT_BYTES,
        timeoutMs: TIMEOUT_MS,
        signal,
      });
      if (exitCode !== 0) throw new EngineError("EXEC_FAILED", `listing machines: exit ${exitCode}`, { exitCode });
      return parseMachines(stdout.toString("latin1"));
    },
  };
}

export function parseMachines(text: string): Machine[] {
  const lines = text.split("\n").map((line) => Buffer.from(line, "base64").toString("utf8"));
  const machines: Machine[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const machine = parseMachine((lines[at] ?? "").split("\0"), lines[at + 1] ?? "");
    if (machine) machines.push(machine);
  }
  return machines;
}

function parseMachine(words: readonly string[], log: string): Machine | undefined {
  const valueAfter = (option: string) => {
    const at = words.indexOf(option);
    return at < 0 ? undefined : words[at + 1];
  };
  const name = valueAfter("-name")?.split(",")[0];
  if (!name) return undefined;
  const kernel = /kernel (\d[\w.+-]+)/.exec(log)?.[1];
  return {
    name,
    memoryMb: toMegabytes(valueAfter("-m")),
    devices: toDevices(words),
    isBooted: / login: /.test(log),
    ...(kernel ? { kernel } : {}),
  };
}

/** `256`, `256M` and `1G`, as QEMU takes them; 128 unless said. */
function toMegabytes(value = "128"): number {
  const [, digits = "0", unit = "M"] = /^(?:size=)?(\d+)([MG]?)/i.exec(value) ?? [];
  return Number(digits) * (unit.toUpperCase() === "G" ? 1024 : 1);
}

function toDevices(words: readonly string[]): Machine["devices"] {
  const devices = words.filter((_, at) => words[at - 1] === "-device");
  const virtual = devices.filter((device) => device.startsWith("virtio-")).length;
  if (virtual === 0) return "emulated";
  return virtual === devices.length ? "virtio" : "mixed";
}
