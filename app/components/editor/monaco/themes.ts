import type * as Monaco from "monaco-editor/editor";

/** The page's own colours: water for words, pine for strings, lantern for values. */
export function defineThemes(monaco: typeof Monaco): void {
  monaco.editor.defineTheme("naru-light", {
    base: "vs",
    inherit: true,
    rules: [
      { token: "comment", foreground: "5f6e71" },
      { token: "keyword", foreground: "1b5c69", fontStyle: "bold" },
      { token: "string", foreground: "2a6746" },
      { token: "number", foreground: "8a5209" },
      { token: "type", foreground: "1b5c69" },
      { token: "tag", foreground: "1b5c69" },
      { token: "attribute.name", foreground: "8a5209" },
      { token: "attribute.value", foreground: "2a6746" },
      { token: "variable", foreground: "7a3b6c" },
    ],
    colors: {
      "editor.background": "#fdfcf9",
      "editor.foreground": "#1d2a2d",
      "editor.lineHighlightBackground": "#f5f3ee",
      "editor.lineHighlightBorder": "#00000000",
      "editor.selectionBackground": "#cfe3e5",
      "editorLineNumber.foreground": "#8b8d84",
      "editorLineNumber.activeForeground": "#4a5b5f",
      "editorCursor.foreground": "#8a5209",
      "editorIndentGuide.background1": "#ebe8e0",
      "editorWidget.background": "#fdfcf9",
      "editorWidget.border": "#d8d4c9",
      focusBorder: "#1b5c69",
    },
  });
  monaco.editor.defineTheme("naru-dark", {
    base: "vs-dark",
    inherit: true,
    rules: [
      { token: "comment", foreground: "8fa3a5" },
      { token: "keyword", foreground: "82c3cf", fontStyle: "bold" },
      { token: "string", foreground: "86c79f" },
      { token: "number", foreground: "f3b45c" },
      { token: "type", foreground: "82c3cf" },
      { token: "tag", foreground: "82c3cf" },
      { token: "attribute.name", foreground: "f3b45c" },
      { token: "attribute.value", foreground: "86c79f" },
      { token: "variable", foreground: "cda6d8" },
    ],
    colors: {
      "editor.background": "#182428",
      "editor.foreground": "#e6eae5",
      "editor.lineHighlightBackground": "#1f2d32",
      "editor.lineHighlightBorder": "#00000000",
      "editor.selectionBackground": "#2c5661",
      "editorLineNumber.foreground": "#66797d",
      "editorLineNumber.activeForeground": "#a9babb",
      "editorCursor.foreground": "#f3b45c",
      "editorIndentGuide.background1": "#2d3d43",
      "editorWidget.background": "#182428",
      "editorWidget.border": "#2d3d43",
      focusBorder: "#82c3cf",
    },
  });
}
