import { spawn } from "node:child_process";

export interface Captured {
  exitCode: number;
  /** Both outputs as they came. */
  output: string;
}

/** Enough for any report a person will read; a program that runs wild loses its beginning. */
const LONGEST_OUTPUT = 4 * 1024 * 1024;

/** Runs a Node program to its end, keeping what it writes. Never rejects: what cannot be started has exit code 127. */
export function runCaptured(args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Captured> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      env,
      signal,
      stdio: ["ignore", "pipe", "pipe"],
      // as Ctrl-C would: by another signal Playwright ends without ending the server it has started
      killSignal: "SIGINT",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-LONGEST_OUTPUT);
      });
    }
    child.once("error", (error) => {
      // one that was told to end is waited for: it takes down what it has started
      if (child.pid === undefined) resolve({ exitCode: 127, output: `${output}\n${error.message}` });
    });
    child.once("close", (code, by) =>
      resolve({ exitCode: code ?? 1, output: by ? `${output}\nended by ${by}` : output }),
    );
  });
}
