import { test as base, type Page } from "@playwright/test";
import pg from "pg";
import type { Locale } from "@/lib/shared/locale";
import type { SandboxView } from "@/lib/shared/sandbox-view";
import { texts as en } from "@/lib/shared/texts/en";
import { texts as ko, type Texts } from "@/lib/shared/texts/ko";
import type { SessionConnection, Student } from "@/tests/student";

export { expect } from "@playwright/test";

/** The running site; scripts/test.ts chooses the port, Playwright starts the server there. */
export const baseUrl = requireEnv("NARU_E2E_URL");
/** The lesson of tests that need any sandbox. */
export const LESSON = "docker/container-life";

export const TEXTS: Readonly<Record<Locale, Texts>> = { ko, en };
export const LOCALES = [
  ["ko", "ko-KR"],
  ["en", "en-US"],
] as const;

/** As Playwright's own, and leaves no computer behind for the next test to share the machine with. */
export const test = base.extend<{ stopsSandbox: undefined }>({
  stopsSandbox: [
    async ({ context }, use) => {
      await use(undefined);
      await stopSandbox(context);
    },
    { auto: true },
  ],
});

/** Turns the student's computer off, if one is on. */
export async function stopSandbox({ request }: Pick<Page, "request">): Promise<void> {
  const { sandbox } = await findSandbox({ request });
  if (!sandbox || sandbox.state === "ended" || sandbox.state === "failed") return;
  await request.post(`/api/sandboxes/${sandbox.id}/stop`, { headers: { origin: baseUrl } });
}

/** The student's computer as the server sees it. */
export async function findSandbox({ request }: Pick<Page, "request">): Promise<{ sandbox: SandboxView | null }> {
  return (await request.get("/api/sandboxes/current")).json();
}

export async function getSandbox(page: Page): Promise<SandboxView> {
  const { sandbox } = await findSandbox(page);
  if (!sandbox) throw new Error("the student has no computer");
  return sandbox;
}

/** Brings a student who needs no page to a ready sandbox. The session socket stays open. */
export async function openSandbox(
  student: Student,
  lesson = LESSON,
): Promise<{ sandboxId: string; session: SessionConnection }> {
  await student.startAttempt(lesson);
  const session = student.openSession(lesson);
  const { sandbox } = await student.startSandbox(lesson);
  const { id } = await session.waitForSandbox("ready", sandbox.id);
  return { sandboxId: id, session };
}

/** One statement on the site's own database, for what only time or an accident would bring about. */
export async function changeDatabase(statement: string, values: readonly unknown[]): Promise<number> {
  const client = new pg.Client({ connectionString: requireEnv("DATABASE_URL") });
  await client.connect();
  try {
    const { rowCount } = await client.query(statement, [...values]);
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}

/** A text of the site with its parameters put in; only for texts without plurals. */
export function fill(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? `{${name}}`));
}

function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`npm test -- e2e\``);
  return value;
}
