import { LocalFrame } from "./geodesy.ts";
import { type ClassLayout, classLayout, type LicenceClass } from "./layout/class-layout.ts";
import { curveLayout } from "./layout/curve-layout.ts";
import { hillStartLayout } from "./layout/hill-start-layout.ts";
import type { ItemLayout, LayoutFeature, LayoutVehicle, Point, Pose } from "./layout/layout.ts";
import { leg } from "./layout/layout.ts";
import { reverseBayLayout } from "./layout/reverse-bay-layout.ts";
import { rightAngleLayout } from "./layout/right-angle-layout.ts";
import { sideParkingLayout } from "./layout/side-parking-layout.ts";

/** Items for which a layout is known, in the order of the C1 test. */
export const LAYOUTS: Readonly<
  Record<string, (vehicle: LayoutVehicle, dimensions: ClassLayout) => ItemLayout>
> = {
  "reverse-bay": reverseBayLayout,
  "hill-start": hillStartLayout,
  "side-parking": sideParkingLayout,
  curve: curveLayout,
  "right-angle": rightAngleLayout,
};

export interface SiteOptions {
  readonly id: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly heightM: number;
  /** Kinds out of `LAYOUTS`, in the order they are driven; a kind may come twice. */
  readonly kinds: readonly string[];
  /** Whose dimensions the items have; C1 where none is named. */
  readonly licenceClass?: LicenceClass;
  /** Heading of the first leg, degrees clockwise from north. */
  readonly headingDeg: number;
}

/** Straight run before the first item, between two items and after the last, metres. */
const RUN_M = 14;

/** A GeoJSON FeatureCollection as docs/course-format.md has it. Asserts nothing: unknown kinds give no features. */
export function layOutCourse(vehicle: LayoutVehicle, site: SiteOptions): Record<string, unknown> {
  const origin = { latitudeDeg: site.latitudeDeg, longitudeDeg: site.longitudeDeg, heightM: site.heightM };
  const frame = new LocalFrame(origin);
  const dimensions = classLayout(site.licenceClass ?? "C1");
  const features: unknown[] = [];
  const counts = new Map<string, number>();
  let pose: Pose = { x: 0, y: 0, headingRad: ((90 - site.headingDeg) * Math.PI) / 180 };
  let legs = 0;
  let last: { item: string; kind: string } | null = null;
  const put = (item: string, kind: string, feature: LayoutFeature, move: (p: Point) => Point): void => {
    const number = feature.role === "route" ? { leg: ++legs } : {};
    features.push(geoJson(frame, item, kind, feature, move, number));
  };
  for (const kind of site.kinds) {
    const layout = LAYOUTS[kind]?.(vehicle, dimensions);
    if (layout === undefined) continue;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    last = { item: `${kind}-${count}`, kind };
    const start = ahead(pose, RUN_M);
    put(last.item, kind, run(pose, start, 0), (p) => p);
    const move = placement(layout.entry, start);
    for (const feature of layout.features) put(last.item, kind, feature, move);
    const [x, y] = move([layout.exit.x, layout.exit.y]);
    pose = { x, y, headingRad: start.headingRad + layout.exit.headingRad - layout.entry.headingRad };
  }
  if (last !== null) put(last.item, last.kind, run(pose, ahead(pose, RUN_M), 2), (p) => p);
  return {
    type: "FeatureCollection",
    proofmark: {
      version: 1,
      id: site.id,
      origin,
      forVehicle: {
        lengthM: vehicle.lengthM,
        widthM: vehicle.widthM,
        wheelbaseM: vehicle.wheelbaseM,
      },
    },
    features,
  };
}

function run(from: Pose, to: Pose, stopS: number): LayoutFeature {
  return leg(
    [
      [from.x, from.y],
      [to.x, to.y],
    ],
    { speedKmh: 10, stopS },
  );
}

function ahead(pose: Pose, distanceM: number): Pose {
  return {
    x: pose.x + distanceM * Math.cos(pose.headingRad),
    y: pose.y + distanceM * Math.sin(pose.headingRad),
    headingRad: pose.headingRad,
  };
}

/** The rotation and translation that carries one pose to another. */
function placement(from: Pose, to: Pose): (point: Point) => Point {
  const cos = Math.cos(to.headingRad - from.headingRad);
  const sin = Math.sin(to.headingRad - from.headingRad);
  return ([x, y]) => {
    const dx = x - from.x;
    const dy = y - from.y;
    return [to.x + cos * dx - sin * dy, to.y + sin * dx + cos * dy];
  };
}

function geoJson(
  frame: LocalFrame,
  item: string,
  kind: string,
  feature: LayoutFeature,
  move: (p: Point) => Point,
  extra: Readonly<Record<string, number>>,
): unknown {
  const coordinates = feature.points.map((point) => {
    const [east, north] = move(point);
    const at = frame.toGeodetic(east, north);
    return [Number(at.longitudeDeg.toFixed(11)), Number(at.latitudeDeg.toFixed(11))];
  });
  const polygon = feature.role === "bay";
  return {
    type: "Feature",
    properties: { item, kind, role: feature.role, ...extra, ...feature.properties },
    geometry: polygon ? { type: "Polygon", coordinates: [coordinates] } : { type: "LineString", coordinates },
  };
}
