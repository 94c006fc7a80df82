import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { connectDb, type Db, disconnectDb, migrateDeploy } from "@/lib/db";

export interface TestDatabase {
  db: Db;
  url: string;
}

/** An empty database of the test file's own; to be called once, in a project that has tests/database-server.ts as its set-up. */
export async function createTestDatabase(): Promise<string> {
  const url = new URL(inject("databaseServerUrl"));
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}

/** A migrated database for the test file; getDb() answers with it until the file ends. Its fields are set before the first test. */
export function setUpTestDatabase(): Partial<TestDatabase> {
  const handle: Partial<TestDatabase> = {};
  beforeAll(async () => {
    handle.url = await createTestDatabase();
    await migrateDeploy(handle.url);
    handle.db = connectDb(handle.url);
  }, 60_000);
  afterAll(disconnectDb);
  return handle;
}
