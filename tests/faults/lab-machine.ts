import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { siteConfig } from "../site";

const run = promisify(execFile);

const container = () => `naru-lab-${siteConfig().instance}`;

/** The machine's engine, which the lab engine is a container of; asked by its own command, as an operator would. */
async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run("docker", ["--host", `unix://${siteConfig().dockerSocket}`, ...args], {
    maxBuffer: 16 * 1024 * 1024,
    timeout: 60_000,
  });
  return stdout.trim();
}

/** Runs a script as root in the lab engine's container. */
export const runInLab = (script: string) => docker("exec", container(), "bash", "-c", script);

/** Ends and starts the lab engine's whole container, with all it ran. */
export const restartLabContainer = () => docker("restart", "-t", "5", container());

/** Ends the lab engine's daemon only; its supervisor starts it again, and its containers run on. */
export const killLabDaemon = () => runInLab("kill -9 $(cat /run/docker.pid)");

/** Loop devices that still hold the disk of one of these sandboxes. Loop devices are the whole machine's. */
export async function findLoops(engineIds: readonly string[]): Promise<string[]> {
  const files = (await runInLab("cat /sys/block/loop*/loop/backing_file 2> /dev/null || true")).split("\n");
  return files.filter((file) => engineIds.some((id) => file.includes(id)));
}
