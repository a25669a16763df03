import { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";
import { LocalFrame } from "./geodesy.ts";

/** Further from its origin reaches no test ground. */
const SITE_RADIUS_MAX_M = 5000;

/** A course file, docs/course-format.md: GeoJSON with our properties, taken into one local frame. */
const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());
const lineString = z.object({ type: z.literal("LineString"), coordinates: z.array(position).min(2) });
const polygon = z.object({
  type: z.literal("Polygon"),
  coordinates: z.array(z.array(position).min(4)).min(1),
});
const common = {
  item: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  kind: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
};
const feature = <P extends z.ZodRawShape, G extends z.ZodType>(role: string, geometry: G, shape: P) =>
  z.object({
    type: z.literal("Feature"),
    properties: z.looseObject({ ...common, role: z.literal(role), ...shape }),
    geometry,
  });

export const courseHeaderSchema = z.object({
  type: z.literal("FeatureCollection"),
  proofmark: z.strictObject({
    version: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
    origin: z.strictObject({
      latitudeDeg: z.number().min(-89).max(89),
      longitudeDeg: z.number().min(-180).max(180),
      heightM: z.number().min(-500).max(9000),
    }),
    forVehicle: z.strictObject({
      lengthM: z.number().positive(),
      widthM: z.number().positive(),
      wheelbaseM: z.number().positive(),
    }),
  }),
  features: z.array(z.unknown()).min(1),
});

const boundarySchema = feature("boundary", lineString, {
  contact: z.enum(["body", "wheel", "both"]),
  inside: z.enum(["left", "right"]),
});
const controlLineSchema = feature("control-line", lineString, { name: z.string() });
const poleLineSchema = feature("pole-line", lineString, {
  lineWidthM: z.number().min(0).max(1),
  gradePct: z.number().min(-30).max(30),
});
const routeSchema = feature("route", lineString, {
  leg: z.int().min(1).optional(),
  direction: z.enum(["forward", "reverse"]).optional(),
  speedKmh: z.number().positive().optional(),
  stopS: z.number().min(0).optional(),
  signal: z.enum(["none", "left", "right"]).optional(),
  handbrake: z.boolean().optional(),
});
const FEATURE_SCHEMAS = {
  boundary: boundarySchema,
  entry: feature("entry", lineString, {}),
  exit: feature("exit", lineString, {}),
  bay: feature("bay", polygon, {}),
  "control-line": controlLineSchema,
  "pole-line": poleLineSchema,
  route: routeSchema,
} as const;

export const courseSchema = courseHeaderSchema.extend({
  features: z.array(z.union(Object.values(FEATURE_SCHEMAS))).min(1),
});

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

export type CourseResult =
  | { readonly ok: true; readonly course: Course }
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
  const items = new Map<string, ItemDraft>();
  for (const [index, raw] of header.data.features.entries()) {
    const problem = takeFeature(items, frame, raw, index);
    if (problem !== null) return refused(problem, index);
  }
  const finished: CourseItem[] = [];
  for (const draft of items.values()) {
    const { entry, exit } = draft;
    if (entry === null || exit === null)
      return refused(
        here(reason("COURSE_ITEM_WITHOUT", { item: draft.item, role: entry === null ? "entry" : "exit" })),
        null,
      );
    finished.push({ ...draft, entry, exit });
  }
  return {
    ok: true,
    course: { id: proofmark.id, frame, forVehicle: proofmark.forVehicle, items: finished },
  };
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

/** Null when taken, else what is wrong. */
function takeFeature(
  items: Map<string, ItemDraft>,
  frame: LocalFrame,
  raw: unknown,
  index: number,
): Wrong | null {
  const role = roleOf(raw);
  if (role === null)
    return here(reason("COURSE_ROLE", { roles: Object.keys(FEATURE_SCHEMAS) }), "properties", "role");
  const checked = FEATURE_SCHEMAS[role].safeParse(raw);
  if (!checked.success) return saidBy(checked.error);
  const { properties, geometry } = checked.data;
  const line = polyline(
    frame,
    geometry.type === "Polygon" ? (geometry.coordinates[0] ?? []) : geometry.coordinates,
  );
  if ("code" in line) return here(line, "geometry", "coordinates");
  const draft = items.get(properties.item) ?? emptyItem(properties.item, properties.kind);
  items.set(properties.item, draft);
  if (draft.kind !== properties.kind)
    return here(reason("COURSE_OTHER_KIND", { item: draft.item, kind: draft.kind }), "properties", "kind");
  switch (role) {
    case "boundary": {
      const { contact, inside } = boundarySchema.parse(raw).properties;
      draft.boundaries.push({ line, contact, inside, feature: index });
      return null;
    }
    case "entry":
    case "exit":
    case "bay":
      if (draft[role] !== null)
        return here(reason("COURSE_SECOND", { item: draft.item, role }), "properties", "role");
      draft[role] = line;
      return null;
    case "control-line":
      draft.controlLines[controlLineSchema.parse(raw).properties.name] = line;
      return null;
    case "pole-line": {
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

function roleOf(raw: unknown): keyof typeof FEATURE_SCHEMAS | null {
  const role = z.object({ properties: z.object({ role: z.string() }) }).safeParse(raw);
  if (!role.success) return null;
  const name = role.data.properties.role;
  return Object.hasOwn(FEATURE_SCHEMAS, name) ? (name as keyof typeof FEATURE_SCHEMAS) : null;
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
