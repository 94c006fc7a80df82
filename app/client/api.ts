import type { AttemptView, CheckProgress, ProgressView } from "@/lib/shared/lesson-view";
import type { Locale } from "@/lib/shared/locale";
import type { ReadinessView } from "@/lib/shared/readiness-view";
import type { SandboxView } from "@/lib/shared/sandbox-view";
import type { TicketRequest } from "@/lib/shared/wire";
import { isErrorBody, OfflineError, RemoteError } from "./remote-error";

export interface SessionUser {
  id: string;
  name: string | null;
  locale: Locale;
}

const REQUEST_TIMEOUT_MS = 60_000;
/** A socket that comes back after a drop waits for this: a link that still hangs is tried anew. */
const TICKET_TIMEOUT_MS = 5_000;

/** @throws RemoteError with the server's code, OfflineError when there was no answer. */
export async function request<T>(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  timeoutMs = REQUEST_TIMEOUT_MS,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw new OfflineError("no answer", { cause });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  if (isErrorBody(answer)) throw new RemoteError(answer.error.code, answer.error.params ?? {}, answer.error.requestId);
  throw new RemoteError("INTERNAL", {}, response.headers.get("x-request-id") ?? "");
}

const id = encodeURIComponent;

export const api = {
  getSession: () => request<{ user: SessionUser | null }>("GET", "/api/session"),
  startSession: (locale: Locale) => request<{ user: SessionUser }>("POST", "/api/session", { locale }),
  updateSession: (change: { name?: string | null; locale?: Locale }) =>
    request<{ user: SessionUser }>("PATCH", "/api/session", change),
  joinReservation: (code: string) => request<{ joined: boolean }>("POST", "/api/reservations", { code }),
  getProgress: () => request<{ lessons: ProgressView }>("GET", "/api/progress"),
  getReadiness: () => request<{ lessons: ReadinessView }>("GET", "/api/readiness"),
  getTicket: (wanted: TicketRequest) => request<{ ticket: string }>("POST", "/api/tickets", wanted, TICKET_TIMEOUT_MS),
  openAttempt: (lesson: string) => request<AttemptView>("POST", "/api/attempts", { lesson }),
  getSandbox: () => request<{ sandbox: SandboxView | null }>("GET", "/api/sandboxes/current"),
  startSandbox: (lesson: string, replace = false) =>
    request<{ sandbox: SandboxView }>("POST", "/api/sandboxes", replace ? { lesson, replace } : { lesson }),
  changeSandbox: (sandbox: string, verb: "extend" | "reset" | "stop") =>
    request<{ sandbox: SandboxView }>("POST", `/api/sandboxes/${id(sandbox)}/${verb}`),
  endTerminal: (sandbox: string, terminal: string) =>
    request<object>("DELETE", `/api/sandboxes/${id(sandbox)}/terminals/${id(terminal)}`),
  checkNow: (attempt: string, check: string) =>
    request<CheckProgress>("POST", `/api/attempts/${id(attempt)}/checks/${id(check)}/check`),
  answer: (attempt: string, check: string, value: string | string[]) =>
    request<CheckProgress>("POST", `/api/attempts/${id(attempt)}/checks/${id(check)}/answer`, { value }),
};

export type Api = typeof api;
