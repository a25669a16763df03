import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changed,
  demoDocument,
  type LonLat,
  type MutableCourse,
  type MutableFeature,
  moved,
  type Outcome,
  outcomeOf,
  pointsIn,
} from "./mutated-course.ts";

/**
 * Whatever one slip does to a sound course: the door refuses it, or it changes no outcome of any rule of a drive without a mistake.
 * Nobody is failed for a line that the file has wrong, and no rule says "kept" without a line.
 */
const features = demoDocument().features;
const sound = outcomeOf(demoDocument());
const named = features.map(({ properties: { item, role } }, index) => ({ index, item, role }));
const boundaries = named.filter(({ role }) => role === "boundary");

const GAPS = /^COURSE_(?:BOUNDARY_GAP|BOUNDARY_ENDS|EDGE_MISSING|BAY_OFF_BOUNDARY)$/;

function at(course: MutableCourse, index: number): MutableFeature {
  const feature = course.features[index];
  if (feature === undefined) throw new Error(`no feature ${index}`);
  return feature;
}

function refused(outcome: Outcome): readonly string[] {
  return outcome.kind === "refused" ? outcome.codes : [`driven: ${outcome.verdict}`];
}

test("the demo course is let in, and a drive without a mistake passes", () => {
  expect(sound).toMatchObject({ kind: "driven", verdict: "pass" });
});

describe("refused, with the feature", () => {
  const always: readonly (readonly [
    string,
    readonly { index: number; item: string; role: string }[],
    (course: MutableCourse, index: number) => void,
    RegExp,
  ])[] = [
    [
      "reversed, where a line has a direction",
      named.filter(({ role }) => ["boundary", "entry", "exit", "route"].includes(role)),
      (course, index) => pointsIn(at(course, index)).reverse(),
      /^COURSE_(?:BOUNDARY_INSIDE|SIDES_DIFFER|CROSSED_|LEG_APART|NOT_CROSSED)/,
    ],
    [
      "the other side permitted",
      boundaries,
      (course, index) => {
        const { properties } = at(course, index);
        properties.inside = properties.inside === "left" ? "right" : "left";
      },
      /^COURSE_(?:BOUNDARY_INSIDE|SIDES_DIFFER)$/,
    ],
    [
      "a point twice",
      named,
      (course, index) => {
        const points = pointsIn(at(course, index));
        points.splice(1, 0, [...(points[1] as LonLat)]);
      },
      /^COURSE_(?:POINT_TWICE|LINE_CROSSES_ITSELF)$/,
    ],
    [
      "rounded to 7 decimals",
      named,
      (course, index) => {
        for (const p of pointsIn(at(course, index))) p.splice(0, 2, ...p.map((x) => Number(x.toFixed(7))));
      },
      /^COURSE_DECIMALS$/,
    ],
    [
      "latitude first",
      named,
      (course, index) => {
        for (const p of pointsIn(at(course, index))) p.reverse();
      },
      /^COURSE_SWAPPED$/,
    ],
    ["a gap of 0.1 m", boundaries, (course, index) => cut(course, index, 0.1), GAPS],
    ["a gap of 0.5 m", boundaries, (course, index) => cut(course, index, 0.5), GAPS],
    ["a gap of 3 m", boundaries, (course, index) => cut(course, index, 3), GAPS],
  ];
  test.each(always)("%s", (_, which, change, codes) => {
    expect(which.length).toBeGreaterThan(0);
    for (const { index } of which) {
      const outcome = outcomeOf(changed((course) => change(course, index)));
      const said = refused(outcome);
      expect(
        said.some((code) => codes.test(code)),
        `feature ${index}: ${said}`,
      ).toBe(true);
    }
  });
});

/** Takes `metres` out of the middle of a boundary, which becomes two features. */
function cut(course: MutableCourse, index: number, metres: number): void {
  const feature = at(course, index);
  const points = pointsIn(feature);
  const half = Math.floor(points.length / 2);
  const [one, two] = [points.slice(0, half), points.slice(half)];
  const [a, b] = [one.at(-1) as LonLat, two[0] as LonLat];
  const apart = (p: LonLat, q: LonLat): number => Math.hypot((p[0] - q[0]) * 95_800, (p[1] - q[1]) * 110_860);
  const between = (t: number): LonLat => [
    Number((a[0] + (b[0] - a[0]) * t).toFixed(11)),
    Number((a[1] + (b[1] - a[1]) * t).toFixed(11)),
  ];
  const long = apart(a, b);
  if (long > 1.2 * metres) {
    one.push(between(0.5 - metres / 2 / long));
    two.unshift(between(0.5 + metres / 2 / long));
  } else
    for (let rest = metres; rest > 0 && two.length > 2; two.shift())
      rest -= apart(two[0] as LonLat, two[1] as LonLat);
  course.features.push({ ...feature, geometry: { type: "LineString", coordinates: two } });
  feature.geometry.coordinates = one;
}

test.each(named.filter(({ role, index }) => role !== "route" || index === 0))(
  "dropped: feature $index, $role of $item",
  ({ index }) => {
    const outcome = outcomeOf(changed((course) => course.features.splice(index, 1)));
    expect(outcome.kind, refused(outcome).join()).toBe("refused");
  },
);

test.each([
  ["a bay", "bay"],
  ["a control line", "control-line"],
  ["a pole line", "pole-line"],
])("%s has no direction: reversed, every outcome is the same", (_, role) => {
  const all = changed((course) => {
    for (const feature of course.features) if (feature.properties.role === role) pointsIn(feature).reverse();
  });
  expect(outcomeOf(all)).toEqual(sound);
});

test("rings that are open, and Multi-geometries of one part as QGIS writes them, mean the same", () => {
  const open = changed((course) => {
    for (const feature of course.features) if (feature.properties.role === "bay") pointsIn(feature).pop();
  });
  expect(outcomeOf(open)).toEqual(sound);
  const multi = changed((course) => {
    for (const { geometry } of course.features) {
      geometry.type = `Multi${geometry.type}`;
      geometry.coordinates = [geometry.coordinates];
    }
  });
  // The route is driven by the test's own reader, which knows single lines.
  const routes = demoDocument().features;
  for (const [i, feature] of multi.features.entries())
    if (feature.properties.role === "route") feature.geometry = (routes[i] as MutableFeature).geometry;
  expect(outcomeOf(multi)).toEqual(sound);
});

describe("a vertex that slipped by half a metre", () => {
  const lines = named.filter(({ role }) => role !== "route");
  const slips = fc.record({
    line: fc.integer({ min: 0, max: lines.length - 1 }),
    vertex: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    towards: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
  });

  test("is refused, or a drive without a mistake shows it, or it changes no outcome", () => {
    fc.assert(
      fc.property(slips, ({ line, vertex, towards }) => {
        const index = lines[line]?.index ?? 0;
        const outcome = outcomeOf(
          changed((course) => {
            const points = pointsIn(at(course, index));
            const closed = at(course, index).geometry.type === "Polygon";
            const k = Math.floor(vertex * (points.length - (closed ? 1 : 0)));
            const to = moved(course, points[k] as LonLat, 0.5 * Math.cos(towards), 0.5 * Math.sin(towards));
            points[k] = to;
            if (closed && k === 0) points[points.length - 1] = to;
          }),
        );
        if (outcome.kind === "refused") return;
        // `course check` drives it and says no; at the door only what the file tells by itself can be seen.
        const shown = /\bfail$/m.test(outcome.outcomes) || outcome.verdict !== "pass";
        if (!shown) expect(outcome).toEqual(sound);
      }),
      { seed: 20261127, numRuns: 30 },
    );
  }, 120_000);
});
