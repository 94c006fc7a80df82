import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { EngineError } from "../errors";
import { joinPayloads } from "../multiplex";
import type { CallOptions } from "../types";
import type { InnerEngine } from "./engine";
import { parseAnswer } from "./fields";

export interface ExecInContainerOptions extends CallOptions {
  command: readonly string[];
  maxOutputBytes?: number;
  /** Told before the process starts, so that its events can be told from the student's. */
  onCreated?: (execId: string) => void;
}

export interface ExecAnswer {
  exitCode: number;
  /** Both outputs in order of arrival, cut at the limit. */
  output: string;
}

const createdSchema = z.object({ Id: z.string() });
const inspectedSchema = z.object({ Running: z.boolean(), ExitCode: z.number().nullish() });

/** Runs one command in a running container. @throws EngineError NOT_FOUND, CONFLICT (not running), ENGINE_TIMEOUT (did not end). */
export async function execInContainer(
  engine: InnerEngine,
  nameOrId: string,
  options: ExecInContainerOptions,
): Promise<ExecAnswer> {
  const { command, maxOutputBytes = 64 * 1024, onCreated, signal, timeoutMs = 5_000 } = options;
  const created = await engine.call("POST", `/containers/${encodeURIComponent(nameOrId)}/exec`, {
    signal,
    body: { Cmd: command, AttachStdout: true, AttachStderr: true, Tty: false },
  });
  const { Id: id } = parseAnswer(createdSchema, created, "exec");
  onCreated?.(id);
  const [framed] = await Promise.all([
    engine.bytes("POST", `/exec/${id}/start`, {
      signal,
      timeoutMs,
      body: { Detach: false, Tty: false },
      maxBytes: 2 * maxOutputBytes,
      beyond: "keep-head",
    }),
    // the answer above takes its connection along: the next question's is made meanwhile
    engine.call("GET", `/exec/${id}/json`, { signal }).catch(() => undefined),
  ]);
  const output = joinPayloads(framed).subarray(0, maxOutputBytes).toString("utf8");
  return { exitCode: await readExitCode(engine, id, signal), output };
}

/** The output may end a moment before the engine has noted the exit. */
async function readExitCode(engine: InnerEngine, id: string, signal: AbortSignal | undefined): Promise<number> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const state = parseAnswer(inspectedSchema, await engine.call("GET", `/exec/${id}/json`, { signal }), "exec state");
    if (!state.Running && typeof state.ExitCode === "number") return state.ExitCode;
    await setTimeout(20, undefined, { signal });
  }
  throw new EngineError("OUTPUT_TOO_LARGE", `exec ${id} runs on after its output was cut`);
}
