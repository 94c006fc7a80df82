import type { z } from "zod";
import type { ExecHandle } from "../docker";
import type { OpenExec } from "../terminal";
import { LineDecoder } from "./line-decoder";
import {
  emptySchema,
  lineSchema,
  listSchema,
  maxFileBytes,
  maxLineBytes,
  readSchema,
  type SandboxFile,
  type SandboxFileList,
  SandboxFilesError,
  type SandboxFilesErrorCode,
  type WrittenFile,
  writtenSchema,
} from "./messages";

export interface SandboxFilesOptions {
  /** Directory in the sandbox that all paths are relative to. */
  root: string;
  programPath?: string;
  requestTimeoutMs?: number;
}

/** Handlers must not throw; one that does ends the link as LOST. */
export interface SandboxFilesHandlers {
  onChanged?(paths: string[]): void;
  /** Too much changed to say what. */
  onRescan?(): void;
  /** watch() no longer holds; the rest works on. */
  onUnwatched?(error: SandboxFilesError): void;
  /** Once, unless close() was called: nothing works any more. */
  onLost?(error: SandboxFilesError): void;
}

export interface CallOptions {
  signal?: AbortSignal;
}
export interface CreateOptions extends CallOptions {
  createParents?: boolean;
}
export interface WriteOptions extends CreateOptions {
  /** Refuse with CONFLICT unless this version is on disk. */
  ifVersion?: string;
}

export interface SandboxFiles {
  list(options?: CallOptions & { path?: string }): Promise<SandboxFileList>;
  read(path: string, options?: CallOptions): Promise<SandboxFile>;
  write(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<WrittenFile>;
  create(path: string, bytes?: Uint8Array, options?: CreateOptions): Promise<WrittenFile>;
  createDirectory(path: string, options?: CreateOptions): Promise<void>;
  rename(from: string, to: string, options?: CreateOptions & { overwrite?: boolean }): Promise<void>;
  remove(path: string, options?: CallOptions): Promise<void>;
  /** Resolves when changes from now on are told. */
  watch(options?: CallOptions): Promise<void>;
  close(): void;
}

const defaultRequestTimeoutMs = 25_000; // the program gives up by itself after 20 s
const maxPending = 64;
const maxPendingBytes = 16 * 1024 * 1024;

export async function openSandboxFiles(
  openExec: OpenExec,
  options: SandboxFilesOptions,
  handlers: SandboxFilesHandlers = {},
): Promise<SandboxFiles> {
  let exec: ExecHandle;
  try {
    exec = await openExec([options.programPath ?? "naru-files", options.root]);
  } catch (cause) {
    throw new SandboxFilesError("EXEC_FAILED", "cannot open exec", { cause });
  }
  return new FilesClient(exec, handlers, options.requestTimeoutMs ?? defaultRequestTimeoutMs);
}

interface Pending {
  succeed(result: unknown): void;
  fail(error: SandboxFilesError): void;
}

class FilesClient implements SandboxFiles {
  private readonly lines = new LineDecoder(maxLineBytes);
  private readonly pending = new Map<number, Pending>();
  private pendingBytes = 0;
  private nextId = 1;
  private isOver = false;
  private stderr = "";

  constructor(
    private readonly exec: ExecHandle,
    private readonly handlers: SandboxFilesHandlers,
    private readonly timeoutMs: number,
  ) {
    exec.stdout.on("data", (chunk: Uint8Array) => this.receive(chunk));
    exec.stdout.on("end", () => this.lose("LOST", this.stderr || "output ended"));
    exec.stdout.on("close", () => this.lose("LOST", this.stderr || "output closed"));
    exec.stdout.on("error", (error) => this.lose("LOST", error.message));
    exec.stdin.on("error", (error) => this.lose("LOST", error.message));
    exec.stderr.on("error", () => {});
    exec.stderr.on("data", (chunk: Uint8Array) => {
      this.stderr = (this.stderr + Buffer.from(chunk).toString("latin1")).slice(-2048);
    });
    exec.exit.catch(() => {});
  }

  list({ path, signal }: CallOptions & { path?: string } = {}) {
    return this.request({ op: "list", path }, listSchema, signal);
  }

  read(path: string, { signal }: CallOptions = {}) {
    return this.request({ op: "read", path }, readSchema, signal);
  }

  write(path: string, bytes: Uint8Array, { ifVersion, createParents, signal }: WriteOptions = {}) {
    return this.send("write", path, bytes, { ifVersion, createParents }, signal);
  }

  create(path: string, bytes: Uint8Array = new Uint8Array(), { createParents, signal }: CreateOptions = {}) {
    return this.send("create", path, bytes, { createParents }, signal);
  }

