import { z } from "zod";
import { isEngineError } from "../docker";
import type { Metrics } from "../metrics";
import { type ErrorCode, isNaruError, type ErrorParams as Params } from "../shared/errors";

export interface ErrorParts {
  code: ErrorCode;
  params: Params;
}

/** What a person is told of an error, which counts it. */
export function reportError(runtime: { metrics: Pick<Metrics, "countError"> }, error: unknown): ErrorParts {
  const parts = toErrorParts(error);
  runtime.metrics.countError(parts.code);
  return parts;
}

/** What a person may learn of an error; anything not made for people is INTERNAL. */
export function toErrorParts(error: unknown): ErrorParts {
  if (isNaruError(error)) return { code: error.code, params: error.params };
  if (isEngineError(error, "ENGINE_UNREACHABLE")) return { code: "ENGINE_UNREACHABLE", params: {} };
  if (isEngineError(error, "ENGINE_TIMEOUT")) return { code: "ENGINE_TIMEOUT", params: {} };
  if (isEngineError(error, "NO_SPACE")) return { code: "DISK_FULL", params: {} };
  const database = readDatabaseCodes(error);
  if (database.some((code) => DATABASE_AWAY.test(code))) return { code: "DATABASE_UNREACHABLE", params: {} };
  return { code: "INTERNAL", params: {} };
}

/**
 * Prisma's connection errors (P1001, P1002, P1008, P1017, P2024) and those of the socket below it, PostgreSQL's own word that
 * it is going or not there yet (57P01 to 57P03), and that it cannot write for lack of disk or memory (class 53).
 */
const DATABASE_AWAY = /^(P10(01|02|08|17)|P2024|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|57P0[123]|53[0-9]{3})$/;

/** Prisma's code and, where PostgreSQL itself answered (P2039), the server's. */
function readDatabaseCodes(error: unknown): string[] {
  const { data } = prismaErrorSchema.safeParse(error);
  return [data?.code, data?.meta?.driverAdapterError?.cause?.originalCode].filter((code) => code !== undefined);
}

const prismaErrorSchema = z.object({
  clientVersion: z.string(),
  code: z.string().optional(),
  meta: z
    .object({
      driverAdapterError: z
        .object({ cause: z.object({ originalCode: z.string().optional().catch(undefined) }).optional() })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
