import type { Readable } from "node:stream";
import { startDeadline } from "./deadline";
import { EngineError } from "./errors";
import { execIn } from "./exec";
import { toEngineError } from "./to-engine-error";
import type { Engine, ExecResult, ExecToEndOptions } from "./types";

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Runs a process to its end and hands over what it wrote. */
export async function execToEndIn(engine: Engine, containerId: string, options: ExecToEndOptions): Promise<ExecResult> {
  const { input, maxOutputBytes = MAX_OUTPUT_BYTES, timeoutMs = TIMEOUT_MS, ...rest } = options;
  const deadline = startDeadline(options.signal, timeoutMs);
  const what = `exec ${options.cmd[0]}`;
  let left = maxOutputBytes;

  const collect = async (stream: Readable): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue;
      left -= chunk.length;
      if (left < 0)
        throw new EngineError("OUTPUT_TOO_LARGE", `${what}: more than ${maxOutputBytes} bytes`, { maxOutputBytes });
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };

  try {
    const handle = await execIn(engine, containerId, {
      ...rest,
      signal: deadline.signal,
      stdin: input !== undefined,
    });
    try {
      if (input !== undefined) handle.stdin.end(input);
      const [stdout, stderr, exitCode] = await Promise.all([
        collect(handle.stdout),
        collect(handle.stderr),
        handle.exit,
      ]);
      return { exitCode, stdout, stderr };
    } finally {
      handle.destroy();
    }
  } catch (error) {
    throw deadline.signal.aborted ? toEngineError(deadline.signal.reason, what, deadline) : toEngineError(error, what);
  } finally {
    deadline.done();
  }
}

/** As execToEndIn, for a command that has no reason to fail. */
export async function runIn(engine: Engine, containerId: string, options: ExecToEndOptions): Promise<string> {
  const result = await execToEndIn(engine, containerId, options);
  const stderr = result.stderr.toString("utf8").trim();
  if (result.exitCode !== 0) {
    const error = new EngineError("EXEC_FAILED", `${options.cmd.join(" ")}: exit ${result.exitCode}: ${stderr}`, {
      exitCode: result.exitCode,
    });
    throw toEngineError(/no space left/i.test(stderr) ? new EngineError("NO_SPACE", error.message) : error, "exec");
  }
  return result.stdout.toString("utf8");
}
