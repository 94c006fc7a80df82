import { z } from "zod";
import { viewAttempt } from "@/lib/session";
import { answerRequest } from "../answer-request";

const startSchema = z.strictObject({ lesson: z.string().max(120) });

export function POST(request: Request): Promise<Response> {
  return answerRequest(request, async ({ body, requireUser }) => {
    const user = await requireUser();
    const { lesson } = await body(startSchema);
    return Response.json(await viewAttempt({ userId: user.id, locale: user.locale, lesson }));
  });
}
