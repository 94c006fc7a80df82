import { endTerminal } from "@/lib/sandbox";
import { answerRequest } from "../../../../answer-request";

interface Context {
  params: Promise<{ id: string; terminal: string }>;
}

export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return answerRequest(request, async ({ runtime, requireUser }) => {
    const user = await requireUser();
    const { id: sandboxId, terminal } = await params;
    await endTerminal(runtime.sandboxes, { userId: user.id, sandboxId, terminal });
    return Response.json({});
  });
}
