import { getStatus } from "@/lib/operator";
import { answerRequest } from "../answer-request";
import { requireOperatorOf } from "../operator-call";

export function GET(request: Request): Promise<Response> {
  return answerRequest(request, async (call) => {
    await requireOperatorOf(call);
    return Response.json(await getStatus(call.runtime));
  });
}
