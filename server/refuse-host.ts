import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isAllowedHost } from "@/lib/gate";
import type { Runtime } from "@/lib/runtime";
import type { ErrorBody } from "@/lib/shared/errors";
import { errors as english } from "@/lib/shared/texts/en/errors";
import { errors as korean } from "@/lib/shared/texts/ko/errors";

/** Who looks after a machine asks by whatever address it has; the answer tells nothing of anybody. */
const HEALTH = "/api/health";

/** Answers a request that names another host than ours; true when it did. */
export function refuseForeignHost({ config }: Runtime, request: IncomingMessage, response: ServerResponse): boolean {
  const [path = "/"] = (request.url ?? "/").split("?", 1);
  if (path === HEALTH || isAllowedHost(request.headers.host, config)) return false;
  const requestId = randomUUID();
  const body: ErrorBody = { error: { code: "FORBIDDEN_HOST", params: {}, requestId } };
  const text = [korean, english].map(({ FORBIDDEN_HOST: { title, body } }) => `${title}\n${body}\n`).join("\n");
  const isApi = path.startsWith("/api/");
  response.writeHead(421, {
    "content-type": isApi ? "application/json" : "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  });
  response.end(isApi ? JSON.stringify(body) : text);
  return true;
}
