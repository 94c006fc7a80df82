"use client";
import type { Root } from "hast";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { memo } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { LESSON_COMPONENTS } from "./lesson-elements";

/** A sanitized tree as React elements; what is inside the tree is data, so nothing in it can be a script. */
export const LessonText = memo(function LessonText({ tree }: { tree: Root }) {
  return (
    <div className="prose">
      {toJsxRuntime(tree, { Fragment, jsx, jsxs, components: LESSON_COMPONENTS as never, ignoreInvalidStyle: true })}
    </div>
  );
});
