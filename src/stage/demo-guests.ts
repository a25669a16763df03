import { z } from "zod";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { parseYamlText } from "../adapters/config/yaml-file.ts";
import { EdgeError } from "../errors.ts";
import { type CourseScenario, courseScenarioSchema } from "../scenario/course-scenario.ts";
import type { LaneScenario } from "../scenario/lane-scenario.ts";
import { atLaneAtPace, type DemoPace, inCarAtPace } from "./demo-subjects.ts";
import { soundVehicle } from "./simulate/subject-kinds.ts";

/** As far as a vehicle's body hangs on it; the door says what is wrong with papers, not this. */
const bodySchema = z.looseObject({
  axles: z.array(z.unknown()).catch([]),
  curbMassKg: z.number().nullable().catch(null),
  fuel: z.string().nullable().catch(null),
});

/** What stands in the lane for a vehicle that somebody took in at the desk: a sound one, as heavy and of as many axles as its papers say. */
export function guestVehicle(papers: string, pace: DemoPace): LaneScenario {
  const { axles, curbMassKg, fuel } = bodyIn(papers);
  const words = {
    ...(axles.length === 0 ? {} : { axles: `${axles.length}` }),
    ...(curbMassKg === null ? {} : { curbMassKg: `${curbMassKg}` }),
    ...(fuel === null ? {} : { fuel }),
  };
  return atLaneAtPace(soundVehicle(words, 1), pace);
}

/** Who sits in the car for a candidate who was taken in there: a good driver. */
export function guestDriver(pace: DemoPace): CourseScenario {
  return inCarAtPace(courseScenarioSchema.parse({}), pace);
}

function bodyIn(papers: string): z.output<typeof bodySchema> {
  try {
    return parseYamlText(papers, bodySchema, "waiting", BYTES_MAX.subject).value;
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return { axles: [], curbMassKg: null, fuel: null };
  }
}
