export { answerCheck, checkNow, viewAttempt } from "./check-by-hand";
export type { LessonSession, SessionFollower, SessionUser } from "./lesson-session";
export { ProcessorWatch } from "./processor-watch";
export { type OpenSession, SessionRegistry } from "./registry";