  createDirectory(path: string, { createParents, signal }: CreateOptions = {}) {
    return this.request({ op: "mkdir", path, createParents }, emptySchema, signal);
  }

  rename(from: string, to: string, { createParents, overwrite, signal }: CreateOptions & { overwrite?: boolean } = {}) {
    return this.request({ op: "rename", from, to, createParents, overwrite }, emptySchema, signal);
  }

  remove(path: string, { signal }: CallOptions = {}) {
    return this.request({ op: "remove", path }, emptySchema, signal);
  }

  watch({ signal }: CallOptions = {}) {
    return this.request({ op: "watch" }, emptySchema, signal);
  }

  close(): void {
    this.end(new SandboxFilesError("LOST", "closed"));
  }

  private send(
    op: string,
    path: string,
    bytes: Uint8Array,
    fields: object,
    signal?: AbortSignal,
  ): Promise<WrittenFile> {
    if (bytes.length > maxFileBytes) return Promise.reject(new SandboxFilesError("TOO_LARGE", String(bytes.length)));
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
    return this.request({ op, path, content, ...fields }, writtenSchema, signal);
  }

  private request<T>(fields: object, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    if (this.isOver) return Promise.reject(new SandboxFilesError("LOST", "no link"));
    if (signal?.aborted) return Promise.reject(new SandboxFilesError("ABORTED", "before it was sent"));
    // A name with half a surrogate pair has no UTF-8; sent, it could not be answered.
    const isWellFormed = Object.values(fields).every(
      (value) => typeof value !== "string" || !/\p{Surrogate}/u.test(value),
    );
    if (!isWellFormed) return Promise.reject(new SandboxFilesError("BAD_PATH", "no UTF-8"));
    const id = this.nextId++;
    const line = Buffer.from(`${JSON.stringify({ id, ...fields })}\n`);
    if (this.pending.size >= maxPending || this.pendingBytes + line.length > maxPendingBytes) {
      return Promise.reject(new SandboxFilesError("BUSY", `${this.pending.size} requests, ${this.pendingBytes} bytes`));
    }
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        if (!this.pending.delete(id)) return;
        this.pendingBytes -= line.length;
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        done();
      };
      const fail = (error: SandboxFilesError) => settle(() => reject(error));
      const abort = () => fail(new SandboxFilesError("ABORTED", "by the caller"));
      const timer = setTimeout(() => fail(new SandboxFilesError("TIMEOUT", `${this.timeoutMs} ms`)), this.timeoutMs);
      signal?.addEventListener("abort", abort, { once: true });
      this.pendingBytes += line.length;
      this.pending.set(id, {
        fail,
        succeed: (result) => {
          const parsed = schema.safeParse(result);
          if (parsed.success) settle(() => resolve(parsed.data));
          else fail(new SandboxFilesError("PROTOCOL", parsed.error.issues[0]?.message ?? "invalid answer"));
        },
      });
      this.exec.stdin.write(line);
    });
  }

  private receive(chunk: Uint8Array): void {
    try {
      for (const line of this.lines.push(chunk)) {
        if (this.isOver) return;
        this.handle(line);
      }
    } catch (error) {
      if (error instanceof SandboxFilesError) this.lose(error.code, error.detail);
      else this.lose("LOST", error instanceof Error ? error.message : String(error));
    }
  }

  private handle(line: string): void {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      throw new SandboxFilesError("PROTOCOL", "no JSON");
    }
    const parsed = lineSchema.safeParse(json);
    if (!parsed.success) throw new SandboxFilesError("PROTOCOL", "unknown message");
    const message = parsed.data;
    switch (message.event) {
      case "changed":
        this.handlers.onChanged?.(message.paths);
        return;
      case "rescan":
        this.handlers.onRescan?.();
        return;
      case "unwatched":
        this.handlers.onUnwatched?.(new SandboxFilesError(message.code, "watch ended"));
        return;
    }
    // An id nobody waits for any more is the answer to a request that timed out.
    const pending = message.id === null ? undefined : this.pending.get(message.id);
    if (message.ok) pending?.succeed(message);
    else pending?.fail(new SandboxFilesError(message.code, message.message));
  }

  private end(error: SandboxFilesError): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    for (const pending of [...this.pending.values()]) pending.fail(error);
    this.exec.stdin.end();
    this.exec.destroy();
    return true;
  }

  private lose(code: SandboxFilesErrorCode, detail: string): void {
    const error = new SandboxFilesError(code, detail);
    if (!this.end(error)) return;
    try {
      this.handlers.onLost?.(error);
    } catch {
      // Nobody is left to be told.
    }
  }
}
