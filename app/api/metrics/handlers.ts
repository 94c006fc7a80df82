import { getSiteFigures } from "@/lib/operator";
import { answerRequest } from "../answer-request";
import { requireOperatorOf } from "../operator-call";

/** A scrape by Prometheus, with the operator's key as its bearer token. */
export function GET(request: Request): Promise<Response> {
  return answerRequest(request, async (call) => {
    await requireOperatorOf(call);
    const { contentType, text } = await call.runtime.metrics.render(await getSiteFigures(call.runtime));
    return new Response(text, { headers: { "content-type": contentType } });
  });
}
