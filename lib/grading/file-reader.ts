/** Files of the student's working folder, paths relative to it. */
export interface FileReader {
  /** The first bytes of a regular file; null when there is nothing. @throws NotRegularFile, EngineError */
  readFile(path: string, options: { maxBytes: number; signal?: AbortSignal }): Promise<Uint8Array | null>;
  /** Names in a folder, for a hint; empty when there is no such folder. */
  listFolder?(path: string, options: { signal?: AbortSignal }): Promise<readonly string[]>;
}

/** Something else than a file is there: a folder, a pipe, a device. */
export class NotRegularFile extends Error {
  override readonly name = "NotRegularFile";
}
