import type { Student } from "@/tests/student";

export interface StartFigures {
  /** Whether a warm sandbox was claimed, rather than a new one made. */
  isFromPool: boolean;
  /** From the request for a sandbox until its Docker answers and it is said to be ready. */
  readyMs: number;
  /** From the same request until the prompt is there. */
  promptMs: number;
  /** From the same request until the prompt has answered a typed line. */
  terminalReadyMs: number;
  sandboxId: string;
}

/** One start as a click causes it. The sandbox is left running. */
export async function measureStart(student: Student, lesson: string): Promise<StartFigures> {
  await student.startAttempt(lesson);
  const session = student.openSession(lesson);
  await session.inbox.find("attempt", (message) => message.type === "attempt", 10_000);
  const startedAt = performance.now();
  const { sandbox } = await student.startSandbox(lesson);
  // a claimed one is ready with the answer; making one takes longer than an answer is held back
  const isFromPool = sandbox.state === "ready";
  const { id } = isFromPool ? sandbox : await session.waitForSandbox("ready", sandbox.id);
  const readyMs = performance.now() - startedAt;
  const terminal = student.openTerminal(id);
  await terminal.opened;
  await terminal.inbox.find("first screen", (message) => message.type === "screen", 20_000);
  await terminal.waitFor("$ ");
  const promptMs = performance.now() - startedAt;
  // the sum stands only in the answer, never in the echo of what was typed
  terminal.type("echo $((40000+2))\r");
  await terminal.waitFor("40002");
  const terminalReadyMs = performance.now() - startedAt;
  terminal.close();
  session.close();
  return { isFromPool, readyMs, promptMs, terminalReadyMs, sandboxId: sandbox.id };
}
