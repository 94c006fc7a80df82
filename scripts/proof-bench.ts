import { randomBytes } from "node:crypto";
import { readConfig } from "@/lib/config";
import { ensureLabEngine, type LabEngine, openEngine } from "@/lib/docker";
import { startDeadline } from "@/lib/docker/deadline";
import {
  evaluateCheck,
  Facts,
  gradeAnswer,
  gradeChoice,
  isAnswerCheck,
  isChoiceCheck,
  isLiveCheck,
  type OpenedSources,
  openSources,
} from "@/lib/grading";
import type { ProofBench } from "@/lib/lessons";
import { readDeployment } from "@/lib/runtime/deployment";
import { copyLessonFiles } from "@/lib/sandbox/copy-lesson-files";
import { removeAbsentImages } from "@/lib/sandbox/prepare-lesson";
import type { Check, Verdict } from "@/lib/shared/check";

const SCRIPT_TIMEOUT_MS = 180_000;
const LOOK_TIMEOUT_MS = 30_000;
/** A container that crashes at its start is seen running for a moment; a student's look comes later than a script's. */
const SETTLE_MS = 400;
/** The first may open a connection, which a student's session has open already. */
const TIMED_LOOKS = 3;

export interface ProofLab {
  lab: LabEngine;
  instance: string;
  sandboxImage: string;
  /** Version of the seed; without one the sandboxes' engines are empty. */
  seed?: string;
}

interface Sandbox {
  id: string;
  sources: OpenedSources;
}

/** Real sandboxes for proofs, graded just as a student's are. */
export function createProofBench({ lab, instance, sandboxImage, seed }: ProofLab): ProofBench<Sandbox> {
  const limits = readConfig().sandbox;
  // an owner of its own: the running site removes what carries its name and is in no row
  const owner = `${instance}-proof`;
  return {
    async startSandbox(lesson, signal) {
      const id = `p${randomBytes(8).toString("hex")}`;
      await lab.createSandbox({
        ...limits,
        sandboxId: id,
        instance: owner,
        imageTag: sandboxImage,
        seed,
        signal,
      });
      await removeAbsentImages(lab, id, lesson.images.absent, { signal });
      if (lesson.filesFolder)
        await copyLessonFiles(lab, id, lesson.filesFolder, { signal: signal ?? AbortSignal.timeout(30_000) });
      return { id, sources: openSources(lab, id) };
    },
    async stopSandbox({ id, sources }) {
      sources.close();
      await lab.removeSandbox(id);
    },
    async runScript({ id }, { text }, signal) {
      const { exitCode, stdout } = await lab.execToEnd(id, {
        cmd: ["bash", "-l", "-s"],
        user: "student",
        workdir: "/home/student/work",
        input: text,
        timeoutMs: SCRIPT_TIMEOUT_MS,
        signal,
      });
      return { exitCode, stdout: stdout.toString("utf8") };
    },
    async evaluateAll({ sources }, checks, answers, signal) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const limit = startDeadline(signal, LOOK_TIMEOUT_MS);
      const facts = new Facts(sources, limit.signal);
      // the order of checks is the proof's own business
      const free = checks.map((check) => ({ ...check, after: [] }));
      const verdicts = await Promise.all(free.map((check) => look(check, facts, answers.get(check.id), free))).finally(
        () => limit.done(),
      );
      return new Map(free.map((check, index) => [check.id, verdicts[index] ?? UNSEEN]));
    },
    async timeCheck({ sources }, check, answer, signal) {
      const times: number[] = [];
      for (let turn = 0; turn < TIMED_LOOKS; turn += 1) {
        const limit = startDeadline(signal, LOOK_TIMEOUT_MS);
        const startedAt = performance.now();
        const facts = new Facts(sources, limit.signal);
        await look({ ...check, after: [] }, facts, answer, [check]).finally(() => limit.done());
        times.push(performance.now() - startedAt);
      }
      return Math.min(...times);
    },
  };
}

const UNSEEN: Verdict = { status: "unknown", observations: [] };

async function look(
  check: Check,
  facts: Facts,
  answer: readonly string[] | undefined,
  checks: readonly Check[],
): Promise<Verdict> {
  if (isLiveCheck(check)) return evaluateCheck(check, facts, { checks, passedIds: new Set() });
  if (isChoiceCheck(check)) return gradeChoice(check, answer ?? []);
  return isAnswerCheck(check) ? gradeAnswer(check, answer?.[0] ?? "", facts) : UNSEEN;
}

/** The lab engine that `npm start` set up. @throws NaruError ENGINE_UNREACHABLE when it has not. */
export async function openInstalledLab(): Promise<ProofLab & { close: () => void }> {
  const config = readConfig();
  const deployment = await readDeployment(config.dataDir);
  const machine = openEngine({ socketPath: config.dockerSocket });
  const lab = await ensureLabEngine(machine, {
    instance: config.instance,
    imageTag: deployment.engineImage,
    socketFolder: deployment.socketFolder,
    egress: config.egress,
  });
  return {
    lab,
    instance: config.instance,
    sandboxImage: deployment.sandboxImage,
    seed: deployment.seed,
    close: () => {
      lab.close();
      machine.close();
    },
  };
}
