import type * as Monaco from "monaco-editor/editor";
import type { Locale } from "@/lib/shared/locale";

type MonacoModule = { monaco: typeof Monaco };

let loading: Promise<typeof Monaco> | null = null;

/** Loads the prebuilt editor once. Its menus stay in the language of that moment: Monaco reads its texts while it loads. */
export function loadMonaco(locale: Locale): Promise<typeof Monaco> {
  loading ??= load(locale).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(locale: Locale): Promise<typeof Monaco> {
  const { folder } = (await (await fetch("/monaco/current.json")).json()) as { folder: string };
  const base = `/monaco/${folder}`;
  await addStylesheet(`${base}/editor.css`);
  if (locale === "ko") await addScript(`${base}/nls.ko.js`).catch(() => undefined);
  const url = `${base}/editor.js`;
  const { monaco } = (await import(/* turbopackIgnore: true */ /* webpackIgnore: true */ url)) as MonacoModule;
  await document.fonts.load('15px "Nanum Gothic Coding"', "Wm가").catch(() => undefined);
  return monaco;
}

function addStylesheet(href: string): Promise<void> {
  return append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

function addScript(src: string): Promise<void> {
  return append(Object.assign(document.createElement("script"), { src }));
}

function append(element: HTMLElement): Promise<void> {
  return new Promise((resolve, reject) => {
    element.onload = () => resolve();
    element.onerror = () => reject(new Error("not loaded"));
    document.head.append(element);
  });
}
