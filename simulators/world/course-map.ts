import { z } from "zod";
import { LocalFrame } from "../gnss/wgs84.ts";
import type { GroundPoint } from "./car-pose.ts";

/** The documented course file (docs/course-format.md), read for driving: local metres, items in the order of their routes. */
export interface CourseMap {
  readonly id: string;
  readonly origin: { readonly latitudeDeg: number; readonly longitudeDeg: number; readonly heightM: number };
  readonly items: readonly CourseItem[];
  /** The whole route in driving order; the points are those the rear axle's centre passes. */
  readonly legs: readonly RouteLeg[];
}

export type ItemKind = "reverse-bay" | "hill-start" | "side-parking" | "curve" | "right-angle";

export interface CourseItem {
  readonly id: string;
  readonly kind: ItemKind;
  readonly boundaries: readonly Boundary[];
  readonly bay: readonly GroundPoint[] | null;
  readonly poleLine: PoleLine | null;
  readonly entry: readonly GroundPoint[];
  readonly exit: readonly GroundPoint[];
}

export interface Boundary {
  readonly points: readonly GroundPoint[];
  readonly contact: "body" | "wheel" | "both";
  readonly inside: "left" | "right";
}

export interface PoleLine {
  readonly points: readonly GroundPoint[];
  readonly gradePct: number;
}

export type TurnSignal = "none" | "left" | "right";

export interface RouteLeg {
  readonly item: string;
  readonly kind: ItemKind;
  readonly leg: number;
  readonly direction: "forward" | "reverse";
  readonly speedKmh: number;
  /** How long the car stands at the end; 0: it does not stop. */
  readonly stopS: number;
  readonly signal: TurnSignal;
  readonly handbrake: boolean;
  readonly points: readonly GroundPoint[];
}

const kindSchema = z.enum(["reverse-bay", "hill-start", "side-parking", "curve", "right-angle"]);
const position = z.tuple([z.number(), z.number()]).rest(z.number());
const linePoints = z.array(position).min(2);
const rings = z.array(z.array(position).min(4)).length(1);
/** A Multi-geometry, as QGIS writes it, has one part (docs/course-format.md). */
const onePart = <T>([part]: readonly T[], context: z.RefinementCtx): T => {
  if (part !== undefined) return part;
  context.addIssue({ code: "custom", message: "no part" });
  return z.NEVER;
};
const lineString = z
  .union([
    z.object({ type: z.literal("LineString"), coordinates: linePoints }),
    z.object({
      type: z.literal("MultiLineString"),
      coordinates: z.array(linePoints).length(1).transform(onePart),
    }),
  ])
  .transform(({ coordinates }) => ({ coordinates }));
const polygon = z
  .union([
    z.object({ type: z.literal("Polygon"), coordinates: rings }),
    z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(rings).length(1).transform(onePart) }),
  ])
  .transform(({ coordinates }) => ({ coordinates }));
const base = { item: z.string(), kind: kindSchema };
const line = <P extends z.ZodRawShape>(role: string, more: P) =>
  z.object({ properties: z.object({ ...base, role: z.literal(role), ...more }), geometry: lineString });

const boundaryFeature = line("boundary", {
  contact: z.enum(["body", "wheel", "both"]),
  inside: z.enum(["left", "right"]),
});
const poleFeature = line("pole-line", { gradePct: z.number() });
const routeFeature = line("route", {
  leg: z.number().int(),
  direction: z.enum(["forward", "reverse"]).default("forward"),
  speedKmh: z.number().positive().default(5),
  stopS: z.number().min(0).default(0),
  signal: z.enum(["none", "left", "right"]).default("none"),
  handbrake: z.boolean().default(false),
});
const bayFeature = z.object({
  properties: z.object({ ...base, role: z.literal("bay") }),
  geometry: polygon,
});
const anyFeature = z.object({ properties: z.object({ ...base, role: z.string() }) });
const fileSchema = z.object({
  type: z.literal("FeatureCollection"),
  proofmark: z.object({
    version: z.literal(1),
    id: z.string(),
    origin: z.object({ latitudeDeg: z.number(), longitudeDeg: z.number(), heightM: z.number() }),
  }),
  features: z.array(z.unknown()),
});

/** Throws where the file is not a course that can be driven: the route needs its legs numbered. */
export function readCourseMap(text: string): CourseMap {
  const file = fileSchema.parse(JSON.parse(text.replace(/^\ufeff/, "")));
  const { origin } = file.proofmark;
  const frame = new LocalFrame(origin);
  const ground = ([longitudeDeg, latitudeDeg]: readonly [number, number, ...number[]]): GroundPoint => {
    const enu = frame.toEnu({ latitudeDeg, longitudeDeg, heightM: origin.heightM });
    return { x: enu.eastM, y: enu.northM };
  };
  const all = <T>(schema: z.ZodType<T>, role: string): T[] =>
    file.features.filter((f) => anyFeature.parse(f).properties.role === role).map((f) => schema.parse(f));
  const points = (feature: { geometry: z.output<typeof lineString> }) =>
    feature.geometry.coordinates.map(ground);

  const legs = all(routeFeature, "route")
    .map((f) => ({ ...f.properties, points: points(f) }))
    .sort((a, b) => a.leg - b.leg);
  if (legs.length === 0) throw new Error(`The course ${file.proofmark.id} has no route to drive.`);
  const boundaries = all(boundaryFeature, "boundary");
  const bays = all(bayFeature, "bay");
  const poles = all(poleFeature, "pole-line");
  const entries = all(line("entry", {}), "entry");
  const exits = all(line("exit", {}), "exit");
  const of = (id: string) => (f: { properties: { item: string } }) => f.properties.item === id;
  const items = [...new Map(legs.map((leg) => [leg.item, leg.kind]))].map(([id, kind]): CourseItem => {
    const bay = bays.find(of(id));
    const pole = poles.find(of(id));
    const entry = entries.find(of(id));
    const exit = exits.find(of(id));
    return {
      id,
      kind,
      boundaries: boundaries.filter(of(id)).map((f) => ({
        points: points(f),
        contact: f.properties.contact,
        inside: f.properties.inside,
      })),
      bay: bay?.geometry.coordinates[0]?.map(ground) ?? null,
      poleLine: pole === undefined ? null : { points: points(pole), gradePct: pole.properties.gradePct },
      entry: entry === undefined ? [] : points(entry),
      exit: exit === undefined ? [] : points(exit),
    };
  });
  return { id: file.proofmark.id, origin, items, legs };
}
