import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedServer, startEmbeddedServer } from "./server";

let dataDir: string;
let server: EmbeddedServer | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "naru-pg-"));
  await chmod(dataDir, 0o711);
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

async function start(report: (line: string) => void = () => {}): Promise<EmbeddedServer> {
  server = await startEmbeddedServer(dataDir, report);
  return server;
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process that inserts rows one after the other and prints each number once the server has acknowledged it. */
function spawnWriter(url: string): ChildProcess {
  const script = `
    import pg from "pg";
    const client = new pg.Client({ connectionString: process.argv[1] });
    await client.connect();
    for (let n = 1; ; n++) {
      await client.query("INSERT INTO written (n) VALUES ($1)", [n]);
      process.stdout.write(n + "\\n");
    }`;
  return spawn(process.execPath, ["--input-type=module", "-e", script, url], { stdio: ["ignore", "pipe", "inherit"] });
}

const readPostmasterPid = async () =>
  Number((await readFile(path.join(dataDir, "postgres/data/postmaster.pid"), "utf8")).split("\n", 1)[0]);

// real servers: seconds on an idle machine, more beside other work
describe("startEmbeddedServer", { timeout: 90_000 }, () => {
  it("keeps every acknowledged row when writer and server are killed in the middle", async () => {
    const url = await (await start()).openDatabase("naru");
    await query(url, "CREATE TABLE written (n int PRIMARY KEY)");
    const writer = spawnWriter(url);
    let output = "";
    writer.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    while (output.split("\n").length < 200) await once(writer.stdout ?? writer, "data");
    process.kill(await readPostmasterPid(), "SIGKILL");
    writer.kill("SIGKILL");
    await once(writer, "close");
    const acknowledged = output.slice(0, output.lastIndexOf("\n")).split("\n").map(Number);

    const again = await start();
    expect(again.isStartedNow).toBe(true);
    const rows = await query<{ n: number }>(await again.openDatabase("naru"), "SELECT n FROM written");
    const kept = new Set(rows.map(({ n }) => n));
    expect(acknowledged.length).toBeGreaterThanOrEqual(199);
    expect(acknowledged.filter((n) => !kept.has(n))).toEqual([]);
  });

  it("is started again when it is killed, once it is kept, and not after its stop", async () => {
    const kept = await start();
    const url = await kept.openDatabase("naru");
    kept.keepRunning();
    const killed = await readPostmasterPid();
    process.kill(killed, "SIGKILL");
    await expect
      .poll(() => query(url, "SELECT 1 AS one").catch(() => "away"), { timeout: 30_000 })
      .toEqual([{ one: 1 }]);
    expect(await readPostmasterPid()).not.toBe(killed);
    await kept.stop();
    await expect(query(url, "SELECT 1")).rejects.toThrow();
  });

  it("is reached by nobody else, and taken over when a killed process left it running", async () => {
    // what a start leaves that was interrupted in its first seconds
    await mkdir(path.join(dataDir, "postgres/data.new/base"), { recursive: true });
    const url = await (await start()).openDatabase("naru");
    expect((await stat(path.join(dataDir, "postgres"))).mode & 0o777).toBe(0o700);
    const settings = await query(
      url,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'listen_addresses', 'synchronous_commit') ORDER BY 1",
    );
    expect(settings.map(({ setting }) => setting)).toEqual(["on", "", "on"]);
    const hangul = await query(url, "SELECT name FROM (VALUES ('하'), ('가'), ('나')) AS t(name) ORDER BY name");
    expect(hangul.map(({ name }) => name).join("")).toBe("가나하");

    const pid = await readPostmasterPid();
    const second = await start();
    expect(second.isStartedNow).toBe(false);
    expect(await second.openDatabase("naru")).toBe(url);
    expect(await readPostmasterPid()).toBe(pid);
  });

  it("says what PostgreSQL said when it does not start", async () => {
    await (await start()).stop();
    await rm(path.join(dataDir, "postgres/data/global"), { recursive: true });
    await expect(startEmbeddedServer(dataDir, () => {})).rejects.toThrow(
      /did not start: it ended with \d.*postgres\.log/s,
    );
    server = undefined;
  });

  it.runIf(process.getuid?.() === 0)("moves where its user may go, says so, and stays there", async () => {
    await chmod(dataDir, 0o700);
    const lines: string[] = [];
    const url = await (await start((line) => lines.push(line))).openDatabase("naru");
    const folder = new URL(url).searchParams.get("host") ?? "";
    try {
      expect(folder).toMatch(/^\/var\/lib\/naru\/[0-9a-f]{8}$/);
      expect(lines.join()).toContain("may not enter");
      await server?.stop();
      await chmod(dataDir, 0o711);
      expect(await (await start()).openDatabase("naru")).toBe(url);
    } finally {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.runIf(process.getuid?.() === 0)("never passes over a database it cannot reach for an empty one", async () => {
    await (await start()).stop();
    await chmod(dataDir, 0o700);
    await expect(startEmbeddedServer(dataDir, () => {})).rejects.toThrow(/cannot be used any more/);
  });

  it.runIf(process.getuid?.() === 0)("runs as the owner of the data", async () => {
    await chown(dataDir, 65534, 65534);
    await (await start()).stop();
    const owner = (await stat(path.join(dataDir, "postgres/data"))).uid;
    expect(owner).not.toBe(0);
    await start();
    expect((await stat(`/proc/${await readPostmasterPid()}`)).uid).toBe(owner);
  });
});
