import { listProgress } from "@/lib/progress";
import type { ProgressView } from "@/lib/shared/lesson-view";
import { answerRequest } from "../answer-request";

export function GET(request: Request): Promise<Response> {
  return answerRequest(request, async ({ findUser }) => {
    const user = await findUser();
    const begun = user ? await listProgress(user.id) : [];
    const lessons: ProgressView = Object.fromEntries(
      begun.map(({ lesson, points, passedChecks, completedAt }) => [
        lesson,
        { points, passed: passedChecks.length, completedAt },
      ]),
    );
    return Response.json({ lessons });
  });
}
