import { FIRST_TERMINAL } from "@/lib/shared/sandbox-view";

export interface TerminalTab {
  id: string;
  /** null: the default name in the page's language. */
  name: string | null;
}

export interface TerminalTabs {
  tabs: readonly TerminalTab[];
  active: string;
}

export const MAX_TERMINALS = 6;
const FIRST: TerminalTabs = { tabs: [{ id: FIRST_TERMINAL, name: null }], active: FIRST_TERMINAL };
const key = (sandbox: string) => `naru.terminals.${sandbox}`;

/** Which terminals were open on this sandbox: a reload comes back to the same shells. */
export function loadTabs(sandbox: string): TerminalTabs {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key(sandbox)) ?? "null");
    return parseTabs(stored) ?? FIRST;
  } catch {
    return FIRST;
  }
}

export function saveTabs(sandbox: string, tabs: TerminalTabs): void {
  try {
    for (const old of Object.keys(localStorage))
      if (old.startsWith("naru.terminals.") && old !== key(sandbox)) localStorage.removeItem(old);
    localStorage.setItem(key(sandbox), JSON.stringify(tabs));
  } catch {
    // A full or forbidden storage costs only the memory of tabs.
  }
}

/** Opens `id`, or the lowest number that is free. */
export function openTab(state: TerminalTabs, id?: string): TerminalTabs {
  if (id && state.tabs.some((tab) => tab.id === id)) return { ...state, active: id };
  if (state.tabs.length >= MAX_TERMINALS) return state;
  const isTaken = (candidate: string) => state.tabs.some((tab) => tab.id === candidate);
  let number = 1;
  while (isTaken(`t${number}`)) number++;
  const added = id ?? `t${number}`;
  return { tabs: [...state.tabs, { id: added, name: null }], active: added };
}

export function closeTab(state: TerminalTabs, id: string): TerminalTabs {
  const index = state.tabs.findIndex((tab) => tab.id === id);
  if (index < 0 || state.tabs.length === 1) return state;
  const tabs = state.tabs.filter((tab) => tab.id !== id);
  const neighbour = tabs[Math.min(index, tabs.length - 1)];
  return { tabs, active: state.active === id && neighbour ? neighbour.id : state.active };
}

export function renameTab(state: TerminalTabs, id: string, name: string): TerminalTabs {
  const trimmed = name.trim().slice(0, 40);
  return { ...state, tabs: state.tabs.map((tab) => (tab.id === id ? { ...tab, name: trimmed || null } : tab)) };
}

function parseTabs(stored: unknown): TerminalTabs | null {
  if (typeof stored !== "object" || stored === null || !("tabs" in stored) || !Array.isArray(stored.tabs)) return null;
  const tabs: TerminalTab[] = [];
  for (const tab of stored.tabs as unknown[]) {
    if (
      typeof tab !== "object" ||
      tab === null ||
      !("id" in tab) ||
      typeof tab.id !== "string" ||
      !/^[a-z0-9-]{1,32}$/.test(tab.id)
    )
      return null;
    tabs.push({ id: tab.id, name: "name" in tab && typeof tab.name === "string" ? tab.name : null });
  }
  const active =
    "active" in stored && tabs.some((tab) => tab.id === stored.active) ? String(stored.active) : tabs[0]?.id;
  return active && tabs.length <= MAX_TERMINALS ? { tabs, active } : null;
}
