"use client";
import { useEffect, useState } from "react";
import { operatorApi } from "@/app/client/operator-api";
import { type Failure, toFailure } from "@/app/client/remote-error";
import type { StatusView } from "@/lib/shared/status-view";
import type { StatusTexts } from "@/lib/shared/texts/en/status";
import { SignInForm } from "./sign-in-form";
import { StatusBoard } from "./status-board";
import { StatusTextsProvider } from "./use-status-texts";

const REFRESH_MS = 5_000;

type View =
  | { kind: "signed-out"; hasExpired: boolean }
  | { kind: "signed-in"; status: StatusView; failure: Failure | null };

/** The operator's page. It reads anew every 5 s while it can be seen, and asks for the key when that has run out. */
export function StatusPage({ texts, initial }: { texts: StatusTexts; initial: StatusView | null }) {
  const [view, setView] = useState<View>(
    initial ? { kind: "signed-in", status: initial, failure: null } : { kind: "signed-out", hasExpired: false },
  );
  const isSignedIn = view.kind === "signed-in";

  useEffect(() => {
    if (!isSignedIn) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const refresh = async () => {
      try {
        if (document.visibilityState === "visible") {
          const status = await operatorApi.getStatus();
          if (!isGone) setView({ kind: "signed-in", status, failure: null });
        }
      } catch (error) {
        const failure = toFailure(error);
        if (isGone) return;
        if (failure.code === "UNAUTHENTICATED") return setView({ kind: "signed-out", hasExpired: true });
        setView((seen) => (seen.kind === "signed-in" ? { ...seen, failure } : seen));
      }
      if (!isGone) timer = setTimeout(() => void refresh(), REFRESH_MS);
    };
    timer = setTimeout(() => void refresh(), REFRESH_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isSignedIn]);

  return (
    <StatusTextsProvider value={texts}>
      {view.kind === "signed-out" ? (
        <SignInForm
          hasExpired={view.hasExpired}
          onSignedIn={(status) => setView({ kind: "signed-in", status, failure: null })}
        />
      ) : (
        <StatusBoard
          status={view.status}
          failure={view.failure}
          onSignedOut={() => setView({ kind: "signed-out", hasExpired: false })}
        />
      )}
    </StatusTextsProvider>
  );
}
