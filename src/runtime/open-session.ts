import { parseSoundCourse } from "../adapters/config/course-file.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import type { OpenSession } from "../station/job-track.ts";
import { sessionOpener } from "../station/session-opener.ts";
import {
  candidateOf,
  courseKey,
  examRulebookOf,
  inspectionRulebookOf,
  parsedOnce,
  parsedText,
} from "./parsed-artifacts.ts";

/** Makes sessions from the journal's artifacts, each text read strictly and once; the same at the door, after a restart, and in a replay elsewhere. */
export const openSession: OpenSession = sessionOpener({
  examRulebook: ({ sha256, text }) => examRulebookOf(sha256, text),
  inspectionRulebook: ({ sha256, text }) => inspectionRulebookOf(sha256, text),
  candidate: ({ sha256, text }) => candidateOf(sha256, text),
  dossier: ({ sha256, text }) =>
    parsedOnce(`dossier ${sha256}`, "dossier", () =>
      parsedText(text, dossierSchema, "dossier", BYTES_MAX.subject),
    ),
  vehicle: ({ sha256, text }) =>
    parsedOnce(`vehicle ${sha256}`, "vehicle", () =>
      parsedText(text, vehicleSchema, "vehicle", BYTES_MAX.vehicle),
    ),
  course: ({ sha256, text }, { vehicle, rulebook, vehicleSha256, rulebookSha256 }) =>
    parsedOnce(courseKey(sha256, vehicleSha256, rulebookSha256), "course", () =>
      parseSoundCourse(text, "course", { vehicle, rulebook }),
    ).course,
});
