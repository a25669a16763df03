/** One item laid out in a frame of its own, metres, any orientation; `course-layout.ts` puts it on the site. */
export interface ItemLayout {
  readonly features: readonly LayoutFeature[];
  /** Where the rear axle comes in and goes out, and its heading there. */
  readonly entry: Pose;
  readonly exit: Pose;
}

export interface LayoutFeature {
  readonly role: "boundary" | "entry" | "exit" | "bay" | "control-line" | "pole-line" | "route";
  readonly points: readonly Point[];
  readonly properties: Readonly<Record<string, string | number | boolean>>;
}

export type Point = readonly [x: number, y: number];

/** Heading in radians, counter-clockwise from +x. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly headingRad: number;
}

/** What the formulas of GA 1029 ask of a vehicle: length and width without mirrors, metres. */
export interface LayoutVehicle {
  readonly lengthM: number;
  readonly widthM: number;
  readonly wheelbaseM: number;
  readonly trackM: number;
  readonly rearOverhangM: number;
}

/** How a leg of the route is driven: by the simulated driver, and for people to read. */
export interface LegProperties {
  readonly direction: "forward" | "reverse";
  readonly speedKmh: number;
  /** Standstill at its end. */
  readonly stopS: number;
  /** Lit from the standstill before the leg until its end. */
  readonly signal: "none" | "left" | "right";
  /** Applied while standing at its end. */
  readonly handbrake: boolean;
}

export function leg(points: readonly Point[], properties: Partial<LegProperties> = {}): LayoutFeature {
  const full: LegProperties = {
    direction: "forward",
    speedKmh: 5,
    stopS: 0,
    signal: "none",
    handbrake: false,
    ...properties,
  };
  return { role: "route", points, properties: { ...full } };
}

/** A line that is crossed from its left to its right by a vehicle at `pose`'s heading, `half` metres to either side. */
export function across(x: number, y: number, headingRad: number, leftM: number, rightM: number): Point[] {
  const right: Point = [Math.sin(headingRad), -Math.cos(headingRad)];
  return [
    [x + right[0] * rightM, y + right[1] * rightM],
    [x - right[0] * leftM, y - right[1] * leftM],
  ];
}

/** Points on a circle from one polar angle to another, ends included, at most `stepM` apart. */
export function arc(center: Point, radiusM: number, fromRad: number, toRad: number, stepM: number): Point[] {
  const steps = Math.max(1, Math.ceil((Math.abs(toRad - fromRad) * radiusM) / stepM));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = fromRad + ((toRad - fromRad) * i) / steps;
    return [center[0] + radiusM * Math.cos(angle), center[1] + radiusM * Math.sin(angle)] as const;
  });
}

/** Joins runs of points into one line without repeated points. */
export function join(...runs: readonly (readonly Point[])[]): Point[] {
  const line: Point[] = [];
  for (const point of runs.flat()) {
    const last = line.at(-1);
    if (last === undefined || Math.hypot(point[0] - last[0], point[1] - last[1]) > 1e-9) line.push(point);
  }
  return line;
}

export function mirrorX(points: readonly Point[]): Point[] {
  return points.map(([x, y]) => [-x, y] as const);
}
