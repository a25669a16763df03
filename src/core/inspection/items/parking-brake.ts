import { benchProcedure } from "./bench-run.ts";
import { procedure } from "./procedure.ts";

/** The parking brake of one axle. */
export const parkingBrake = procedure(
  benchProcedure({
    kind: "parking-brake",
    run: "parking",
    press: { action: "pull-parking-brake" },
    release: { action: "release-parking-brake" },
  }),
);
