export { completeAttempt } from "./complete-attempt";
export { findOwnAttempt } from "./find-own-attempt";
export { getAttemptView } from "./get-attempt-view";
export { type Attempt, getOrStartAttempt } from "./get-or-start-attempt";
export { type LessonProgress, listProgress } from "./list-progress";
export { type RecordedVerdict, recordVerdict } from "./record-verdict";
export { setLastStep } from "./set-last-step";
export { setUserLocale } from "./set-user-locale";
