import { findNearestName } from "./nearest-name";
import type { Locate, ProblemList } from "./problem";
import type { LessonFile } from "./schema";
import type { Topics } from "./topic";

/** Every tag of a step is a topic of topics.yaml, named once in the step; a lesson teaches at least one. */
export function lintCovers(lesson: LessonFile, topics: Topics, locate: Locate, problems: ProblemList): void {
  const names = Object.keys(topics);
  for (const [stepIndex, step] of lesson.steps.entries()) {
    for (const [index, topic] of step.covers.entries()) {
      const place = locate(["steps", stepIndex, "covers", index]);
      if (step.covers.indexOf(topic) < index) problems.add("topicTwice", place, { topic, step: step.id });
      if (Object.hasOwn(topics, topic)) continue;
      const near = findNearestName(topic, names);
      if (near) problems.add("topicUnknownNear", place, { topic, near });
      else problems.add("topicUnknown", place, { topic });
    }
  }
  if (lesson.steps.every((step) => step.covers.length === 0)) problems.add("coversNothing", locate(["steps"]), {});
}
