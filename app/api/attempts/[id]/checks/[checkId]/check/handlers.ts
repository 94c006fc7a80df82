import { checkNow } from "@/lib/session";
import { answerRequest } from "../../../../../answer-request";

interface Context {
  params: Promise<{ id: string; checkId: string }>;
}

export function POST(request: Request, { params }: Context): Promise<Response> {
  return answerRequest(request, async ({ runtime, requireUser }) => {
    const user = await requireUser();
    const { id: attemptId, checkId } = await params;
    return Response.json(await checkNow(runtime, { userId: user.id, locale: user.locale, attemptId, checkId }));
  });
}
