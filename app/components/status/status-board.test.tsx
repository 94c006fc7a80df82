import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import { describeRuntime } from "@/lib/docker";
import type { StatusView } from "@/lib/shared/status-view";
import { status as en } from "@/lib/shared/texts/en/status";
import { status as ko } from "@/lib/shared/texts/ko/status";
import { StatusBoard } from "./status-board";
import { StatusTextsProvider } from "./use-status-texts";

const at = new Date().toISOString();
const status: StatusView = {
  at,
  health: { serving: true, database: true, engine: true, hub: false, stopping: false },
  capacity: null,
  queue: null,
  pool: null,
  sandboxes: null,
  images: null,
  errors: [],
  warnings: [
    { key: "hubDown" },
    {
      key: "versionOld",
      name: "VERSION_RUNC_OLD",
      component: "runc",
      found: "1.1.15+ds1-2",
      minimum: "1.2.8",
      isOld: true,
      reason: "below-minimum",
      cves: ["CVE-2025-31133"],
      places: ["lab", "sandbox"],
    },
  ],
  unclearVersions: [],
  runtime: { name: "sandbox", ...describeRuntime("sandbox") },
  versions: { naru: "1", node: "20", engine: null, kernel: "6.12", cgroup: null, database: null },
  process: { startedAt: at, memoryBytes: 1e8, terminals: 0, sessions: 0 },
};

test.each([
  ["ko", ko],
  ["en", en],
] as const)("what has failed and what is old stand together in %s", (locale, t) => {
  renderIn(
    locale,
    <StatusTextsProvider value={t}>
      <StatusBoard status={status} failure={null} onSignedOut={vi.fn()} />
    </StatusTextsProvider>,
  );
  const [failed, old, ...others] = within(screen.getByRole("region", { name: t.warnings.title })).getAllByRole(
    "listitem",
  );
  expect(failed).toHaveTextContent(t.warnings.hubDown);
  expect(old).toHaveTextContent("VERSION_RUNC_OLD");
  expect(old).toHaveTextContent(t.runtime.reasons["below-minimum"]);
  expect(others).toEqual([]);
  expect(screen.getByRole("region", { name: t.isolation.title })).toBeVisible();
  // nothing is unclear, so nothing is said of it
  expect(screen.queryByText(t.versionConcern.unclear)).toBeNull();
});
