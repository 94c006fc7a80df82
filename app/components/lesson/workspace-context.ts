"use client";
import { createContext, useContext } from "react";
import type { LessonSession, LessonState } from "@/app/client/lesson-session";
import type { CheckProgress, CheckView, LessonView } from "@/lib/shared/lesson-view";

export type Pane = "read" | "terminal" | "files";

/** What the parts of a lesson's page share. Nothing here remembers a language: `view` is swapped, the rest stays. */
export interface Workspace {
  view: LessonView;
  session: LessonSession | null;
  state: LessonState;
  /** Index of the step in view; one past the last is the end of the lesson. */
  stepIndex: number;
  goToStep: (index: number) => void;
  runCommand: (terminal: string, command: string) => void;
  saveFile: (path: string, text: string) => void;
  openFile: (path: string) => void;
  announce: (text: string) => void;
  /** How many rungs of each check's ladder were asked for, and answers not sent yet: both outlive a switch of language. */
  hintsShown: Readonly<Record<string, number>>;
  showHint: (check: string) => void;
  drafts: Readonly<Record<string, string | readonly string[]>>;
  setDraft: (check: string, value: string | readonly string[]) => void;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error("useWorkspace outside of a lesson's page");
  return workspace;
}

export function findCheckView(view: LessonView, id: string): CheckView | undefined {
  for (const step of view.steps) for (const check of step.checks) if (check.id === id) return check;
  return undefined;
}

export function findProgress(state: LessonState, id: string): CheckProgress | undefined {
  return state.attempt?.checks.find((check) => check.checkId === id);
}
