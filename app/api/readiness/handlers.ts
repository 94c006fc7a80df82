import { listReadiness } from "@/lib/images";
import { answerRequest } from "../answer-request";

export function GET(request: Request): Promise<Response> {
  return answerRequest(request, async ({ runtime }) =>
    Response.json({ lessons: await listReadiness(runtime.config.dataDir) }),
  );
}
