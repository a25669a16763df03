import type { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";
import { type CourseFeature, readFeature, saidBy, type Wrong, wrong } from "./course-feature.ts";
import { courseHeaderSchema, poleLineSchema } from "./course-form.ts";
import { LocalFrame } from "./geodesy.ts";

/** x0 y0 x1 y1 ... in local metres. */
export type Polyline = readonly number[];

export interface Boundary {
  readonly line: Polyline;
  readonly contact: "body" | "wheel" | "both";
  readonly inside: "left" | "right";
  /** Index of the feature in the file, to point at it. */
  readonly feature: number;
}

export interface PoleLine {
  readonly line: Polyline;
  readonly lineWidthM: number;
  readonly gradePct: number;
}

export interface CourseItem {
  readonly item: string;
  readonly kind: string;
  readonly boundaries: readonly Boundary[];
  readonly entry: Polyline;
  readonly exit: Polyline;
  readonly bay: Polyline | null;
  readonly controlLines: Readonly<Record<string, Polyline>>;
  readonly poleLine: PoleLine | null;
}

export interface Course {
  readonly id: string;
  readonly frame: LocalFrame;
  readonly forVehicle: { readonly lengthM: number; readonly widthM: number; readonly wheelbaseM: number };
  /** In the order in which the file first names them, which is the order of the test. */
  readonly items: readonly CourseItem[];
}

export interface SurveyedCourse extends Course {
  readonly features: readonly CourseFeature[];
}

export type CourseResult =
  | { readonly ok: true; readonly course: SurveyedCourse }
  | {
      readonly ok: false;
      readonly reason: Reason;
      readonly featureIndex: number | null;
      /** To the value that is wrong, from the top of the document. */
      readonly path: readonly (string | number)[];
      /** What the form says of the document or of the feature, which is more than `reason` says; empty where the form is right. */
      readonly issues: readonly z.core.$ZodIssue[];
    };

/** `document` is the parsed JSON. Never throws: a refusal names the feature (counted from 0) and what it lacks. */
export function parseCourse(document: unknown): CourseResult {
  const header = courseHeaderSchema.safeParse(document);
  if (!header.success) return refused(saidBy(header.error), null);
  const { proofmark } = header.data;
  const frame = new LocalFrame(proofmark.origin);
  const features: CourseFeature[] = [];
  const items = new Map<string, ItemDraft>();
  for (const [index, raw] of header.data.features.entries()) {
    const read = readFeature(frame, raw, index);
    if ("reason" in read) return refused(read, index);
    const problem = takeFeature(items, read, raw);
    if (problem !== null) return refused(problem, index);
    features.push(read);
  }
  const finished: CourseItem[] = [];
  for (const draft of items.values()) {
    const { entry, exit } = draft;
    if (entry === null || exit === null)
      return refused(
        wrong(reason("COURSE_ITEM_WITHOUT", { item: draft.item, role: entry === null ? "entry" : "exit" })),
        null,
      );
    finished.push({ ...draft, entry, exit, controlLines: turnedToBay(draft) });
  }
  const { id, forVehicle } = proofmark;
  return { ok: true, course: { id, frame, forVehicle, items: finished, features } };
}

interface ItemDraft {
  readonly item: string;
  readonly kind: string;
  readonly boundaries: Boundary[];
  entry: Polyline | null;
  exit: Polyline | null;
  bay: Polyline | null;
  readonly controlLines: Record<string, Polyline>;
  poleLine: PoleLine | null;
}

/** Null when taken, else what is wrong. */
function takeFeature(items: Map<string, ItemDraft>, feature: CourseFeature, raw: unknown): Wrong | null {
  const { item, kind, role, line, index, contact, inside, name } = feature;
  const draft = items.get(item) ?? emptyItem(item, kind);
  items.set(item, draft);
  if (draft.kind !== kind)
    return wrong(reason("COURSE_OTHER_KIND", { item, kind: draft.kind }), "properties", "kind");
  const second = wrong(reason("COURSE_SECOND", { item, role: name ?? role }), "properties", "role");
  switch (role) {
    case "boundary":
      if (contact !== null && inside !== null)
        draft.boundaries.push({ line, contact, inside, feature: index });
      return null;
    case "entry":
    case "exit":
    case "bay":
      if (draft[role] !== null) return second;
      draft[role] = line;
      return null;
    case "control-line":
      if (name !== null && Object.hasOwn(draft.controlLines, name)) return second;
      draft.controlLines[name ?? ""] = line;
      return null;
    case "pole-line": {
      if (draft.poleLine !== null) return second;
      const { lineWidthM, gradePct } = poleLineSchema.parse(raw).properties;
      draft.poleLine = { line, lineWidthM, gradePct };
      return null;
    }
    case "route":
      return null;
  }
}

function emptyItem(item: string, kind: string): ItemDraft {
  return { item, kind, boundaries: [], entry: null, exit: null, bay: null, controlLines: {}, poleLine: null };
}

/** A control line has no direction of its own in the file; here the bay is always on its left. */
function turnedToBay({ bay, controlLines }: ItemDraft): Record<string, Polyline> {
  if (bay === null) return controlLines;
  const corners = bay.length / 2;
  let [x, y] = [0, 0];
  for (let i = 0; i < bay.length; i += 2) {
    x += (bay[i] ?? 0) / corners;
    y += (bay[i + 1] ?? 0) / corners;
  }
  return Object.fromEntries(
    Object.entries(controlLines).map(([name, line]) => {
      const [ax = 0, ay = 0] = line;
      const left = ((line.at(-2) ?? 0) - ax) * (y - ay) - ((line.at(-1) ?? 0) - ay) * (x - ax);
      return [name, left >= 0 ? line : turned(line)];
    }),
  );
}

function turned(line: Polyline): Polyline {
  const back: number[] = [];
  for (let i = line.length - 2; i >= 0; i -= 2) back.push(line[i] ?? 0, line[i + 1] ?? 0);
  return back;
}

function refused({ reason, path, issues }: Wrong, featureIndex: number | null): CourseResult {
  const to = featureIndex === null ? [] : ["features", featureIndex];
  const full = issues.map((issue) => ({ ...issue, path: [...to, ...issue.path] }));
  return { ok: false, reason, featureIndex, path: [...to, ...path], issues: full };
}
