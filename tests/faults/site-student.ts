import { expect, vi } from "vitest";
import { siteUrl } from "../site";
import { Student, type TerminalConnection } from "../student";

export const LESSON = "docker/images";

export interface SandboxedStudent extends AsyncDisposable {
  student: Student;
  sandboxId: string;
}

/** A new student with a ready sandbox, which is ended with the scope. */
export async function openSandbox(lesson = LESSON): Promise<SandboxedStudent> {
  const student = await Student.arrive(siteUrl);
  await student.startSandbox(lesson);
  await waitForState(student, "ready");
  // who waited may have another than the one asked for
  const sandbox = await readSandbox(student);
  if (!sandbox) throw new Error("the site does not answer");
  return {
    student,
    sandboxId: sandbox.id,
    [Symbol.asyncDispose]: async () => {
      await student.send("POST", `/api/sandboxes/${sandbox.id}/stop`);
    },
  };
}

/** What the site says of the student's sandbox; undefined while the site does not answer. */
export async function readSandbox(student: Student) {
  try {
    const { status, body } = await student.send("GET", "/api/sandboxes/current");
    return status === 200 ? (body as Awaited<ReturnType<Student["startSandbox"]>>).sandbox : undefined;
  } catch {
    return undefined;
  }
}

export async function waitForState(student: Student, state: string, timeoutMs = 60_000): Promise<void> {
  await vi.waitFor(async () => expect(await readSandbox(student)).toMatchObject({ state }), {
    timeout: timeoutMs,
    interval: 100,
  });
}

/** A prompt that nothing else on the screen looks like. */
export async function setPlainPrompt(terminal: TerminalConnection): Promise<void> {
  await terminal.run("unset PROMPT_COMMAND; PS0=; PS1='PROM''PT> '");
  await terminal.waitFor("PROMPT> ");
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
