import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import type { CheckProgress, CheckView } from "@/lib/shared/lesson-view";
import { CheckCard } from "./check-card";

const live: CheckView = { id: "web", title: "web 컨테이너가 실행 중입니다", points: 2, kind: "live" };
const progress = (change: Partial<CheckProgress>): CheckProgress => ({
  checkId: "web",
  status: "not-yet",
  passedAt: null,
  tries: 0,
  observations: [],
  message: null,
  ...change,
});
const nothing = {
  isSandboxReady: true,
  isChecking: false,
  draft: undefined,
  onDraft: vi.fn(),
  onCheckNow: vi.fn(),
  onAnswer: vi.fn(),
};
const card = (check: CheckView, given?: CheckProgress, more: Partial<typeof nothing> = {}) => (
  <CheckCard check={check} progress={given} {...nothing} {...more} />
);

test("a passed check says so and asks nothing more", () => {
  renderIn("ko", card(live, progress({ status: "passed", passedAt: new Date().toISOString() })));
  const region = screen.getByRole("region", { name: live.title });
  expect(region).toHaveTextContent("통과");
  expect(within(region).queryByRole("button")).toBeNull();
});

test("a check that is not there yet shows what is seen, in the page's language", async () => {
  const seen = progress({ observations: [{ key: "container.paused", params: { name: "web" } }] });
  const { switchTo } = renderIn("ko", card(live, seen));
  expect(screen.getByRole("region")).toHaveTextContent("아직");
  expect(screen.getByRole("listitem")).toHaveTextContent("web 컨테이너는 일시 정지되어 있습니다.");
  switchTo("en");
  expect(screen.getByRole("region")).toHaveTextContent("Not yet");
  expect(screen.getByRole("listitem")).not.toHaveTextContent("컨테이너");
});

test("the author's message stands before what was observed", () => {
  renderIn(
    "en",
    card(
      live,
      progress({
        message: "You published the port the wrong way round.",
        observations: [{ key: "container.paused", params: { name: "web" } }],
      }),
    ),
  );
  expect(screen.getByText("You published the port the wrong way round.")).toBeVisible();
});

test("when we could not look it is not the student's failure", () => {
  renderIn("en", card(live, progress({ status: "unknown" })));
  const region = screen.getByRole("region");
  expect(region).toHaveTextContent("Could not look");
  expect(region).toHaveTextContent("Your points are untouched");
  expect(region).not.toHaveTextContent("Not yet");
});

test("an observation this release does not know is left out, not shown as a key", () => {
  renderIn("ko", card(live, progress({ observations: [{ key: "container.fromTheFuture", params: {} }] })));
  expect(screen.getByRole("region")).not.toHaveTextContent("fromTheFuture");
});

test("check now asks at once; without a computer there is nothing to ask", async () => {
  const onCheckNow = vi.fn();
  const { switchTo } = renderIn("ko", card(live, progress({}), { onCheckNow }));
  await userEvent.click(screen.getByRole("button", { name: "지금 확인" }));
  expect(onCheckNow).toHaveBeenCalledOnce();
  switchTo("ko", card(live, undefined, { isSandboxReady: false }));
  expect(screen.queryByRole("button")).toBeNull();
});

test("a question nobody answered is waiting, and an empty answer is not sent", async () => {
  const onAnswer = vi.fn();
  const question: CheckView = { id: "q", title: "이미지 ID", points: 1, kind: "answer", question: "ID를 적으십시오." };
  renderIn("ko", card(question, progress({ checkId: "q" }), { onAnswer }));
  expect(screen.getByRole("region")).toHaveTextContent("대기");
  await userEvent.click(screen.getByRole("button", { name: "답 보내기" }));
  expect(screen.getByRole("alert")).toHaveTextContent("답을 적어 주십시오.");
  expect(onAnswer).not.toHaveBeenCalled();
});

test("an answer is sent by Enter, without the blanks around it", async () => {
  const onAnswer = vi.fn();
  const question: CheckView = { id: "q", title: "Image ID", points: 1, kind: "answer", question: "Which ID?" };
  renderIn("en", <CheckCard {...nothing} check={question} progress={undefined} draft=" f7d5ae " onAnswer={onAnswer} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Which ID?" }), "{Enter}");
  expect(onAnswer).toHaveBeenCalledWith("f7d5ae");
});

test("a choice of one sends its id, a choice of several all of them", async () => {
  const onAnswer = vi.fn();
  const options = [
    { id: "a", text: "Alpha" },
    { id: "b", text: "Beta" },
  ];
  const one: CheckView = { id: "c", title: "Choice", points: 1, kind: "choice", question: "Which?", options };
  const { switchTo } = renderIn(
    "en",
    <CheckCard {...nothing} check={one} progress={undefined} draft={["b"]} onAnswer={onAnswer} />,
  );
  expect(screen.getByRole("radio", { name: "Beta" })).toBeChecked();
  await userEvent.click(screen.getByRole("button", { name: "Send answer" }));
  expect(onAnswer).toHaveBeenLastCalledWith("b");
  switchTo(
    "en",
    <CheckCard
      {...nothing}
      check={{ ...one, multiple: true }}
      progress={undefined}
      draft={["b", "a"]}
      onAnswer={onAnswer}
    />,
  );
  await userEvent.click(screen.getByRole("button", { name: "Send answer" }));
  expect(onAnswer).toHaveBeenLastCalledWith(["b", "a"]);
});
