import { NaruError } from "@/lib/shared/errors";
import { answerRequest } from "../answer-request";

export const dynamic = "force-dynamic";

/** Every path below /api that is none. */
function refuse(request: Request): Promise<Response> {
  return answerRequest(request, () => {
    throw new NaruError("NOT_FOUND");
  });
}

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT };
