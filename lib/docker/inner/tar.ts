import { EngineError } from "../errors";

const BLOCK = 512;

export interface TarEntry {
  name: string;
  type: "file" | "folder" | "link" | "other";
  sizeBytes: number;
  /** The first bytes of a file, as far as they were read. */
  content: Buffer;
}

/** First entry of a tar stream, of which only the head may be there. Long names and extended headers before it are skipped. */
export function readFirstTarEntry(tar: Buffer): TarEntry | undefined {
  let at = 0;
  while (at + BLOCK <= tar.length) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return undefined;
    if (readChecksum(header) !== computeChecksum(header)) throw new EngineError("BAD_ANSWER", "no tar header");
    const sizeBytes = readNumber(header, 124, 12);
    const flag = String.fromCharCode(header[156] ?? 0);
    const start = at + BLOCK;
    if (!"xgLK".includes(flag) || flag === "\0") {
      const type =
        flag === "0" || flag === "\0"
          ? "file"
          : flag === "5"
            ? "folder"
            : flag === "1" || flag === "2"
              ? "link"
              : "other";
      return {
        name: readText(header, 0, 100),
        type,
        sizeBytes,
        content: tar.subarray(start, start + (type === "file" ? sizeBytes : 0)),
      };
    }
    at = start + Math.ceil(sizeBytes / BLOCK) * BLOCK;
  }
  return undefined;
}

function readText(header: Buffer, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString("utf8");
}

function readNumber(header: Buffer, at: number, length: number): number {
  const first = header[at] ?? 0;
  // GNU's base-256 for sizes over 8 GiB.
  if (first & 0x80) return Number(header.subarray(at + 4, at + length).readBigUInt64BE());
  const parsed = Number.parseInt(readText(header, at, length).trim() || "0", 8);
  if (!Number.isSafeInteger(parsed) || parsed < 0) throw new EngineError("BAD_ANSWER", "no tar size");
  return parsed;
}

function readChecksum(header: Buffer): number {
  return Number.parseInt(readText(header, 148, 8).trim() || "0", 8);
}

function computeChecksum(header: Buffer): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}
