export { Prisma, type Sandbox as SandboxRow } from "@/generated/prisma/client";
export { connectDb, type Db, disconnectDb, getDb } from "./client";
export { DatabaseError } from "./embedded/database-error";
export { type EmbeddedServer, startEmbeddedServer } from "./embedded/server";
export { isRowId } from "./is-row-id";
export { migrateDeploy } from "./migrate-deploy";
export { type StartedDatabase, startDatabase } from "./start-database";
