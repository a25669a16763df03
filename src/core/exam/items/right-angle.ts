import { lineContact } from "../detectors/line-contact.ts";
import { turnSignal } from "../detectors/signals.ts";
import { stopLonger } from "../detectors/timing.ts";
import { DRIVE_THROUGH, type ItemDefinition } from "./item-definition.ts";

export const rightAngle: ItemDefinition = {
  kind: "right-angle",
  script: () => DRIVE_THROUGH,
  watches: [
    { rule: "s2.ra.wheel", make: lineContact("wheel") },
    { rule: "s2.ra.signal", make: turnSignal },
    { rule: "s2.ra.stop", make: stopLonger },
  ],
};
