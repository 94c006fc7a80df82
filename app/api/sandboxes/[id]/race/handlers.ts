import { startRace } from "@/lib/sandbox";
import type { RaceLine } from "@/lib/shared/race";
import { answerRequest } from "../../../answer-request";

interface Context {
  params: Promise<{ id: string }>;
}

/** One JSON object a line, as they are measured. Whoever goes away ends the race. */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return answerRequest(request, async ({ runtime, requireUser }) => {
    const user = await requireUser();
    const { id: sandboxId } = await params;
    const gone = new AbortController();
    request.signal.addEventListener("abort", () => gone.abort(), { once: true });
    const lines = await startRace(runtime.sandboxes, { userId: user.id, sandboxId }, gone.signal);
    return new Response(toStream(lines, gone), { headers: { "content-type": "application/x-ndjson" } });
  });
}

function toStream(lines: AsyncGenerator<RaceLine>, gone: AbortController): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    async cancel() {
      gone.abort();
      await lines.return(undefined);
    },
  });
}
