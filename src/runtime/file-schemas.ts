import { boardProfileSchema } from "../../firmware-bridge/board-profile.ts";
import type { FileSchemas } from "../cli/schema.ts";
import { acknowledgementSchema, commandSchema } from "../core/commands/command-messages.ts";
import { decisionSchema } from "../core/delivery/registry-decision.ts";
import { doctorDocumentSchema } from "../core/doctor/check-result.ts";
import { eventAnswerSchema, eventBatchSchema } from "../core/events/event-batch.ts";
import { stationEventSchema } from "../core/events/station-event.ts";
import { toldLineSchema } from "../core/events/told-line.ts";
import { evidenceAnswerSchema, evidencePartSchema } from "../core/evidence/evidence-part.ts";
import { candidateSchema } from "../core/exam/candidate.ts";
import { courseSchema } from "../core/exam/course-form.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { issuerListSchema } from "../core/marks/issuer-list.ts";
import { markPolicySchema } from "../core/marks/mark-policy.ts";
import { toldMarkSchema } from "../core/marks/told-mark.ts";
import { certificateRequestSchema, enrolmentSchema, rotationSchema } from "../core/record/key-request.ts";
import { statementSchema } from "../core/record/registry-statement.ts";
import { resultDocumentSchema } from "../core/record/result-document.ts";
import { publicAnswerSchema } from "../core/registry/public/public-answer-form.ts";
import { certificateReplySchema, renewalSchema } from "../core/requests/certificate-messages.ts";
import { helloReplySchema, helloSchema } from "../core/requests/hello-messages.ts";
import { papersLineSchema } from "../core/requests/papers-line.ts";
import { papersReplySchema, papersRequestSchema } from "../core/requests/papers-messages.ts";
import { replySchema, requestSchema } from "../core/requests/request-messages.ts";
import { timeReplySchema, timeRequestSchema } from "../core/requests/time-messages.ts";
import { trustReplySchema, trustRequestSchema } from "../core/requests/trust-messages.ts";
import { vehicleFactSchema } from "../core/requests/vehicle-fact.ts";
import { nationalFileSchema } from "../national/file-form.ts";
import { nationalMappingSchema } from "../national/mapping-form.ts";
import { demoSubjectsSchema } from "../scenario/demo-subjects-schema.ts";
import { scenarioSchema } from "../scenario/scenario-schema.ts";
import { registryFileSchema } from "./registry/registry-file.ts";
import { stationConfigSchema } from "./station-config.ts";
import { witnessFileSchema } from "./witness/witness-file.ts";

