import { z } from "zod";
import { localizedTextSchema } from "./locale";

/**
 * The language of checks: what a lesson's step asks of the student's own engine.
 * Every kind is read from the sandbox's engine API or file system from outside; see docs/writing-lessons.md.
 */

const id = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, "lower-case letters, digits and hyphens, starting with a letter");
const pattern = z
  .string()
  .max(300)
  .refine((source) => isRegExp(source), "a valid regular expression")
  .describe("JavaScript regular expression, matched with the flags mu");
const presence = z.enum(["present", "absent"]).default("present");
const range = z
  .strictObject({ min: z.number().nonnegative().optional(), max: z.number().nonnegative().optional() })
  .describe("bounds, both inclusive");

const containerCheck = z.strictObject({
  kind: z.literal("container"),
  name: z.string().optional().describe("exact container name; give name or select"),
  select: z
    .strictObject({ image: z.string().optional(), label: z.string().optional(), nameMatches: pattern.optional() })
    .optional()
    .describe("any container that matches, when the student is free to name it"),
  state: z.enum(["running", "exited", "created", "paused", "restarting", "present", "absent"]).default("present"),
  count: range.optional().describe("how many containers match select and all conditions; default at least one"),
  image: z.string().optional().describe("reference as the student types it; without a tag any tag matches"),
  imageIs: z.string().optional().describe("reference whose image id the container must run now"),
  ports: z
    .array(
      z.strictObject({
        container: z
          .string()
          .regex(/^\d+(\/(tcp|udp))?$/)
          .describe("port inside the container, such as 80 or 53/udp"),
        host: z.number().int().min(1).max(65535).optional().describe("exact published port; without it any"),
        address: z.string().optional().describe("exact address on the sandbox; without it any but loopback"),
        published: z.boolean().default(true),
      }),
    )
    .optional(),
  env: z
    .record(z.string(), z.union([z.string(), z.literal(true)]))
    .optional()
    .describe("value, or true for any value"),
  mounts: z
    .array(
      z.strictObject({
        target: z.string(),
        type: z.enum(["bind", "volume", "tmpfs"]).optional(),
        source: z.string().optional().describe("volume name, or host path; ~ is the student's home"),
        readOnly: z.boolean().optional(),
      }),
    )
    .optional(),
  networks: z.array(z.string()).optional(),
  notNetworks: z.array(z.string()).optional(),
  aliases: z.record(z.string(), z.array(z.string())).optional().describe("network name to aliases on it"),
  limits: z
    .strictObject({
      memoryBytes: range.optional(),
      cpus: range.optional(),
      pids: range.optional(),
    })
    .optional(),
  restart: z.enum(["no", "always", "on-failure", "unless-stopped"]).optional(),
  health: z.enum(["healthy", "unhealthy", "starting", "none"]).optional(),
  exitCode: z.number().int().optional(),
  oomKilled: z.boolean().optional(),
  restarts: range.optional().describe("the engine's own restart count"),
  restarted: z.boolean().optional().describe("started again after its first start"),
  commandMatches: pattern.optional().describe("entrypoint and command joined by blanks"),
  user: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  tty: z.boolean().optional(),
  autoRemove: z.boolean().optional(),
  privileged: z.boolean().optional(),
  readOnlyRoot: z.boolean().optional(),
  logsMatch: pattern.optional().describe("somewhere in the last 64 KiB of its output"),
});

