/** A label on the map, in pixels of the drawing. */
export interface LabelBox {
  readonly left: number;
  readonly top: number;
  readonly wide: number;
  readonly high: number;
}

const EDGE = 3;
const BETWEEN = 3;

/**
 * Where labels stand that want to stand there: each whole within the map, and none on another. One that would cover an earlier one goes below it, or above where there
 * is no room; on a map that is full it stays where it wanted to be. In the order of `wanted`, so that the same cars give the same picture.
 */
export function placedLabels(
  wanted: readonly LabelBox[],
  width: number,
  height: number,
): readonly LabelBox[] {
  const placed: LabelBox[] = [];
  for (const box of wanted) {
    const inside = within(box, width, height);
    const free = [inside, ...besides(inside, placed, height)].find(
      (place) => !placed.some((other) => covers(place, other)),
    );
    placed.push(free ?? inside);
  }
  return placed;
}

function within(box: LabelBox, width: number, height: number): LabelBox {
  const left = Math.max(EDGE, Math.min(box.left, width - box.wide - EDGE));
  const top = Math.max(EDGE, Math.min(box.top, height - box.high - EDGE));
  return { ...box, left, top };
}

/** Below and above each that stands already, the nearest first. */
function besides(box: LabelBox, placed: readonly LabelBox[], height: number): readonly LabelBox[] {
  const tops = placed.flatMap((other) => [other.top + other.high + BETWEEN, other.top - box.high - BETWEEN]);
  return tops
    .filter((top) => top >= EDGE && top + box.high <= height - EDGE)
    .sort((a, b) => Math.abs(a - box.top) - Math.abs(b - box.top) || b - a)
    .map((top) => ({ ...box, top }));
}

function covers(one: LabelBox, other: LabelBox): boolean {
  return (
    one.left < other.left + other.wide &&
    other.left < one.left + one.wide &&
    one.top < other.top + other.high &&
    other.top < one.top + one.high
  );
}
