import type { RawData } from "ws";
import type { ZodType } from "zod";

/** The bytes of a frame, however ws handed them over. */
export function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : new Uint8Array(data);
}

/** A text frame as a message of the schema, or undefined for anything else. */
export function parseMessage<T>(schema: ZodType<T>, data: RawData): T | undefined {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(toBytes(data)).toString("utf8"));
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}
