"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { EditorFiles } from "@/app/client/editor-files";
import type { LessonSession } from "@/app/client/lesson-session";

/** The open files of one sandbox; another sandbox starts with none. */
export function useEditorFiles(
  session: LessonSession | null,
  sandbox: string | null,
  announce: (text: string) => void,
): EditorFiles | null {
  const t = useTranslations();
  const [files, setFiles] = useState<EditorFiles | null>(null);
  const latest = useRef(t);
  useEffect(() => {
    latest.current = t;
  });
  useEffect(() => {
    if (!session || !sandbox) return;
    const opened = new EditorFiles(session.files, ({ kind, path }) =>
      announce(latest.current(kind === "saved" ? "editor.saved" : "editor.reloaded", { path })),
    );
    setFiles(opened);
    const stop = session.onFilesChanged((paths) => opened.filesChanged(paths));
    return () => {
      stop();
      opened.dispose();
      setFiles(null);
    };
  }, [announce, sandbox, session]);
  return files;
}
