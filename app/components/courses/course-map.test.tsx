import { act, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import type { CourseView, LessonCard } from "@/lib/shared/lesson-view";
import { LOCALES } from "@/lib/shared/locale";
import type { LessonReadiness, ReadinessView } from "@/lib/shared/readiness-view";
import { texts as en } from "@/lib/shared/texts/en";
import { texts as ko } from "@/lib/shared/texts/ko";
import { CourseMap } from "./course-map";

vi.mock("@/i18n/navigation", () => ({
  Link: ({ href, children, ...rest }: { href: string; children: React.ReactNode }) => (
    <a href={href} {...rest}>
      {children}
    </a>
  ),
}));

const server = vi.hoisted(() => ({ readiness: {} as ReadinessView, asked: 0 }));
vi.mock("@/app/client/api", () => ({
  api: {
    getSession: async () => ({ user: null }),
    getReadiness: async () => {
      server.asked += 1;
      return { lessons: server.readiness };
    },
  },
}));

const card = (slug: string, number: string): LessonCard => ({
  id: `docker/${slug}`,
  course: "docker",
  slug,
  number,
  title: `Lesson ${number}`,
  summary: "",
  minutes: 20,
  steps: 3,
  points: 5,
});
const course: CourseView = {
  slug: "docker",
  number: "B",
  title: "Docker",
  summary: "",
  lessons: [card("images", "B1"), card("web", "B3")],
  broken: [{ id: "docker/bad", number: "B2", title: "Lesson B2", index: 1 }],
};
const waiting: LessonReadiness = { state: "preparing", images: [], estimatedSeconds: 200 };
const stop = (index: number) => {
  const found = screen.getAllByRole("listitem")[index];
  if (!found) throw new Error(`no stop ${index}`);
  return found;
};
const show = async (locale: "ko" | "en", readiness: ReadinessView) => {
  renderIn(locale, <CourseMap courses={[course]} readiness={readiness} />);
  await act(() => vi.advanceTimersByTimeAsync(0));
};

beforeEach(() => {
  vi.useFakeTimers();
  server.asked = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

test.each(LOCALES)("in %s a lesson being repaired keeps its place and leads nowhere", async (locale) => {
  await show(locale, {});
  const { courses } = locale === "ko" ? ko : en;
  expect(screen.getAllByRole("listitem").map((item) => /Lesson B\d/.exec(item.textContent ?? "")?.[0])).toEqual([
    "Lesson B1",
    "Lesson B2",
    "Lesson B3",
  ]);
  expect(stop(1)).toHaveTextContent(courses.broken);
  expect(within(stop(1)).queryByRole("link")).toBeNull();
});

test("a lesson whose images are made says how long, is never the next one, and opens by itself", async () => {
  server.readiness = { "docker/images": waiting };
  await show("en", server.readiness);
  expect(stop(0)).toHaveTextContent("Being prepared · about 4 min");
  expect(within(stop(0)).getByRole("link")).toHaveAttribute("href", "/learn/docker/images");
  expect(stop(2)).toHaveTextContent(en.courses.next);

  server.readiness = { "docker/images": { ...waiting, estimatedSeconds: 50 } };
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(stop(0)).toHaveTextContent("Being prepared · about 1 min");

  server.readiness = {};
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(stop(0)).toHaveTextContent(en.courses.next);
  const { asked } = server;
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(server.asked).toBe(asked);
});

test.each(LOCALES)("in %s it says that nobody is at work, or that it failed", async (locale) => {
  const { courses } = locale === "ko" ? ko : en;
  await show(locale, {
    "docker/images": { ...waiting, state: "paused", estimatedSeconds: null },
    "docker/web": { ...waiting, state: "failed", estimatedSeconds: null },
  });
  expect(stop(0)).toHaveTextContent(courses.notReady.paused);
  expect(stop(2)).toHaveTextContent(courses.notReady.failed);
});
