import type { Instrumentation } from "next";

/** Next catches what a page throws and tells the browser a digest: our log gets the error with the digest and the request's id. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { getRuntime } = await import("@/lib/runtime");
  const { log, metrics } = getRuntime();
  const digest = typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : undefined;
  const requestId = String(request.headers["x-request-id"] ?? "");
  metrics.countError("INTERNAL");
  log.error({ err: error, digest, requestId, route: context.routePath }, "page failed");
};
