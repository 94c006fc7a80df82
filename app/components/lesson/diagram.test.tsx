import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderIn } from "@/app/components/testing/render-in";
import { DIAGRAMS } from "@/lib/shared/diagrams";
import DiagramFigure from "./diagram";

describe("a drawing", () => {
  it.each(["ko", "en"] as const)("is named by its words in %s, and labelled in that language", (locale) => {
    renderIn(locale, <DiagramFigure id="volumes" />);
    const drawing = screen.getByRole("img", { name: DIAGRAMS.volumes.alt[locale] });
    expect(drawing.textContent).toContain(locale === "ko" ? "바인드 마운트" : "Bind mount");
    expect(drawing.textContent).not.toContain(locale === "ko" ? "Bind mount" : "바인드 마운트");
    expect(screen.getByText(DIAGRAMS.volumes.title[locale])).toBeVisible();
  });

  it("takes its colours from the page", () => {
    renderIn("en", <DiagramFigure id="layers" />);
    const painted = [...screen.getByRole("img").querySelectorAll("[fill], [stroke]")];
    const colours = painted.flatMap((shape) => [shape.getAttribute("fill"), shape.getAttribute("stroke")]);
    expect(
      new Set(colours.map((colour) => colour ?? "none").filter((colour) => !/^(none|var\(--)/.test(colour))),
    ).toEqual(new Set());
  });
});
