import { expect, it } from "vitest";
import { Prisma } from "../db";
import { EngineError } from "../docker";
import { NaruError } from "../shared/errors";
import { toErrorParts } from "./error-parts";

const clientVersion = "7";
const prismaError = (code: string, meta?: Record<string, unknown>) =>
  new Prisma.PrismaClientKnownRequestError("a message nobody may see", { code, clientVersion, meta });

it.each([
  prismaError("P1001"),
  prismaError("P2024", { modelName: "User" }),
  // the connection of a killed server, while a query is being written to it
  prismaError("EPIPE", { modelName: "User" }),
  // as a killed server's connections, one that recovers and one whose disk is full answer
  ...["57P01", "57P03", "53100"].map((originalCode) =>
    prismaError("P2039", { modelName: "User", driverAdapterError: { cause: { originalCode, kind: "postgres" } } }),
  ),
])("tells a database that is away from one that refuses: %o", (error) => {
  expect(toErrorParts(error)).toEqual({ code: "DATABASE_UNREACHABLE", params: {} });
});

it("says nothing of what was not made for people", () => {
  for (const error of [
    new Error("secret"),
    prismaError("P2002"),
    prismaError("P2039", { driverAdapterError: null }),
    null,
    "text",
  ])
    expect(toErrorParts(error)).toEqual({ code: "INTERNAL", params: {} });
});

it("keeps the codes that were", () => {
  expect(toErrorParts(new NaruError("EXTEND_LIMIT", { limit: 2 }))).toEqual({
    code: "EXTEND_LIMIT",
    params: { limit: 2 },
  });
  expect(toErrorParts(new EngineError("NO_SPACE", "full")).code).toBe("DISK_FULL");
});
