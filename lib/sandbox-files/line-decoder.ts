import { SandboxFilesError } from "./messages";

/** Cuts a byte stream into lines of at most `maxBytes`; pieces are joined once, at the line's end. */
export class LineDecoder {
  private parts: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly maxBytes: number) {}

  *push(chunk: Uint8Array): Generator<string, void> {
    let at = 0;
    while (at < chunk.length) {
      const end = chunk.indexOf(10, at);
      const part = chunk.subarray(at, end < 0 ? chunk.length : end);
      at += part.length + 1;
      this.length += part.length;
      if (this.length > this.maxBytes) throw new SandboxFilesError("PROTOCOL", "line too long");
      this.parts.push(part);
      if (end < 0) return;
      const line = Buffer.concat(this.parts, this.length);
      this.parts = [];
      this.length = 0;
      yield line.toString("utf8");
    }
  }
}
