import pg from "pg";
import { connectDb, disconnectDb } from "./client";
import { DatabaseError } from "./embedded/database-error";
import { startEmbeddedServer } from "./embedded/server";

const DATABASE_NAME = "naru";
const OLDEST_VERSION = 150_000;

export interface StartDatabaseOptions {
  dataDir: string;
  /** A server of the site; without it the embedded one is started. */
  databaseUrl?: string | undefined;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

export interface StartedDatabase {
  url: string;
  /** False when the server ran before: it is somebody else's to stop. */
  isStartedNow: boolean;
  /** Closes getDb()'s connections, and the server if it is the embedded one. */
  stop(): Promise<void>;
}

/**
 * Makes the database answer and getDb() use it; migrations are migrateDeploy's. An embedded one is kept running.
 * @throws DatabaseError saying what to do.
 */
export async function startDatabase({
  dataDir,
  databaseUrl,
  report = () => {},
  signal,
}: StartDatabaseOptions): Promise<StartedDatabase> {
  if (databaseUrl) {
    await requireUsable(databaseUrl);
    connectDb(databaseUrl);
    return { url: databaseUrl, isStartedNow: false, stop: disconnectDb };
  }
  const server = await startEmbeddedServer(dataDir, report, signal);
  const url = await server.openDatabase(DATABASE_NAME);
  server.keepRunning();
  connectDb(url);
  return {
    url,
    isStartedNow: server.isStartedNow,
    stop: async () => {
      await disconnectDb();
      await server.stop();
    },
  };
}

async function requireUsable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    );
    const version = rows[0]?.version ?? 0;
    if (version < OLDEST_VERSION)
      throw new DatabaseError(
        `The server of DATABASE_URL is PostgreSQL ${Math.floor(version / 10_000)}; 15 or newer is needed.`,
      );
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    // never the address itself: it holds a password
    throw new DatabaseError(
      `The server of DATABASE_URL cannot be used${code}. Check the address, the password and that the database exists.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {});
  }
}
