import { createHash } from "node:crypto";
import path from "node:path";
import { z } from "zod";

/** The only reader of process.env. A wrong value names its variable, never the value. */

const port = z.coerce.number().int().min(1).max(65535);
const positive = z.coerce.number().positive();
const seconds = z.coerce.number().int().positive();

const envSchema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: port.default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  NARU_ORIGINS: z.string().default("").describe("comma-separated origins the site is reached at, beside its own host"),
  NARU_TRUSTED_PROXY: z
    .string()
    .regex(/^[0-9a-fA-F.:,\s]*$/, "expected addresses, separated by commas")
    .default("")
    .describe("addresses of the proxies whose X-Forwarded-For is believed"),
  NARU_SESSIONS_PER_MINUTE: positive
    .default(200)
    .describe("new anonymous students from one address; a class may share one"),
  NARU_DATA_DIR: z.string().min(1).default(".naru"),
  NARU_SECRET: z.string().min(32).optional().describe("seals cookies; without it one is made in the data folder"),
  NARU_OPERATOR_KEY: z.string().min(16).optional().describe("opens /status; without it one is made in the data folder"),
  NARU_REQUEST_ID_HEADER: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .optional()
    .describe("header in which a proxy of ours names each request; without it ids are made here"),
  DATABASE_URL: z.string().startsWith("postgres").optional(),
  NARU_DOCKER_SOCKET: z.string().startsWith("/").default("/var/run/docker.sock"),
  NARU_SANDBOX_RUNTIME: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default("sandbox"),
  NARU_SANDBOX_MEMORY_MB: positive.default(1024),
  NARU_SANDBOX_CPUS: positive.default(1),
  NARU_SANDBOX_PIDS: positive.default(1024),
  NARU_SANDBOX_DISK_MB: positive.default(4096),
  NARU_SANDBOX_IDLE_SECONDS: seconds.default(30 * 60),
  NARU_SANDBOX_LIFETIME_SECONDS: seconds.default(2 * 60 * 60),
  NARU_SANDBOX_EXTEND_SECONDS: seconds.default(60 * 60),
  NARU_SANDBOX_EXTENSIONS: z.coerce.number().int().min(0).default(2),
  NARU_SANDBOX_LIMIT: positive.default(200).describe("sandboxes at once on this machine, whatever its memory allows"),
  NARU_SANDBOX_EXPECTED_MB: positive.default(160).describe("memory one usually takes, for deciding how many fit"),
  NARU_SANDBOX_EXPECTED_DISK_MB: positive.default(256).describe("disk one usually takes"),
  NARU_MEMORY_FLOOR_MB: positive.default(1024).describe("memory that stays free"),
  NARU_DISK_FLOOR_MB: positive.default(2048).describe("disk that stays free"),
  NARU_PARALLEL_STARTS: positive.default(4),
  NARU_QUEUE_LIMIT: positive.default(500),
  NARU_POOL_FLOOR: z.coerce
    .number()
    .int()
    .min(0)
    .default(2)
    .describe("sandboxes that stand ready even when nobody comes"),
  NARU_POOL_CEILING: z.coerce.number().int().min(0).default(12),
  NARU_HUB_UPSTREAM: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/[@?#]/.test(url), "expected an address without a name, a password or a question")
    .optional()
    .describe("registry asked for images the hub lacks, such as https://registry-1.docker.io"),
  NARU_EGRESS: z.enum(["closed", "open"]).default("closed"),
  NARU_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and checks the settings.
 * @throws ConfigError naming each variable that is wrong and what was expected of it.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`Settings that cannot be used:\n  ${lines.join("\n  ")}`);
  }
  const values = parsed.data;
  const dataDir = path.resolve(values.NARU_DATA_DIR);
  return {
    mode: values.NODE_ENV,
    port: values.PORT,
    host: values.HOST,
    origins: toList(values.NARU_ORIGINS),
    trustedProxies: toList(values.NARU_TRUSTED_PROXY),
    sessionsPerMinute: Math.ceil(values.NARU_SESSIONS_PER_MINUTE),
    dataDir,
    /** Names what this installation owns on the machine's engine; two clones never meet. */
    instance: createHash("sha256").update(dataDir).digest("hex").slice(0, 8),
    secret: values.NARU_SECRET,
    operatorKey: values.NARU_OPERATOR_KEY,
    requestIdHeader: values.NARU_REQUEST_ID_HEADER,
    databaseUrl: values.DATABASE_URL,
    dockerSocket: values.NARU_DOCKER_SOCKET,
    logLevel: values.NARU_LOG_LEVEL,
    egress: values.NARU_EGRESS,
    hubUpstream: values.NARU_HUB_UPSTREAM,
    sandbox: {
      runtime: values.NARU_SANDBOX_RUNTIME,
      memoryBytes: Math.round(values.NARU_SANDBOX_MEMORY_MB * 1024 * 1024),
      cpus: values.NARU_SANDBOX_CPUS,
      pidsLimit: Math.round(values.NARU_SANDBOX_PIDS),
      diskBytes: Math.round(values.NARU_SANDBOX_DISK_MB * 1024 * 1024),
      inodes: Math.round(values.NARU_SANDBOX_DISK_MB * 64),
      idleTimeoutMs: values.NARU_SANDBOX_IDLE_SECONDS * 1000,
      lifetimeMs: values.NARU_SANDBOX_LIFETIME_SECONDS * 1000,
      extendMs: values.NARU_SANDBOX_EXTEND_SECONDS * 1000,
      extensions: values.NARU_SANDBOX_EXTENSIONS,
      limit: Math.round(values.NARU_SANDBOX_LIMIT),
      expectedMemoryBytes: Math.round(values.NARU_SANDBOX_EXPECTED_MB * 1024 * 1024),
      expectedDiskBytes: Math.round(values.NARU_SANDBOX_EXPECTED_DISK_MB * 1024 * 1024),
      memoryFloorBytes: Math.round(values.NARU_MEMORY_FLOOR_MB * 1024 * 1024),
      diskFloorBytes: Math.round(values.NARU_DISK_FLOOR_MB * 1024 * 1024),
      parallelStarts: Math.round(values.NARU_PARALLEL_STARTS),
      queueLimit: Math.round(values.NARU_QUEUE_LIMIT),
      poolFloor: values.NARU_POOL_FLOOR,
      poolCeiling: values.NARU_POOL_CEILING,
    },
  };
}

function toList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
