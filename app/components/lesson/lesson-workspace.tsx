"use client";
import { BookOpen, Files, SquareTerminal } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { useReadiness } from "@/app/client/use-readiness";
import type { CommandRequest } from "@/app/components/terminal/terminals-pane";
import { FailureNote } from "@/app/components/ui/failure-note";
import type { LessonView } from "@/lib/shared/lesson-view";
import type { Locale } from "@/lib/shared/locale";
import type { ReadinessView } from "@/lib/shared/readiness-view";
import { LessonHeader } from "./lesson-header";
import { LessonOutro } from "./lesson-outro";
import { LessonStep } from "./lesson-step";
import { NoticeNote } from "./notice-note";
import { SandboxBar } from "./sandbox-bar";
import { SandboxPanel } from "./sandbox-panel";
import { StepNavigation } from "./step-navigation";
import { useAnnouncements } from "./use-announcements";
import { useEditorFiles } from "./use-editor-files";
import { useLessonSession } from "./use-lesson-session";
import { usePageKeys } from "./use-page-keys";
import { useRememberedLayout } from "./use-remembered-layout";
import { useSteps } from "./use-steps";
import { type Pane, type Workspace, WorkspaceContext } from "./workspace-context";

const ElsewhereDialog = dynamic(() => import("./elsewhere-dialog"), { ssr: false });
const TerminalsPane = dynamic(() => import("@/app/components/terminal/terminals-pane"), {
  ssr: false,
  loading: () => <PaneLoading pane="terminal" />,
});
const FilesPane = dynamic(() => import("@/app/components/editor/files-pane"), {
  ssr: false,
  loading: () => <PaneLoading pane="editor" />,
});

interface Props {
  view: LessonView;
  initialStep: string | null;
  lessonTitles: Readonly<Record<string, string>>;
  readiness: ReadinessView;
  onLocale: (locale: Locale) => void;
}

