/** A command without its comments, which may be in the reader's language; quotes are followed over lines. */
export function withoutComments(command: string): string {
  let quote = "";
  let kept = "";
  for (let index = 0; index < command.length; index++) {
    const character = command[index] ?? "";
    if (quote) {
      if (character === "\\" && quote === '"') kept += character + (command[++index] ?? "");
      else {
        kept += character;
        if (character === quote) quote = "";
      }
    } else if (character === "\\") kept += character + (command[++index] ?? "");
    else if (character === "#" && /(^|\s)$/.test(kept)) {
      const end = command.indexOf("\n", index);
      index = (end < 0 ? command.length : end) - 1;
    } else {
      if (character === "'" || character === '"') quote = character;
      kept += character;
    }
  }
  return toLinesWithText(kept);
}

/** A file to save without its lines of comment; what a comment inside a line is depends on the language. */
export function withoutCommentLines(text: string): string {
  return toLinesWithText(text.replace(/^\s*(#(?!!)|\/\/|<!--).*$/gm, ""));
}

function toLinesWithText(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .join("\n");
}
