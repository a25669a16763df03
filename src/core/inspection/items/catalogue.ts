import type { ProcedureKind } from "../procedure-settings.ts";
import { doubleIdle } from "./double-idle.ts";
import { freeAcceleration } from "./free-acceleration.ts";
import { headlamps } from "./headlamps.ts";
import { parkingBrake } from "./parking-brake.ts";
import type { Procedure } from "./procedure.ts";
import { serviceBrake } from "./service-brake.ts";
import { sideSlip } from "./side-slip.ts";
import { weighing } from "./weighing.ts";

export const PROCEDURES: Readonly<Record<ProcedureKind, Procedure>> = {
  weighing,
  "service-brake": serviceBrake,
  "parking-brake": parkingBrake,
  "side-slip": sideSlip,
  headlamps,
  "double-idle": doubleIdle,
  "free-acceleration": freeAcceleration,
};
