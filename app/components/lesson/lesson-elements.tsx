"use client";
import { ChevronRight, FileText, Info, Lightbulb, Play, Save, TriangleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ComponentProps, isValidElement, type ReactNode, useRef, useState } from "react";
import type { LessonElementName, LessonElements } from "@/lib/shared/lesson-elements";
import { CheckCard } from "./check-card";
import { CopyButton } from "./copy-button";
import { HintLadder } from "./hint-ladder";
import { findCheckView, findProgress, useWorkspace } from "./workspace-context";

const RacePanel = dynamic(() => import("./race-panel"), { ssr: false });
const DiagramFigure = dynamic(() => import("./diagram"));
const TermPopover = dynamic(() => import("./term-popover"), { ssr: false });

type ElementProps<Name extends LessonElementName> = LessonElements[Name] & { children?: ReactNode };

function Intro({ children }: ElementProps<"naru-intro">) {
  return <div className="prose-intro text-soft [&>*+*]:mt-4">{children}</div>;
}

function Command({ terminal, text }: ElementProps<"naru-command">) {
  const t = useTranslations("lesson");
  const { runCommand } = useWorkspace();
  return (
    <div className="command on-night">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <div className="flex flex-none items-start gap-0.5 p-1.5">
        <CopyButton text={text} label={t("copyCommand", { command: text })} />
        <button
          type="button"
          className="button button-quiet button-small !h-8 !px-2"
          aria-label={t("runInTerminal", { command: text })}
          onClick={() => runCommand(terminal, text)}
        >
          <Play size={15} aria-hidden />
          {t("run")}
        </button>
      </div>
    </div>
  );
}

function Output({ text }: ElementProps<"naru-output">) {
  const t = useTranslations("lesson");
  return (
    <figure className="code-box !border-dashed !bg-transparent">
      <figcaption className="px-4 pt-2 text-[0.8125rem] text-faint">{t("output")}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="!pt-1 text-soft">
        <samp>{text}</samp>
      </pre>
    </figure>
  );
}

