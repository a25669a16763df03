import { lineContact } from "../detectors/line-contact.ts";
import { stopLonger } from "../detectors/timing.ts";
import { DRIVE_THROUGH, type ItemDefinition } from "./item-definition.ts";

export const curve: ItemDefinition = {
  kind: "curve",
  script: () => DRIVE_THROUGH,
  watches: [
    { rule: "s2.cv.wheel", make: lineContact("wheel") },
    { rule: "s2.cv.stop", make: stopLonger },
  ],
};
