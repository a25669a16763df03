import { penOf } from "./course-drawing.ts";
import { type TextKey, text } from "./texts.ts";

const LINES: readonly (readonly [role: string, contact: "body" | "wheel" | undefined, words: TextKey])[] = [
  ["boundary", "wheel", "wheelLine"],
  ["boundary", "body", "bodyLine"],
  ["bay", undefined, "bayLine"],
  ["control-line", undefined, "controlLine"],
  ["pole-line", undefined, "poleLine"],
  ["entry", undefined, "entryExit"],
];

/** The same pens as the map's, so that the two cannot come apart. */
export function CourseLegend() {
  return (
    <details class="legend">
      <summary>{text("legend")}</summary>
      <ul>
        {LINES.map(([role, contact, words]) => {
          const pen = penOf({ item: "", kind: "", role, points: [], contact });
          return (
            <li key={words}>
              <svg width="34" height="10" aria-hidden="true">
                <title>{text(words)}</title>
                <line
                  x1="0"
                  y1="5"
                  x2="34"
                  y2="5"
                  stroke={`var(--${pen.colour})`}
                  stroke-width={pen.leastPx + 0.5}
                  stroke-dasharray={pen.dash.join(" ")}
                />
              </svg>{" "}
              {text(words)}
            </li>
          );
        })}
        <li>
          <span class="swatch track" aria-hidden="true" /> {text("trackLine")}
        </li>
        <li>
          <span class="swatch vehicle" aria-hidden="true" /> {text("vehicleFixed")}
        </li>
        <li>
          <span class="swatch vehicle unfit" aria-hidden="true" /> {text("vehicleUnfixed")}
        </li>
        <li>
          <span class="points" aria-hidden="true">
            ● -10
          </span>{" "}
          {text("deductionMark")}
        </li>
      </ul>
    </details>
  );
}
