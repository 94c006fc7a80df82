import type { FileContent, FileEntry, FileListing } from "@/lib/shared/wire";
import { type Failure, toFailure } from "./remote-error";

/** What the editor needs of the sandbox's files; the session socket gives it. */
export interface FileService {
  listFiles(): Promise<FileListing>;
  readFile(path: string): Promise<FileContent>;
  writeFile(path: string, content: string, ifVersion: string | null): Promise<{ version: string }>;
  createFile(path: string, directory: boolean): Promise<void>;
  renameFile(path: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
}

export interface OpenFile {
  path: string;
  status: "loading" | "ready" | "failed";
  content: string;
  savedContent: string;
  version: string | null;
  isSaving: boolean;
  /** The file was changed or deleted by somebody else while changes of ours are unsaved. */
  conflict: "changed" | "gone" | null;
  failure: Failure | null;
}

export interface EditorState {
  entries: readonly FileEntry[] | null;
  isTruncated: boolean;
  open: readonly OpenFile[];
  active: string | null;
  failure: Failure | null;
}

export type EditorNotice = { kind: "saved" | "reloaded"; path: string };

const REFRESH_DELAY_MS = 150;

export function isDirty(file: OpenFile): boolean {
  return file.status === "ready" && file.content !== file.savedContent;
}

/** Open files against what the terminal does to them. No React in it; nothing of ours is overwritten without a question. */
export class EditorFiles {
  #state: EditorState = { entries: null, isTruncated: false, open: [], active: null, failure: null };
  #refreshTimer: ReturnType<typeof setTimeout> | null = null;
  #isDisposed = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly files: FileService,
    private readonly onNotice: (notice: EditorNotice) => void,
  ) {}

  readonly getState = (): EditorState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async refresh(): Promise<void> {
    try {
      const { entries, isTruncated } = await this.files.listFiles();
      this.#set({ entries, isTruncated, failure: null });
    } catch (error) {
      this.#set({ failure: toFailure(error) });
    }
  }

  /** The sandbox says files changed; null is "somewhere". */
  filesChanged(paths: readonly string[] | null): void {
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = null;
      void this.refresh();
    }, REFRESH_DELAY_MS);
    for (const file of this.#state.open) if (!paths || paths.includes(file.path)) void this.#lookAgain(file.path);
  }

  async open(path: string): Promise<void> {
    if (this.#find(path)) return this.#set({ active: path });
    const file: OpenFile = {
      path,
      status: "loading",
      content: "",
      savedContent: "",
      version: null,
      isSaving: false,
      conflict: null,
      failure: null,
    };
    this.#set({ open: [...this.#state.open, file], active: path });
    await this.#load(path);
  }

  edit(path: string, content: string): void {
    if (this.#find(path)?.content !== content) this.#patch(path, { content });
  }

  close(path: string): void {
    const index = this.#state.open.findIndex((file) => file.path === path);
    const open = this.#state.open.filter((file) => file.path !== path);
    const neighbour = open[Math.min(index, open.length - 1)]?.path ?? null;
    this.#set({ open, active: this.#state.active === path ? neighbour : this.#state.active });
  }

  /** @param isForced save over whatever is there now. */
  async save(path: string, isForced = false): Promise<void> {
    const file = this.#find(path);
    if (file?.status !== "ready" || file.isSaving) return;
    const { content } = file;
    this.#patch(path, { isSaving: true, failure: null });
    try {
      const { version } = await this.files.writeFile(
        path,
        content,
        isForced || file.conflict === "gone" ? null : file.version,
      );
      this.#patch(path, { isSaving: false, savedContent: content, version, conflict: null });
      this.onNotice({ kind: "saved", path });
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === "FILE_CONFLICT") this.#patch(path, { isSaving: false, conflict: "changed" });
      else this.#patch(path, { isSaving: false, failure });
    }
  }

  /** Gives up our changes for what the terminal wrote. */
  async takeTheirs(path: string): Promise<void> {
    await this.#load(path);
  }

  async create(path: string, isDirectory: boolean): Promise<void> {
    await this.#do(async () => {
      await this.files.createFile(path, isDirectory);
      if (!isDirectory) await this.open(path);
    });
  }

  async rename(path: string, to: string): Promise<void> {
    await this.#do(async () => {
      await this.files.renameFile(path, to);
      const move = (old: string) => (old === path || old.startsWith(`${path}/`) ? to + old.slice(path.length) : old);
      this.#set({
        open: this.#state.open.map((file) => ({ ...file, path: move(file.path) })),
        active: this.#state.active && move(this.#state.active),
      });
    });
  }

  async remove(path: string): Promise<void> {
    await this.#do(async () => {
      await this.files.removeFile(path);
      for (const file of this.#state.open)
        if (file.path === path || file.path.startsWith(`${path}/`)) this.close(file.path);
    });
  }

  /** A lesson's own file, written by a click; an open tab shows it. */
  async put(path: string, content: string): Promise<void> {
    await this.#do(async () => {
      const { version } = await this.files.writeFile(path, content, null);
      if (this.#find(path))
        this.#patch(path, { status: "ready", content, savedContent: content, version, conflict: null, failure: null });
      this.onNotice({ kind: "saved", path });
    });
  }

  readonly dismissFailure = (): void => this.#set({ failure: null });

  dispose(): void {
    this.#isDisposed = true;
    if (this.#refreshTimer) clearTimeout(this.#refreshTimer);
    this.#listeners.clear();
  }

  async #load(path: string): Promise<void> {
    try {
      const { content, version } = await this.files.readFile(path);
      this.#patch(path, { status: "ready", content, savedContent: content, version, conflict: null, failure: null });
    } catch (error) {
      this.#patch(path, { status: "failed", failure: toFailure(error) });
    }
  }

  async #lookAgain(path: string): Promise<void> {
    const before = this.#find(path);
    if (!before || before.isSaving || before.status === "loading") return;
    try {
      const { content, version } = await this.files.readFile(path);
      const file = this.#find(path);
      if (!file || file.isSaving || file.version === version) return;
      if (file.content === content)
        return this.#patch(path, { status: "ready", savedContent: content, version, conflict: null, failure: null });
      if (isDirty(file)) return this.#patch(path, { conflict: "changed" });
      this.#patch(path, { status: "ready", content, savedContent: content, version, conflict: null, failure: null });
      this.onNotice({ kind: "reloaded", path });
    } catch (error) {
      if (toFailure(error).code === "FILE_NOT_FOUND") this.#patch(path, { conflict: "gone" });
    }
  }

  async #do(work: () => Promise<void>): Promise<void> {
    this.#set({ failure: null });
    try {
      await work();
      await this.refresh();
    } catch (error) {
      this.#set({ failure: toFailure(error) });
    }
  }

  #find(path: string): OpenFile | undefined {
    return this.#state.open.find((file) => file.path === path);
  }

  #patch(path: string, change: Partial<OpenFile>): void {
    this.#set({ open: this.#state.open.map((file) => (file.path === path ? { ...file, ...change } : file)) });
  }

  #set(change: Partial<EditorState>): void {
    if (this.#isDisposed) return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
