import { afterEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "@/tests/database";
import { getDb } from "./client";
import { DatabaseError } from "./embedded/database-error";
import { migrateDeploy } from "./migrate-deploy";
import { startDatabase } from "./start-database";

const dataDir = "/nonexistent";
let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

describe("startDatabase", () => {
  it("uses the server of DATABASE_URL where there is one", async () => {
    const databaseUrl = await createTestDatabase();
    const database = await startDatabase({ dataDir, databaseUrl });
    stop = database.stop;
    expect(database.url).toBe(databaseUrl);
    await migrateDeploy(database.url);
    expect(await getDb().user.count()).toBe(0);
  });

  it("says what is wrong with DATABASE_URL, and never its password", async () => {
    const failure = await startDatabase({ dataDir, databaseUrl: "postgresql://naru:hunter2@127.0.0.1:1/naru" }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DatabaseError);
    expect(String(failure)).toContain("ECONNREFUSED");
    expect(String(failure)).not.toContain("hunter2");
  });
});
