import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedServer } from "@/lib/db";

declare module "vitest" {
  export interface ProvidedContext {
    databaseServerUrl: string;
  }
}

/** Vitest's global set-up: one real PostgreSQL for the whole run, in a folder of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "naru-test-"));
  // as root the server runs as another user, who must get through to its own folder inside
  await chmod(folder, 0o711);
  const server = await startEmbeddedServer(folder, () => {});
  project.provide("databaseServerUrl", await server.openDatabase("postgres"));
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
