import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "@/tests/database";
import { migrateDeploy } from "./migrate-deploy";

let root: string;
let folder: string;
let url: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "naru-migrations-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  url = await createTestDatabase();
  folder = await mkdtemp(path.join(root, "set-"));
  await writeFile(path.join(folder, "migration_lock.toml"), 'provider = "postgresql"');
  await write("1_fish", "CREATE TABLE fish (name text); INSERT INTO fish VALUES ('eel')");
});

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, "migration.sql"), sql);
}

async function query(sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("migrateDeploy", () => {
  it("applies what is missing, in order, once", async () => {
    expect(await migrateDeploy(url, folder)).toEqual(["1_fish"]);
    await write("2_weight", "ALTER TABLE fish ADD weight int");
    await write("3_heavy", "UPDATE fish SET weight = 3");
    expect(await migrateDeploy(url, folder)).toEqual(["2_weight", "3_heavy"]);
    expect(await migrateDeploy(url, folder)).toEqual([]);
    expect(await query("SELECT * FROM fish")).toEqual([{ name: "eel", weight: 3 }]);
  });

  it("lets one of two servers that start at once apply it", async () => {
    const applied = await Promise.all([migrateDeploy(url, folder), migrateDeploy(url, folder)]);
    expect(applied.flat()).toEqual(["1_fish"]);
  });

  it("leaves nothing of a migration that fails, and tries it again", async () => {
    await write("2_broken", "ALTER TABLE fish ADD weight int; SELECT nonsense");
    await expect(migrateDeploy(url, folder)).rejects.toThrow(/2_broken failed: .*nonsense/);
    expect(await query("SELECT * FROM fish")).toEqual([{ name: "eel" }]);
    await write("2_broken", "ALTER TABLE fish ADD weight int");
    expect(await migrateDeploy(url, folder)).toEqual(["2_broken"]);
  });

  it("refuses a migration that was changed after it was applied", async () => {
    await migrateDeploy(url, folder);
    await write("1_fish", "CREATE TABLE fish (name text)");
    await expect(migrateDeploy(url, folder)).rejects.toThrow(/1_fish was changed/);
  });

  it("refuses a database that Prisma's own command left half migrated", async () => {
    await migrateDeploy(url, folder);
    await query(`UPDATE "_prisma_migrations" SET finished_at = NULL`);
    await expect(migrateDeploy(url, folder)).rejects.toThrow(/failed half-way/);
  });

  it("brings an empty database to the committed schema", async () => {
    await migrateDeploy(url);
    const tables = await query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    expect(tables.map(({ tablename }) => tablename)).toEqual([
      "Attempt",
      "CheckRecord",
      "Reservation",
      "Sandbox",
      "Ticket",
      "User",
      "_prisma_migrations",
    ]);
  });
});
