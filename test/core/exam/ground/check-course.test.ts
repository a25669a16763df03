import { describe, expect, test } from "vitest";
import { linesOf } from "../../../../src/core/exam/ground/check-course.ts";
import { demoRulebook, demoVehicle, ExamRun } from "../../../support/exam-drive.ts";
import {
  at,
  changed,
  course,
  demoDocument,
  english,
  feature,
  type LonLat,
  type MutableCourse,
  type MutableFeature,
  moved,
  pointsIn,
  problems,
  said,
  withFeature,
} from "./mutated-course.ts";

test("the demo course has nothing against it, and the count of its lines", () => {
  expect(problems(demoDocument())).toEqual([]);
  expect(linesOf(course(demoDocument()))).toBe(28);
});

describe("a bay", () => {
  test("as a bow tie is refused at its feature", () => {
    const { document, index } = withFeature("reverse-bay-1", "bay", (points) => {
      points.splice(1, 2, points[2] as LonLat, points[1] as LonLat);
    });
    expect(said(problems(document))).toContain(`refuses ${index} COURSE_BAY_NOT_CONVEX`);
  });

  test.each([
    ["three corners", (points: LonLat[]) => points.splice(1, 1), 3],
    [
      "five corners",
      (points: LonLat[], document: MutableCourse) =>
        points.splice(1, 0, moved(document, points[0] as LonLat, -0.2, -1)),
      5,
    ],
  ])("of %s is refused", (_, change, found) => {
    const { document, index } = withFeature("side-parking-1", "bay", change);
    const [problem] = problems(document).filter((one) => one.feature === index);
    expect(english(problem === undefined ? [] : [problem])).toContain(`has ${found} corners, allowed: 4`);
  });

  test("with a point on a straight side has four corners", () => {
    const { document } = withFeature("reverse-bay-1", "bay", (points) => {
      const [a, b] = [points[0] as LonLat, points[1] as LonLat];
      points.splice(1, 0, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
    });
    expect(problems(document)).toEqual([]);
  });

  test("whose ring ends a hair from where it began has a point twice", () => {
    const { document, index } = withFeature("reverse-bay-1", "bay", (points, doc) => {
      points.splice(-1, 1, moved(doc, points[0] as LonLat, 0.0004, 0));
    });
    expect(said(problems(document))).toContain(`refuses ${index} COURSE_POINT_TWICE`);
  });

  test("that cannot hold the vehicle is refused with both sizes", () => {
    const long = { ...demoVehicle(), lengthM: 5.2 };
    const document = changed(({ proofmark }) => {
      proofmark.forVehicle.lengthM = 5.2;
    });
    expect(english(problems(document, { vehicle: long }))).toMatch(
      /the bay is 5\.17 by 2\.31 m and cannot hold a vehicle of 5\.2 by/,
    );
  });

  test("on the wrong side of a control line is refused", () => {
    const document = demoDocument();
    const far = feature(document, "reverse-bay-1", "control-line", 1);
    far.geometry.coordinates = pointsIn(feature(document, "reverse-bay-1", "control-line", 0)).map((p) =>
      moved(document, p, 1, 0),
    );
    expect(said(problems(document))).toContain("refuses - COURSE_CONTROL_LINES");
  });
});

describe("entry, exit and route", () => {
  test("an entry that ends before the edge can be passed by", () => {
    const { document, index } = withFeature("hill-start-1", "entry", (points) => {
      const [a, b] = [points[0] as LonLat, points[1] as LonLat];
      points[1] = [a[0] + (b[0] - a[0]) * 0.6, a[1] + (b[1] - a[1]) * 0.6].map((x) =>
        Number(x.toFixed(11)),
      ) as LonLat;
    });
    expect(said(problems(document))).toContain(`refuses ${index} COURSE_LINE_NARROW`);
  });

  test("two items of which one begins within the other are refused", () => {
    const document = demoDocument();
    const entry = feature(document, "hill-start-1", "entry");
    const exit = pointsIn(feature(document, "reverse-bay-1", "exit"));
    entry.geometry.coordinates = exit.map((p) => moved(document, p, -3, 0));
    expect(said(problems(document))).toContain(`refuses ${at(document, entry)} COURSE_CROSSED_EARLY`);
  });

  test("a leg's number that stands twice, and one without a number", () => {
    const { document, index } = withFeature("curve-1", "route", (_, doc, one) => {
      one.properties.leg = feature(doc, "curve-1", "route").properties.leg;
      feature(doc, "right-angle-1", "route").properties.leg = one.properties.leg;
    });
    expect(said(problems(document)).join()).toMatch(/refuses \d+ COURSE_LEG_NUMBER/);
    expect(index).toBeGreaterThan(0);
    const last = demoDocument();
    delete (last.features.at(-1) as MutableFeature).properties.leg;
    expect(said(problems(last))).toEqual([`warns ${last.features.length - 1} COURSE_LEG_UNNUMBERED`]);
  });

  test("a boundary in the way of the rear axle is refused at its feature", () => {
    const { document, index } = withFeature("hill-start-1", "boundary", (points, doc) => {
      for (const [i, p] of points.entries()) points[i] = moved(doc, p, 0, -1.5);
    });
    expect(said(problems(document))).toContain(`refuses ${index} COURSE_ROUTE_TOO_NEAR`);
  });

  test("without a route the lines alone tell the directions, and it is said", () => {
    const bare = changed((doc) => {
      doc.features = doc.features.filter(({ properties }) => properties.role !== "route");
    });
    expect(said(problems(bare))).toEqual(["warns - COURSE_NO_ROUTE"]);
    for (const role of ["entry", "exit"])
      for (const { properties } of bare.features.filter((one) => one.properties.role === role)) {
        const turned = structuredClone(bare);
        const line = feature(turned, properties.item, role);
        pointsIn(line).reverse();
        expect(said(problems(turned)), properties.item).toContain(
          `refuses ${at(turned, line)} COURSE_CROSSED_WRONG_WAY`,
        );
      }
    for (const [index, { properties }] of bare.features.entries()) {
      if (properties.role !== "boundary") continue;
      const flipped = structuredClone(bare);
      (flipped.features[index] as MutableFeature).properties.inside =
        properties.inside === "left" ? "right" : "left";
      expect(said(problems(flipped)).join(), `feature ${index}`).toMatch(
        /COURSE_(?:BOUNDARY_INSIDE|SIDES_DIFFER)/,
      );
    }
  });
});

describe("boundaries", () => {
  /** The outer edge of the curve as three features. */
  function inThree(): MutableCourse {
    const document = demoDocument();
    const edge = feature(document, "curve-1", "boundary", 1);
    const points = pointsIn(edge);
    const [one, two] = [Math.floor(points.length / 3), Math.floor((2 * points.length) / 3)];
    const part = (from: number, to: number): MutableFeature => ({
      ...edge,
      properties: { ...edge.properties },
      geometry: { type: "LineString", coordinates: points.slice(from, to + 1) },
    });
    document.features.splice(
      at(document, edge),
      1,
      part(0, one),
      part(one, two),
      part(two, points.length - 1),
    );
    return document;
  }

  test("an edge of several features is one edge, by a route or without", () => {
    expect(problems(inThree())).toEqual([]);
    const bare = inThree();
    bare.features = bare.features.filter(({ properties }) => properties.role !== "route");
    expect(said(problems(bare))).toEqual(["warns - COURSE_NO_ROUTE"]);
  });

  test("whose parts disagree about the side is refused where they meet", () => {
    const document = inThree();
    const middle = feature(document, "curve-1", "boundary", 2);
    middle.properties.inside = middle.properties.inside === "left" ? "right" : "left";
    expect(said(problems(document)).join()).toMatch(/COURSE_SIDES_DIFFER/);
  });

  test("a second line for the other contact beside the first is checked too", () => {
    const document = demoDocument();
    const edge = feature(document, "hill-start-1", "boundary", 1);
    const beside = (inside: unknown): MutableCourse => {
      const copy = structuredClone(document);
      copy.features.push({
        ...edge,
        properties: { ...edge.properties, contact: "body", inside },
        geometry: {
          type: "LineString",
          coordinates: pointsIn(edge).map((p) => moved(document, p, 0, -0.12)),
        },
      });
      return copy;
    };
    const wrong = edge.properties.inside === "left" ? "right" : "left";
    expect(problems(beside(edge.properties.inside))).toEqual([]);
    expect(said(problems(beside(wrong)))).toContain(
      `refuses ${document.features.length} COURSE_BOUNDARY_INSIDE`,
    );
  });

  test("a line that belongs elsewhere faces no place of the item", () => {
    const document = demoDocument();
    const edge = feature(document, "right-angle-1", "boundary", 0);
    // Behind the other edge, along it.
    const behind = pointsIn(feature(document, "right-angle-1", "boundary", 1)).map((p) =>
      moved(document, p, 4, 4),
    );
    document.features.push({ ...edge, geometry: { type: "LineString", coordinates: behind } });
    expect(said(problems(document)).join()).toMatch(
      new RegExp(`refuses ${document.features.length - 1} COURSE_BOUNDARY_(?:ASIDE|ENDS)`),
    );
  });

  test("one edge alone is refused where a route shows the other side open, else said", () => {
    const { document } = withFeature("curve-1", "boundary", (_, doc, one) => {
      doc.features.splice(at(doc, one), 1);
    });
    const sentence = /item curve-1: at 114\.\d+, 30\.\d+ there is no boundary on the (?:left|right)/;
    expect(english(problems(document))).toMatch(sentence);
    document.features = document.features.filter(({ properties }) => properties.role !== "route");
    const found = problems(document);
    expect(said(found)).toContain("warns - COURSE_EDGE_MISSING");
    expect(found.every(({ severity }) => severity === "warns")).toBe(true);
  });
});

describe("what rules watch", () => {
  test.each([
    ["curve-1", "boundary", "s2.cv.wheel watches a boundary for wheels"],
    ["hill-start-1", "boundary", "s2.hill.lat50 watches an edge on the right"],
    ["hill-start-1", "pole-line", "s2.hill.long50 watches a pole line"],
    ["side-parking-1", "boundary", "s2.sp.bodytouch watches a boundary for the body"],
  ])("%s without any %s: %s", (item, role, words) => {
    const document = changed((doc) => {
      doc.features = doc.features.filter(
        ({ properties }) => properties.item !== item || properties.role !== role,
      );
    });
    expect(english(problems(document))).toContain(words);
  });

  test("whoever comes past the door finds the hill void without its right edge, and nothing compared with it", () => {
    const { document } = withFeature(
      "hill-start-1",
      "boundary",
      (_, doc, one) => doc.features.splice(at(doc, one), 1),
      1,
    );
    const report = new ExamRun({ course: course(document) }).report();
    expect(report.items.find(({ item }) => item === "hill-start-1")).toMatchObject({
      verdict: "void",
      reasons: [{ code: "COURSE_ITEM_LACKS", params: { parts: ["right-edge"] } }],
    });
  });

  test("both edges of the hill in one closed ring leave no right one", () => {
    const document = demoDocument();
    const [left, right] = [0, 1].map((i) => feature(document, "hill-start-1", "boundary", i));
    if (left === undefined || right === undefined) throw new Error("two edges");
    const [a, b] = [pointsIn(left), pointsIn(right)];
    right.geometry.coordinates = [...b, ...a.toReversed(), b[0]];
    document.features.splice(at(document, left), 1);
    expect(said(problems(document)).join()).toMatch(/COURSE_EDGES_IN_ONE/);
  });

  test("a turn that is none cannot be to the left or to the right", () => {
    const document = demoDocument();
    const exit = feature(document, "right-angle-1", "exit");
    const entry = pointsIn(feature(document, "right-angle-1", "entry"));
    exit.geometry.coordinates = entry.map((p) => moved(document, p, -8, 8));
    expect(said(problems(document)).join()).toMatch(/COURSE_TURN_UNCLEAR/);
  });

  test("an item that the rulebook has and the course not, and the other way round, are said", () => {
    const rulebook = {
      ...demoRulebook(),
      items: demoRulebook().items.filter(({ kind }) => kind !== "curve"),
    };
    expect(said(problems(demoDocument(), { rulebook }))).toEqual(["warns - COURSE_ITEM_UNASKED"]);
    const course = changed((doc) => {
      doc.features = doc.features.filter(
        ({ properties: { item, role } }) => item !== "right-angle-1" || role === "route",
      );
      for (const { properties } of doc.features)
        if (properties.item === "right-angle-1")
          Object.assign(properties, { item: "curve-1", kind: "curve" });
    });
    expect(said(problems(course))).toEqual(["warns - COURSE_ITEM_MISSING"]);
  });
});
