/** Close codes of our sockets beyond RFC 6455's own. */
export const CLOSE = {
  unauthenticated: 4401,
  notFound: 4404,
  ended: 4410,
  restart: 1012,
  tryAgain: 1011,
  policy: 1008,
} as const;