/** A lesson's page: text beside a terminal and an editor, on a narrow screen one of them at a time. */
export function LessonWorkspace({ view, initialStep, lessonTitles, readiness, onLocale }: Props) {
  const t = useTranslations();
  const waitsFor = useReadiness(readiness)[view.id] ?? null;
  const { session, state } = useLessonSession(view.id, { mayStart: waitsFor === null });
  const { stepIndex, goToStep } = useSteps(view, session, state, initialStep);
  const { message, announce } = useAnnouncements(session, state, view, waitsFor !== null);
  const sandbox = state.sandbox?.lesson === view.id && state.sandbox.state === "ready" ? state.sandbox.id : null;
  const files = useEditorFiles(session, sandbox, announce);
  const [pane, setPane] = useState<Pane>("read");
  const [isFilesOpen, setIsFilesOpen] = useState(false);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const [request, setRequest] = useState<CommandRequest | null>(null);
  const [focusSerial, setFocusSerial] = useState(0);
  const [hintsShown, setHintsShown] = useState<Record<string, number>>({});
  const [drafts, setDrafts] = useState<Record<string, string | readonly string[]>>({});
  const textPane = useRef<HTMLDivElement>(null);
  const filesPane = useRef<HTMLDivElement>(null);

  const goTo = useCallback(
    (index: number) => {
      goToStep(index);
      session?.dismissFailure();
      setPane("read");
      textPane.current?.scrollTo({ top: 0 });
      requestAnimationFrame(() => document.getElementById("step-title")?.focus({ preventScroll: true }));
    },
    [goToStep, session],
  );
  const showPane = useCallback((next: Pane) => {
    setPane(next);
    if (next === "files") setIsFilesOpen(true);
  }, []);
  const focusPane = useCallback(
    (next: Pane) => {
      showPane(next);
      if (next === "terminal") setFocusSerial((serial) => serial + 1);
      if (next === "read") requestAnimationFrame(() => textPane.current?.focus());
      if (next === "files") requestAnimationFrame(() => filesPane.current?.focus());
    },
    [showPane],
  );
  usePageKeys({ onStep: (by) => goTo(stepIndex + by), onPane: focusPane, onHelp: () => setIsHelpOpen(true) });

  const runCommand = useCallback(
    (terminal: string, command: string) => {
      showPane("terminal");
      if (!sandbox) return announce(t("lesson.runNeedsTerminal"));
      setRequest((before) => ({ serial: (before?.serial ?? 0) + 1, terminal, command }));
      announce(t("lesson.ranInTerminal", { command }));
    },
    [announce, sandbox, showPane, t],
  );
  const needsFiles = useCallback(
    (act: (opened: NonNullable<typeof files>) => Promise<void>) => {
      showPane("files");
      if (files) void act(files);
      else announce(t("lesson.runNeedsTerminal"));
    },
    [announce, files, showPane, t],
  );

  const workspace = useMemo<Workspace>(
    () => ({
      view,
      session,
      state,
      stepIndex,
      goToStep: goTo,
      runCommand,
      saveFile: (path, text) =>
        needsFiles(async (opened) => {
          await opened.put(path, text.endsWith("\n") ? text : `${text}\n`);
          await opened.open(path);
        }),
      openFile: (path) => needsFiles((opened) => opened.open(path)),
      announce,
      hintsShown,
      showHint: (check) => setHintsShown((before) => ({ ...before, [check]: (before[check] ?? 0) + 1 })),
      drafts,
      setDraft: (check, value) => setDrafts((before) => ({ ...before, [check]: value })),
    }),
    [announce, drafts, goTo, hintsShown, needsFiles, runCommand, session, state, stepIndex, view],
  );

  const step = view.steps[stepIndex];
  return (
    <WorkspaceContext.Provider value={workspace}>
      <button type="button" className="skip-link" onClick={() => focusPane("terminal")}>
        {t("lesson.skipToTerminal")}
      </button>
      <div className="workspace" data-pane={pane}>
        <LessonHeader onLocale={onLocale} isHelpOpen={isHelpOpen} onHelp={setIsHelpOpen} />
        <main className="contents">
          <Panes
            isFilesOpen={isFilesOpen}
            text={
              <section
                ref={textPane}
                tabIndex={-1}
                aria-label={t("lesson.textPane")}
                className="relative h-full overflow-y-auto bg-page outline-none"
              >
                <div className="sticky top-0 z-10">
                  <StepNavigation view={view} state={state} stepIndex={stepIndex} onStep={goTo} />
                  {/* in view wherever the text is scrolled to: what failed may stand far below */}
                  {state.failure ? (
                    <div className="mx-auto max-w-[44rem] px-5 pt-3 sm:px-8">
                      <FailureNote failure={state.failure} onDismiss={session?.dismissFailure} />
                    </div>
                  ) : null}
                  {state.notice ? (
                    <div className="mx-auto max-w-[44rem] px-5 pt-3 sm:px-8">
                      <NoticeNote notice={state.notice} onDismiss={session?.dismissNotice} />
                    </div>
                  ) : null}
                </div>
                {step ? <LessonStep key={step.id} step={step} /> : <LessonOutro />}
              </section>
            }
            bar={
              <SandboxBar
                lessonId={view.id}
                state={state}
                isFilesOpen={isFilesOpen}
                onToggleFiles={() => setIsFilesOpen(!isFilesOpen)}
                onChange={(verb) => void session?.change(verb)}
              />
            }
            terminal={
              <section id="workbench" aria-label={t("lesson.terminalPane")} className="h-full">
                {sandbox ? (
                  <TerminalsPane key={sandbox} sandbox={sandbox} request={request} focusSerial={focusSerial} />
                ) : (
                  <SandboxPanel
                    state={state}
                    lesson={view.id}
                    readiness={waitsFor}
                    onStart={() => void session?.start()}
                    onLeave={() => void session?.change("stop")}
                  />
                )}
              </section>
            }
            files={
              <section
                ref={filesPane}
                tabIndex={-1}
                aria-label={t("lesson.filesPane")}
                className="h-full bg-surface outline-none"
              >
                {files ? (
                  <FilesPane files={files} />
                ) : (
                  <p className="p-6 text-center text-sm text-soft">{t("editor.needsSandbox")}</p>
                )}
              </section>
            }
          />
        </main>
        <PaneSwitch pane={pane} onPane={showPane} />
      </div>
      {state.elsewhere === null ? null : (
        <ElsewhereDialog
          lesson={state.elsewhere.lesson}
          title={lessonTitles[state.elsewhere.lesson] ?? state.elsewhere.lesson}
          isCompleted={state.elsewhere.isCompleted}
          onReplace={() => void session?.start(true)}
          onClose={() => session?.dismissElsewhere()}
        />
      )}
      <p role="status" aria-live="polite" className="sr-only">
        {message}
      </p>
    </WorkspaceContext.Provider>
  );
}

