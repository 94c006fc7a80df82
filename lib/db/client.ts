import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/generated/prisma/client";
import { readConfig } from "../config";

export type Db = PrismaClient;

interface Connection {
  db: Db;
  url: string;
}

// Next bundles its own copy of this module beside the server's: both must use one pool
const holder = globalThis as typeof globalThis & { __naruDb?: Connection };

/** The database: the one startDatabase or connectDb opened in this process, else the one of DATABASE_URL. */
export function getDb(): Db {
  if (holder.__naruDb) return holder.__naruDb.db;
  const { databaseUrl } = readConfig();
  if (!databaseUrl) throw new Error("getDb() before startDatabase(), and without DATABASE_URL");
  return connectDb(databaseUrl);
}

/** Makes getDb() answer with the database at `url`. Connections open on first use. */
export function connectDb(url: string): Db {
  if (holder.__naruDb?.url === url) return holder.__naruDb.db;
  if (holder.__naruDb) throw new Error("connectDb() with a second database; disconnectDb() first");
  const adapter = new PrismaPg({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  holder.__naruDb = { db: new PrismaClient({ adapter }), url };
  return holder.__naruDb.db;
}

/** Closes all connections. */
export async function disconnectDb(): Promise<void> {
  const connection = holder.__naruDb;
  holder.__naruDb = undefined;
  await connection?.db.$disconnect();
}
