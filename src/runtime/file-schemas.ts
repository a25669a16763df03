import { boardProfileSchema } from "../../firmware-bridge/board-profile.ts";
import type { FileSchemas } from "../cli/schema.ts";
import { decisionSchema } from "../core/delivery/registry-decision.ts";
import { doctorDocumentSchema } from "../core/doctor/check-result.ts";
import { candidateSchema } from "../core/exam/candidate.ts";
import { courseSchema } from "../core/exam/course-form.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { enrolmentSchema, rotationSchema } from "../core/record/key-request.ts";
import { resultDocumentSchema } from "../core/record/result-document.ts";
import { demoSubjectsSchema } from "../scenario/demo-subjects-schema.ts";
import { scenarioSchema } from "../scenario/scenario-schema.ts";
import { stationConfigSchema } from "./station-config.ts";

/** Every file format that people write or read; `config/schema` holds what these give, and a test compares. */
export const FILE_SCHEMAS: FileSchemas = {
  station: stationConfigSchema,
  "inspection-rulebook": inspectionRulebookSchema,
  "exam-rulebook": watchedRulebookSchema,
  course: courseSchema,
  vehicle: vehicleSchema,
  dossier: dossierSchema,
  candidate: candidateSchema,
  board: boardProfileSchema,
  scenario: scenarioSchema,
  demo: demoSubjectsSchema,
  result: resultDocumentSchema,
  doctor: doctorDocumentSchema,
  enrolment: enrolmentSchema,
  "key-rotation": rotationSchema,
  "registry-decision": decisionSchema,
};
