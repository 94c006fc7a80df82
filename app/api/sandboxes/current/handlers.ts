import { findCurrentSandbox } from "@/lib/sandbox";
import { answerRequest } from "../../answer-request";

export function GET(request: Request): Promise<Response> {
  return answerRequest(request, async ({ runtime, findUser }) => {
    const user = await findUser();
    return Response.json({ sandbox: user ? await findCurrentSandbox(runtime.sandboxes, user.id) : null });
  });
}
