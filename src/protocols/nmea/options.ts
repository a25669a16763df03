import { z } from "zod";
import { garbledAfter, milliseconds, silentAfter } from "../option-forms.ts";
import { EPOCH_SENTENCE_TYPES } from "./sentence.ts";
import { NMEA_DEFAULTS } from "./settings.ts";

export const nmeaOptions = z.strictObject({
  sentences: z
    .array(z.enum(EPOCH_SENTENCE_TYPES))
    .default([...NMEA_DEFAULTS.sentences])
    .describe(
      "What the receiver is set to send for each epoch. An epoch is complete when these have come for one UTC; HDT, THS, HPD and VTG carry no time and count to the UTC before them.",
    ),
  jumpMostKmh: z
    .number()
    .positive()
    .max(2000)
    .default(NMEA_DEFAULTS.jumpMostKmh)
    .describe("Faster than this from one epoch to the next is a broken position, not a car."),
  closeAfterMs: milliseconds(NMEA_DEFAULTS.closeAfterMs).describe(
    "An incomplete epoch is sent at the latest after this.",
  ),
  silentAfterMs: silentAfter(NMEA_DEFAULTS.silentAfterMs),
  noPositionAfterMs: milliseconds(NMEA_DEFAULTS.noPositionAfterMs).describe(
    "Sentences, but no epoch with a position, before the fault bad-quality is raised.",
  ),
  garbledAfterBytes: garbledAfter(NMEA_DEFAULTS.garbledAfterBytes).describe(
    "Bytes without a good sentence among them before the fault garbled is raised, while none comes for silentAfterMs; where sentences come, their share decides.",
  ),
});
