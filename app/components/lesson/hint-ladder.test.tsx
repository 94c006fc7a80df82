import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import { HintLadder } from "./hint-ladder";

function Ladder() {
  const [shown, setShown] = useState(0);
  return (
    <HintLadder shown={shown} onShowNext={() => setShown(shown + 1)}>
      {"\n"}
      <p>nudge</p>
      {"\n"}
      <p>idea</p>
      {"\n"}
      <p>almost</p>
    </HintLadder>
  );
}

test("hints come one by one, and none before it is asked for", async () => {
  renderIn("ko", <Ladder />);
  expect(screen.queryByText("nudge")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "3개 가운데 1번째 힌트 보기" }));
  expect(screen.getByText("nudge")).toBeVisible();
  expect(screen.queryByText("idea")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "3개 가운데 2번째 힌트 보기" }));
  await userEvent.click(screen.getByRole("button", { name: "3개 가운데 3번째 힌트 보기" }));
  expect(screen.getByText("almost")).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
});

test("a switch of language keeps what was revealed", async () => {
  const { switchTo } = renderIn("ko", <Ladder />);
  await userEvent.click(screen.getByRole("button"));
  switchTo("en");
  expect(screen.getByText("nudge")).toBeVisible();
  expect(screen.getByRole("button", { name: "Show hint 2 of 3" })).toBeVisible();
});
