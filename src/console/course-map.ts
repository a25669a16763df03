/** The course as the map draws it: metres east (x) and north (y) of the origin. */
export interface CourseMap {
  readonly id: string;
  readonly lines: readonly CourseLine[];
}

export interface CourseLine {
  readonly item: string;
  readonly kind: string;
  readonly role: string;
  /** x0, y0, x1, y1 ... */
  readonly points: readonly number[];
  /** Boundaries only: what of the vehicle may not cross it. */
  readonly contact?: "body" | "wheel" | "both" | undefined;
  /** Width of the paint where the course gives one. */
  readonly lineWidthM?: number | undefined;
}
