import { benchProcedure } from "./bench-run.ts";
import { procedure } from "./procedure.ts";

/** Maxima, the greatest difference of the build-up, the drag before it, and which wheels locked, of one axle. */
export const serviceBrake = procedure(
  benchProcedure({
    kind: "service-brake",
    run: "service",
    press: { action: "press-brake" },
    release: { action: "release-brake" },
  }),
);
