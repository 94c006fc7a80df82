import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ExecHandle } from "../docker";
import { attachTerminal, type OpenExec, type TerminalLink, type TerminalLinkError } from "./attach";
import type { TerminalExit, TerminalHello, TerminalResized } from "./frames";

/** The real agent, compiled for this machine, with its terminals in a directory of its own. */

const run = promisify(execFile);
const sourceDir = fileURLToPath(new URL("../../images/sandbox/agent/", import.meta.url));

export interface Agent {
  path: string;
  dir: string;
  home: string;
  env: Record<string, string>;
  command(...args: string[]): Promise<{ stdout: string; stderr: string; code: number }>;
  spawn(args: string[], env?: Record<string, string>): ChildProcess;
  openExec(env?: Record<string, string>): OpenExec & { children: ChildProcess[] };
  close(): Promise<void>;
}

export async function compileAgent(): Promise<Agent> {
  const base = await mkdtemp(join(tmpdir(), "naru-agent-"));
  const path = join(base, "naru-agent");
  const sources = (await readdir(sourceDir)).filter((name) => name.endsWith(".c")).map((name) => join(sourceDir, name));
  const flags = ["-std=gnu11", "-D_GNU_SOURCE", "-Os", "-Wall", "-Wextra", "-Werror", "-static"];
  await run(process.env.CC ?? "cc", [...flags, "-o", path, ...sources]).catch((error: Error) => {
    throw new Error(`the agent's tests need a C compiler (cc, libc6-dev): ${error.message}`);
  });
  await writeFile(join(base, "inputrc"), "set enable-bracketed-paste off\n");
  const env = {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: base,
    INPUTRC: join(base, "inputrc"),
    NARU_TERM_DIR: join(base, "term"),
    NARU_WORKDIR: base,
    NODE_ENV: "test" as const,
  };
  const agent: Agent = {
    path,
    dir: env.NARU_TERM_DIR,
    home: base,
    env,
    async command(...args) {
      try {
        return { ...(await run(path, args, { env })), code: 0 };
      } catch (error) {
        const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
        return { stdout, stderr, code };
      }
    },
    spawn: (args, extra = {}) => spawn(path, args, { env: { ...env, ...extra }, stdio: "pipe" }),
    openExec(extra = {}) {
      const children: ChildProcess[] = [];
      const open: OpenExec = async (cmd) => {
        const child = agent.spawn(cmd.slice(1), extra);
        children.push(child);
        return toStreams(child);
      };
      return Object.assign(open, { children });
    },
    async close() {
      const { stdout } = await agent.command("list");
      for (const line of stdout.split("\n").filter(Boolean)) await agent.command("kill", JSON.parse(line).id);
      await rm(base, { recursive: true, force: true });
    },
  };
  return agent;
}

export function toStreams(child: ChildProcess): ExecHandle {
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error("spawned without pipes");
  const exit = new Promise<number>((resolve, reject) => {
    child.on("exit", (code) => resolve(code ?? -1));
    child.on("error", reject);
  });
  return { stdin, stdout, stderr, exit, destroy: () => child.kill("SIGKILL") };
}

export interface ReaderOptions {
  id: string;
  cols?: number;
  rows?: number;
  from?: number;
  createdMs?: number;
  /** Acks what it has got at once; otherwise the test does. */
  isAcking?: boolean;
}

type Event = { data: number } | { resized: TerminalResized } | { hello: TerminalHello };

/** A reader that keeps everything and lets a test wait for a condition. */
export class Reader {
  link!: TerminalLink;
  hello!: TerminalHello;
  readonly events: Event[] = [];
  readonly errors: TerminalLinkError[] = [];
  exit: TerminalExit | undefined;
  helloCount = 0;
  isAcking = true;
  position = 0;
  private chunks: Buffer[] = [];
  private waiters: (() => void)[] = [];

  static async open(openExec: OpenExec, options: ReaderOptions): Promise<Reader> {
    const reader = new Reader();
    reader.isAcking = options.isAcking ?? true;
    const link = await attachTerminal(
      openExec,
      { ...options, cols: options.cols ?? 80, rows: options.rows ?? 24 },
      {
        onHello(hello) {
          reader.hello = hello;
          reader.helloCount++;
          reader.position = hello.from;
          reader.events.push({ hello });
          reader.wake();
        },
        onData(bytes, offset) {
          if (offset !== reader.position) throw new Error(`offset ${offset}, expected ${reader.position}`);
          reader.position += bytes.length;
          reader.chunks.push(Buffer.from(bytes));
          reader.events.push({ data: bytes.length });
          if (reader.isAcking) reader.link.ack(reader.position);
          reader.wake();
        },
        onResized(resized) {
          reader.events.push({ resized });
          reader.wake();
        },
        onExit(exit) {
          reader.exit = exit;
          reader.wake();
        },
        onError(error) {
          reader.errors.push(error);
          reader.wake();
        },
        onInputDrained: () => reader.wake(),
      },
    );
    reader.link = link;
    await reader.until("hello", () => reader.helloCount > 0 || reader.errors.length > 0);
    return reader;
  }

  /** Everything received, as one buffer. */
  get bytes(): Buffer {
    const all = Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }

  get text(): string {
    return this.bytes.toString("latin1");
  }

  forget(): void {
    this.chunks = [];
  }

  type(text: string): void {
    this.link.input(Buffer.from(text));
  }

  until(what: string, isMet: () => boolean, limitMs = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): boolean => {
        if (!isMet()) return false;
        clearTimeout(timer);
        this.waiters = this.waiters.filter((other) => other !== check);
        resolve();
        return true;
      };
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((other) => other !== check);
        const state = `${this.position} bytes, errors ${this.errors.map((e) => `${e.code} ${e.detail}`)}`;
        reject(new Error(`waited ${limitMs} ms for ${what}; ${state}; last: ${JSON.stringify(this.text.slice(-300))}`));
      }, limitMs);
      if (!check()) this.waiters.push(check);
    });
  }

  untilText(text: string, limitMs?: number): Promise<void> {
    let tail = "";
    let seen = this.position;
    return this.until(
      JSON.stringify(text),
      () => {
        // Only the new part is searched, with enough of the old for a match across the seam.
        const all = this.bytes;
        const fresh = all.subarray(Math.max(0, all.length - (this.position - seen)));
        const isFirst = seen === this.position && tail === "";
        const hay = isFirst ? all.toString("latin1") : tail + fresh.toString("latin1");
        seen = this.position;
        tail = hay.slice(-text.length + 1 || hay.length);
        return hay.includes(text);
      },
      limitMs,
    );
  }

  /** Replaces whatever the login shell is by a bash without start-up files. */
  async plainShell(): Promise<void> {
    this.type("exec env PS1='READY''> ' bash --norc --noprofile\r");
    await this.untilText("READY> ");
    this.forget();
  }

  private wake(): void {
    for (const check of [...this.waiters]) check();
  }
}
