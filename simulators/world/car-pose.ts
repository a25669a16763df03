/** Where the car is and how it moves, in the course frame (east x, north y); the reference is the ground under the rear axle's centre. */
export interface CarPose {
  readonly xM: number;
  readonly yM: number;
  /** Ground height over the course origin. */
  readonly zM: number;
  /** Azimuth of the nose, clockwise from north, not wrapped. */
  readonly headingDeg: number;
  /** Nose up is positive. */
  readonly pitchDeg: number;
  /** In plan along the nose; negative when rolling backwards. */
  readonly speedMPerS: number;
  /** Clockwise is positive. */
  readonly yawRateDegPerS: number;
}

/** Body frame of the vehicle files: x to the right, y forward. */
export interface BodyPoint {
  readonly x: number;
  readonly y: number;
}

export interface GroundPoint {
  readonly x: number;
  readonly y: number;
}

const RAD = Math.PI / 180;

export function placeOnGround(pose: CarPose, point: BodyPoint): GroundPoint {
  const sin = Math.sin(pose.headingDeg * RAD);
  const cos = Math.cos(pose.headingDeg * RAD);
  return { x: pose.xM + cos * point.x + sin * point.y, y: pose.yM - sin * point.x + cos * point.y };
}
