"use client";
import { ChevronRight, Ellipsis, File, Folder, Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { DropdownMenu } from "radix-ui";
import { type KeyboardEvent, useState } from "react";
import type { FileEntry } from "@/lib/shared/wire";

interface Props {
  entries: readonly FileEntry[];
  active: string | null;
  onOpen: (path: string) => void;
  onRename: (path: string) => void;
  onRemove: (path: string) => void;
}

interface Row {
  entry: FileEntry;
  name: string;
  depth: number;
}

/** A tree by the ARIA pattern: one stop for Tab, arrows inside. */
export function FileTree({ entries, active, onOpen, onRename, onRemove }: Props) {
  const t = useTranslations("editor");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const rows = toRows(entries, closed);
  const tabStop = rows.some((row) => row.entry.path === focused) ? focused : (rows[0]?.entry.path ?? null);

  const toggle = (path: string, isClosed: boolean) => {
    const next = new Set(closed);
    if (isClosed) next.add(path);
    else next.delete(path);
    setClosed(next);
  };
  const focus = (path: string | undefined) => {
    if (path === undefined) return;
    setFocused(path);
    document.getElementById(toId(path))?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, { entry }: Row, index: number) => {
    const isFolder = entry.type === "dir";
    const isClosed = closed.has(entry.path);
    const keys: Record<string, () => void> = {
      ArrowDown: () => focus(rows[index + 1]?.entry.path),
      ArrowUp: () => focus(rows[index - 1]?.entry.path),
      Home: () => focus(rows[0]?.entry.path),
      End: () => focus(rows.at(-1)?.entry.path),
      ArrowRight: () => (isFolder && isClosed ? toggle(entry.path, false) : focus(rows[index + 1]?.entry.path)),
      ArrowLeft: () =>
        isFolder && !isClosed
          ? toggle(entry.path, true)
          : focus(entry.path.split("/").slice(0, -1).join("/") || undefined),
      Enter: () => (isFolder ? toggle(entry.path, !isClosed) : onOpen(entry.path)),
      " ": () => (isFolder ? toggle(entry.path, !isClosed) : onOpen(entry.path)),
      F2: () => onRename(entry.path),
      Delete: () => onRemove(entry.path),
    };
    const act = keys[event.key];
    if (!act || event.target !== event.currentTarget) return;
    event.preventDefault();
    act();
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA tree pattern on the list it is
    <ul role="tree" aria-label={t("tree")} className="py-1 text-sm">
      {rows.map((row, index) => {
        const { entry, name, depth } = row;
        const isFolder = entry.type === "dir";
        const Icon = isFolder ? Folder : entry.type === "link" ? Link2 : File;
        return (
          <li
            key={entry.path}
            id={toId(entry.path)}
            role="treeitem"
            aria-level={depth + 1}
            aria-expanded={isFolder ? !closed.has(entry.path) : undefined}
            aria-selected={entry.path === active}
            tabIndex={entry.path === tabStop ? 0 : -1}
            onKeyDown={(event) => onKeyDown(event, row, index)}
            onFocus={() => setFocused(entry.path)}
            className={`group flex cursor-pointer items-center gap-1.5 py-0.5 pr-1 hover:bg-sunken ${entry.path === active ? "bg-water-wash font-semibold" : ""}`}
            style={{ paddingLeft: `${depth * 0.875 + 0.5}rem` }}
            onClick={() => (isFolder ? toggle(entry.path, !closed.has(entry.path)) : onOpen(entry.path))}
          >
            <ChevronRight
              size={14}
              aria-hidden
              className={`flex-none text-faint ${isFolder ? "" : "invisible"} ${closed.has(entry.path) ? "" : "rotate-90"}`}
            />
            <Icon size={15} aria-hidden className="flex-none text-soft" />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <RowMenu path={entry.path} onRename={onRename} onRemove={onRemove} />
          </li>
        );
      })}
    </ul>
  );
}

function RowMenu({
  path,
  onRename,
  onRemove,
}: {
  path: string;
  onRename: (path: string) => void;
  onRemove: (path: string) => void;
}) {
  const t = useTranslations("editor");
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        tabIndex={-1}
        aria-label={t("menu", { path })}
        className="icon-button !h-6 !w-6 opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
        onClick={(event) => event.stopPropagation()}
      >
        <Ellipsis size={15} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" onClick={(event) => event.stopPropagation()}>
          <DropdownMenu.Item className="menu-item" onSelect={() => onRename(path)}>
            {t("rename")}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item text-clay" onSelect={() => onRemove(path)}>
            {t("remove")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const toId = (path: string) => `file-${encodeURIComponent(path)}`;

/** Folders first, then by name; what lies in a closed folder is left out. */
function toRows(entries: readonly FileEntry[], closed: ReadonlySet<string>): Row[] {
  const children = new Map<string, FileEntry[]>();
  for (const entry of entries) {
    const parent = entry.path.split("/").slice(0, -1).join("/");
    children.set(parent, [...(children.get(parent) ?? []), entry]);
  }
  const byKindAndName = (a: FileEntry, b: FileEntry) =>
    Number(b.type === "dir") - Number(a.type === "dir") || a.path.localeCompare(b.path);
  const walk = (parent: string, depth: number): Row[] =>
    (children.get(parent) ?? [])
      .sort(byKindAndName)
      .flatMap((entry) => [
        { entry, name: entry.path.slice(entry.path.lastIndexOf("/") + 1), depth },
        ...(entry.type === "dir" && !closed.has(entry.path) ? walk(entry.path, depth + 1) : []),
      ]);
  return walk("", 0);
}
