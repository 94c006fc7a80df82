import { EventEmitter } from "node:events";
import type { SandboxChanged } from "../sandbox";
import type { Notice } from "../shared/notice";

/** A verdict was recorded by a request rather than by the watch of the student's session. */
export interface CheckChanged {
  userId: string;
  lesson: string;
  checkId: string;
}

/** Something the student should know of their sandbox. */
export interface SandboxNotice {
  sandboxId: string;
  notice: Notice;
}

/** A student has sent off a line in a terminal. */
export interface LineTyped {
  sandboxId: string;
}

interface Events {
  sandbox: [SandboxChanged];
  check: [CheckChanged];
  notice: [SandboxNotice];
  line: [LineTyped];
  /** The hub was found standing still. */
  hub: [];
}

/** Wakes the sockets of this process; the truth is read from the database each time. */
export type Bus = EventEmitter<Events>;

export function createBus(): Bus {
  const bus: Bus = new EventEmitter<Events>();
  // one listener an open session socket
  bus.setMaxListeners(0);
  return bus;
}
