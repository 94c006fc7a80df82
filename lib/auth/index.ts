export { createAnonymousUser } from "./create-anonymous-user";
export { findUser, requireUser } from "./find-user";
export { isSecureRequest } from "./is-secure-request";
export { createOperatorCookie, endOperatorCookie, hasOperatorCookie } from "./operator-cookie";
export { getOperatorKey, isOperatorKey, operatorKeyFile } from "./operator-key";
export { renameUser } from "./rename-user";
export { claimTicket, issueTicket, removeExpiredTickets, type TicketTarget } from "./tickets";
export type { User } from "./user";
export { WrongKeyLimit } from "./wrong-key-limit";
