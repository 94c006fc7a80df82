import { configure } from "@testing-library/react";
import "@testing-library/jest-dom/vitest";

// as vitest.config.ts: a limit for what hangs
configure({ asyncUtilTimeout: 10_000 });
