import type { VehicleBody } from "../../src/core/exam/vehicle-body.ts";
import { demoVehicle } from "./exam-drive.ts";

/** A box with rounded front corners on four wheels; no vehicle of anybody. */
export function boxVehicle(size: {
  readonly id: string;
  readonly lengthM: number;
  readonly widthM: number;
  readonly wheelbaseM: number;
  readonly trackM: number;
  readonly rearOverhangM: number;
}): VehicleBody {
  const { lengthM, widthM, wheelbaseM, trackM, rearOverhangM } = size;
  const front = lengthM - rearOverhangM;
  const half = widthM / 2;
  const left = [
    { x: -half / 2, y: front },
    { x: -0.9 * half, y: front - 0.02 },
    ...Array.from({ length: 8 }, (_, i) => ({ x: -half, y: front - 0.15 - ((lengthM - 0.3) * i) / 7 })),
    { x: -half / 2, y: -rearOverhangM },
  ];
  const right = left.toReversed().map(({ x, y }) => ({ x: -x, y }));
  const outline = [{ x: 0, y: front }, ...left, { x: 0, y: -rearOverhangM }, ...right];
  const wheel = (side: -1 | 1, y: number) => ({ x: (side * trackM) / 2, y });
  return {
    ...demoVehicle(),
    ...size,
    nameZh: "测试车",
    nameEn: "a box for tests",
    outline,
    wheels: {
      frontLeft: wheel(-1, wheelbaseM),
      frontRight: wheel(1, wheelbaseM),
      rearLeft: wheel(-1, 0),
      rearRight: wheel(1, 0),
    },
  };
}

export const BUS = {
  id: "bus-a1",
  lengthM: 11.5,
  widthM: 2.5,
  wheelbaseM: 5.8,
  trackM: 2.05,
  rearOverhangM: 3.2,
};
export const TRUCK = {
  id: "truck-b2",
  lengthM: 9,
  widthM: 2.5,
  wheelbaseM: 5,
  trackM: 2,
  rearOverhangM: 2.6,
};
