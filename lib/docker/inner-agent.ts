import { Agent, type AgentOptions } from "node:http";
import type { Duplex } from "node:stream";
import { openEngineOver } from "./open-engine";
import type { Engine, LabEngine } from "./types";

const SOCKET = "/run/docker.sock";
const MAX_CONNECTIONS = 4;
/** A student may just have killed dockerd: it is back within seconds. */
const WAIT_MS = 3_000;

type Connect = (waitMs: number) => Promise<Duplex>;

class InnerAgent extends Agent {
  constructor(private readonly connect: Connect) {
    super({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  }

  override createConnection(_options: AgentOptions, done?: (error: Error | null, socket: Duplex) => void): undefined {
    this.connect(WAIT_MS).then(
      (socket) => done?.(null, socket),
      // Node's callback has no form for "no socket", only for an error beside it.
      (error: Error) => (done as ((error: Error) => void) | undefined)?.(error),
    );
  }
}

/** A keep-alive agent whose sockets run through the sandbox's relay to its own engine. */
export function createInnerAgent(lab: Pick<LabEngine, "connectInside">, sandboxId: string): Agent {
  return new InnerAgent((waitMs) => lab.connectInside(sandboxId, { unix: SOCKET }, { waitMs }));
}

/** The student's own engine. Close it when done: it holds up to four connections. */
export function openInnerEngine(lab: Pick<LabEngine, "connectInside">, sandboxId: string): Engine {
  return openEngineOver(createInnerAgent(lab, sandboxId), `sandbox ${sandboxId}`);
}
