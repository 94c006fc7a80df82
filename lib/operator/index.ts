export { getHealth } from "./get-health";
export { getSiteFigures } from "./get-site-figures";
export { getStatus } from "./get-status";
export { type OperatorCall, requireOperator, signInOperator } from "./require-operator";
