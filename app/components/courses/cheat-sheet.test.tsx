import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import type { CheatSheetCourse, CheatSheetEntry } from "@/lib/shared/cheat-sheet";
import { CheatSheet } from "./cheat-sheet";

vi.mock("@/i18n/navigation", () => ({
  Link: ({ href, ...props }: { href: string }) => <a href={href} {...props} />,
}));

const entry = (command: string, meaning: string, example: string | null = null): CheatSheetEntry => ({
  id: command,
  command,
  meaning,
  example,
  step: "start",
  stepTitle: "Start it",
});
const COURSES: CheatSheetCourse[] = [
  {
    slug: "docker",
    title: "Docker, hands on",
    lessons: [
      { id: "docker/images", number: "B2", title: "Images", entries: [entry("docker pull", "fetch an image")] },
      {
        id: "docker/web",
        number: "B4",
        title: "A web server",
        entries: [
          entry("docker run -p", "publish a port", "docker run -d -p 8000:80 httpd"),
          entry("docker port", "show published ports"),
        ],
      },
    ],
  },
];

describe("the cheat sheet", () => {
  it("shows each command with its meaning, its line and the way to its step", () => {
    renderIn("en", <CheatSheet courses={COURSES} />);
    const web = screen.getByRole("region", { name: /A web server/ });
    const item = within(web).getAllByRole("listitem")[0] as HTMLElement;
    expect(item).toHaveTextContent("docker run -p");
    expect(item).toHaveTextContent("publish a port");
    expect(item).toHaveTextContent("docker run -d -p 8000:80 httpd");
    expect(within(item).getByRole("link")).toHaveAttribute("href", "/learn/docker/web?step=start");
    expect(screen.getByRole("status")).toHaveTextContent("3 commands");
  });

  it("finds by words of command, meaning, line and lesson, all of them at once", async () => {
    const user = userEvent.setup();
    renderIn("en", <CheatSheet courses={COURSES} />);
    const field = screen.getByRole("searchbox", { name: "Find a command" });
    const shownFor = async (query: string) => {
      await user.clear(field);
      await user.type(field, query);
      return screen.queryAllByRole("listitem").map((item) => item.querySelector("code")?.textContent);
    };
    expect(await shownFor("PORT")).toEqual(["docker run -p", "docker port"]);
    expect(await shownFor("8000")).toEqual(["docker run -p"]);
    expect(await shownFor("web show")).toEqual(["docker port"]);
    expect(screen.queryByRole("region", { name: /Images/ })).toBeNull();
    expect(await shownFor("kubectl")).toEqual([]);
    expect(screen.getByRole("status")).toHaveTextContent("No such command");
    expect(screen.queryByRole("heading")).toBeNull();
  });

  it("prints", async () => {
    const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
    renderIn("ko", <CheatSheet courses={COURSES} />);
    await userEvent.click(screen.getByRole("button", { name: "인쇄" }));
    expect(print).toHaveBeenCalledOnce();
    print.mockRestore();
  });
});
