const BY_EXTENSION: Readonly<Record<string, string>> = {
  yaml: "yaml",
  yml: "yaml",
  sh: "shell",
  bash: "shell",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  html: "html",
  htm: "html",
  json: "json",
  css: "css",
  md: "markdown",
  ini: "ini",
  conf: "ini",
  cnf: "ini",
  env: "ini",
};

export function toLanguage(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (name === "dockerfile" || name.startsWith("dockerfile.") || name.endsWith(".dockerfile")) return "dockerfile";
  if (name === ".bashrc" || name === ".profile") return "shell";
  if (name === ".env" || name.startsWith(".env.")) return "ini";
  return BY_EXTENSION[name.slice(name.lastIndexOf(".") + 1)] ?? "plaintext";
}
