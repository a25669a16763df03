import { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Boundary, Polyline } from "./course.ts";
import {
  boundarySchema,
  type CourseRole,
  controlLineSchema,
  FEATURE_SCHEMAS,
  poleLineSchema,
  routeSchema,
} from "./course-form.ts";
import type { LocalFrame } from "./geodesy.ts";

/** Further from its origin reaches no test ground. */
const SITE_RADIUS_MAX_M = 5000;

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

/** What is wrong with a feature, or with the document. */
export interface Wrong {
  readonly reason: Reason;
  /** Within the feature, or within the document. */
  readonly path: readonly (string | number)[];
  readonly issues: readonly z.core.$ZodIssue[];
}

export function wrong(why: Reason, ...path: readonly (string | number)[]): Wrong {
  return { reason: why, path, issues: [] };
}

/** A feature of the file, or what is wrong with it. */
export function readFeature(frame: LocalFrame, raw: unknown, index: number): CourseFeature | Wrong {
  const role = roleOf(raw);
  if (role === null)
    return wrong(reason("COURSE_ROLE", { roles: Object.keys(FEATURE_SCHEMAS) }), "properties", "role");
  const swapped = swappedPoint(frame, raw);
  if (swapped !== null) return wrong(reason("COURSE_SWAPPED", swapped), "geometry", "coordinates");
  const checked = FEATURE_SCHEMAS[role].safeParse(raw);
  if (!checked.success) return saidBy(checked.error);
  const { properties, geometry } = checked.data;
  const lonLat = pointsOf(geometry).map(
    ([longitudeDeg, latitudeDeg]) => [longitudeDeg, latitudeDeg] as const,
  );
  const line = polyline(frame, lonLat);
  if ("code" in line) return wrong(line, "geometry", "coordinates");
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

export function saidBy(error: z.ZodError): Wrong {
  const path = (error.issues[0]?.path ?? []).map((step) => (typeof step === "number" ? step : String(step)));
  return { reason: reason("COURSE_FORM", { key: path.join(".") }), path, issues: error.issues };
}
