import { ConfigError } from "@/lib/config";
import { DatabaseError } from "@/lib/db";
import { EngineError } from "@/lib/docker";
import { SetupError } from "./setup-error";

/** What a failed command tells the person before it: a code, what happened, what to do. Never a stack for what we know. */
export function toFailureText(error: unknown): string {
  if (error instanceof SetupError) return join(error.code, error.message, error.hint);
  if (error instanceof ConfigError)
    return join("SETTINGS", error.message, "Correct or remove these environment variables, then start again.");
  if (error instanceof DatabaseError) return join("DATABASE", error.message, "");
  if (error instanceof EngineError) return join(error.code, error.message, toEngineHint(error));
  if (error instanceof Error && "code" in error && error.code === "ENOSPC")
    return join("DISK_FULL", error.message, "Free some space, then start again.");
  if (error instanceof Error && "code" in error)
    return join(String(error.code), error.message, "Run the same command again; it goes on where it was.");
  return join(
    "INTERNAL",
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    "This is a fault of Naru; please report it with the lines above.",
  );
}

function toEngineHint({ code }: EngineError): string {
  if (code === "NO_SPACE")
    return "The engine's disk is full. Free some space (docker system df shows what takes it), then start again.";
  if (code === "BUILD_FAILED")
    return "Often a package server did not answer: run the same command again. It goes on where it was.";
  if (code === "ENGINE_UNREACHABLE") return "See whether Docker runs: docker version. Then start again.";
  return "Run the same command again; it goes on where it was.";
}

function join(code: string, message: string, hint: string): string {
  return [`Naru stopped: ${code}`, indent(message), hint && `What to do:\n${indent(hint)}`].filter(Boolean).join("\n");
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
