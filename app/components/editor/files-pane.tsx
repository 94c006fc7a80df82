"use client";
import { FilePlus, FolderPlus, RefreshCw, Save, X } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { type EditorFiles, isDirty, type OpenFile } from "@/app/client/editor-files";
import ConfirmDialog from "@/app/components/ui/confirm-dialog";
import { FailureNote } from "@/app/components/ui/failure-note";
import { FileTree } from "./file-tree";
import { PathDialog } from "./path-dialog";

const MonacoView = dynamic(() => import("./monaco-view"), { ssr: false });

type Asking = { kind: "file" | "folder" } | { kind: "rename" | "remove" | "discard"; path: string };

/** The working directory: tree at the left, open files in tabs. */
export default function FilesPane({ files }: { files: EditorFiles }) {
  const t = useTranslations("editor");
  const state = useSyncExternalStore(files.subscribe, files.getState, files.getState);
  const [asking, setAsking] = useState<Asking | null>(null);
  useEffect(() => {
    void files.refresh();
  }, [files]);
  const active = state.open.find((file) => file.path === state.active) ?? null;
  const requestClose = (file: OpenFile) =>
    isDirty(file) ? setAsking({ kind: "discard", path: file.path }) : files.close(file.path);

  return (
    <div className="grid h-full grid-cols-[minmax(8.5rem,13rem)_minmax(0,1fr)] bg-surface max-[560px]:grid-cols-1 max-[560px]:grid-rows-[minmax(7rem,30%)_minmax(0,1fr)]">
      <div className="flex min-h-0 flex-col border-line max-[560px]:border-b min-[561px]:border-r">
        <div className="flex items-center gap-0.5 border-b border-line py-1 pl-3 pr-1">
          <h2 className="flex-1 truncate text-sm font-semibold">~/work</h2>
          <ToolButton label={t("newFile")} Icon={FilePlus} onClick={() => setAsking({ kind: "file" })} />
          <ToolButton label={t("newFolder")} Icon={FolderPlus} onClick={() => setAsking({ kind: "folder" })} />
          <ToolButton label={t("refresh")} Icon={RefreshCw} onClick={() => void files.refresh()} />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto">
          {state.entries === null ? (
            state.failure ? null : (
              <p role="status" className="stage-now p-3 text-sm text-soft">
                {t("listing")}
              </p>
            )
          ) : state.entries.length === 0 ? (
            <p className="p-3 text-sm text-soft">{t("emptyTree")}</p>
          ) : (
            <FileTree
              entries={state.entries}
              active={state.active}
              onOpen={(path) => void files.open(path)}
              onRename={(path) => setAsking({ kind: "rename", path })}
              onRemove={(path) => setAsking({ kind: "remove", path })}
            />
          )}
          {state.isTruncated ? <p className="p-3 text-sm text-soft">{t("truncated")}</p> : null}
          {state.failure ? (
            <div className="p-2">
              <FailureNote failure={state.failure} onDismiss={files.dismissFailure} />
            </div>
          ) : null}
        </div>
      </div>
      <div className="flex min-h-0 min-w-0 flex-col">
        {active ? (
          <>
            <FileTabs files={files} open={state.open} active={active} onClose={requestClose} />
            <FileNotices files={files} file={active} />
            <div className="min-h-0 flex-1">
              {active.status === "ready" ? (
                <MonacoView
                  path={active.path}
                  value={active.content}
                  label={t("label", { path: active.path })}
                  onChange={(value) => files.edit(active.path, value)}
                  onSave={() => void files.save(active.path)}
                />
              ) : active.status === "loading" ? (
                <p role="status" className="stage-now p-4 text-sm text-soft">
                  {t("loading")}
                </p>
              ) : null}
            </div>
          </>
        ) : (
          <p className="m-auto max-w-xs p-6 text-center text-sm text-soft">{t("empty")}</p>
        )}
      </div>
      {asking ? <Question files={files} asking={asking} onClose={() => setAsking(null)} /> : null}
    </div>
  );
}

function ToolButton({ label, Icon, onClick }: { label: string; Icon: typeof Save; onClick: () => void }) {
  return (
    <button type="button" className="icon-button !h-7 !w-7" aria-label={label} title={label} onClick={onClick}>
      <Icon size={16} aria-hidden />
    </button>
  );
}

