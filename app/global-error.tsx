"use client";
import { useEffect, useState } from "react";
import { failure as en } from "@/lib/shared/texts/en/failure";
import { failure as ko } from "@/lib/shared/texts/ko/failure";

const TEXTS = { ko, en };

/** The last net, below the layout that knows languages and styles: both are its own here. */
export default function GlobalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const [locale, setLocale] = useState<"ko" | "en">("ko");
  useEffect(() => setLocale(window.location.pathname.startsWith("/en") ? "en" : "ko"), []);
  const t = TEXTS[locale];
  return (
    <html lang={locale}>
      <body
        style={{
          colorScheme: "light dark",
          fontFamily: "sans-serif",
          wordBreak: "keep-all",
          maxWidth: "34rem",
          margin: "20vh auto",
          padding: "0 1rem",
          lineHeight: 1.7,
        }}
      >
        <title>{t.title}</title>
        <h1 style={{ fontSize: "1.75rem" }}>{t.title}</h1>
        <p>
          {t.text} {t.next}
        </p>
        <p style={{ fontFamily: "monospace" }}>INTERNAL{error.digest ? ` · ${error.digest}` : null}</p>
        <button type="button" onClick={retry}>
          {t.retry}
        </button>
      </body>
    </html>
  );
}
