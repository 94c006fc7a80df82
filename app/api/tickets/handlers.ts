import { issueTicket } from "@/lib/auth";
import { getLessonDefinition } from "@/lib/lessons";
import { requireSandbox } from "@/lib/sandbox";
import { ticketRequestSchema } from "@/lib/shared/wire";
import { answerRequest } from "../answer-request";

/** Leave to open one socket, once: the cookie alone would let any page of another site open it. */
export function POST(request: Request): Promise<Response> {
  return answerRequest(request, async ({ runtime, body, requireUser }) => {
    const user = await requireUser();
    const wanted = await body(ticketRequestSchema);
    if (wanted.kind === "terminal") {
      const { id } = await requireSandbox(runtime.sandboxes, user.id, wanted.sandbox);
      return Response.json({ ticket: await issueTicket({ userId: user.id, kind: "terminal", target: id }) });
    }
    const { id } = await getLessonDefinition(wanted.lesson);
    return Response.json({ ticket: await issueTicket({ userId: user.id, kind: "session", target: id }) });
  });
}
