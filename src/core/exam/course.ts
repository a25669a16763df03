import { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";
import {
  boundarySchema,
  type CourseRole,
  controlLineSchema,
  courseHeaderSchema,
  FEATURE_SCHEMAS,
  poleLineSchema,
  routeSchema,
} from "./course-form.ts";
import { LocalFrame } from "./geodesy.ts";

/** Further from its origin reaches no test ground. */
const SITE_RADIUS_MAX_M = 5000;

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

/** One feature of the file as it was surveyed, to check it and to point at it. */
export interface CourseFeature {
  /** In the file, counted from 0. */
  readonly index: number;
  readonly item: string;
  readonly kind: string;
  readonly role: CourseRole;
  readonly line: Polyline;
  /** The same points, degrees, longitude first. */
  readonly lonLat: readonly (readonly [longitudeDeg: number, latitudeDeg: number])[];
  readonly contact: Boundary["contact"] | null;
  readonly inside: Boundary["inside"] | null;
  /** Of a control line. */
  readonly name: string | null;
  readonly lineWidthM: number | null;
  /** Of a route: its place in driving order, and its direction. */
  readonly leg: number | null;
  readonly reverse: boolean;
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
        here(reason("COURSE_ITEM_WITHOUT", { item: draft.item, role: entry === null ? "entry" : "exit" })),
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

interface Wrong {
  readonly reason: Reason;
  /** Within the feature, or within the document. */
  readonly path: readonly (string | number)[];
  readonly issues: readonly z.core.$ZodIssue[];
}

function here(why: Reason, ...path: readonly (string | number)[]): Wrong {
  return { reason: why, path, issues: [] };
}

function readFeature(frame: LocalFrame, raw: unknown, index: number): CourseFeature | Wrong {
  const role = roleOf(raw);
  if (role === null)
    return here(reason("COURSE_ROLE", { roles: Object.keys(FEATURE_SCHEMAS) }), "properties", "role");
  const swapped = swappedPoint(frame, raw);
  if (swapped !== null) return here(reason("COURSE_SWAPPED", swapped), "geometry", "coordinates");
  const checked = FEATURE_SCHEMAS[role].safeParse(raw);
  if (!checked.success) return saidBy(checked.error);
  const { properties, geometry } = checked.data;
  const lonLat = pointsOf(geometry).map(
    ([longitudeDeg, latitudeDeg]) => [longitudeDeg, latitudeDeg] as const,
  );
  const line = polyline(frame, lonLat);
  if ("code" in line) return here(line, "geometry", "coordinates");
  const boundary = role === "boundary" ? boundarySchema.parse(raw).properties : null;
  const route = role === "route" ? routeSchema.parse(raw).properties : null;
  return {
    index,
    item: properties.item,
    kind: properties.kind,
    role,
    line,
    lonLat,
    contact: boundary?.contact ?? null,
    inside: boundary?.inside ?? null,
    name: role === "control-line" ? controlLineSchema.parse(raw).properties.name : null,
    lineWidthM: role === "pole-line" ? poleLineSchema.parse(raw).properties.lineWidthM : null,
    leg: route?.leg ?? null,
    reverse: route?.direction === "reverse",
  };
}

type Geometry =
  | z.output<typeof boundarySchema>["geometry"]
  | z.output<(typeof FEATURE_SCHEMAS)["bay"]>["geometry"];

/** The only line, or the ring of the only polygon. */
function pointsOf(geometry: Geometry): readonly (readonly [number, number, ...number[]])[] {
  switch (geometry.type) {
    case "LineString":
      return geometry.coordinates;
    case "MultiLineString":
    case "Polygon":
      return geometry.coordinates[0] ?? [];
    case "MultiPolygon":
      return geometry.coordinates[0]?.[0] ?? [];
  }
}

/** Null when taken, else what is wrong. */
function takeFeature(items: Map<string, ItemDraft>, feature: CourseFeature, raw: unknown): Wrong | null {
  const { item, kind, role, line, index, contact, inside, name } = feature;
  const draft = items.get(item) ?? emptyItem(item, kind);
  items.set(item, draft);
  if (draft.kind !== kind)
    return here(reason("COURSE_OTHER_KIND", { item, kind: draft.kind }), "properties", "kind");
  const second = here(reason("COURSE_SECOND", { item, role: name ?? role }), "properties", "role");
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

function roleOf(raw: unknown): CourseRole | null {
  const role = z.object({ properties: z.object({ role: z.string() }) }).safeParse(raw);
  if (!role.success) return null;
  const name = role.data.properties.role;
  return Object.hasOwn(FEATURE_SCHEMAS, name) ? (name as CourseRole) : null;
}

/** The first position, where it lies on the ground only when read the other way round. */
function swappedPoint(frame: LocalFrame, raw: unknown): { longitudeDeg: number; latitudeDeg: number } | null {
  const shape = z.object({ geometry: z.object({ coordinates: z.unknown() }) }).safeParse(raw);
  let first: unknown = shape.success ? shape.data.geometry.coordinates : null;
  while (Array.isArray(first) && Array.isArray(first[0])) first = first[0];
  const pair = z.tuple([z.number(), z.number()]).rest(z.unknown()).safeParse(first);
  if (!pair.success) return null;
  const [longitudeDeg, latitudeDeg] = pair.data;
  const onGround = (lon: number, lat: number): boolean =>
    Math.abs(lat) <= 90 && Math.hypot(...frame.toLocal(lat, lon)) <= SITE_RADIUS_MAX_M;
  return !onGround(longitudeDeg, latitudeDeg) && onGround(latitudeDeg, longitudeDeg)
    ? { longitudeDeg, latitudeDeg }
    : null;
}

/** A reason when the points lie where no test ground reaches: a swapped latitude, most likely. */
function polyline(frame: LocalFrame, coordinates: readonly (readonly number[])[]): Polyline | Reason {
  const line: number[] = [];
  for (const [longitudeDeg = 0, latitudeDeg = 0] of coordinates) {
    const [east, north] = frame.toLocal(latitudeDeg, longitudeDeg);
    if (Math.hypot(east, north) > SITE_RADIUS_MAX_M)
      return reason("COURSE_FAR", { longitudeDeg, latitudeDeg, kmMax: SITE_RADIUS_MAX_M / 1000 });
    line.push(east, north);
  }
  return line;
}

function refused({ reason, path, issues }: Wrong, featureIndex: number | null): CourseResult {
  const to = featureIndex === null ? [] : ["features", featureIndex];
  const full = issues.map((issue) => ({ ...issue, path: [...to, ...issue.path] }));
  return { ok: false, reason, featureIndex, path: [...to, ...path], issues: full };
}

function saidBy(error: z.ZodError): Wrong {
  const path = (error.issues[0]?.path ?? []).map((step) => (typeof step === "number" ? step : String(step)));
  return { reason: reason("COURSE_FORM", { key: path.join(".") }), path, issues: error.issues };
}
