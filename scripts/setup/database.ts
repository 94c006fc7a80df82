import type { Config } from "@/lib/config";
import { migrateDeploy, type StartedDatabase, startDatabase } from "@/lib/db";
import type { Stages } from "../stages";

export const DATABASE_STAGE = "Database";

/** The database, at its newest migration. Its owner stops it. */
export async function setUpDatabase(config: Config, stages: Stages, signal: AbortSignal): Promise<StartedDatabase> {
  let database: StartedDatabase | undefined;
  try {
    await stages.run(
      DATABASE_STAGE,
      async (report) => {
        database = await startDatabase({
          dataDir: config.dataDir,
          databaseUrl: config.databaseUrl,
          report: stages.say,
          signal,
        });
        report("migrating");
        return migrateDeploy(database.url);
      },
      (migrations) => (migrations.length > 0 ? `${migrations.length} migrations applied` : "up to date"),
    );
  } catch (error) {
    await database?.stop();
    throw error;
  }
  if (!database) throw new Error("the database stage ended without a database");
  return database;
}
