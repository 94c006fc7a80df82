"use client";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/app/client/api";
import {
  closeTab,
  loadTabs,
  MAX_TERMINALS,
  openTab,
  renameTab,
  saveTabs,
  type TerminalTab,
  type TerminalTabs,
} from "@/app/client/terminal-tabs";
import type { TerminalHandle } from "./terminal-handle";
import { TerminalTabPanel } from "./terminal-tab-panel";

/** A command somebody asked to run; `serial` tells two equal ones apart. */
export interface CommandRequest {
  serial: number;
  terminal: string;
  command: string;
}

interface Props {
  sandbox: string;
  request: CommandRequest | null;
  /** Changes when the terminal shall take the focus. */
  focusSerial: number;
}

const SCREEN_READER_KEY = "naru.terminal.screen-reader";

/** All shells of one sandbox, a tab each. */
export default function TerminalsPane({ sandbox, request, focusSerial }: Props) {
  const t = useTranslations("terminal");
  const common = useTranslations("common");
  const [state, setState] = useState<TerminalTabs>(() => loadTabs(sandbox));
  const [renaming, setRenaming] = useState<string | null>(null);
  const [isScreenReaderMode, setIsScreenReaderMode] = useState(() => localStorage.getItem(SCREEN_READER_KEY) === "on");
  const [isBusyNoticed, setIsBusyNoticed] = useState(false);
  const shells = useRef(new Map<string, TerminalHandle>());
  const waiting = useRef<CommandRequest | null>(null);
  // what was asked for on an earlier computer is not run on this one
  const doneSerial = useRef(request?.serial ?? 0);
  const shouldFocus = useRef(true);

  useEffect(() => saveTabs(sandbox, state), [sandbox, state]);

  const run = useCallback(({ command }: CommandRequest, shell: TerminalHandle) => {
    setIsBusyNoticed(!shell.runCommand(command));
    shell.focus();
  }, []);

  const onShell = useCallback(
    (terminal: string, handle: TerminalHandle | null) => {
      if (!handle) return void shells.current.delete(terminal);
      shells.current.set(terminal, handle);
      if (shouldFocus.current && document.activeElement === document.body) handle.focus();
      shouldFocus.current = false;
      if (waiting.current?.terminal !== terminal) return;
      const command = waiting.current;
      waiting.current = null;
      run(command, handle);
    },
    [run],
  );

  useEffect(() => {
    if (!request || request.serial === doneSerial.current) return;
    doneSerial.current = request.serial;
    setState((before) => openTab(before, request.terminal));
    const shell = shells.current.get(request.terminal);
    if (shell) run(request, shell);
    else waiting.current = request;
  }, [request, run]);

  useEffect(() => {
    if (focusSerial > 0) shells.current.get(state.active)?.focus();
  }, [focusSerial, state.active]);

  const close = (terminal: string) => {
    setState((before) => closeTab(before, terminal));
    // the shell of a tab that is gone helps nobody; one that could not be ended goes with the sandbox
    if (state.tabs.length > 1) api.endTerminal(sandbox, terminal).catch(() => undefined);
  };

  const nameOf = (tab: TerminalTab) => tab.name ?? t("defaultName", { number: Number(tab.id.replace(/\D/g, "")) || 1 });

  const moveBetweenTabs = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0 || renaming) return;
    const index = state.tabs.findIndex((tab) => tab.id === state.active);
    const next = state.tabs[(index + step + state.tabs.length) % state.tabs.length];
    if (!next) return;
    event.preventDefault();
    setState({ ...state, active: next.id });
    document.getElementById(`terminal-tab-${next.id}`)?.focus();
  };

  return (
    <div className="on-night flex h-full flex-col bg-night">
      <div className="flex items-stretch gap-1 border-b border-night-line bg-night-raised px-2 text-sm">
        <div
          role="tablist"
          aria-label={t("tabs")}
          onKeyDown={moveBetweenTabs}
          className="flex min-w-0 items-stretch overflow-x-auto"
        >
          {state.tabs.map((tab) => {
            const isActive = tab.id === state.active;
            const name = nameOf(tab);
            return renaming === tab.id ? (
              <RenameField
                key={tab.id}
                name={name}
                onDone={(next) => {
                  if (next !== null) setState((before) => renameTab(before, tab.id, next));
                  setRenaming(null);
                }}
              />
            ) : (
              <button
                key={tab.id}
                type="button"
                role="tab"
                id={`terminal-tab-${tab.id}`}
                aria-selected={isActive}
                aria-controls={`terminal-panel-${tab.id}`}
                tabIndex={isActive ? 0 : -1}
                title={t("rename")}
                className={`whitespace-nowrap border-b-2 px-3 py-2 ${isActive ? "border-lantern text-night-ink" : "border-transparent text-night-soft hover:text-night-ink"}`}
                onClick={() => {
                  setState({ ...state, active: tab.id });
                  shells.current.get(tab.id)?.focus();
                }}
                onDoubleClick={() => setRenaming(tab.id)}
                onKeyDown={(event) => {
                  if (event.key === "F2") setRenaming(tab.id);
                  if (event.key === "Delete") close(tab.id);
                }}
              >
                {name}
              </button>
            );
          })}
        </div>
        <div className="flex items-center">
          {state.tabs.length > 1 ? (
            <button
              type="button"
              className="icon-button"
              aria-label={t("close", { name: activeName(state, nameOf) })}
              onClick={() => close(state.active)}
            >
              <X size={16} aria-hidden />
            </button>
          ) : null}
          <button
            type="button"
            className="icon-button"
            aria-label={t("add")}
            title={state.tabs.length >= MAX_TERMINALS ? t("limit", { count: MAX_TERMINALS }) : t("add")}
            disabled={state.tabs.length >= MAX_TERMINALS}
            onClick={() => {
              shouldFocus.current = true;
              setState((before) => openTab(before));
            }}
          >
            <Plus size={17} aria-hidden />
          </button>
        </div>
      </div>
      {isBusyNoticed ? (
        <div
          role="status"
          className="flex items-center gap-3 border-b border-night-line bg-night px-3 py-1.5 text-sm text-[#f0c274]"
        >
          <p className="flex-1">{t("busy")}</p>
          <button type="button" className="button button-small" onClick={() => setIsBusyNoticed(false)}>
            {common("close")}
          </button>
        </div>
      ) : null}
      <div className="min-h-0 flex-1">
        {state.tabs.map((tab) => (
          <TerminalTabPanel
            key={tab.id}
            sandbox={sandbox}
            terminal={tab.id}
            name={nameOf(tab)}
            isActive={tab.id === state.active}
            isScreenReaderMode={isScreenReaderMode}
            onScreenReaderMode={(isOn) => {
              localStorage.setItem(SCREEN_READER_KEY, isOn ? "on" : "off");
              setIsScreenReaderMode(isOn);
            }}
            onShell={onShell}
          />
        ))}
      </div>
    </div>
  );
}

function activeName(state: TerminalTabs, nameOf: (tab: TerminalTab) => string): string {
  const active = state.tabs.find((tab) => tab.id === state.active);
  return active ? nameOf(active) : "";
}

function RenameField({ name, onDone }: { name: string; onDone: (name: string | null) => void }) {
  const t = useTranslations("terminal");
  const [value, setValue] = useState(name);
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the person just asked to rename
      autoFocus
      aria-label={t("renameLabel")}
      value={value}
      maxLength={40}
      className="m-1 w-32 rounded-sm border border-night-soft bg-night px-2 text-night-ink"
      onFocus={(event) => event.target.select()}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => onDone(value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") onDone(value);
        if (event.key === "Escape") onDone(null);
      }}
    />
  );
}