/** Every file format that people write or read; `config/schema` holds what these give, and a test compares. */
export const FILE_SCHEMAS: FileSchemas = {
  station: {
    form: stationConfigSchema,
    title: "Station file",
    description: "A station: its devices, sites, rulebooks, registry and console.",
  },
  registry: {
    form: registryFileSchema,
    title: "Registry file",
    description: "A worker of the central registry: its database, its broker and its witnesses.",
  },
  national: {
    form: nationalFileSchema,
    title: "File of a national system",
    description: "Where a national system answers, and what it calls our stations.",
  },
  "national-mapping": {
    form: nationalMappingSchema,
    title: "Mapping to a national system",
    description: "Which of our events become which calls of a national system, and by which fields.",
  },
  "mark-policy": {
    form: markPolicySchema,
    title: "Rules for marks",
    description: "How long an electronic mark is good, by what it is of, with the source of every number.",
  },
  mark: {
    form: toldMarkSchema,
    title: "Mark",
    description: "What the registry answers who asks for the electronic mark of a record.",
  },
  "issuer-list": {
    form: issuerListSchema,
    title: "Issuer list",
    description:
      "Which keys may sign electronic marks and their statuses; what the authority of a registry signs.",
  },
  witness: {
    form: witnessFileSchema,
    title: "Witness file",
    description: "A second witness beside a registry: its name, its key, and the logs that it knows.",
  },
  "inspection-rulebook": {
    form: inspectionRulebookSchema,
    title: "Rulebook of vehicle inspection",
    description: "What the law asks of a vehicle, item by item, with the source of every number.",
  },
  "exam-rulebook": {
    form: watchedRulebookSchema,
    title: "Rulebook of the driving test",
    description: "What is deducted for what, with the source of every number.",
  },
  course: {
    form: courseSchema,
    title: "Course",
    description: "A course of the driving test as surveyed, in GeoJSON.",
  },
  vehicle: {
    form: vehicleSchema,
    title: "Vehicle of the driving test",
    description: "Body, wheels and antennas of a car that candidates drive.",
  },
  dossier: {
    form: dossierSchema,
    title: "Dossier of a vehicle",
    description: "A vehicle that comes to be inspected, as the registry describes it.",
  },
  candidate: {
    form: candidateSchema,
    title: "Candidate",
    description: "Somebody who comes to a driving test.",
  },
  board: {
    form: boardProfileSchema,
    title: "Board",
    description: "Which pin of the board in a car is which signal.",
  },
  scenario: {
    form: scenarioSchema,
    title: "Scenario",
    description:
      "What is wrong with a vehicle, a driver or a device, and what must come of it. docs/scenarios.md begins with the first one.",
  },
  demo: {
    form: demoSubjectsSchema,
    title: "Subjects of the demo",
    description: "Who comes to the demo station.",
  },
  result: {
    form: resultDocumentSchema,
    title: "Result",
    description: "The document that a record seals.",
  },
  doctor: {
    form: doctorDocumentSchema,
    title: "Findings of the doctor",
    description: "What `doctor --json` says of a station.",
  },
  event: {
    form: stationEventSchema,
    title: "Event",
    description: "What `events --json` tells of a station, a line each.",
  },
  command: {
    form: commandSchema,
    title: "Command of the registry",
    description: "What the registry orders of a station.",
  },
  acknowledgement: {
    form: acknowledgementSchema,
    title: "Acknowledgement of a command",
    description: "What a station says came of what the registry ordered, and which command it has last.",
  },
  "event-batch": {
    form: eventBatchSchema,
    title: "Events on their way",
    description: "What a station tells its registry, step by step.",
  },
  "event-answer": {
    form: eventAnswerSchema,
    title: "Answer to events",
    description: "How far the registry holds what a station told.",
  },
  "evidence-part": {
    form: evidencePartSchema,
    title: "Part of a bundle of evidence",
    description: "What a station sends its registry of what a record rests on.",
  },
  "evidence-answer": {
    form: evidenceAnswerSchema,
    title: "Answer to a part of a bundle",
    description: "How far the registry has the evidence that a station sends.",
  },
  "told-event": {
    form: toldLineSchema,
    title: "Told event",
    description: "What `registry events` prints, a line each.",
  },
  enrolment: {
    form: enrolmentSchema,
    title: "Request to enrol keys",
    description: "What a new station sends to its registry.",
  },
  "key-rotation": {
    form: rotationSchema,
    title: "Request to change keys",
    description: "What a station sends to its registry before it signs with another key.",
  },
  "registry-decision": {
    form: decisionSchema,
    title: "Decision of a registry",
    description: "What a registry has decided about a history that is disputed.",
  },
  request: {
    form: requestSchema,
    title: "Request of a station",
    description: "What a station asks the registry beside its deliveries.",
  },
  reply: {
    form: replySchema,
    title: "Reply of the registry",
    description: "What the registry says of a vehicle that it was asked about.",
  },
  "papers-request": {
    form: papersRequestSchema,
    title: "Request for papers",
    description: "Whose papers a station fetches from the registry.",
  },
  "papers-reply": {
    form: papersReplySchema,
    title: "Reply with papers",
    description: "The dossier or the candidate that a station fetched, from any region.",
  },
  papers: {
    form: papersLineSchema,
    title: "Papers for the registry",
    description: "One line of what an authority tells the registry of vehicles, orders and appointments.",
  },
  hello: {
    form: helloSchema,
    title: "Hello of a station",
    description: "A station says what it speaks.",
  },
  "hello-reply": {
    form: helloReplySchema,
    title: "Hello of the registry",
    description: "What the registry speaks, in answer to one hello.",
  },
  "time-request": {
    form: timeRequestSchema,
    title: "Time request of a station",
    description: "A station asks the registry for the time.",
  },
  "time-reply": {
    form: timeReplySchema,
    title: "Time reply of the registry",
    description: "The registry's time, in answer to one question.",
  },
  "certificate-request": {
    form: certificateRequestSchema,
    title: "Request for a certificate",
    description: "Payload by which a station asks for a certificate for the broker.",
  },
  "certificate-renewal": {
    form: renewalSchema,
    title: "Request for the next certificate",
    description: "A station asks the registry for its next certificate for the broker.",
  },
  "certificate-reply": {
    form: certificateReplySchema,
    title: "Reply with the next certificate",
    description: "The certificate that a station is given, or why it is given none.",
  },
  "trust-request": {
    form: trustRequestSchema,
    title: "Request for the list of keys",
    description: "A station asks the registry for its part of the list of keys.",
  },
  "trust-reply": {
    form: trustReplySchema,
    title: "Reply with the list of keys",
    description: "What the registry has of the list of keys for one station.",
  },
  "vehicle-fact": {
    form: vehicleFactSchema,
    title: "Fact about a vehicle",
    description: "One line of what an authority tells the registry about vehicles.",
  },
  "public-answer": {
    form: publicAnswerSchema,
    title: "Answer to the public",
    description: "What a registry answers to a question of the public: how the results stand that fit it.",
  },
  "registry-statement": {
    form: statementSchema,
    title: "Statement of a registry",
    description: "What a registry signs about a record in an answered proof.",
  },
};
