import type { Code, RootContent } from "mdast";
import { isStudentPath } from "./directives";
import { reportHiddenBlanks } from "./hidden-characters";
import { toElement } from "./mdast-element";
import { placeOf, type TransformState } from "./transform-state";

const TERMINAL = /^t[1-9]$/;
const SHELL_PROMPT = /^\s*\$ /m;
const OTHER_LANGUAGE = /^[a-z][a-z0-9+#-]{0,19}$/;

/** A fenced block by its info string: `sh run`, `sh run=t2`, `output`, `dockerfile save=Dockerfile`, or code just shown. */
export function transformCode(node: Code, state: TransformState): RootContent[] {
  const { problems, facts } = state;
  const place = placeOf(node);
  const source = state.sliceOf(node);
  if (!/^(`{3,}|~{3,})/.test(source)) {
    problems.add("indentedCode", place, {});
    return [node];
  }
  const fence = /^(`{3,}|~{3,})/.exec(source)?.[0] ?? "```";
  const lastLine = source
    .slice(source.lastIndexOf("\n") + 1)
    .replace(/^[\s>]+/, "")
    .trimEnd();
  const isClosed = source.includes("\n") && lastLine.startsWith(fence) && new Set(lastLine).size === 1;
  if (!isClosed) problems.add("unclosedFence", place, {});

  const language = node.lang ?? "";
  if (!OTHER_LANGUAGE.test(language)) {
    problems.add("codeLanguage", place, {});
    return [{ type: "code", value: node.value, lang: "text" }];
  }
  if (node.value.trim() === "") problems.add("codeEmpty", place, {});
  reportHiddenBlanks(node.value, place, problems);

  const { run, save } = readOptions(node, language, state);
  if (run !== undefined && save !== undefined) problems.add("codeOptionsBoth", place, {});
  if (run !== undefined) {
    if (SHELL_PROMPT.test(node.value)) problems.add("commandPrompt", place, {});
    facts.commands.push({ text: node.value, terminal: run, place });
    return [toElement("naru-command", { terminal: run, text: node.value })];
  }
  if (save !== undefined) {
    facts.saves.push({ path: save, text: node.value, place });
    return [
      toElement("naru-save", {
        path: save,
        language,
        text: node.value.endsWith("\n") ? node.value : `${node.value}\n`,
      }),
    ];
  }
  if (language === "output") return [toElement("naru-output", { text: node.value })];
  return [{ type: "code", value: node.value, lang: language }];
}

function readOptions(node: Code, language: string, { problems }: TransformState): { run?: string; save?: string } {
  const found: { run?: string; save?: string } = {};
  const place = placeOf(node);
  for (const option of (node.meta ?? "").split(/\s+/).filter(Boolean)) {
    const [, name, value] = /^(run|save)(?:=(.*))?$/.exec(option) ?? [];
    if (name === "run") {
      const terminal = value ?? "t1";
      if (language !== "sh") problems.add("codeOptionLanguage", place, { option, language });
      else if (!TERMINAL.test(terminal)) problems.add("terminalName", place, { terminal });
      else found.run = terminal;
    } else if (name === "save" && value) {
      if (language === "output") problems.add("codeOptionLanguage", place, { option, language });
      else if (!isStudentPath(value)) problems.add("filePath", place, { path: value });
      else found.save = value;
    } else problems.add("codeOption", place, { option });
  }
  return found;
}
