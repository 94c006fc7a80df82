import { hasOperatorCookie, isOperatorKey } from "../auth";
import type { Runtime } from "../runtime";
import { NaruError } from "../shared/errors";

export interface OperatorCall {
  cookie: string | undefined;
  /** The Authorization header. */
  authorization: string | undefined;
  isSecure: boolean;
  /** Address of the connection: wrong keys are counted by it. */
  peer: string;
}

type Doors = Pick<Runtime, "wrongKeys" | "log">;

/** Lets in who has an operator's cookie, or the key as a bearer. @throws NaruError UNAUTHENTICATED, RATE_LIMITED. */
export async function requireOperator(doors: Doors, call: OperatorCall): Promise<void> {
  const bearer = /^Bearer ([^\s]+)$/i.exec(call.authorization ?? "")?.[1];
  if (bearer !== undefined) return signInOperator(doors, { key: bearer, peer: call.peer });
  if (!(await hasOperatorCookie(call.cookie, call))) throw new NaruError("UNAUTHENTICATED");
}

/** Passes for the operator's key. @throws NaruError UNAUTHENTICATED for another one, RATE_LIMITED after many of those. */
export async function signInOperator(
  { wrongKeys, log }: Doors,
  { key, peer }: { key: string; peer: string },
): Promise<void> {
  if (wrongKeys.isExhausted(peer)) throw new NaruError("RATE_LIMITED");
  if (await isOperatorKey(key)) return;
  wrongKeys.noteWrong(peer);
  log.warn({ peer }, "wrong operator's key");
  throw new NaruError("UNAUTHENTICATED");
}
