import pino from "pino";
import { createConsoleStream } from "./console-stream";

export type Log = pino.Logger;

export interface CreateLogOptions {
  level: "debug" | "info" | "warn" | "error" | "silent";
  /** Where lines go; JSON to standard output by default, or readable lines when that is a terminal. */
  stream?: { write(line: string): void };
}

/** Whatever object they are in, down to three levels, these never reach a log. */
const SECRETS = [
  ".cookie",
  ".setCookie",
  '["set-cookie"]',
  ".authorization",
  ".password",
  ".secret",
  ".token",
  ".operatorKey",
  ".databaseUrl",
];
const REDACTED_PATHS = SECRETS.flatMap((name) => [name.replace(/^\./, ""), `*${name}`, `*.*${name}`]);

/** The log of a process: one JSON object a line. Errors go under `err`, requests under `requestId`. */
export function createLog({ level, stream }: CreateLogOptions): Log {
  const options: pino.LoggerOptions = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED_PATHS, censor: "[redacted]" },
    hooks: { streamWrite: hideSecrets },
  };
  return pino(
    options,
    stream ?? (process.stdout.isTTY ? createConsoleStream(process.stdout) : pino.destination({ dest: 1, sync: false })),
  );
}

/** Passwords in addresses and sealed cookies, which turn up in the messages of libraries' errors. */
const SECRET_TEXT = /(\b[a-z]+:\/\/)[^\s/@"]+@|Fe26\.2\*[^\s;"\\]+/g;

function hideSecrets(line: string): string {
  return line.replace(SECRET_TEXT, (_, scheme?: string) => (scheme ? `${scheme}[redacted]@` : "[redacted]"));
}