const imageCheck = z.strictObject({
  kind: z.literal("image"),
  reference: z.string().describe("name:tag as the student types it"),
  state: presence,
  sameAs: z.string().optional().describe("reference that must be the same image id"),
  sharesLayersWith: z.string().optional(),
  sizeBytes: range.optional(),
  layers: range.optional().describe("number of file system layers"),
  config: z
    .strictObject({
      commandMatches: pattern.optional(),
      entrypointMatches: pattern.optional(),
      env: z.record(z.string(), z.union([z.string(), z.literal(true)])).optional(),
      user: z.string().optional(),
      workdir: z.string().optional(),
      exposes: z.array(z.string()).optional(),
      labels: z.record(z.string(), z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      hasHealthcheck: z.boolean().optional(),
    })
    .optional(),
  historyMatches: pattern.optional().describe("some line of its history"),
});

const volumeCheck = z.strictObject({
  kind: z.literal("volume"),
  name: z.string(),
  state: presence,
  file: z.strictObject({ path: z.string(), matches: pattern.optional() }).optional(),
});

const networkCheck = z.strictObject({
  kind: z.literal("network"),
  name: z.string(),
  state: presence,
  driver: z.string().optional(),
  internal: z.boolean().optional(),
  members: z.array(z.string()).optional().describe("container names attached to it"),
});

const composeCheck = z.strictObject({
  kind: z.literal("compose"),
  project: z.string(),
  file: z.string().optional().describe("compose file it was started from, relative to the working directory"),
  state: z.enum(["up", "down"]).default("up"),
  services: z
    .record(
      z.string(),
      z.strictObject({
        running: range.optional(),
        image: z.string().optional(),
        health: z.enum(["healthy"]).optional(),
      }),
    )
    .optional(),
});

const httpCheck = z.strictObject({
  kind: z.literal("http"),
  port: z.number().int().min(1).max(65535),
  host: z
    .string()
    .default("127.0.0.1")
    .describe("asked from inside the sandbox; container:NAME asks that container's own address"),
  path: z.string().startsWith("/").default("/"),
  status: z.number().int().default(200),
  bodyMatches: pattern.optional(),
  reachable: z.boolean().default(true).describe("false: nobody may answer on that port"),
});

const execCheck = z.strictObject({
  kind: z.literal("exec"),
  container: z.string(),
  command: z.array(z.string()).min(1),
  exitCode: z.number().int().default(0),
  outputMatches: pattern.optional(),
});

const fileCheck = z.strictObject({
  kind: z.literal("file"),
  path: z.string().describe("relative to the working directory"),
  state: presence,
  matches: pattern.optional(),
  notMatches: pattern.optional(),
  dockerfile: z
    .array(
      z.strictObject({
        instruction: z.string().regex(/^[A-Z]+$/),
        argumentsMatch: pattern.optional(),
        absent: z.boolean().optional(),
      }),
    )
    .optional(),
  yaml: z
    .array(
      z.strictObject({
        path: z.string().describe("keys joined by dots, numbers for list items"),
        equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
        matches: pattern.optional(),
        absent: z.boolean().optional(),
      }),
    )
    .optional(),
});

const eventCheck = z.strictObject({
  kind: z.literal("event"),
  type: z.enum(["container", "image", "volume", "network"]),
  action: z
    .string()
    .describe("as in `docker events`, such as pull, create, start, die, destroy, exec_start, tag, untag"),
  name: z.string().optional().describe("actor name: container name, image reference, volume or network name"),
  image: z.string().optional().describe("for containers: the image as typed"),
  exitCode: z.number().int().optional(),
  autoRemoved: z.boolean().optional().describe("the container is gone by now"),
});

const vmCheck = z.strictObject({
  kind: z.literal("vm"),
  name: z.string().describe("the name given to `vm start`"),
  state: z
    .enum(["running", "booted", "absent"])
    .default("running")
    .describe("booted: it has asked for a login; absent: no such machine runs"),
  memoryMb: range.optional(),
  devices: z.enum(["virtio", "emulated"]).optional(),
});

const engineValue = z
  .strictObject({
    inspect: z.enum(["container", "image", "volume", "network", "info", "version"]).optional(),
    name: z.string().optional(),
    path: z.string().optional().describe("path into the inspected JSON, keys joined by dots"),
    count: z
      .enum(["containers", "running-containers", "images", "volumes", "networks", "layers", "processes"])
      .optional(),
    exec: z.strictObject({ container: z.string(), command: z.array(z.string()).min(1) }).optional(),
    vm: z
      .strictObject({ name: z.string(), fact: z.enum(["kernel", "memory"]) })
      .optional()
      .describe("of a virtual machine that runs: its kernel's release, its megabytes"),
  })
  .refine(
    (value) => [value.inspect, value.count, value.exec, value.vm].filter(Boolean).length === 1,
    "exactly one of inspect, count, exec, vm",
  );

const answerCheck = z.strictObject({
  kind: z.literal("answer"),
  question: localizedTextSchema,
  placeholder: localizedTextSchema.optional(),
  value: engineValue.describe("what the engine says at the moment the answer is given"),
  compare: z
    .enum(["exact", "number", "prefix", "contains", "bytes"])
    .default("exact")
    .describe(
      "prefix: at least 6 characters of an id; contains: the answer is one of a list; bytes: sizes such as 148MB within 10 %",
    ),
});

const choiceCheck = z.strictObject({
  kind: z.literal("choice"),
  question: localizedTextSchema,
  multiple: z.boolean().default(false),
  options: z
    .array(
      z.strictObject({
        id,
        text: localizedTextSchema,
        correct: z.boolean().default(false),
        feedback: localizedTextSchema.optional().describe("why it is right or wrong"),
      }),
    )
    .min(2),
});

/** Kinds whose verdict follows from the sandbox's state and so turn green by themselves. */
export const liveConditionSchema = z.discriminatedUnion("kind", [
  containerCheck,
  imageCheck,
  volumeCheck,
  networkCheck,
  composeCheck,
  httpCheck,
  execCheck,
  fileCheck,
  eventCheck,
  vmCheck,
]);
export type LiveCondition = z.infer<typeof liveConditionSchema>;

export const conditionSchema = z.discriminatedUnion("kind", [...liveConditionSchema.options, answerCheck, choiceCheck]);
export type Condition = z.infer<typeof conditionSchema>;
export type ConditionOf<K extends Condition["kind"]> = Extract<Condition, { kind: K }>;

export const checkSchema = z.strictObject({
  id: id.describe("unique in the lesson; progress is kept under it"),
  title: localizedTextSchema.describe("what shall hold, in a few words, shown in the step's list"),
  points: z.number().int().min(0).max(100).default(1),
  after: z.array(id).default([]).describe("checks that must have passed before this one may"),
  when: conditionSchema,
  mistakes: z
    .array(z.strictObject({ id, when: liveConditionSchema, message: localizedTextSchema }))
    .default([])
    .describe("named wrong states; the first that holds replaces the general message"),
});
export type Check = z.infer<typeof checkSchema>;

/** Three outcomes: only the first two are the student's; `unknown` is ours and never touches a grade. */
export type CheckStatus = "passed" | "not-yet" | "unknown";

/** A message of `texts/<locale>/checks` by key, with what was observed. Params are data, never markup. */
export interface Observation {
  key: string;
  params: Record<string, string | number>;
}

export interface Verdict {
  status: CheckStatus;
  /** What was observed, most telling first; empty when passed. */
  observations: Observation[];
  /** Set when a named mistake of the check holds. */
  mistake?: { id: string; message: { ko: string; en: string } };
  /** The author's word on a choice that was right. */
  feedback?: { ko: string; en: string };
}

function isRegExp(source: string): boolean {
  try {
    new RegExp(source, "mu");
    return true;
  } catch {
    return false;
  }
}
