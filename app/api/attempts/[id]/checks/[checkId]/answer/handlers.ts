import { z } from "zod";
import { answerCheck } from "@/lib/session";
import { answerRequest } from "../../../../../answer-request";

interface Context {
  params: Promise<{ id: string; checkId: string }>;
}

const answerSchema = z.strictObject({ value: z.union([z.string().max(1000), z.array(z.string().max(64)).max(20)]) });

export function POST(request: Request, { params }: Context): Promise<Response> {
  return answerRequest(request, async ({ runtime, body, requireUser }) => {
    const user = await requireUser();
    const { id: attemptId, checkId } = await params;
    const { value } = await body(answerSchema);
    return Response.json(
      await answerCheck(runtime, { userId: user.id, locale: user.locale, attemptId, checkId, value }),
    );
  });
}
