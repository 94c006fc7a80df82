import type { CallOptions } from "../types";
import type { InnerEngine } from "./engine";

export function rawInfo(engine: InnerEngine, options?: CallOptions): Promise<unknown> {
  return engine.call("GET", "/info", options);
}

export function rawVersion(engine: InnerEngine, options?: CallOptions): Promise<unknown> {
  return engine.call("GET", "/version", options);
}
