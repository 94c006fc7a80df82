import { getHealth } from "@/lib/operator";
import { answerRequest } from "../answer-request";

/** For load balancers: 200 while this process can serve, else 503, with its parts as yes and no. Answers within 2 s. */
export function GET(request: Request): Promise<Response> {
  return answerRequest(request, async ({ runtime }) => {
    const health = await getHealth(runtime);
    return Response.json(health, { status: health.serving ? 200 : 503 });
  });
}
