import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { siteUrl } from "@/tests/site";
import { Student } from "@/tests/student";
import { LESSON, openSandbox } from "./attack-lab";

const MIB = 1024 * 1024;
const PROMPT = /\$\s*$/;

let browser: Browser;
let context: BrowserContext;
let page: Page;
let student: Student;
let sandboxId: string;

beforeAll(async () => {
  student = await Student.arrive(siteUrl);
  const opened = await openSandbox(student);
  sandboxId = opened.sandboxId;
  opened.session.close();
  browser = await chromium.launch({
    executablePath: process.env.NARU_E2E_BROWSER,
    // Debian's Chromium as root, and quiet
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  context = await browser.newContext({ baseURL: siteUrl, viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = student.cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: siteUrl, httpOnly: true, sameSite: "Lax" }]);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: siteUrl });
  page = await context.newPage();
  await page.goto(`/en/learn/${LESSON}`);
  await waitForPrompt();
});
afterAll(async () => {
  await browser?.close();
  if (sandboxId) await student.stopSandbox(sandboxId);
});

async function readScreen(): Promise<string[]> {
  const rows = await page.locator("[role=tabpanel]:not([hidden]) .xterm-rows > div").allTextContents();
  const text = rows.map((row) => row.replaceAll("\u00a0", " ").trimEnd());
  while (text.at(-1) === "") text.pop();
  return text;
}
const waitForPrompt = () =>
  vi.waitFor(async () => expect((await readScreen()).at(-1) ?? "").toMatch(PROMPT), { timeout: 60_000, interval: 100 });

/** Types a line and waits for what it prints; what is waited for must not stand in the line itself. */
async function run(line: string, awaited: RegExp, timeout = 60_000): Promise<string> {
  await page.locator("[role=tabpanel]:not([hidden]) .xterm-helper-textarea").focus();
  await page.keyboard.insertText(line);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await readScreen()).join("\n"), { timeout }).toMatch(awaited);
  return (await readScreen()).join("\n");
}

/** Puts bytes into a file of the sandbox, past every quoting. */
async function plant(name: string, content: string): Promise<void> {
  const terminal = student.openTerminal(sandboxId, "planting");
  await terminal.run(`echo ${Buffer.from(content, "latin1").toString("base64")} | base64 -d > /tmp/${name}`);
  terminal.close();
}

const LINKS = [
  "\u001b]8;;javascript:window.pwned=1\u001b\\CLICK-ME\u001b]8;;\u001b\\\r\n",
  "\u001b]8;;data:text/html,<script>opener.pwned=1</script>\u001b\\CLICK-DATA\u001b]8;;\u001b\\\r\n",
  "\u001b]8;;file:///etc/passwd\u001b\\CLICK-FILE\u001b]8;;\u001b\\\r\n",
  "\u001b]8;;vbscript:x\u001b\\CLICK-VB\u001b]8;;\u001b\\\r\n",
].join("");
const HOSTILE = [
  LINKS,
  `\u001b]52;c;${Buffer.from("stolen").toString("base64")}\u0007\u001b]52;c;?\u0007\u001b]52;p;?\u001b\\`,
  "\u001b]0;<img src=x onerror=window.pwned=1>\u0007\u001b]2;pwned\u0007\u001b[21t",
  "\u001b[999999999b\u001b[999999999;999999999H\u001b[999999999L\u001b[8;9999;9999t\u001b[4;99999;99999t\u001b[3;0;0t",
  "\u001bP1$r0m\u001b\\\u001b_pwned\u001b\\\u001b^pwned\u001b\\\u001bXpwned\u001b\\\u001b]1337;File=inline=1:AAAA\u0007",
  "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>\r\n",
].join("");

it("T23 what a program writes runs no script, takes no clipboard and fills no memory", async () => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const opened: string[] = [];
  context.on("page", (other) => opened.push(other.url()));
  await page.evaluate(() => navigator.clipboard.writeText("mine"));
  const title = await page.title();
  await plant("hostile", HOSTILE);
  await plant("links", LINKS);
  await run("cat /tmp/hostile; tput cup 3 0; echo play''ed", /played/);
  // each link is clicked where it stands, with and without the key that opens links; xterm.js has its screen above the text
  await run("clear; cat /tmp/links; echo li''nks", /links/);
  for (const text of ["CLICK-ME", "CLICK-DATA", "CLICK-FILE", "CLICK-VB"]) {
    const link = page.locator("[role=tabpanel]:not([hidden]) .xterm-rows > div", { hasText: text }).first();
    await link.click({ position: { x: 20, y: 5 }, force: true });
    await link.click({ position: { x: 20, y: 5 }, force: true, modifiers: ["Control"] });
  }
  // an OSC and a DCS that never end
  await run(
    "for s in ']0;' 'P+q'; do printf '\\033'\"$s\"; head -c 20M /dev/zero | tr '\\0' A; done; printf '\\033\\\\'; echo; echo end''ed",
    /ended/,
    120_000,
  );
  await run("clear; echo ali''ve", /alive/);
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("mine");
  expect(await page.title()).toBe(title);
  expect(dialogs).toEqual([]);
  expect(opened.filter((url) => !url.startsWith("about:blank"))).toEqual([]);
  expect(new URL(page.url()).pathname).toBe(`/en/learn/${LESSON}`);
  const session = await context.newCDPSession(page);
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  expect(usedSize).toBeLessThan(200 * MIB);
});

it("T24 a screen that is brought back answers no query of long ago", async () => {
  // attributes, position, status, version, colours, modes, settings: a live terminal answers, a replayed one must not
  await plant(
    "queries",
    "\u001b[c\u001b[>c\u001b[=c\u001b[6n\u001b[?6n\u001b[5n\u001b]10;?\u001b\\\u001b]11;?\u001b\\\u001b]4;1;?\u001b\\\u001b[?2004$p\u001b[18t\u001b[>q\u001bP$qm\u001b\\\u0005",
  );
  await run(
    'clear; stty -echo; cat /tmp/queries; read -t 1 -N 4000 first; stty echo; n=$(printf %s "$first" | wc -c); echo "answered $((n > 10))"',
    /answered 1/,
  );
  for (const round of [1, 2]) {
    await page.reload();
    await waitForPrompt();
    // whatever was sent to the shell stands in its input now
    const screen = await run(
      `read -t 1 -N 1 stray; echo "round${round} [$stray]"`,
      new RegExp(`^round${round} \\[[^$]*\\]`, "m"),
    );
    expect(screen).toContain(`round${round} []`);
  }
  const rows = (await readScreen()).join("\n");
  expect(rows).not.toMatch(/;\d+c\b|rgb:|\d+;\d+R/);
});