const OUTER = ["text", "work"] as const;
const INNER = ["terminal", "files"] as const;

/** The same tree at every width: a narrow screen hides panes by style, so that no terminal is ever mounted anew. */
function Panes({
  isFilesOpen,
  text,
  bar,
  terminal,
  files,
}: {
  isFilesOpen: boolean;
  text: ReactNode;
  bar: ReactNode;
  terminal: ReactNode;
  files: ReactNode;
}) {
  const t = useTranslations("lesson");
  const outer = useRememberedLayout("naru.layout.page", OUTER);
  const inner = useRememberedLayout("naru.layout.work", INNER);
  return (
    <Group
      className="panes min-h-0"
      orientation="horizontal"
      groupRef={outer.groupRef}
      onLayoutChanged={outer.onLayoutChanged}
    >
      <Panel id="text" className="pane-text" defaultSize="40%" minSize="22rem">
        {text}
      </Panel>
      <Separator className="divider divider-text" aria-label={t("resizeText")} />
      <Panel id="work" className="pane-work" minSize="24rem">
        <div className="flex h-full flex-col bg-night">
          {bar}
          <Group
            className="work min-h-0 flex-1"
            data-files={isFilesOpen ? "open" : "closed"}
            orientation="vertical"
            groupRef={inner.groupRef}
            onLayoutChanged={inner.onLayoutChanged}
          >
            <Panel id="terminal" className="pane-terminal" defaultSize="50%" minSize="8rem">
              {terminal}
            </Panel>
            {/* made while it can be seen: a hidden one never learns its value */}
            {isFilesOpen ? <Separator className="divider divider-files" aria-label={t("resizeEditor")} /> : null}
            <Panel id="files" className="pane-files" minSize="8rem">
              {files}
            </Panel>
          </Group>
        </div>
      </Panel>
    </Group>
  );
}

const PANES = [
  ["read", "tabRead", BookOpen],
  ["terminal", "tabTerminal", SquareTerminal],
  ["files", "tabFiles", Files],
] as const;

function PaneSwitch({ pane, onPane }: { pane: Pane; onPane: (pane: Pane) => void }) {
  const t = useTranslations("lesson");
  return (
    <nav
      aria-label={t("paneSwitch")}
      className="flex border-t border-line bg-page pb-[env(safe-area-inset-bottom)] min-[900px]:hidden"
    >
      {PANES.map(([name, label, Icon]) => (
        <button
          key={name}
          type="button"
          aria-pressed={pane === name}
          className="flex flex-1 flex-col items-center gap-0.5 border-t-2 border-transparent py-2 text-xs font-semibold text-soft aria-pressed:border-lantern aria-pressed:text-ink"
          onClick={() => onPane(name)}
        >
          <Icon size={20} aria-hidden />
          {t(label)}
        </button>
      ))}
    </nav>
  );
}

function PaneLoading({ pane }: { pane: "terminal" | "editor" }) {
  const t = useTranslations();
  return (
    <p
      role="status"
      className={`stage-now p-6 text-center text-sm ${pane === "terminal" ? "text-night-soft" : "text-soft"}`}
    >
      {t(`${pane}.loading`)}
    </p>
  );
}
