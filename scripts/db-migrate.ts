import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { startEmbeddedServer } from "@/lib/db";

/**
 * `npm run db:migrate -- --name add-something`: writes the migration that brings prisma/migrations up to prisma/schema.prisma.
 * It works on a database made for the purpose and thrown away, so that nobody's data can be reset by it.
 */
const folder = await mkdtemp(path.join(os.tmpdir(), "naru-migrate-"));
// as root the server runs as another user, who must get through to its own folder inside
await chmod(folder, 0o711);
let exitCode = 1;
try {
  const server = await startEmbeddedServer(folder, console.error);
  try {
    const url = await server.openDatabase(`migrate_${randomUUID()}`);
    exitCode = await runPrisma(["migrate", "dev", ...process.argv.slice(2)], url);
    if (exitCode === 0) exitCode = await runPrisma(["generate"], url);
  } finally {
    await server.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(exitCode);

function runPrisma(args: string[], databaseUrl: string): Promise<number> {
  const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    PRISMA_SCHEMA_ENGINE_BINARY: path.resolve("scripts/schema-engine.mjs"),
  };
  const child = spawn(process.execPath, [cli, ...args], { stdio: "inherit", env });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
