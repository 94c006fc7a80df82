import type { Locate, ProblemList } from "./problem";
import type { LessonFile } from "./schema";

/** Names of images in lesson.yaml that the hub doesn't have: students could not pull them. */
export function lintImages(
  images: LessonFile["images"],
  hubImages: readonly string[],
  locate: Locate,
  problems: ProblemList,
): void {
  const names = new Set(hubImages.map((reference) => reference.split(":")[0] ?? ""));
  const known = [...names].sort().join(", ");
  const isKnown = (image: string) => image === "all" || names.has(image) || hubImages.includes(image);
  for (const field of ["needs", "absent"] as const) {
    for (const [index, image] of images[field].entries()) {
      if (!isKnown(image)) problems.add("imageUnknown", locate(["images", field, index]), { image, known });
    }
  }
}
