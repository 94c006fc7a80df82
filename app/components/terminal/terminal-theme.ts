import type { ITheme } from "@xterm/xterm";

/** Night water, the same in the light and the dark page: sixteen colours that read at 4.5:1 on it. */
export const TERMINAL_THEME: ITheme = {
  background: "#14252b",
  foreground: "#dfe7e4",
  cursor: "#f3b45c",
  cursorAccent: "#14252b",
  selectionBackground: "#3d6470",
  selectionInactiveBackground: "#2c454d",
  black: "#2c454d",
  red: "#ec8f7f",
  green: "#86c79f",
  yellow: "#f0c274",
  blue: "#8bb8e0",
  magenta: "#cda6d8",
  cyan: "#82c3cf",
  white: "#dfe7e4",
  brightBlack: "#8ea5a8",
  brightRed: "#f5ab9e",
  brightGreen: "#a6dcb9",
  brightYellow: "#f8d79c",
  brightBlue: "#abcfee",
  brightMagenta: "#dfc2e7",
  brightCyan: "#a5d8e1",
  brightWhite: "#fbfdfc",
  scrollbarSliderBackground: "#dfe7e433",
  scrollbarSliderHoverBackground: "#dfe7e455",
  scrollbarSliderActiveBackground: "#dfe7e477",
};

export const SEARCH_COLORS = {
  matchBackground: "#4a5a3a",
  matchOverviewRuler: "#a6dcb9",
  activeMatchBackground: "#8a5a1c",
  activeMatchColorOverviewRuler: "#f3b45c",
} as const;
