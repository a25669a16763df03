import { z } from "zod";

/** A course file, docs/course-format.md: GeoJSON with our properties, taken into one local frame. */
const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());
const linePoints = z.array(position).min(2);
const rings = z.array(z.array(position).min(4)).length(1, "form:oneRing");
/** QGIS writes every layer as a Multi-geometry; one of one part means that part. */
const lineString = z.discriminatedUnion("type", [
  z.object({ type: z.literal("LineString"), coordinates: linePoints }),
  z.object({
    type: z.literal("MultiLineString"),
    coordinates: z.array(linePoints).length(1, "form:onePart"),
  }),
]);
const polygon = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Polygon"), coordinates: rings }),
  z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(rings).length(1, "form:onePart") }),
]);
const common = {
  item: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "form:itemId"),
  kind: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "form:itemId"),
};
const feature = <P extends z.ZodRawShape, G extends z.ZodType>(role: string, geometry: G, shape: P) =>
  z.object({
    type: z.literal("Feature"),
    properties: z.looseObject({ ...common, role: z.literal(role), ...shape }),
    geometry,
  });

/** As GDAL and QGIS name WGS 84; no member says the same (RFC 7946). */
const WGS84_NAMES = [
  "urn:ogc:def:crs:OGC:1.3:CRS84",
  "urn:ogc:def:crs:OGC::CRS84",
  "urn:ogc:def:crs:EPSG::4326",
  "EPSG:4326",
] as const;

export const courseHeaderSchema = z.object({
  type: z.literal("FeatureCollection"),
  crs: z
    .object({ type: z.literal("name"), properties: z.object({ name: z.enum(WGS84_NAMES, "form:wgs84") }) })
    .optional(),
  proofmark: z.strictObject({
    version: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "form:dottedId"),
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

export const boundarySchema = feature("boundary", lineString, {
  contact: z.enum(["body", "wheel", "both"]),
  inside: z.enum(["left", "right"]),
});
export const controlLineSchema = feature("control-line", lineString, { name: z.string() });
export const poleLineSchema = feature("pole-line", lineString, {
  lineWidthM: z.number().min(0).max(1),
  gradePct: z.number().min(-30).max(30),
});
export const routeSchema = feature("route", lineString, {
  leg: z.int().min(1).optional(),
  direction: z.enum(["forward", "reverse"]).optional(),
  speedKmh: z.number().positive().optional(),
  stopS: z.number().min(0).optional(),
  signal: z.enum(["none", "left", "right"]).optional(),
  handbrake: z.boolean().optional(),
});
export const FEATURE_SCHEMAS = {
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

export type CourseRole = keyof typeof FEATURE_SCHEMAS;
