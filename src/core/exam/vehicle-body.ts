import { z } from "zod";

/** A vehicle file, docs/vehicle-format.md. Body frame: x right, y forward, metres, origin under the rear axle's centre. */
const metres = z.number().min(-30).max(30);
const point = z.strictObject({ x: metres, y: metres });

export const OUTLINE_POINTS = 24;

/** What a measured outline and the vehicle's papers may differ by. */
const SURVEY_TOLERANCE_M = 0.05;

export const vehicleSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "form:dottedId"),
    nameZh: z.string(),
    nameEn: z.string(),
    lengthM: z.number().min(1).max(30),
    widthM: z.number().min(0.3).max(4),
    wheelbaseM: z.number().min(0.5).max(20),
    trackM: z.number().min(0.3).max(3.5),
    rearOverhangM: z.number().min(0).max(10),
    outline: z.array(point).length(OUTLINE_POINTS, `form:points:${OUTLINE_POINTS}`),
    wheels: z.strictObject({ frontLeft: point, frontRight: point, rearLeft: point, rearRight: point }),
    /** Of the tread on the ground. With it a wheel is its contact patch: the outer edge touches first. Without it the points above are what touches. */
    treadWidthM: z.number().min(0.02).max(0.6).exactOptional(),
    /** z: height of the phase centre over the ground; 0 where the receiver itself reduces its position to the ground. */
    antenna: point.extend({ z: metres }),
    headingOffsetDeg: z.number().min(-360).max(360),
    /** Surveyed distance of the two antennas; compared with what the receiver measures, where both are known. */
    baselineM: z.number().min(0.2).max(10).exactOptional(),
  })
  .superRefine((vehicle, context) => {
    const along = vehicle.outline.map((p) => p.y);
    const across = vehicle.outline.map((p) => p.x);
    const length = Math.max(...along) - Math.min(...along);
    const width = Math.max(...across) - Math.min(...across);
    if (Math.abs(length - vehicle.lengthM) > SURVEY_TOLERANCE_M)
      context.addIssue({
        code: "custom",
        path: ["outline"],
        message: `form:outlineLength:${length.toFixed(3)}`,
      });
    if (Math.abs(width - vehicle.widthM) > SURVEY_TOLERANCE_M)
      context.addIssue({
        code: "custom",
        path: ["outline"],
        message: `form:outlineWidth:${width.toFixed(3)}`,
      });
  });

/** Of the outline, which runs to the left from the middle of the front: the middles of front, left side and rear. The right side follows the rear. */
export const OUTLINE_FRONT = 0;
export const OUTLINE_LEFT = OUTLINE_POINTS / 4;
export const OUTLINE_REAR = OUTLINE_POINTS / 2;

export type VehicleBody = z.output<typeof vehicleSchema>;

/** Indices into the flat point list of a body: the outline first, then front left, front right, rear left, rear right. */
export const WHEEL_FRONT_LEFT = OUTLINE_POINTS;
export const WHEEL_FRONT_RIGHT = OUTLINE_POINTS + 1;
export const BODY_POINTS = OUTLINE_POINTS + 4;

/** Where a vehicle stands: its rear axle's centre in local metres, heading clockwise from north, nose-up pitch. */
export interface VehiclePose {
  readonly eastM: number;
  readonly northM: number;
  readonly headingRad: number;
  readonly pitchRad: number;
}

const RADIANS = Math.PI / 180;

/** Where the antenna stands from the rear axle, in the plan, and how the vehicle is turned and pitched by what its receiver says. */
export interface Attitude {
  readonly headingRad: number;
  /** Nose up. */
  readonly pitchRad: number;
  readonly aheadM: number;
  readonly rightM: number;
}

/**
 * The receiver tells heading, pitch and roll of its antenna pair. A pair that is mounted across the car sees the car's roll as its own
 * pitch, so both are turned by the mounting offset; a pitched or rolled vehicle carries its antenna backward or aside by its height.
 * What the receiver does not tell (null) is taken as level.
 */
export function attitudeOf(
  body: VehicleBody,
  told: { readonly headingDeg: number; readonly pitchDeg: number | null; readonly rollDeg: number | null },
): Attitude {
  const offset = body.headingOffsetDeg * RADIANS;
  const pitch = (told.pitchDeg ?? 0) * RADIANS;
  const roll = (told.rollDeg ?? 0) * RADIANS;
  const pitchRad = pitch * Math.cos(offset) - roll * Math.sin(offset);
  const rollRad = pitch * Math.sin(offset) + roll * Math.cos(offset);
  const { x, y, z } = body.antenna;
  return {
    headingRad: (told.headingDeg + body.headingOffsetDeg) * RADIANS,
    pitchRad,
    aheadM: y * Math.cos(pitchRad) - z * Math.sin(pitchRad),
    rightM: x * Math.cos(rollRad) + z * Math.sin(rollRad),
  };
}

/** Where the wheels touch a line that lies beside the car: front left, front right, rear left, rear right. */
function wheelEdges({ wheels, treadWidthM = 0 }: VehicleBody): { readonly x: number; readonly y: number }[] {
  const { frontLeft, frontRight, rearLeft, rearRight } = wheels;
  return [frontLeft, frontRight, rearLeft, rearRight].map(({ x, y }) => ({
    x: x + (Math.sign(x) * treadWidthM) / 2,
    y,
  }));
}

/** The body's points as they stand in the plan, x0 y0 x1 y1 ..., `BODY_POINTS` of them. */
export class BodyPoints {
  readonly #x = new Float64Array(BODY_POINTS);
  readonly #y = new Float64Array(BODY_POINTS);

  constructor(body: VehicleBody) {
    [...body.outline, ...wheelEdges(body)].forEach((p, i) => {
      this.#x[i] = p.x;
      this.#y[i] = p.y;
    });
  }

  place(pose: VehiclePose, into: Float64Array): void {
    const sin = Math.sin(pose.headingRad);
    const cos = Math.cos(pose.headingRad);
    const level = Math.cos(pose.pitchRad);
    for (let i = 0; i < BODY_POINTS; i++) {
      const x = this.#x[i] as number;
      const y = (this.#y[i] as number) * level;
      into[2 * i] = pose.eastM + x * cos + y * sin;
      into[2 * i + 1] = pose.northM - x * sin + y * cos;
    }
  }
}

/** The body at two successive places. Whose points it last placed it knows by the pose itself, so that each is placed once. */
export class BodyTrail {
  readonly #body: BodyPoints;
  #now = new Float64Array(2 * BODY_POINTS);
  #before = new Float64Array(2 * BODY_POINTS);
  #placed: VehiclePose | null = null;

  constructor(vehicle: VehicleBody) {
    this.#body = new BodyPoints(vehicle);
  }

  /** Valid until the next call. */
  get now(): Float64Array {
    return this.#now;
  }

  get before(): Float64Array {
    return this.#before;
  }

  place(before: VehiclePose, now: VehiclePose): void {
    [this.#now, this.#before] = [this.#before, this.#now];
    if (this.#placed !== before) this.#body.place(before, this.#before);
    this.#body.place(now, this.#now);
    this.#placed = now;
  }
}

/** Of the circle around the rear axle that holds every point of the body. */
export function bodyRadiusM(body: VehicleBody): number {
  return Math.max(...[...body.outline, ...wheelEdges(body)].map(({ x, y }) => Math.hypot(x, y)));
}
