export {
  type AttachOptions,
  attachTerminal,
  type OpenExec,
  type TerminalHandlers,
  type TerminalLink,
  type TerminalLinkErrorCode,
} from "./attach";
export type { TerminalExit, TerminalHello, TerminalResized } from "./frames";
export { type HeldTerminal, holdTerminal } from "./hold-terminal";
export { toShellExec, WORK_FOLDER } from "./shell-exec";
export { renderSnapshot, type Snapshot, type SnapshotInput } from "./snapshot";
