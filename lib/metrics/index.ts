export { createMetrics } from "./create-metrics";
export type { Metrics, SiteFigures, SocketKind } from "./metrics";
