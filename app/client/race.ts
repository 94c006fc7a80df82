import { type RaceLine, raceLineSchema } from "@/lib/shared/race";
import { isErrorBody, OfflineError, RemoteError } from "./remote-error";

const MAX_LINE = 4_096;

/** Starts the race in a sandbox and tells each line as it comes. Aborting ends it there too. @throws RemoteError, OfflineError */
export async function* runRace(sandbox: string, signal: AbortSignal): AsyncGenerator<RaceLine> {
  let response: Response;
  try {
    response = await fetch(`/api/sandboxes/${encodeURIComponent(sandbox)}/race`, {
      method: "POST",
      cache: "no-store",
      credentials: "same-origin",
      signal,
    });
  } catch (cause) {
    throw new OfflineError("no answer", { cause });
  }
  if (!response.ok || !response.body) {
    const answer: unknown = await response.json().catch(() => null);
    if (isErrorBody(answer))
      throw new RemoteError(answer.error.code, answer.error.params ?? {}, answer.error.requestId);
    throw new RemoteError("INTERNAL", {}, response.headers.get("x-request-id") ?? "");
  }
  yield* readLines(response.body);
}

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<RaceLine> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE) throw new RangeError("a line without an end");
      for (const line of lines) yield raceLineSchema.parse(JSON.parse(line));
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
