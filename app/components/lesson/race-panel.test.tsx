import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import type { RaceLine, RaceSide } from "@/lib/shared/race";
import RacePanel from "./race-panel";
import { type Workspace, WorkspaceContext } from "./workspace-context";

afterEach(() => vi.unstubAllGlobals());

const announce = vi.fn();
const panel = (state: "ready" | "starting" = "ready") => (
  <WorkspaceContext
    value={
      {
        view: { id: "machines/race" },
        state: { sandbox: { id: "s1", state, lesson: "machines/race" } },
        announce,
      } as unknown as Workspace
    }
  >
    <RacePanel />
  </WorkspaceContext>
);
const side = (change: Partial<RaceSide>): RaceSide => ({
  answeredMs: null,
  memoryKb: 0,
  diskKb: 0,
  kernel: null,
  processes: null,
  ...change,
});

/** The server's answer, a line whenever the test says so. */
function openRace() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let signal: AbortSignal | null | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
  });
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    signal = init.signal;
    return new Response(body);
  });
  return {
    tell: (line: RaceLine) => controller?.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`)),
    close: () => controller?.close(),
    isAborted: () => signal?.aborted,
  };
}

test("waits for the sandbox", () => {
  renderIn("ko", panel("starting"));
  expect(screen.getByRole("button", { name: "경주 시작" })).toBeDisabled();
  expect(screen.getByRole("status")).toHaveTextContent("실습 컴퓨터를 시작하면");
});

test("draws what is measured while it runs, tells who has answered, and how it ended", async () => {
  const race = openRace();
  renderIn("en", panel());
  await userEvent.click(screen.getByRole("button", { name: "Start the race" }));
  const container = side({ answeredMs: 640, memoryKb: 10_240, diskKb: 2_048, kernel: "6.18.1", processes: 2 });
  race.tell({ sample: { ms: 1_500, vm: side({ memoryKb: 51_200 }), container } });
  const row = await screen.findByRole("row", { name: /First answer/ });
  expect(within(row).getAllByRole("cell")[0]).toHaveTextContent("1.5 s, booting");
  expect(within(row).getAllByRole("cell")[1]).toHaveTextContent("0.6 s");
  // told after it has been drawn
  await vi.waitFor(() => expect(announce).toHaveBeenCalledWith("Container: answered after 0.6 s."));
  const vm = side({ answeredMs: 4_200, memoryKb: 204_800, diskKb: 26_624, kernel: "6.12.118", processes: 60 });
  race.tell({ sample: { ms: 5_000, vm, container } });
  race.tell({ end: "done" });
  race.close();
  await screen.findByText(/The race is over/);
  await vi.waitFor(() => expect(announce).toHaveBeenCalledWith("Virtual machine: answered after 4.2 s."));
  expect(screen.getByRole("row", { name: /How many fit/ })).toHaveTextContent(/Virtual machine5.*Container102/);
  expect(screen.getByRole("row", { name: /Kernel/ })).toHaveTextContent(/6\.12\.118.*6\.18\.1/);
  expect(screen.getByRole("button", { name: "Race again" })).toBeEnabled();
});

test("a stop, and a page that is left, end it in the sandbox too", async () => {
  const race = openRace();
  const { unmount } = renderIn("ko", panel());
  await userEvent.click(screen.getByRole("button", { name: "경주 시작" }));
  await userEvent.click(await screen.findByRole("button", { name: "그만두기" }));
  expect(race.isAborted()).toBe(true);
  expect(screen.getByRole("status")).toHaveTextContent("경주를 그만두었습니다.");
  const second = openRace();
  await userEvent.click(screen.getByRole("button", { name: "다시 달리기" }));
  unmount();
  expect(second.isAborted()).toBe(true);
});
