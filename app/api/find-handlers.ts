import * as answer from "./attempts/[id]/checks/[checkId]/answer/handlers";
import * as check from "./attempts/[id]/checks/[checkId]/check/handlers";
import * as attempts from "./attempts/handlers";
import * as health from "./health/handlers";
import * as metrics from "./metrics/handlers";
import * as operator from "./operator/handlers";
import * as progress from "./progress/handlers";
import * as readiness from "./readiness/handlers";
import * as reservations from "./reservations/handlers";
import * as action from "./sandboxes/[id]/[action]/handlers";
import * as race from "./sandboxes/[id]/race/handlers";
import * as terminal from "./sandboxes/[id]/terminals/[terminal]/handlers";
import * as currentSandbox from "./sandboxes/current/handlers";
import * as sandboxes from "./sandboxes/handlers";
import * as session from "./session/handlers";
import * as status from "./status/handlers";
import * as tickets from "./tickets/handlers";

export const METHODS = ["DELETE", "GET", "PATCH", "POST", "PUT"] as const;
export type Method = (typeof METHODS)[number];

/** What a handlers.ts exports: a function for each method its path answers. Typed as methods, so that each may name the parameters it reads. */
export type Handlers = {
  [method in Method]?: { handle(request: Request, context: Context): Promise<Response> }["handle"];
};

interface Context {
  params: Promise<Record<string, string>>;
}

/** Below /api, as the folders are named. What is written out goes before what a parameter would also match. */
export const API: Readonly<Record<string, Handlers>> = {
  attempts,
  "attempts/[id]/checks/[checkId]/answer": answer,
  "attempts/[id]/checks/[checkId]/check": check,
  health,
  metrics,
  operator,
  progress,
  readiness,
  reservations,
  sandboxes,
  "sandboxes/current": currentSandbox,
  "sandboxes/[id]/race": race,
  "sandboxes/[id]/[action]": action,
  "sandboxes/[id]/terminals/[terminal]": terminal,
  session,
  status,
  tickets,
};

const PATTERNS = Object.entries(API).map(([pattern, handlers]) => ({ parts: pattern.split("/"), handlers }));

/** The handlers of a path below /api, given as its decoded segments, and its parameters; undefined where there is none. */
export function findHandlers(
  segments: readonly string[],
): { handlers: Handlers; params: Record<string, string> } | undefined {
  for (const { parts, handlers } of PATTERNS) {
    if (parts.length !== segments.length) continue;
    const params: Record<string, string> = {};
    const isMatch = parts.every((part, at) => {
      const segment = segments[at] ?? "";
      if (!part.startsWith("[")) return part === segment;
      params[part.slice(1, -1)] = segment;
      return segment !== "";
    });
    if (isMatch) return { handlers, params };
  }
  return undefined;
}
