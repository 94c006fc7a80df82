import { screen, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import { describeRuntime } from "@/lib/docker";
import type { VersionConcern } from "@/lib/shared/foundations";
import { status as en } from "@/lib/shared/texts/en/status";
import { status as ko } from "@/lib/shared/texts/ko/status";
import { IsolationPanel, UnclearVersions, VersionConcernText } from "./status-foundations";
import { StatusTextsProvider } from "./use-status-texts";

const LANGUAGES = [
  ["ko", ko],
  ["en", en],
] as const;

const concern: VersionConcern = {
  name: "VERSION_RUNC_OLD",
  component: "runc",
  found: "1.1.15+ds1-2",
  minimum: "1.2.8",
  isOld: true,
  reason: "not-fixed-by-distribution",
  cves: ["CVE-2025-31133", "CVE-2025-52565"],
  places: ["lab", "sandbox"],
};

const show = (locale: "ko" | "en", node: ReactNode) =>
  renderIn(locale, <StatusTextsProvider value={locale === "ko" ? ko : en}>{node}</StatusTextsProvider>);
const listed = (name: string) =>
  within(screen.getByRole("list", { name }))
    .getAllByRole("listitem")
    .map(({ textContent }) => textContent);

test.each(LANGUAGES)("the runtime's tier, promises and what it does not promise are told in %s", (locale, t) => {
  show(locale, <IsolationPanel runtime={{ name: "sandbox", ...describeRuntime("sandbox") }} />);
  const region = screen.getByRole("region", { name: t.isolation.title });
  expect(region).toHaveTextContent(t.runtime.tiers.namespaces);
  expect(region).toHaveTextContent(t.runtime.tested);
  const { ownUsers, filteredCalls, ownLimits, ownDisk, ownNetwork, hiddenMachine, ownKernel } = t.runtime.promises;
  expect(listed(t.isolation.keeps)).toEqual([ownUsers, filteredCalls, ownLimits, ownDisk, ownNetwork]);
  expect(listed(t.isolation.lacks)).toEqual([hiddenMachine, ownKernel]);
});

test("what an untested runtime promises is told as its makers' word", () => {
  show("en", <IsolationPanel runtime={{ name: "kata", ...describeRuntime("kata") }} />);
  expect(screen.getByRole("region")).toHaveTextContent(en.runtime.untested);
  expect(listed(en.isolation.keepsByMakers)).toContain(en.runtime.promises.ownKernel);
  expect(screen.queryByText(en.isolation.keeps)).toBeNull();
});

test("of an unknown runtime nothing is promised", () => {
  show("en", <IsolationPanel runtime={{ name: "mine", ...describeRuntime("mine") }} />);
  expect(screen.getAllByRole("list")).toHaveLength(1);
  expect(listed(en.isolation.lacks)).toEqual(Object.values(en.runtime.promises));
});

test.each(LANGUAGES)("an old version is told by name with places, minimum, holes and reason in %s", (locale, t) => {
  const { container } = show(locale, <VersionConcernText concern={concern} />);
  const { lab, sandbox } = t.runtime.places;
  for (const part of [
    "VERSION_RUNC_OLD",
    `runc 1.1.15+ds1-2 (${lab}, ${sandbox})`,
    "1.2.8",
    "CVE-2025-31133, CVE-2025-52565",
    t.runtime.reasons["not-fixed-by-distribution"],
  ])
    expect(container).toHaveTextContent(part);
});

test.each(LANGUAGES)("a version whose number does not tell is a note without a warning's name in %s", (locale, t) => {
  const unclear: VersionConcern = { ...concern, isOld: false, reason: "distribution-unknown" };
  show(locale, <UnclearVersions concerns={[unclear]} />);
  const [note] = listed(t.versionConcern.unclear);
  expect(note).toContain(t.runtime.reasons["distribution-unknown"]);
  expect(note).not.toContain("VERSION_");
});

test("what could not be read is not passed off as good", () => {
  const given = (concerns: VersionConcern[] | null) => (
    <StatusTextsProvider value={en}>
      <UnclearVersions concerns={concerns} />
    </StatusTextsProvider>
  );
  const { container, switchTo } = renderIn("en", given(null));
  expect(container).toHaveTextContent(en.versionConcern.unread);
  switchTo("en", given([]));
  expect(container).toBeEmptyDOMElement();
});
