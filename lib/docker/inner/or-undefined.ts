import { isEngineError } from "../errors";

/** Undefined when the engine says there is none; any other failure is thrown on. */
export async function orUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isEngineError(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}
