export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Read by the layout, so that the first paint is right without a script. */
export const THEME_COOKIE = "naru-theme";

export function parseTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in Firefox yet
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=31536000; samesite=lax`;
  window.dispatchEvent(new Event("naru:theme"));
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** For what cannot be styled by CSS, such as the editor. */
export const darkStore = {
  subscribe(listener: () => void): () => void {
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    media.addEventListener("change", listener);
    window.addEventListener("naru:theme", listener);
    return () => {
      media.removeEventListener("change", listener);
      window.removeEventListener("naru:theme", listener);
    };
  },
  get: isDark,
  getOnServer: (): boolean => false,
};