function FileTabs({
  files,
  open,
  active,
  onClose,
}: {
  files: EditorFiles;
  open: readonly OpenFile[];
  active: OpenFile;
  onClose: (file: OpenFile) => void;
}) {
  const t = useTranslations("editor");
  return (
    <div className="flex items-stretch border-b border-line bg-page text-sm">
      <ul aria-label={t("tabs")} className="flex min-w-0 flex-1 overflow-x-auto">
        {open.map((file) => {
          const isActive = file.path === active.path;
          return (
            <li
              key={file.path}
              className={`flex flex-none items-center border-r border-line ${isActive ? "bg-surface" : ""}`}
            >
              <button
                type="button"
                aria-current={isActive ? "true" : undefined}
                title={file.path}
                className={`py-1.5 pl-3 ${isActive ? "font-semibold" : "text-soft"}`}
                onClick={() => void files.open(file.path)}
              >
                {file.path.slice(file.path.lastIndexOf("/") + 1)}
                {isDirty(file) ? (
                  <>
                    <span aria-hidden className="ml-1.5 inline-block h-2 w-2 rounded-full bg-lantern align-middle" />
                    <span className="sr-only"> ({t("unsaved")})</span>
                  </>
                ) : null}
              </button>
              <button
                type="button"
                className="icon-button !h-7 !w-7"
                aria-label={t("closeFile", { path: file.path })}
                onClick={() => onClose(file)}
              >
                <X size={14} aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        className="button button-quiet button-small !px-3"
        disabled={!isDirty(active) || active.isSaving}
        title="Ctrl+S"
        onClick={() => void files.save(active.path)}
      >
        <Save size={15} aria-hidden />
        {active.isSaving ? t("saving") : t("save")}
      </button>
    </div>
  );
}

function FileNotices({ files, file }: { files: EditorFiles; file: OpenFile }) {
  const t = useTranslations("editor");
  return (
    <>
      {file.failure ? (
        <div className="p-2">
          <FailureNote failure={file.failure} />
        </div>
      ) : null}
      {file.conflict ? (
        <div
          role="alert"
          className="flex flex-wrap items-center gap-2 border-b border-lantern-line bg-lantern-wash px-3 py-2 text-sm"
        >
          <p className="flex-1">{file.conflict === "gone" ? t("gone") : t("conflict")}</p>
          {file.conflict === "changed" ? (
            <>
              <button type="button" className="button button-small" onClick={() => void files.takeTheirs(file.path)}>
                {t("conflictLoad")}
              </button>
              <button type="button" className="button button-small" onClick={() => void files.save(file.path, true)}>
                {t("conflictKeep")}
              </button>
            </>
          ) : (
            <button type="button" className="button button-small" onClick={() => void files.save(file.path, true)}>
              {t("save")}
            </button>
          )}
        </div>
      ) : null}
    </>
  );
}

function Question({ files, asking, onClose }: { files: EditorFiles; asking: Asking; onClose: () => void }) {
  const t = useTranslations("editor");
  switch (asking.kind) {
    case "file":
      return (
        <PathDialog
          title={t("newFileIn")}
          action={t("create")}
          initial=""
          onDone={(path) => void files.create(path, false)}
          onClose={onClose}
        />
      );
    case "folder":
      return (
        <PathDialog
          title={t("newFolderIn")}
          action={t("create")}
          initial=""
          onDone={(path) => void files.create(path, true)}
          onClose={onClose}
        />
      );
    case "rename":
      return (
        <PathDialog
          title={t("renameTo")}
          action={t("rename")}
          initial={asking.path}
          onDone={(to) => void files.rename(asking.path, to)}
          onClose={onClose}
        />
      );
    case "remove":
      return (
        <ConfirmDialog
          isOpen
          title={t("removeTitle", { path: asking.path })}
          text={t("removeText")}
          confirm={t("remove")}
          isDangerous
          onConfirm={() => void files.remove(asking.path)}
          onClose={onClose}
        />
      );
    case "discard":
      return (
        <ConfirmDialog
          isOpen
          title={t("closeUnsavedTitle")}
          text={t("closeUnsavedText", { path: asking.path })}
          confirm={t("discard")}
          isDangerous
          onConfirm={() => files.close(asking.path)}
          onClose={onClose}
        />
      );
  }
}
