import { beforeEach, describe, expect, test, vi } from "vitest";
import { closeTab, loadTabs, MAX_TERMINALS, openTab, renameTab, saveTabs, type TerminalTabs } from "./terminal-tabs";

const tabsOf = (active: string, ...ids: string[]): TerminalTabs => ({
  tabs: ids.map((id) => ({ id, name: null })),
  active,
});
const idsOf = ({ tabs }: TerminalTabs) => tabs.map(({ id }) => id);

describe("tabs", () => {
  test("open under the lowest free number, up to six", () => {
    let state = tabsOf("t1", "t1", "t3");
    state = openTab(state);
    expect(idsOf(state)).toEqual(["t1", "t3", "t2"]);
    expect(state.active).toBe("t2");
    for (let more = 0; more < 9; more += 1) state = openTab(state);
    expect(idsOf(state)).toEqual(["t1", "t3", "t2", "t4", "t5", "t6"]);
    expect(state.tabs).toHaveLength(MAX_TERMINALS);
  });

  test("open by name once: the second time only brings it to the front", () => {
    const opened = openTab(tabsOf("t1", "t1"), "web");
    expect(openTab({ ...opened, active: "t1" }, "web")).toEqual(opened);
  });

  test("close to a neighbour, and the last one stays", () => {
    expect(closeTab(tabsOf("t2", "t1", "t2", "t3"), "t2").active).toBe("t3");
    expect(closeTab(tabsOf("t3", "t1", "t3"), "t3").active).toBe("t1");
    expect(closeTab(tabsOf("t1", "t1", "t2"), "t2").active).toBe("t1");
    const last = tabsOf("t1", "t1");
    expect(closeTab(last, "t1")).toBe(last);
    expect(closeTab(last, "none")).toBe(last);
  });

  test("take a name of up to 40 letters, and give it back", () => {
    const named = renameTab(tabsOf("t1", "t1"), "t1", ` ${"가".repeat(50)} `);
    expect(named.tabs[0]?.name).toBe("가".repeat(40));
    expect(renameTab(named, "t1", "  ").tabs[0]?.name).toBeNull();
  });
});

describe("what a reload finds", () => {
  beforeEach(() => localStorage.clear());

  test("is what was open on this sandbox, and nothing of sandboxes before", () => {
    saveTabs("s1", tabsOf("t1", "t1", "t2"));
    const state = renameTab(tabsOf("web", "t1", "web"), "web", "서버");
    saveTabs("s2", state);
    expect(loadTabs("s2")).toEqual(state);
    expect(loadTabs("s1")).toEqual(tabsOf("t1", "t1"));
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    '{"tabs":[]}',
    '{"tabs":[{"id":"../x"}]}',
    '{"tabs":[{"name":"x"}],"active":"t1"}',
    JSON.stringify(tabsOf("t1", ...Array.from({ length: 7 }, (_, at) => `t${at + 1}`))),
  ])("is one terminal when the memory is %j", (stored) => {
    localStorage.setItem("naru.terminals.s1", stored);
    expect(loadTabs("s1")).toEqual(tabsOf("t1", "t1"));
  });

  test("is the first tab when the active one is gone", () => {
    localStorage.setItem("naru.terminals.s1", JSON.stringify(tabsOf("t9", "t2", "t3")));
    expect(loadTabs("s1").active).toBe("t2");
  });

  test("a forbidden storage costs only the memory", () => {
    const forbidden = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("no", "SecurityError");
    });
    saveTabs("s1", tabsOf("t2", "t1", "t2"));
    forbidden.mockRestore();
    expect(loadTabs("s1")).toEqual(tabsOf("t1", "t1"));
  });
});
