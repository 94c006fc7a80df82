export { isAllowedHost } from "./allowed-host";
export { ADDRESS_HEADER, toClientAddress } from "./client-address";
export { createMeter, type Meter } from "./meter";
export { createRequestLimits, type RequestLimits } from "./request-limits";
