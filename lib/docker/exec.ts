import { type Duplex, finished, Writable } from "node:stream";
import { z } from "zod";
import { pause } from "./deadline";
import { demultiplex } from "./demultiplex";
import { EngineError } from "./errors";
import { createdSchema } from "./records";
import { toEngineError } from "./to-engine-error";
import type { Engine, ExecHandle, ExecOptions } from "./types";

const START_TIMEOUT_MS = 20_000;
/** Outputs end a moment before the engine notes the exit code. */
const EXIT_CODE_TIMEOUT_MS = 5_000;

const execSchema = z.object({ Running: z.boolean(), ExitCode: z.number().nullish() });

/** Runs a process in a container of `engine`, without a terminal. */
export async function execIn(engine: Engine, containerId: string, options: ExecOptions): Promise<ExecHandle> {
  const created = await engine.request("POST", `/containers/${encodeURIComponent(containerId)}/exec`, {
    signal: options.signal,
    timeoutMs: START_TIMEOUT_MS,
    body: {
      AttachStdin: options.stdin === true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      Cmd: options.cmd,
      User: options.user,
      Env: Object.entries(options.env ?? {}).map(([key, value]) => `${key}=${value}`),
      ...(options.workdir ? { WorkingDir: options.workdir } : {}),
    },
  });
  const execId = createdSchema.parse(created).Id;
  const connection = await engine.upgrade(`/exec/${execId}/start`, {
    signal: options.signal,
    body: { Detach: false, Tty: false },
  });
  const { stdout, stderr } = demultiplex(connection);
  const stdin = options.stdin ? toStdin(connection) : closedStdin();

  const exit = new Promise<void>((resolve, reject) => {
    finished(stdout, { writable: false }, (error) => (error ? reject(error) : resolve()));
  }).then(
    () => readExitCode(engine, execId, options.signal),
    (error: unknown) => {
      throw toEngineError(error, `exec ${options.cmd[0]}`);
    },
  );
  // Not everyone who streams asks how it ended.
  exit.catch(() => {});

  return {
    stdin,
    stdout,
    stderr,
    exit,
    destroy: (error) => {
      connection.destroy(error);
      stdout.destroy(error);
      stdin.destroy();
    },
  };
}

async function readExitCode(engine: Engine, execId: string, signal?: AbortSignal): Promise<number> {
  const giveUpAt = Date.now() + EXIT_CODE_TIMEOUT_MS;
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 200)) {
    const state = execSchema.parse(await engine.request("GET", `/exec/${execId}/json`, { signal }));
    if (!state.Running && typeof state.ExitCode === "number") return state.ExitCode;
    if (Date.now() > giveUpAt) throw new EngineError("ENGINE_TIMEOUT", "the process closed its outputs and runs on");
    await pause(waitMs, signal);
  }
}

/** Ending it half-closes the connection: the process reads its end of file, its outputs go on. */
function toStdin(connection: Duplex): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => void connection.write(chunk, done),
    final: (done) => void connection.end(() => done()),
  }).on("error", () => {});
}

function closedStdin(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(new Error("started without stdin")) }).on(
    "error",
    () => {},
  );
}
