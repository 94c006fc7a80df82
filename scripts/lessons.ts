import { fileURLToPath } from "node:url";
import { listHubImages } from "../lib/docker/hub";
import { runLessonsCommand } from "../lib/lessons";
import { createProofBench, openInstalledLab } from "./proof-bench";

/** `npm run lessons -- check|prove|coverage …`, for people who write lessons; see docs/writing-lessons.md. */
process.exitCode = await runLessonsCommand(process.argv.slice(2), {
  write: (line) => console.log(line),
  coverageFile: "docs/curriculum-coverage.md",
  hubImages: async () => {
    const images = await listHubImages(fileURLToPath(new URL("../images/hub", import.meta.url)));
    return images.flatMap(({ name, tags }) => tags.map((tag) => `${name}:${tag}`));
  },
  openBench: async () => {
    const { close, ...lab } = await openInstalledLab();
    return { ...createProofBench(lab), close: async () => close() };
  },
});
