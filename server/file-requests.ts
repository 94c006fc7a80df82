import { type SandboxFiles, SandboxFilesError, type SandboxFilesErrorCode } from "@/lib/sandbox-files";
import { type ErrorCode, NaruError } from "@/lib/shared/errors";
import type { FileContent, FileListing, SessionClientMessage } from "@/lib/shared/wire";

type FileRequest = Extract<SessionClientMessage, { request: number }>;
type FileAnswer = FileListing | FileContent | { version: string } | null;

const CODES: Partial<Record<SandboxFilesErrorCode, ErrorCode>> = {
  NOT_FOUND: "FILE_NOT_FOUND",
  EXISTS: "FILE_EXISTS",
  CONFLICT: "FILE_CONFLICT",
  TOO_LARGE: "FILE_TOO_LARGE",
  LINE_TOO_LONG: "FILE_TOO_LARGE",
  NO_SPACE: "DISK_FULL",
  BAD_PATH: "FILE_NOT_ALLOWED",
  OUTSIDE_ROOT: "FILE_NOT_ALLOWED",
  NOT_A_FILE: "FILE_NOT_ALLOWED",
  NOT_A_DIRECTORY: "FILE_NOT_ALLOWED",
  IS_DIRECTORY: "FILE_NOT_ALLOWED",
  NOT_EMPTY: "FILE_NOT_ALLOWED",
  PERMISSION: "FILE_NOT_ALLOWED",
  TIMEOUT: "ENGINE_TIMEOUT",
  EXEC_FAILED: "SANDBOX_NOT_READY",
  LOST: "SANDBOX_NOT_READY",
  BUSY: "RATE_LIMITED",
};

/** Does what the editor asks for, in the sandbox, as the student. @throws NaruError FILE_… for what a student may meet. */
export async function answerFileRequest(files: SandboxFiles, request: FileRequest): Promise<FileAnswer> {
  try {
    return await obey(files, request);
  } catch (error) {
    const code = error instanceof SandboxFilesError ? CODES[error.code] : undefined;
    if (!code) throw error;
    throw new NaruError(code, "path" in request ? { path: request.path } : {}, { cause: error });
  }
}

async function obey(files: SandboxFiles, request: FileRequest): Promise<FileAnswer> {
  switch (request.type) {
    case "files.list": {
      const { entries, truncated } = await files.list();
      return {
        entries: entries.map(({ path, type, size }) => ({ path, type, sizeBytes: size })),
        isTruncated: truncated,
      };
    }
    case "files.read": {
      const { bytes, version, isBinary } = await files.read(request.path);
      if (isBinary) throw new NaruError("FILE_NOT_TEXT", { path: request.path });
      return { path: request.path, content: bytes.toString("utf8"), version };
    }
    case "files.write": {
      const { version } = await files.write(request.path, Buffer.from(request.content, "utf8"), {
        ifVersion: request.ifVersion ?? undefined,
      });
      return { version };
    }
    case "files.create":
      await (request.directory
        ? files.createDirectory(request.path)
        : files.create(request.path, undefined, { createParents: true }));
      return null;
    case "files.rename":
      await files.rename(request.path, request.to);
      return null;
    case "files.remove":
      await files.remove(request.path);
      return null;
  }
}
