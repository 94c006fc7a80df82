import { NaruError } from "@/lib/shared/errors";
import { answerRequest } from "../answer-request";
import { findHandlers, METHODS, type Method } from "../find-handlers";

export const dynamic = "force-dynamic";

interface Context {
  params: Promise<{ path: string[] }>;
}

/**
 * All of /api is one route of Next: each is built with a copy of its own of all it imports, and so the
 * server held lib/ once more for each that had been asked (docs/decisions/013).
 */
function answer(method: Method) {
  return async (request: Request, { params }: Context): Promise<Response> => {
    const found = findHandlers((await params).path);
    if (!found)
      return answerRequest(request, () => {
        throw new NaruError("NOT_FOUND");
      });
    const handle = found.handlers[method];
    const allow = METHODS.filter((known) => found.handlers[known]).join(", ");
    if (!handle) return new Response(null, { status: 405, headers: { allow } });
    return handle(request, { params: Promise.resolve(found.params) });
  };
}

export const DELETE = answer("DELETE");
export const GET = answer("GET");
export const PATCH = answer("PATCH");
export const POST = answer("POST");
export const PUT = answer("PUT");
