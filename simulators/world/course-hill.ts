import type { Road } from "./car.ts";
import type { GroundPoint } from "./car-pose.ts";
import type { CourseItem } from "./course-map.ts";

/** Over this way a slope of 10 % begins and ends: a vertical curve of 30 m radius. */
const VERTICAL_CURVE_M = 3;
const HALF_WIDTH_M = 6;
const RAD = Math.PI / 180;

interface Hill {
  readonly middle: GroundPoint;
  /** Unit vector uphill. */
  readonly up: GroundPoint;
  readonly footM: number;
  readonly crestM: number;
  readonly grade: number;
}

/** The ground of a course: level but for its hills, which rise between the entry and the exit of their item. */
export class CourseGround implements Road {
  readonly #hills: readonly Hill[];

  constructor(items: readonly CourseItem[]) {
    this.#hills = items.map(hillOf).filter((hill) => hill !== null);
  }

  gradeAt(xM: number, yM: number, headingDeg: number): number {
    for (const { middle, up, footM, crestM, grade } of this.#hills) {
      const alongM = (xM - middle.x) * up.x + (yM - middle.y) * up.y;
      const acrossM = (xM - middle.x) * up.y - (yM - middle.y) * up.x;
      if (alongM <= footM || alongM >= crestM || Math.abs(acrossM) > HALF_WIDTH_M) continue;
      const rise = Math.min(1, (alongM - footM) / VERTICAL_CURVE_M, (crestM - alongM) / VERTICAL_CURVE_M);
      return grade * rise * (Math.sin(headingDeg * RAD) * up.x + Math.cos(headingDeg * RAD) * up.y);
    }
    return 0;
  }
}

/** The line runs so that the vehicle comes from its left: uphill is to its right. */
function hillOf(item: CourseItem): Hill | null {
  const [a, b] = item.poleLine?.points ?? [];
  if (item.poleLine === null || a === undefined || b === undefined) return null;
  const lengthM = Math.hypot(b.x - a.x, b.y - a.y);
  const up = { x: (b.y - a.y) / lengthM, y: -(b.x - a.x) / lengthM };
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const along = (points: readonly GroundPoint[], otherwiseM: number): number => {
    const p = points[0];
    return p === undefined ? otherwiseM : (p.x - middle.x) * up.x + (p.y - middle.y) * up.y;
  };
  return {
    middle,
    up,
    footM: along(item.entry, -12),
    crestM: along(item.exit, 10),
    grade: item.poleLine.gradePct / 100,
  };
}
