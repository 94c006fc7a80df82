"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { RaceSample } from "@/lib/shared/race";
import { runRace } from "./race";
import { type Failure, toFailure } from "./remote-error";

export type RacePhase = "idle" | "running" | "done" | "stopped" | "busy" | "failed";

export interface Race {
  phase: RacePhase;
  /** The latest; stays when the race is over. */
  sample: RaceSample | null;
  failure: Failure | null;
  start: (sandbox: string) => void;
  stop: () => void;
}

/** One race at a time. It ends with the page that shows it. */
export function useRace(run: typeof runRace = runRace): Race {
  const [phase, setPhase] = useState<RacePhase>("idle");
  const [sample, setSample] = useState<RaceSample | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const current = useRef<AbortController | null>(null);

  const stop = useCallback(() => {
    if (!current.current) return;
    current.current.abort();
    current.current = null;
    setPhase("stopped");
  }, []);

  const start = useCallback(
    (sandbox: string) => {
      if (current.current) return;
      const controller = new AbortController();
      current.current = controller;
      setPhase("running");
      setSample(null);
      setFailure(null);
      const follow = async () => {
        let end: RacePhase = "failed";
        try {
          for await (const line of run(sandbox, controller.signal)) {
            if (controller.signal.aborted) return;
            if ("sample" in line) setSample(line.sample);
            else end = line.end;
          }
        } catch (error) {
          if (!controller.signal.aborted) setFailure(toFailure(error));
        }
        if (controller.signal.aborted) return;
        current.current = null;
        setPhase(end);
      };
      void follow();
    },
    [run],
  );

  useEffect(() => () => current.current?.abort(), []);
  return { phase, sample, failure, start, stop };
}
