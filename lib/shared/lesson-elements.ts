/**
 * The elements a compiled lesson holds beside plain HTML (p, h2–h6, ul, ol, li, strong, em, del, code, pre, a, blockquote,
 * table…, br, hr, kbd). A page renders them with hast-util-to-jsx-runtime and one component per name; every prop is a string.
 * Code that is neither a command, an output nor a file to save stays `pre > code.language-NAME`: shown, copy only.
 */
export interface LessonElements {
  /** Text before the first step; first child of the first step's body. Children: blocks. */
  "naru-intro": Record<never, never>;
  /** ```sh run: copied, or run by a click in terminal `terminal` (t1 unless said). No children. */
  "naru-command": { terminal: string; text: string };
  /** ```output: what a command prints, as an example; not copyable. No children. */
  "naru-output": { text: string };
  /** ```dockerfile save=Dockerfile: shown, with a button that writes `text` to `path` below ~/work. No children. */
  "naru-save": { path: string; language: string; text: string };
  /** :::note[Title] and its like; without a title the page shows the kind's own. Children: blocks. */
  "naru-note": { kind: NoteKind; title?: string };
  /** :::details[Summary]. Children: blocks. */
  "naru-details": { summary: string };
  /** ::::hints{for=check-id}, the ladder of one check. The prop is `check`, as JSX renames `for`. Children: naru-hint. */
  "naru-hints": { check: string };
  /** One rung of a ladder, in the order of HINT_LEVELS. Children: blocks. */
  "naru-hint": { level: HintLevel };
  /** ::check{id=check-id}: where the check is shown; a question is answered here. No children. */
  "naru-check": { id: string };
  /** ::race: the same server in a virtual machine and in a container, measured side by side. No children. */
  "naru-race": Record<never, never>;
  /** ::diagram{id=layers}: a drawing of lib/shared/diagrams. No children. */
  "naru-diagram": { id: string };
  /** :term[컨테이너(container)]{id=container}; `term` and `text` are the glossary's, in the page's language. Children: inline. */
  "naru-term": { id: string; term: string; text: string };
  /** :file[compose.yaml]: opens a file of ~/work in the editor. Children: the path as text. */
  "naru-file": { path: string };
}

export const NOTE_KINDS = ["note", "tip", "warning"] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export const HINT_LEVELS = ["nudge", "idea", "almost"] as const;
export type HintLevel = (typeof HINT_LEVELS)[number];

export type LessonElementName = keyof LessonElements;

/** The same list at run time: element to the names of its props; nothing else passes the sanitizer. */
export const LESSON_ELEMENTS: {
  readonly [Name in LessonElementName]: readonly (keyof LessonElements[Name] & string)[];
} = {
  "naru-intro": [],
  "naru-command": ["terminal", "text"],
  "naru-output": ["text"],
  "naru-save": ["path", "language", "text"],
  "naru-note": ["kind", "title"],
  "naru-details": ["summary"],
  "naru-hints": ["check"],
  "naru-hint": ["level"],
  "naru-check": ["id"],
  "naru-race": [],
  "naru-diagram": ["id"],
  "naru-term": ["id", "term", "text"],
  "naru-file": ["path"],
};
