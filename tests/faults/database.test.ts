import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { disconnectDb, getDb, migrateDeploy, startDatabase } from "@/lib/db";
import { toErrorParts } from "@/lib/runtime/error-parts";

const run = promisify(execFile);
const BACK_MS = 60_000;

it("R12 a database whose disk is full refuses writes cleanly, and takes them again by itself once there is room", {
  timeout: 180_000,
}, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "naru-full-"));
  await run("mount", ["-t", "tmpfs", "-o", "size=200m,mode=711", "naru-full", folder]);
  const filler = path.join(folder, "filler");
  try {
    await chmod(folder, 0o711);
    const database = await startDatabase({ dataDir: folder });
    await migrateDeploy(database.url);
    const write = () => getDb().user.create({ data: { locale: "ko" } });
    const { id } = await write();
    // what the file system answers when there is no more is the point here, so it may end early
    await run("dd", ["if=/dev/zero", `of=${filler}`, "bs=1M", "status=none"]).catch(() => undefined);
    const refused = await writeUntilRefused();
    expect(toErrorParts(refused)).toEqual({ code: "DATABASE_UNREACHABLE", params: {} });
    await rm(filler);
    await expect.poll(() => write().then(() => "written", toErrorParts), { timeout: BACK_MS }).toBe("written");
    expect(await getDb().user.findUnique({ where: { id }, select: { id: true } })).toEqual({ id });
    await database.stop();
  } finally {
    await disconnectDb();
    await run("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true, force: true });
  }
});

/** Writes until the disk says no; a table has some room of its own left. */
async function writeUntilRefused(): Promise<unknown> {
  for (;;) {
    try {
      await getDb().user.createMany({
        data: Array.from({ length: 1_000 }, () => ({ locale: "ko", name: "x".repeat(60) })),
      });
    } catch (error) {
      return error;
    }
  }
}
