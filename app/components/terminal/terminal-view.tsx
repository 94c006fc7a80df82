"use client";
import "@xterm/xterm/css/xterm.css";
import { useTranslations } from "next-intl";
import { ContextMenu } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { type CreatedTerminal, createTerminal } from "./create-terminal";
import type { TerminalHandle } from "./terminal-handle";
import { TerminalSearch } from "./terminal-search";

interface Props {
  label: string;
  isScreenReaderMode: boolean;
  onScreenReaderMode: (isOn: boolean) => void;
  onReady: (handle: TerminalHandle | null) => void;
  onInput: (bytes: Uint8Array<ArrayBuffer>) => void;
  onResize: (cols: number, rows: number) => void;
  onNotice: (text: string) => void;
}

/** A screen and a keyboard. It knows nothing of sockets or sandboxes. */
export default function TerminalView({
  label,
  isScreenReaderMode,
  onScreenReaderMode,
  onReady,
  onInput,
  onResize,
  onNotice,
}: Props) {
  const t = useTranslations("terminal");
  const host = useRef<HTMLDivElement>(null);
  const created = useRef<CreatedTerminal | null>(null);
  const [isSearching, setIsSearching] = useState(false);
  const [hasSelection, setHasSelection] = useState(false);
  const callbacks = useRef({ onReady, onInput, onResize });
  useEffect(() => {
    callbacks.current = { onReady, onInput, onResize };
  });

  const copy = () => {
    const text = created.current?.term.getSelection();
    if (text) void navigator.clipboard?.writeText(text).catch(() => undefined);
  };
  const paste = async () => {
    try {
      created.current?.term.paste(await navigator.clipboard.readText());
    } catch {
      onNotice(t("pasteBlocked"));
    }
    created.current?.term.focus();
  };
  const actions = useRef({ copy, paste });
  useEffect(() => {
    actions.current = { copy, paste };
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; label and mode follow in the effects below
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const gone = new AbortController();
    createTerminal({
      host: element,
      signal: gone.signal,
      label,
      isScreenReaderMode,
      onInput: (bytes) => callbacks.current.onInput(bytes),
      onResize: (cols, rows) => callbacks.current.onResize(cols, rows),
      onKey: (event) => takeKey(event, created.current, actions.current, () => setIsSearching(true)),
    }).then(
      (terminal) => {
        created.current = terminal;
        terminal.term.onSelectionChange(() => setHasSelection(terminal.term.hasSelection()));
        callbacks.current.onReady(terminal.handle);
      },
      (error: unknown) => {
        if (!gone.signal.aborted) throw error;
      },
    );
    return () => {
      gone.abort();
      created.current?.dispose();
      created.current = null;
      callbacks.current.onReady(null);
    };
  }, []);

  useEffect(() => {
    created.current?.term.textarea?.setAttribute("aria-label", label);
  }, [label]);
  useEffect(() => {
    if (created.current) created.current.term.options.screenReaderMode = isScreenReaderMode;
  }, [isScreenReaderMode]);

  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>
        <div className="terminal-host on-night">
          <div ref={host} className="h-full" />
          {isSearching && created.current ? (
            <TerminalSearch
              search={created.current.search}
              onClose={() => {
                setIsSearching(false);
                created.current?.search.clearDecorations();
                created.current?.term.focus();
              }}
            />
          ) : null}
        </div>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" onCloseAutoFocus={(event) => event.preventDefault()}>
          <MenuItem text={t("copy")} keys="Ctrl+Shift+C" disabled={!hasSelection} onSelect={copy} />
          <MenuItem text={t("paste")} keys="Ctrl+Shift+V" onSelect={() => void paste()} />
          <MenuItem text={t("selectAll")} onSelect={() => created.current?.term.selectAll()} />
          <MenuItem text={t("search")} keys="Ctrl+Shift+F" onSelect={() => setIsSearching(true)} />
          <MenuItem text={t("clear")} onSelect={() => created.current?.term.clear()} />
          <ContextMenu.CheckboxItem
            className="menu-item"
            checked={isScreenReaderMode}
            onCheckedChange={onScreenReaderMode}
          >
            {t("screenReader")}
          </ContextMenu.CheckboxItem>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function MenuItem({
  text,
  keys,
  disabled,
  onSelect,
}: {
  text: string;
  keys?: string;
  disabled?: boolean;
  onSelect: () => void;
}) {
  return (
    <ContextMenu.Item className="menu-item" disabled={disabled} onSelect={onSelect}>
      <span className="flex-1">{text}</span>
      {keys ? <span className="text-xs text-faint">{keys}</span> : null}
    </ContextMenu.Item>
  );
}

/** The few keys the page keeps; everything else belongs to the shell. */
function takeKey(
  event: KeyboardEvent,
  created: CreatedTerminal | null,
  actions: { copy: () => void; paste: () => Promise<void> },
  search: () => void,
): boolean {
  // F6 leaves for the next pane and Alt+Page turns the step: the page's own handler does it.
  if (event.key === "F6" || (event.altKey && (event.key === "PageUp" || event.key === "PageDown"))) return true;
  if (!event.ctrlKey || event.altKey || event.metaKey) return false;
  if (!event.shiftKey) {
    // Without preventDefault the browser pastes by itself. Full-screen programs such as vim keep their Ctrl-V.
    return event.code === "KeyV" && created?.term.buffer.active.type === "normal";
  }
  switch (event.code) {
    case "KeyC":
      event.preventDefault();
      actions.copy();
      return true;
    case "KeyV":
      event.preventDefault();
      void actions.paste();
      return true;
    case "KeyF":
      event.preventDefault();
      search();
      return true;
    default:
      return false;
  }
}
