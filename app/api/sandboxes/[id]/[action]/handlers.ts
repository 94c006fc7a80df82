import { extendSandbox, findCurrentSandbox, resetSandbox, stopSandbox } from "@/lib/sandbox";
import { NaruError } from "@/lib/shared/errors";
import { answerRequest } from "../../../answer-request";

interface Context {
  params: Promise<{ id: string; action: string }>;
}

export function POST(request: Request, { params }: Context): Promise<Response> {
  return answerRequest(request, async ({ runtime, requireUser }) => {
    const user = await requireUser();
    const { id: sandboxId, action } = await params;
    const who = { userId: user.id, sandboxId };
    if (action === "extend") return Response.json({ sandbox: await extendSandbox(runtime.sandboxes, who) });
    if (action === "reset") return Response.json({ sandbox: await resetSandbox(runtime.sandboxes, who) });
    if (action !== "stop") throw new NaruError("NOT_FOUND");
    await stopSandbox(runtime.sandboxes, who);
    return Response.json({ sandbox: await findCurrentSandbox(runtime.sandboxes, user.id) });
  });
}
