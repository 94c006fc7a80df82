import type { ReactNode } from "react";

/** A page that only says one thing: not found, failed. */
export function MessagePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-xl flex-1 flex-col justify-center gap-4 px-4 py-20 sm:px-6">
      <svg viewBox="0 0 220 70" className="w-44 text-soft" aria-hidden="true">
        <path d="M14 46V18h18" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
        <circle cx="34" cy="26" r="7" fill="var(--lantern)" />
        <path d="M2 46h56M12 46v12M48 46v12" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
        <path
          d="M66 58c8-5 16-5 24 0s16 5 24 0 16-5 24 0 16 5 24 0 16-5 24 0 16 5 24 0"
          fill="none"
          stroke="var(--water-line)"
          strokeWidth="3"
          strokeLinecap="round"
        />
      </svg>
      <h1 className="text-3xl">{title}</h1>
      {children}
    </div>
  );
}
