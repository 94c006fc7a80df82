#!/usr/bin/env node
// @ts-check
/**
 * Stands in for Prisma's schema engine, a program its CLI would download: the same JSON-RPC lines on stdio, answered by
 * @prisma/schema-engine-wasm through @prisma/adapter-pg. scripts/db-migrate.ts names it in PRISMA_SCHEMA_ENGINE_BINARY.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import readline from "node:readline";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

/** Type of the catalog's one-byte "char", and of text, by which node-postgres reads it just as well. */
const OID_CHAR = 18;
const OID_TEXT = 25;
/** JSON-RPC error code by which the CLI knows an error made for people. */
const USER_FACING = 4466;

const options = parseArguments(process.argv.slice(2));
if (options.isVersion) console.log("schema-engine-cli wasm");
else if (options.command) process.exit(await runCommand(options.command));
else await serve();

/** @param {string[]} argv */
function parseArguments(argv) {
  const parsed = { url: "", models: /** @type {string[]} */ ([]), command: "", isVersion: argv.includes("--version") };
  const rest = [...argv];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === "--datasource") parsed.url = JSON.parse(rest.shift() ?? "{}").url ?? "";
    else if (name === "--datamodels") parsed.models.push(rest.shift() ?? "");
    else if (name === "cli") parsed.command = rest.shift() ?? "";
    else if (name.startsWith("--")) rest.shift();
  }
  return parsed;
}

/** @param {string} database */
function urlOf(database) {
  const url = new URL(options.url);
  url.pathname = `/${database}`;
  url.searchParams.delete("schema");
  return url.href;
}

/** @param {string} url @param {string} [sql] */
async function query(url, sql) {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    if (sql) await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase() {
  const databaseName = decodeURIComponent(new URL(options.url).pathname.slice(1));
  await query(urlOf("postgres"), `CREATE DATABASE ${pg.escapeIdentifier(databaseName)}`).catch((error) => {
    if (error.code !== "42P04") throw error;
  });
  return { databaseName };
}

/** `cli can-connect-to-database` and `cli create-database`. @param {string} command */
async function runCommand(command) {
  try {
    if (command === "create-database") await createDatabase();
    else await query(options.url);
    return 0;
  } catch (/** @type {any} */ error) {
    const fields = { error_code: error.code === "3D000" ? "P1003" : "P1001", message: error.message, is_panic: false };
    process.stderr.write(`\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}`);
    return 1;
  }
}

/** An adapter's connection that can decode "char", which the engine reads from pg_constraint and which adapter-pg 7.10 cannot. */
function decodeChars(/** @type {any} */ connection) {
  const charColumns = new WeakMap();
  const performIO = connection.performIO.bind(connection);
  const queryRaw = connection.queryRaw.bind(connection);
  connection.performIO = async (/** @type {unknown} */ request) => {
    const result = await performIO(request);
    const columns = [...(result.fields ?? []).keys()].filter((index) => result.fields[index].dataTypeID === OID_CHAR);
    for (const index of columns) result.fields[index].dataTypeID = OID_TEXT;
    if (columns.length > 0) charColumns.set(result.rows, columns);
    return result;
  };
  connection.queryRaw = async (/** @type {unknown} */ request) => {
    const result = await queryRaw(request);
    for (const index of charColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return connection;
}

/** @param {string} url */
function createFactory(url) {
  const factory = new PrismaPg(new pg.Pool({ connectionString: url, max: 1 }), { disposeExternalPool: true });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => decodeChars(await connect());
  return factory;
}

/** The engine, with a shadow database of its own making: adapter-pg's would go to the database of the URL itself. */
async function createEngine() {
  const module = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const wasm = await WebAssembly.instantiate(await WebAssembly.compile(readFileSync(module)), {
    "./schema_engine_bg.js": /** @type {any} */ (glue),
  });
  glue.__wbg_set_wasm(wasm.exports);
  /** @type {any} */ (wasm.exports).__wbindgen_start();
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (/** @type {string} */ message) => console.error(message) },
  });
  const factory = createFactory(options.url || "postgresql://127.0.0.1:1/none");
  factory.connectToShadowDb = async () => {
    const name = `prisma_shadow_${randomUUID()}`;
    await query(urlOf("postgres"), `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    const connection = await createFactory(urlOf(name)).connect();
    const dispose = connection.dispose.bind(connection);
    connection.dispose = async () => {
      await dispose();
      await query(urlOf("postgres"), `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    };
    return connection;
  };
  const datamodels = options.models.map((file) => [file, readFileSync(file, "utf8")]);
  return glue.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

/** One request a line, answered in order, until standard input ends. */
async function serve() {
  /** @type {any} */
  let engine;
  let prints = 0;
  const send = (/** @type {object} */ message) =>
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const answer = async (/** @type {{ method: string, params: unknown }} */ { method, params }) => {
    if (method === "createDatabase") return createDatabase();
    engine ??= await createEngine();
    const result = (await engine[method === "getDatabaseVersion" ? "version" : method](params)) ?? {};
    if (method === "diff" && result.stdout)
      send({ id: `print-${prints++}`, method: "print", params: { content: result.stdout } });
    return result;
  };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    // the CLI also answers our print requests; those lines have no method
    if (!request.method) continue;
    try {
      send({ id: request.id, result: await answer(request) });
    } catch (/** @type {any} */ error) {
      const message = error?.message ?? String(error);
      send({
        id: request.id,
        error: {
          code: USER_FACING,
          message,
          data: { is_panic: false, message, error_code: error?.code, meta: error?.meta },
        },
      });
    }
  }
}
