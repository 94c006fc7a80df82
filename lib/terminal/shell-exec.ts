import type { ExecOptions } from "../docker";

/** Where a shell begins; the student's own working directory. */
export const WORK_FOLDER = "/home/student/work";

/** How the agent that reaches a terminal's shell is run in a sandbox: as the student, where they work. */
export function toShellExec(cmd: string[]): ExecOptions {
  return { cmd, user: "student", workdir: WORK_FOLDER, env: { NARU_WORKDIR: WORK_FOLDER }, stdin: true };
}
