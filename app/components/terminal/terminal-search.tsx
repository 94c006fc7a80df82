"use client";
import type { SearchAddon } from "@xterm/addon-search";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { SEARCH_COLORS } from "./terminal-theme";

interface Results {
  resultIndex: number;
  resultCount: number;
}

export function TerminalSearch({ search, onClose }: { search: SearchAddon; onClose: () => void }) {
  const t = useTranslations("terminal");
  const common = useTranslations("common");
  const [term, setTerm] = useState("");
  const [results, setResults] = useState<Results | null>(null);
  useEffect(() => {
    const listening = search.onDidChangeResults(setResults);
    return () => listening.dispose();
  }, [search]);

  const find = (direction: "next" | "previous", text = term, incremental = false) => {
    if (!text) return search.clearDecorations();
    const options = { decorations: SEARCH_COLORS, incremental };
    if (direction === "next") search.findNext(text, options);
    else search.findPrevious(text, options);
  };

  return (
    <search className="absolute right-5 top-2 z-10 flex items-center gap-1 rounded-md border border-night-line bg-night-raised p-1 text-night-ink shadow-raised">
      <input
        // biome-ignore lint/a11y/noAutofocus: the person just asked to search
        autoFocus
        aria-label={t("searchLabel")}
        placeholder={t("search")}
        value={term}
        onChange={(event) => {
          setTerm(event.target.value);
          find("next", event.target.value, true);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") onClose();
          if (event.key === "Enter") find(event.shiftKey ? "previous" : "next");
        }}
        className="w-44 rounded-sm bg-transparent px-2 py-1 text-sm placeholder:text-night-soft"
      />
      <output className="min-w-16 text-center text-xs text-night-soft">
        {term && results
          ? results.resultCount === 0
            ? t("searchNone")
            : t("searchCount", { index: results.resultIndex + 1, total: results.resultCount })
          : null}
      </output>
      <button type="button" className="icon-button" aria-label={t("searchPrevious")} onClick={() => find("previous")}>
        <ChevronUp size={17} aria-hidden />
      </button>
      <button type="button" className="icon-button" aria-label={t("searchNext")} onClick={() => find("next")}>
        <ChevronDown size={17} aria-hidden />
      </button>
      <button type="button" className="icon-button" aria-label={common("close")} onClick={onClose}>
        <X size={17} aria-hidden />
      </button>
    </search>
  );
}
