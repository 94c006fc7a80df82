import type { LabEngine } from "../docker";
import { type InnerEngine, openInner } from "../docker/inner";
import { EventLog } from "./event-log";
import type { FactSources } from "./facts";
import type { FileReader } from "./file-reader";
import { createSandboxFiles } from "./sandbox-file";
import { createMachineReader } from "./sandbox-machines";

export interface OpenSourcesOptions {
  /** Events before this do not count; without it all that the engine remembers. */
  eventsSince?: Date | null;
  /** A connection to the sandbox's engine that is open already; closed with the sources. */
  inner?: InnerEngine;
  /** Where files are read; without it by a process in the sandbox. */
  files?: FileReader;
}

export interface OpenedSources extends FactSources {
  /** Ends its connections into the sandbox. */
  close(): void;
}

/** All that grading asks of one sandbox. Close it when done: it holds up to four connections. */
export function openSources(
  lab: Pick<LabEngine, "connectInside" | "execToEnd">,
  sandboxId: string,
  options: OpenSourcesOptions = {},
): OpenedSources {
  const inner = options.inner ?? openInner(lab, sandboxId);
  return {
    inner,
    files: options.files ?? createSandboxFiles(lab, sandboxId),
    machines: createMachineReader(lab, sandboxId),
    connect: (target, { signal }) => lab.connectInside(sandboxId, target, { signal }),
    events: new EventLog(),
    eventsSince: options.eventsSince ?? null,
    close: () => inner.close(),
  };
}
