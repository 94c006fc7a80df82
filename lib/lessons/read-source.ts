import { readFile } from "node:fs/promises";
import type { ProblemList } from "./problem";

const MAX_SOURCE_KIB = 128;

/**
 * Text of a content file the way everything else here expects it: UTF-8 without a mark, lines ended by \n, letters composed
 * (macOS writes Korean decomposed, and then neither ids nor commands would be equal). Null when it cannot be used.
 */
export async function readSource(path: string, name: string, list: ProblemList): Promise<string | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "ENOENT") list.add("fileMissing", undefined, { name });
    else list.add("fileUnreadable", undefined, { name, detail: code });
    return null;
  }
  if (bytes.byteLength > MAX_SOURCE_KIB * 1024) {
    list.add("fileTooBig", undefined, { limit: MAX_SOURCE_KIB });
    return null;
  }
  try {
    return normalizeSource(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    list.add("fileNotUtf8", undefined, {});
    return null;
  }
}

export function normalizeSource(text: string): string {
  return text
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .normalize("NFC");
}
