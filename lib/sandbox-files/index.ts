export {
  type CallOptions,
  type CreateOptions,
  openSandboxFiles,
  type SandboxFiles,
  type SandboxFilesHandlers,
  type SandboxFilesOptions,
  type WriteOptions,
} from "./client";
export {
  maxFileBytes,
  type SandboxFile,
  type SandboxFileEntry,
  type SandboxFileList,
  SandboxFilesError,
  type SandboxFilesErrorCode,
  type WrittenFile,
} from "./messages";
