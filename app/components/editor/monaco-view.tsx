"use client";
import type * as Monaco from "monaco-editor/editor";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { darkStore } from "@/app/client/theme";
import { toLanguage } from "./file-language";
import { loadMonaco } from "./load-monaco";

interface Props {
  path: string;
  value: string;
  label: string;
  onChange: (value: string) => void;
  onSave: () => void;
}

/** An editor on one file at a time; undo, cursor and scroll are kept a path. It knows nothing of where files live. */
export default function MonacoView({ path, value, label, onChange, onSave }: Props) {
  const t = useTranslations();
  const locale = useLocale();
  const isDark = useSyncExternalStore(darkStore.subscribe, darkStore.get, darkStore.getOnServer);
  const host = useRef<HTMLDivElement>(null);
  const [monaco, setMonaco] = useState<typeof Monaco | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const editor = useRef<Monaco.editor.IStandaloneCodeEditor | null>(null);
  const viewStates = useRef(new Map<string, Monaco.editor.ICodeEditorViewState | null>());
  const callbacks = useRef({ onChange, onSave });
  useEffect(() => {
    callbacks.current = { onChange, onSave };
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: loaded in the first language; `tries` asks again after a failure
  useEffect(() => {
    let isGone = false;
    setHasFailed(false);
    loadMonaco(locale).then(
      (loaded) => !isGone && setMonaco(loaded),
      () => !isGone && setHasFailed(true),
    );
    return () => {
      isGone = true;
    };
  }, [tries]);

  useEffect(() => {
    if (!monaco || !host.current) return;
    const created = monaco.editor.create(host.current, {
      model: null,
      automaticLayout: true,
      minimap: { enabled: false },
      fontFamily: '"Naru Signs", "Nanum Gothic Coding", "D2Coding", "Noto Sans Mono CJK KR", monospace',
      fontSize: 15,
      // a tag typed over a selection must not be wrapped around it
      autoSurround: "never",
      lineHeight: 1.55,
      fullwidthCharacterWidth: "twoCells",
      fixedOverflowWidgets: true,
      scrollBeyondLastLine: false,
      renderLineHighlight: "line",
      padding: { top: 8, bottom: 8 },
      tabSize: 2,
      unicodeHighlight: { ambiguousCharacters: false },
      bracketPairColorization: { enabled: false },
      overviewRulerLanes: 0,
    });
    editor.current = created;
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => callbacks.current.onSave());
    const changed = created.onDidChangeModelContent(() => callbacks.current.onChange(created.getValue()));
    const states = viewStates.current;
    return () => {
      changed.dispose();
      created.dispose();
      editor.current = null;
      states.clear();
      for (const model of monaco.editor.getModels()) model.dispose();
    };
  }, [monaco]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of `value` is handled below, without switching models
  useEffect(() => {
    const current = editor.current;
    if (!monaco || !current) return;
    const uri = monaco.Uri.file(`/work/${path}`);
    const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(value, toLanguage(path), uri);
    const states = viewStates.current;
    current.setModel(model);
    const state = states.get(path);
    if (state) current.restoreViewState(state);
    return () => {
      if (editor.current) states.set(path, editor.current.saveViewState());
    };
  }, [monaco, path]);

  // A value that did not come from typing: a reload. As an edit, so that undo reaches back over it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path or a loaded editor is another model
  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model || model.getValue() === value) return;
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null);
  }, [value, path, monaco]);

  useEffect(() => {
    monaco?.editor.setTheme(isDark ? "naru-dark" : "naru-light");
  }, [monaco, isDark]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is there once Monaco is
  useEffect(() => {
    editor.current?.updateOptions({ ariaLabel: label });
  }, [label, monaco]);

  return (
    <div className="relative h-full">
      <div ref={host} className="h-full" />
      {monaco ? null : (
        <div
          role="status"
          className="absolute inset-0 flex flex-col items-center justify-center gap-3 text-sm text-soft"
        >
          {hasFailed ? (
            <>
              <p>{t("failure.offline")}</p>
              <button type="button" className="button button-small" onClick={() => setTries(tries + 1)}>
                {t("common.retry")}
              </button>
            </>
          ) : (
            <p className="stage-now">{t("editor.loading")}</p>
          )}
        </div>
      )}
    </div>
  );
}
