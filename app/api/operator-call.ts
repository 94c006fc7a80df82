import { isSecureRequest } from "@/lib/auth";
import { type OperatorCall, requireOperator } from "@/lib/operator";
import { getRuntime } from "@/lib/runtime";
import type { Call } from "./answer-request";

/** What of a request's headers lets an operator in; the address is what server/request-id.ts wrote. */
export function toOperatorCall(headers: Headers): OperatorCall {
  return {
    cookie: headers.get("cookie") ?? undefined,
    authorization: headers.get("authorization") ?? undefined,
    isSecure: isSecureRequest(headers.get("host"), getRuntime().config.origins),
    peer: headers.get("x-naru-peer") ?? "",
  };
}

/** @throws NaruError UNAUTHENTICATED, RATE_LIMITED. */
export function requireOperatorOf({ request, runtime }: Pick<Call, "request" | "runtime">): Promise<void> {
  return requireOperator(runtime, toOperatorCall(request.headers));
}
