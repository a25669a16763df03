import { parseCourseDocument, parseCourseText } from "../adapters/config/course-file.ts";
import { BYTES_MAX, readTextFile } from "../adapters/config/strict-text.ts";
import type { CourseMap } from "../console/course-map.ts";
import { LocalFrame } from "../core/exam/geodesy.ts";

interface Feature {
  readonly properties: Omit<CourseMap["lines"][number], "points">;
  readonly geometry: { readonly type: "LineString" | "Polygon"; readonly coordinates: unknown };
}

/** A course file as lines in local metres, for the console's map. Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export function courseMap(file: string): CourseMap {
  const text = readTextFile(file, BYTES_MAX.course);
  const course = parseCourseText(text, file);
  const document = parseCourseDocument(text, file) as {
    readonly proofmark: { readonly id: string; readonly origin: ConstructorParameters<typeof LocalFrame>[0] };
    readonly features: readonly Feature[];
  };
  const frame = new LocalFrame(document.proofmark.origin);
  const lines = document.features.map(({ properties, geometry }) => {
    const ring = (
      geometry.type === "Polygon" ? (geometry.coordinates as number[][][])[0] : geometry.coordinates
    ) as number[][];
    return {
      item: properties.item,
      kind: properties.kind,
      role: properties.role,
      ...(properties.contact === undefined ? {} : { contact: properties.contact }),
      ...(properties.lineWidthM === undefined ? {} : { lineWidthM: properties.lineWidthM }),
      points: ring.flatMap(([longitudeDeg, latitudeDeg]) => {
        const [eastM, northM] = frame.toLocal(latitudeDeg ?? 0, longitudeDeg ?? 0);
        return [Math.round(eastM * 1000) / 1000, Math.round(northM * 1000) / 1000];
      }),
    };
  });
  return { id: course.id, lines };
}
