import { mkdir, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { findPortHolder } from "./port-holder";
import { SetupError } from "./setup-error";

const LEAST_FREE_BYTES = 6e9;

/** @throws SetupError PORT_BUSY, with who has it and how to take another. */
export async function requireFreePort(host: string, port: number, command: string): Promise<void> {
  const code = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
  if (code === undefined) return;
  if (code === "EADDRINUSE") {
    const holder = await findPortHolder(port);
    const who = holder ? `process ${holder.pid} (${holder.command})` : "another program";
    throw new SetupError(
      "PORT_BUSY",
      `Port ${port} is taken by ${who}.`,
      `End it, or choose another port: PORT=${port + 1} npm ${command}`,
    );
  }
  const why = code === "EACCES" ? "ports below 1024 are root's" : code;
  throw new SetupError(
    "PORT_BUSY",
    `Naru cannot listen on ${host}:${port}: ${why}.`,
    `Choose another address or port, such as: HOST=127.0.0.1 PORT=3001 npm ${command}`,
  );
}

/** @throws SetupError DISK_TOO_SMALL. */
export async function requireFreeDisk(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= LEAST_FREE_BYTES) return;
  throw new SetupError(
    "DISK_TOO_SMALL",
    `Only ${(freeBytes / 1e9).toFixed(1)} GB are free where ${folder} is; images, packages and sandboxes need ${LEAST_FREE_BYTES / 1e9} GB.`,
    "Free some space, or set NARU_DATA_DIR to a folder on a larger disk.",
  );
}