function SaveBox({ path, text }: ElementProps<"naru-save">) {
  const t = useTranslations("lesson");
  const { saveFile } = useWorkspace();
  return (
    <figure className="code-box">
      <figcaption className="code-box-head">
        <FileText size={15} aria-hidden />
        <span className="flex-1 font-mono">{path}</span>
        <CopyButton text={text} label={t("copyCommand", { command: path })} />
        <button
          type="button"
          className="button button-quiet button-small !px-2"
          aria-label={t("saveFile", { path })}
          onClick={() => saveFile(path, text)}
        >
          <Save size={15} aria-hidden />
          {t("saveShort")}
        </button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}

const NOTES = {
  note: { Icon: Info, box: "border-water-line bg-water-wash", icon: "text-water" },
  tip: { Icon: Lightbulb, box: "border-pine-line bg-pine-wash", icon: "text-pine" },
  warning: { Icon: TriangleAlert, box: "border-lantern-line bg-lantern-wash", icon: "text-lantern-text" },
} as const;

function Note({ kind, title, children }: ElementProps<"naru-note">) {
  const t = useTranslations("lesson");
  const { Icon, box, icon } = NOTES[kind] ?? NOTES.note;
  return (
    <div role="note" className={`rounded-lg border px-4 py-3.5 text-base leading-relaxed ${box}`}>
      <p className="flex items-center gap-2 font-bold">
        <Icon size={18} aria-hidden className={icon} />
        {title || t(`noteKind.${kind in NOTES ? kind : "note"}`)}
      </p>
      <div className="mt-1.5 [&>*+*]:mt-3">{children}</div>
    </div>
  );
}

function Details({ summary, children }: ElementProps<"naru-details">) {
  return (
    <details className="group rounded-lg border border-line bg-surface px-4 text-base leading-relaxed">
      <summary className="flex cursor-pointer list-none items-center gap-2 py-3 font-semibold">
        <ChevronRight size={18} aria-hidden className="flex-none transition-transform group-open:rotate-90" />
        {summary}
      </summary>
      <div className="pb-4 pl-6.5 [&>*+*]:mt-3">{children}</div>
    </details>
  );
}

function Hints({ check, children }: ElementProps<"naru-hints">) {
  const { hintsShown, showHint, state } = useWorkspace();
  if (findProgress(state, check)?.status === "passed" && !hintsShown[check]) return null;
  return (
    <HintLadder shown={hintsShown[check] ?? 0} onShowNext={() => showHint(check)}>
      {children}
    </HintLadder>
  );
}

function Hint({ level, children }: ElementProps<"naru-hint">) {
  const t = useTranslations("lesson");
  return (
    <div className="border-l-2 border-lantern pl-4 leading-relaxed">
      <p className="text-sm font-bold text-lantern-text">{t(`hintLevel.${level}`)}</p>
      <div className="[&>*+*]:mt-3">{children}</div>
    </div>
  );
}

function PlacedCheck({ id }: ElementProps<"naru-check">) {
  const { view, state, session, drafts, setDraft } = useWorkspace();
  const check = findCheckView(view, id);
  if (!check) return null;
  return (
    <CheckCard
      check={check}
      progress={findProgress(state, id)}
      isSandboxReady={state.sandbox?.state === "ready" && state.sandbox.lesson === view.id}
      isChecking={state.checking.includes(id)}
      draft={drafts[id]}
      onDraft={(value) => setDraft(id, value)}
      onCheckNow={() => void session?.checkNow(id)}
      onAnswer={(value) => void session?.answer(id, value)}
    />
  );
}

/** Opens by click, tap or Enter, and for a mouse already by resting on it. */
function Term({ term, text, children }: ElementProps<"naru-term">) {
  const [isOpen, setIsOpen] = useState(false);
  const word = useRef<HTMLSpanElement>(null);
  const byMouse = (isOver: boolean) => (event: { pointerType: string }) => {
    if (event.pointerType === "mouse") setIsOpen(isOver);
  };
  return (
    <>
      {/* A span, since a button is one block: a Korean particle after it would fall to the next line. */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <span
        ref={word}
        role="button"
        tabIndex={0}
        aria-expanded={isOpen}
        className="term"
        onPointerEnter={byMouse(true)}
        onPointerLeave={byMouse(false)}
        onClick={() => setIsOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          setIsOpen(!isOpen);
        }}
      >
        {children}
      </span>
      {isOpen ? <TermPopover anchor={word} term={term} text={text} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function Drawing({ id }: ElementProps<"naru-diagram">) {
  return <DiagramFigure id={id} />;
}

function FileLink({ path }: ElementProps<"naru-file">) {
  const t = useTranslations("lesson");
  const { openFile } = useWorkspace();
  return (
    <button
      type="button"
      className="inline-flex items-baseline gap-1 rounded-sm font-mono text-[0.9em] text-water underline decoration-1 underline-offset-4"
      aria-label={t("openFile", { path })}
      onClick={() => openFile(path)}
    >
      <FileText size={14} aria-hidden className="self-center" />
      {path}
    </button>
  );
}

/** Code that is neither a command nor a file to save: shown, copied. */
function CodeBlock({ children, ...props }: ComponentProps<"pre">) {
  const t = useTranslations("lesson");
  const text = toText(children);
  return (
    <div className="code-box relative">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} {...props} className="pr-12">
        {children}
      </pre>
      <div className="absolute right-1.5 top-1.5">
        <CopyButton text={text.replace(/\n$/, "")} label={t("copyCommand", { command: text.trim() })} />
      </div>
    </div>
  );
}

function toText(node: ReactNode): string {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return node.map(toText).join("");
  return isValidElement<{ children?: ReactNode }>(node) ? toText(node.props.children) : "";
}

function Anchor({ children, href, ...props }: ComponentProps<"a">) {
  const t = useTranslations("common");
  const isOutside = href !== undefined && /^https?:/.test(href);
  return (
    <a href={href} {...props} {...(isOutside ? { target: "_blank", rel: "noopener noreferrer" } : {})}>
      {children}
      {isOutside ? <span className="sr-only"> ({t("newTab")})</span> : null}
    </a>
  );
}

export const LESSON_COMPONENTS: { [Name in LessonElementName]: (props: ElementProps<Name>) => ReactNode } & {
  pre: typeof CodeBlock;
  a: typeof Anchor;
} = {
  "naru-intro": Intro,
  "naru-command": Command,
  "naru-output": Output,
  "naru-save": SaveBox,
  "naru-note": Note,
  "naru-details": Details,
  "naru-hints": Hints,
  "naru-hint": Hint,
  "naru-check": PlacedCheck,
  "naru-race": () => <RacePanel />,
  "naru-diagram": Drawing,
  "naru-term": Term,
  "naru-file": FileLink,
  pre: CodeBlock,
  a: Anchor,
};
