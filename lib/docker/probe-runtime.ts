import type { RuntimeDescription } from "../shared/foundations";
import { describeRuntime } from "./tier";
import type { CallOptions, Engine } from "./types";

export interface RuntimeProbe extends RuntimeDescription {
  runtime: string;
  /** Whether the engine can start containers with it. */
  isKnown: boolean;
  /** The names that the engine knows. */
  known: readonly string[];
}

/** Asks the lab engine whether it knows the runtime that sandboxes are to be made with. @throws EngineError */
export async function probeRuntime(
  lab: Pick<Engine, "info">,
  runtime: string,
  options?: CallOptions,
): Promise<RuntimeProbe> {
  const { runtimes } = await lab.info(options);
  return { ...describeRuntime(runtime), runtime, isKnown: runtimes.includes(runtime), known: [...runtimes].sort() };
}
