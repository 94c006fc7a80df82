import os from "node:os";
import type { Config } from "@/lib/config";
import { SetupError } from "../setup/setup-error";

/** Where the running site is asked from the same machine. */
export function toBaseUrl({ host, port }: Pick<Config, "host" | "port">): string {
  return `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`;
}

/** What the figures were measured on. */
export function describeMachine() {
  const [cpu] = os.cpus();
  return {
    cores: os.cpus().length,
    cpu: cpu?.model ?? "unknown",
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    kernel: os.release(),
    node: process.version,
  };
}

/** @throws SetupError COMMAND_FAILED when no site answers, or one that is not well. */
export async function requireRunning(baseUrl: string): Promise<void> {
  try {
    const response = await fetch(new URL("/api/health", baseUrl));
    if (response.ok) return;
  } catch (error) {
    throw new SetupError(
      "COMMAND_FAILED",
      `No Naru answers at ${baseUrl}.`,
      "Start it in another terminal: npm start. The same PORT and NARU_DATA_DIR must be set here.",
      { cause: error },
    );
  }
  throw new SetupError(
    "COMMAND_FAILED",
    `Naru at ${baseUrl} is not well.`,
    `${baseUrl}/api/health says what is wrong.`,
  );
}
