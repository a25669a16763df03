import { firstFrom } from "./entry-rows.ts";
import { type Figures, thinned, type Window } from "./signal-tracks.ts";

export interface Drawing extends Window {
  readonly wide: number;
  readonly high: number;
  readonly pieces: number;
}

const EDGE = 2;

/** The way of the pen. Over what nobody knew it is lifted: nothing that is not known is drawn. */
export function pathOf({ points, gaps }: Figures, kind: "curve" | "steps", drawing: Drawing): string {
  const { fromMs, toMs, wide, high, pieces } = drawing;
  const shown = thinned(points, drawing, pieces);
  const values = shown.map(({ value }) => value);
  const [least, most] = [Math.min(0, ...values), Math.max(1, ...values)];
  const x = (ms: number): string => ((wide * (ms - fromMs)) / (toMs - fromMs)).toFixed(1);
  const y = (value: number): string =>
    (high - EDGE - ((high - 2 * EDGE) * (value - least)) / (most - least)).toFixed(1);
  return shown
    .map(({ atMs, value }, at) => {
      const before = shown[at - 1];
      const next = shown[at + 1];
      const lost = gaps[firstFrom(gaps, atMs)]?.atMs ?? Number.POSITIVE_INFINITY;
      const isNew = before === undefined || (gaps[firstFrom(gaps, before.atMs)]?.atMs ?? atMs) < atMs;
      const come = isNew
        ? `M${x(atMs)} ${y(value)}`
        : kind === "steps"
          ? `H${x(atMs)}V${y(value)}`
          : `L${x(atMs)} ${y(value)}`;
      // A step stands until it is another or lost; a curve goes from reading to reading.
      const stands = kind === "steps" && lost <= (next?.atMs ?? toMs) ? `H${x(lost)}` : "";
      return `${come}${kind === "steps" && next === undefined && stands === "" ? `H${wide}` : stands}`;
    })
    .join("");
}
