import type { ForceSample, ItemView } from "../../station/live-message.ts";

/** What the findings say of a brake curve, and where on the curve it was. */
export interface BrakeMark {
  readonly kind: "maxLeft" | "maxRight" | "difference";
  readonly valueN: number;
  readonly atMs: number;
  /** One force, or both where the mark joins them. */
  readonly forcesN: readonly number[];
}

/**
 * The marks of a judged brake item. The findings carry the numbers, not the instants: a mark is set only where a sample
 * has exactly that number, so that nothing is shown that was not measured.
 */
export function brakeMarks(
  findings: ItemView["findings"],
  samples: readonly ForceSample[],
): readonly BrakeMark[] {
  const stated = (name: string): number | null => {
    for (const { inputs } of findings)
      for (const input of inputs) if (input.name === name && input.value !== null) return Number(input.value);
    return null;
  };
  const marks: BrakeMark[] = [];
  const maxLeftN = stated("brake.maxLeftN");
  const left = maxLeftN === null ? undefined : samples.find((sample) => sample[1] === maxLeftN);
  if (maxLeftN !== null && left !== undefined)
    marks.push({ kind: "maxLeft", valueN: maxLeftN, atMs: left[0], forcesN: [maxLeftN] });
  const maxRightN = stated("brake.maxRightN");
  const right = maxRightN === null ? undefined : samples.find((sample) => sample[2] === maxRightN);
  if (maxRightN !== null && right !== undefined)
    marks.push({ kind: "maxRight", valueN: maxRightN, atMs: right[0], forcesN: [maxRightN] });
  const apartN = stated("brake.differenceN");
  const apart =
    apartN === null
      ? undefined
      : samples.find(([, l, r]) => l !== null && r !== null && l > 0 && r > 0 && Math.abs(l - r) === apartN);
  if (apartN !== null && apart !== undefined)
    marks.push({
      kind: "difference",
      valueN: apartN,
      atMs: apart[0],
      forcesN: [apart[1] ?? 0, apart[2] ?? 0],
    });
  return marks;
}
