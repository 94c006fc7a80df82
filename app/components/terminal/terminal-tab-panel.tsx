"use client";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { type TerminalScreen, TerminalSocket, type TerminalState } from "@/app/client/terminal-socket";
import { useDynamicTexts } from "@/app/client/use-dynamic-texts";
import { KeyBar } from "./key-bar";
import type { TerminalHandle } from "./terminal-handle";
import TerminalView from "./terminal-view";

interface Props {
  sandbox: string;
  terminal: string;
  name: string;
  isActive: boolean;
  isScreenReaderMode: boolean;
  onScreenReaderMode: (isOn: boolean) => void;
  /** Given while the shell listens, null otherwise. */
  onShell: (terminal: string, handle: TerminalHandle | null) => void;
}

const NOTICE_MS = 4_000;

/** One shell: a socket and a screen put together. Stays mounted while another tab is in front. */
export function TerminalTabPanel({
  sandbox,
  terminal,
  name,
  isActive,
  isScreenReaderMode,
  onScreenReaderMode,
  onShell,
}: Props) {
  const t = useTranslations("terminal");
  const { describeFailure } = useDynamicTexts();
  const [handle, setHandle] = useState<TerminalHandle | null>(null);
  const [state, setState] = useState<TerminalState>({ kind: "connecting" });
  const [notice, setNotice] = useState<string | null>(null);
  const [isCtrlArmed, setIsCtrlArmed] = useState(false);
  const socket = useRef<TerminalSocket | null>(null);
  const droppedText = useRef("");
  useEffect(() => {
    droppedText.current = t("inputDropped");
  });

  useEffect(() => {
    if (!handle) return;
    const screen: TerminalScreen = handle;
    const opened = new TerminalSocket({
      sandbox,
      terminal,
      size: { cols: handle.cols, rows: handle.rows },
      screen,
      onState: setState,
      onInputDropped: () => setNotice(droppedText.current),
    });
    socket.current = opened;
    opened.connect();
    return () => {
      socket.current = null;
      opened.dispose();
    };
  }, [handle, sandbox, terminal]);

  const isOpen = state.kind === "open";
  useEffect(() => {
    onShell(terminal, isOpen ? handle : null);
    return () => onShell(terminal, null);
  }, [handle, isOpen, onShell, terminal]);

  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setNotice(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  const onInput = useCallback(
    (bytes: Uint8Array<ArrayBuffer>) => {
      const [first] = bytes;
      const isLetter = bytes.length === 1 && first !== undefined && first >= 0x40 && first < 0x7f;
      if (isCtrlArmed) setIsCtrlArmed(false);
      socket.current?.sendInput(isCtrlArmed && isLetter ? Uint8Array.of(first & 0x1f) : bytes);
    },
    [isCtrlArmed],
  );
  const onResize = useCallback((cols: number, rows: number) => socket.current?.resize(cols, rows), []);

  return (
    <div
      role="tabpanel"
      id={`terminal-panel-${terminal}`}
      aria-labelledby={`terminal-tab-${terminal}`}
      hidden={!isActive}
      className="relative flex h-full flex-col [&[hidden]]:hidden"
    >
      <div className="min-h-0 flex-1">
        <TerminalView
          label={t("label", { name })}
          isScreenReaderMode={isScreenReaderMode}
          onScreenReaderMode={onScreenReaderMode}
          onReady={setHandle}
          onInput={onInput}
          onResize={onResize}
          onNotice={setNotice}
        />
      </div>
      <div
        role="status"
        className="bg-night text-sm text-[#f0c274] [&>*]:border-t [&>*]:border-night-line [&>*]:px-3 [&>*]:py-1.5"
      >
        {notice ? <p>{notice}</p> : null}
        {state.kind === "reconnecting" ? <p>{t("reconnecting")}</p> : null}
        {state.kind === "exited" ? (
          <div className="flex flex-wrap items-center gap-3">
            <p className="flex-1">{state.code === null ? t("endedNoCode") : t("ended", { code: state.code })}</p>
            <button type="button" className="button button-small" onClick={() => socket.current?.openNewShell()}>
              {t("newShell")}
            </button>
          </div>
        ) : null}
        {state.kind === "closed" ? (
          <div className="flex flex-wrap items-center gap-3">
            <p className="flex-1">{state.error ? describeFailure(state.error).title : t("lost")}</p>
            <button type="button" className="button button-small" onClick={() => socket.current?.openNewShell()}>
              {t("newShell")}
            </button>
          </div>
        ) : null}
      </div>
      <KeyBar
        isCtrlArmed={isCtrlArmed}
        onCtrl={() => setIsCtrlArmed(!isCtrlArmed)}
        onKey={(key) => handle?.sendKey(key)}
      />
    </div>
  );
}
