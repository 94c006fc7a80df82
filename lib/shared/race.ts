import { z } from "zod";

const amount = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 40);
const sideSchema = z.strictObject({
  /** Milliseconds from the start to its first answer; null until then. */
  answeredMs: amount.nullable(),
  memoryKb: amount,
  diskKb: amount,
  /** Release of the kernel it sees, and the processes; told by its own first answer. */
  kernel: z.string().max(80).nullable(),
  processes: amount.nullable(),
});

/** What `vm race --json` measures at a moment: the same server in a virtual machine and in a container. */
export const raceSampleSchema = z.strictObject({ ms: amount, vm: sideSchema, container: sideSchema });
export type RaceSample = z.infer<typeof raceSampleSchema>;
export type RaceSide = z.infer<typeof sideSchema>;

/** A line of the answer to `POST /api/sandboxes/ID/race`: samples, then one of the two ends. */
export const raceLineSchema = z.union([
  z.strictObject({ sample: raceSampleSchema }),
  z.strictObject({ end: z.enum(["done", "busy", "failed"]) }),
]);
export type RaceLine = z.infer<typeof raceLineSchema>;
