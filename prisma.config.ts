import { defineConfig } from "prisma/config";

// Only the CLI of development reads this; the server connects through lib/db and migrates by itself at start.
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/naru" },
});
