import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import type { LessonState } from "@/app/client/lesson-session";
import { renderIn } from "@/app/components/testing/render-in";
import { LOCALES } from "@/lib/shared/locale";
import { type LessonReadiness, READINESS_STATES } from "@/lib/shared/readiness-view";
import { END_REASONS, type SandboxView } from "@/lib/shared/sandbox-view";
import { texts as en } from "@/lib/shared/texts/en";
import { texts as ko } from "@/lib/shared/texts/ko";
import { SandboxPanel } from "./sandbox-panel";

const sandbox = (change: Partial<SandboxView>): SandboxView => ({
  id: "s1",
  state: "ended",
  stage: null,
  lesson: "docker/images",
  createdAt: new Date().toISOString(),
  expiresAt: new Date().toISOString(),
  idleAt: new Date().toISOString(),
  extensionsLeft: 0,
  endReason: null,
  errorCode: null,
  queue: null,
  ...change,
});
const state = (
  view: SandboxView | null,
): Pick<LessonState, "user" | "sandbox" | "isSandboxKnown" | "clockSkewMs" | "busy"> => ({
  user: null,
  sandbox: view,
  isSandboxKnown: true,
  clockSkewMs: 0,
  busy: null,
});
const panel = (view: SandboxView | null, onStart = vi.fn(), readiness: LessonReadiness | null = null) => (
  <SandboxPanel state={state(view)} lesson="docker/images" readiness={readiness} onStart={onStart} onLeave={vi.fn()} />
);

test.each(LOCALES.flatMap((locale) => END_REASONS.map((reason) => [locale, reason] as const)))(
  "in %s the end by %s has its reason and a next step",
  async (locale, reason) => {
    const onStart = vi.fn();
    renderIn(locale, panel(sandbox({ endReason: reason }), onStart));
    const texts = locale === "ko" ? ko : en;
    expect(screen.getByRole("heading", { name: texts.sandbox.end[reason].title })).toBeVisible();
    expect(screen.getByText(texts.sandbox.end[reason].next)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: texts.sandbox.startAgain }));
    expect(onStart).toHaveBeenCalledOnce();
  },
);

test("a start shows its stages, the one at work marked", () => {
  renderIn("en", panel(sandbox({ state: "starting", stage: "engine" })));
  expect(screen.getByRole("listitem", { current: "step" })).toHaveTextContent("Start the Docker engine");
  expect(screen.getAllByText("done")).toHaveLength(3);
});

test("a failed start shows the code that finds it in the log", () => {
  renderIn("ko", panel(sandbox({ state: "failed", errorCode: "DISK_FULL" })));
  expect(screen.getByRole("alert")).toHaveTextContent("DISK_FULL");
});

test("another lesson's computer is not shown as this one's", () => {
  renderIn("en", panel(sandbox({ lesson: "docker/web-server", state: "ready" })));
  expect(screen.getByRole("button", { name: "Start" })).toBeVisible();
});

describe("a lesson whose images are not there yet", () => {
  const readiness: LessonReadiness = {
    state: "preparing",
    images: [
      { reference: "debian:latest", state: "ready", code: null },
      { reference: "python:3.13", state: "building", code: null },
      { reference: "mariadb:latest", state: "waiting", code: null },
    ],
    estimatedSeconds: 200,
  };

  test.each(LOCALES.flatMap((locale) => READINESS_STATES.map((state) => [locale, state] as const)))(
    "in %s says that it is %s and what to do, and offers no start",
    (locale, state) => {
      const { readiness: texts } = locale === "ko" ? ko : en;
      renderIn(locale, panel(null, vi.fn(), { ...readiness, state }));
      expect(screen.getByRole("heading", { name: texts[`${state}Title`] })).toBeVisible();
      expect(screen.getByText(texts[`${state}Next`])).toBeVisible();
      expect(screen.getAllByRole("listitem")).toHaveLength(3);
      expect(screen.queryByRole("button")).toBeNull();
    },
  );

  test("says how far and how long, and opens when they are there", () => {
    const { switchTo } = renderIn("en", panel(null, vi.fn(), readiness));
    expect(screen.getByRole("status")).toHaveTextContent("1 of 3 images ready");
    expect(screen.getByRole("status")).toHaveTextContent("about 4 minutes");
    switchTo("ko", panel(null, vi.fn(), { ...readiness, estimatedSeconds: null }));
    expect(screen.getByRole("status")).toHaveTextContent(ko.readiness.waitUnknown);
    switchTo("en", panel(null));
    expect(screen.getByRole("button", { name: "Start" })).toBeVisible();
  });

  test("names what failed, with its code", () => {
    const failed = { reference: "python:3.13", state: "failed", code: "HUB_BUILD_FAILED" } as const;
    renderIn("en", panel(null, vi.fn(), { state: "failed", images: [failed], estimatedSeconds: null }));
    expect(screen.getByRole("listitem")).toHaveTextContent("python:3.13could not be madeHUB_BUILD_FAILED");
  });

  test("does not hide a computer that runs already", () => {
    renderIn("en", panel(sandbox({ state: "starting", stage: "engine" }), vi.fn(), readiness));
    expect(screen.getByRole("listitem", { current: "step" })).toBeVisible();
  });
});
