import { z } from "zod";
import { requireImages } from "@/lib/images";
import { startSandbox } from "@/lib/sandbox";
import { answerRequest } from "../answer-request";

const startSchema = z.strictObject({ lesson: z.string().max(120), replace: z.boolean().default(false) });

export function POST(request: Request): Promise<Response> {
  return answerRequest(request, async ({ runtime, body, requireUser }) => {
    const user = await requireUser();
    const { lesson, replace } = await body(startSchema);
    await requireImages(runtime.config.dataDir, lesson);
    const sandbox = await startSandbox(runtime.sandboxes, { userId: user.id, lesson, replace });
    return Response.json({ sandbox }, { status: 202 });
  });
}
