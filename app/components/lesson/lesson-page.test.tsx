import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import type { LessonView } from "@/lib/shared/lesson-view";
import { LessonPage } from "./lesson-page";

vi.mock("@/i18n/navigation", () => ({
  Link: ({ href, children, ...rest }: { href: string; children: React.ReactNode }) => (
    <a href={href} {...rest}>
      {children}
    </a>
  ),
}));
vi.mock("@/app/client/api", () => ({ api: { getSession: async () => ({ user: null }) } }));

const view = (title: string, steps: [string, string]): LessonView => ({
  id: "docker/images",
  course: "docker",
  slug: "images",
  number: "B2",
  title,
  summary: "",
  minutes: 20,
  version: "1",
  steps: steps.map((stepTitle, index) => ({
    id: `step-${index}`,
    title: stepTitle,
    body: { type: "root", children: [] },
    checks:
      index === 1 ? [{ id: "q", title: `${title} Q`, points: 1, kind: "answer" as const, question: `${title}?` }] : [],
  })),
  outro: null,
  previous: null,
  next: null,
});
const views = { ko: view("이미지", ["받기", "이름"]), en: view("Images", ["Fetch", "Names"]) };

beforeEach(() => {
  window.history.replaceState(null, "", "/ko/learn/docker/images");
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  Element.prototype.scrollTo = () => undefined;
});

test("a switch of language keeps the step, the typed answer and the very elements, and changes address, title and lang", async () => {
  renderIn("ko", <LessonPage views={views} lessonTitles={{ ko: {}, en: {} }} initialStep={null} readiness={{}} />);
  await userEvent.click(screen.getByRole("button", { name: "다음 단계" }));
  await waitFor(() => expect(screen.getByRole("heading", { name: "이름" })).toHaveFocus());
  // The panes take every press in jsdom, where all boxes lie at 0,0: the text is put in without one.
  fireEvent.change(screen.getByRole("textbox", { name: "이미지?" }), { target: { value: "f7d5" } });
  expect(screen.getByRole("textbox", { name: "이미지?" })).toHaveValue("f7d5");
  const workbench = screen.getByRole("region", { name: "터미널" });

  await userEvent.click(screen.getByRole("button", { name: "Read in English" }));

  expect(await screen.findByRole("heading", { name: "Names" })).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Images?" })).toHaveValue("f7d5");
  expect(screen.getByRole("region", { name: "Terminal" })).toBe(workbench);
  expect(window.location.pathname + window.location.search).toBe("/en/learn/docker/images?step=step-1");
  expect(document.documentElement.lang).toBe("en");
  expect(document.title).toBe("Images · Naru");
});

test("an address that names a step opens it", () => {
  renderIn("en", <LessonPage views={views} lessonTitles={{ ko: {}, en: {} }} initialStep="step-1" readiness={{}} />);
  expect(screen.getByRole("heading", { name: "Names" })).toBeVisible();
  expect(screen.getByRole("button", { name: /Step 2/, current: "step" })).toBeVisible();
});
