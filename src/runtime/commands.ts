import { join } from "node:path";
import type { ListedCommand } from "../cli/command.ts";
import type { CliProgram } from "../cli/dispatch.ts";
import { packageIdentity, packageRoot } from "./package-files.ts";
import { ofStage } from "./stage-parts.ts";

/**
 * Every command, each with what it needs of the composition. Nothing of a command is read before it is asked for, and of a
 * command that needs a whole station no more than its words before it runs.
 */
const commands: readonly ListedCommand[] = [
  {
    name: "demo",
    summary: "a whole station with simulated hardware (npm start)",
    async load() {
      const { createDemoCommand } = await import("../cli/demo.ts");
      return createDemoCommand(async (options, io) => {
        const { runDemo } = await ofStage("demo", () => import("../stage/demo.ts"));
        return runDemo(options, io);
      });
    },
  },
  {
    name: "start",
    summary: "a station, by its configuration file",
    async load() {
      const { createStartCommand } = await import("../cli/start.ts");
      return createStartCommand(async (file, io, isSetUpAsked) =>
        (await import("./start.ts")).runStation(file, io, { isSetUpAsked }),
      );
    },
  },
  {
    name: "simulate",
    summary: "simulators, broker and registry behind the addresses of a station file of one's own",
    async load() {
      const { createSimulateCommand } = await import("../cli/simulate.ts");
      return createSimulateCommand({
        async run(options, io) {
          const { runSimulate } = await ofStage("simulate", () => import("../stage/simulate/simulate.ts"));
          return runSimulate(options, io);
        },
        async prepare(options, io) {
          const { prepare } = await ofStage("simulate", () => import("../stage/simulate/prepare.ts"));
          return prepare(options, io);
        },
        async country(options, io) {
          const { runCountry } = await ofStage("simulate", () => import("../stage/country/country.ts"));
          return runCountry(options, io);
        },
        async broker(options, io) {
          const { runBroker } = await ofStage("simulate", () => import("../stage/country/broker-host.ts"));
          return runBroker(options, io);
        },
        async database(options, io) {
          const { runDatabase } = await ofStage(
            "simulate",
            () => import("../stage/country/database-host.ts"),
          );
          return runDatabase(options, io);
        },
      });
    },
  },
  {
    name: "run",
    summary: "scenarios in virtual time, with what must come of them",
    async load() {
      const { createRunCommand } = await import("../cli/run.ts");
      return createRunCommand(() => ofStage("run", () => import("../stage/execute-scenario.ts")));
    },
  },
  {
    name: "score",
    summary: "a verdict from recorded data, without a station",
    load: async () => (await import("../cli/score.ts")).scoreCommand,
  },
  {
    name: "decode",
    summary: "recorded instrument bytes as observations, one JSON line each",
    load: async () => (await import("../cli/decode.ts")).decodeCommand,
  },
  {
    name: "verify",
    summary: "checks records, proofs and journals, offline; says what fails and why",
    async load() {
      const { createVerifyCommand } = await import("../cli/verify.ts");
      return createVerifyCommand(["config/rules", join(packageRoot(), "config/rules")]);
    },
  },
  {
    name: "audit",
    summary:
      "a station's journal and receipts against the registry: what is missing or wrong, on either side",
    async load() {
      const { createAuditCommand } = await import("../cli/audit.ts");
      const [{ openSession }, { verdictOf }] = await Promise.all([
        import("./open-session.ts"),
        import("./earlier-record.ts"),
      ]);
      return createAuditCommand(
        async (file, station, look) =>
          (await import("./registry/audited-registry.ts")).lookAtRegistry(file, station, look),
        { openSession, verdictOf },
      );
    },
  },
  {
    name: "replay",
    summary: "verdicts recomputed from the evidence in a journal, and compared",
    async load() {
      const { createReplayCommand } = await import("../cli/replay.ts");
      return createReplayCommand((await import("./open-session.ts")).openSession);
    },
  },
  {
    name: "events",
    summary: "what happened at a station, step by step, as its journal has it",
    async load() {
      const { createEventsCommand } = await import("../cli/events.ts");
      const [{ openSession }, { verdictOf }] = await Promise.all([
        import("./open-session.ts"),
        import("./earlier-record.ts"),
      ]);
      return createEventsCommand({ openSession, verdictOf });
    },
  },
  {
    name: "doctor",
    summary: "what is wrong with a station, and what to do; running or not",
    async load() {
      const { createDoctorCommand } = await import("../cli/doctor.ts");
      return createDoctorCommand(async (file) => (await import("./doctor/doctor.ts")).checkUp(file));
    },
  },
  {
    name: "keys",
    summary: "a station's public keys; requests to enrol them and to take new ones",
    async load() {
      const { createKeysCommand } = await import("../cli/keys.ts");
      return createKeysCommand((await import("./station-keys.ts")).stationData, () => Date.now());
    },
  },
  {
    name: "journal",
    summary:
      "evidence of a job, its appeal, records of a day; a copy of a stopped station's journal, made or put back",
    async load() {
      const { createJournalCommand } = await import("../cli/journal.ts");
      const { RecordShelf } = await import("./record-shelf.ts");
      const { builtPage } = await import("./built-page.ts");
      return createJournalCommand(
        (await import("./station-keys.ts")).stationData,
        (store, directory) => new RecordShelf(directory, store).restore({ all: true }),
        () => builtPage("appeal.html"),
      );
    },
  },
  {
    name: "appeal",
    summary: "a bundle of evidence as one HTML page that checks itself",
    async load() {
      const { createAppealCommand } = await import("../cli/appeal.ts");
      const { builtPage } = await import("./built-page.ts");
      return createAppealCommand(() => builtPage("appeal.html"));
    },
  },
  {
    name: "unlock",
    summary: "lets delivery go on by a decision of the registry, where it holds another history",
    async load() {
      const { createUnlockCommand } = await import("../cli/unlock.ts");
      return createUnlockCommand((await import("./station-keys.ts")).stationData);
    },
  },
  {
    name: "national",
    summary: "events to the national systems: inspection 18Cxx, driving test 17Cxx",
    async load() {
      const { createNationalCommand } = await import("../cli/national.ts");
      return createNationalCommand({
        run: async (asked, io) => (await import("./national/run-national.ts")).runNational(asked, io),
        status: async (file, io, isJson) =>
          (await import("./national/national-status.ts")).nationalStatus(file, io, isJson),
        settle: async (asked, io) =>
          (await import("./national/national-status.ts")).settleNational(asked, io),
        table: async (file, io) => (await import("./national/mapping-table.ts")).printMapping(file, io),
        standIn: async (port, io) => {
          const stage = await ofStage("national", () => import("../stage/national-stand-in.ts"));
          return stage.runNationalStandIn(port, io);
        },
      });
    },
  },
  {
    name: "registry",
    summary: "the central registry: a worker of it, its stations, and what people of it decide",
    async load() {
      const { createRegistryCommand } = await import("../cli/registry.ts");
      const acts = () => import("./registry/registry-acts.ts");
      const enrolment = () => import("./registry/registry-enrolment.ts");
      const keys = () => import("./registry/registry-trust.ts");
      const ca = async () => (await import("./registry/registry-ca.ts")).certificates;
      const orders = () => import("./registry/registry-orders.ts");
      return createRegistryCommand({
        run: async (file, io) => (await import("./registry/run-registry.ts")).runRegistry(file, io),
        check: async (file, io) => (await import("./registry/run-registry.ts")).checkRegistry(file, io),
        invite: async (file, act) => (await enrolment()).invite(file, act),
        enrol: async (file, act) => (await enrolment()).enrol(file, act),
        rotate: async (file, act) => (await acts()).rotate(file, act),
        revoke: async (file, act) => (await keys()).revoke(file, act),
        trust: async (file, act) => (await keys()).trust(file, act),
        resume: async (file, act) => (await acts()).resume(file, act),
        facts: async (file, act) => (await acts()).facts(file, act),
        papers: async (file, act) => (await acts()).papers(file, act),
        draw: async (file, act) => (await import("./registry/registry-draw.ts")).draw(file, act),
        order: async (file, act) => (await orders()).order(file, act),
        takeList: async (file, act) => (await orders()).takeList(file, act),
        rulebook: async (file, act, tell) =>
          (await import("./registry/registry-rulebooks.ts")).orderRulebook(file, act, tell),
        commands: async (file, station) => (await orders()).commands(file, station),
        status: async (file) => (await acts()).status(file),
        events: async (file, asked, io) =>
          (await import("./registry/registry-events.ts")).printEvents(file, asked, io),
        evidence: async (args, io) => {
          const { runEvidence } = await import("../cli/registry-evidence.ts");
          return runEvidence(args, io, (await import("./registry/registry-evidence.ts")).evidenceActs);
        },
        marks: async (word, args, io) => {
          const { runMarks } = await import("../cli/registry-marks.ts");
          return runMarks(word, args, io, (await import("./registry/registry-marks.ts")).markActs);
        },
        certificates: {
          init: async (file) => (await ca()).init(file),
          crl: async (file) => (await ca()).crl(file),
          issue: async (file, act) => (await ca()).issue(file, act),
          revoke: async (file, act) => (await ca()).revoke(file, act),
        },
      });
    },
  },
  {
    name: "witness",
    summary: "a second witness beside a registry, run by somebody else",
    async load() {
      const { createWitnessCommand } = await import("../cli/witness.ts");
      const parts = () => import("./witness/run-witness.ts");
      return createWitnessCommand({
        run: async (file, io) => (await parts()).runWitness(file, io),
        forget: async (file, station, by) => (await parts()).forgetLog(file, station, by),
      });
    },
  },
  {
    name: "course",
    summary: "checks a surveyor's course and drives it once; lays one out for a vehicle, as GeoJSON",
    async load() {
      const { createCourseCommand } = await import("../cli/course.ts");
      return createCourseCommand(() => ofStage("course check", () => import("../stage/drive-course.ts")));
    },
  },
  {
    name: "schema",
    summary: "the JSON Schemas of our file formats",
    async load() {
      const { createSchemaCommand } = await import("../cli/schema.ts");
      return createSchemaCommand((await import("./file-schemas.ts")).FILE_SCHEMAS);
    },
  },
  {
    name: "outages",
    summary: "the states of outage: what each allows, what ends it, with its limits",
    load: async () => (await import("../cli/outages.ts")).outagesCommand,
  },
  {
    name: "errors",
    summary: "every error code with its cause and remedy",
    load: async () => (await import("../cli/errors.ts")).errorsCommand,
  },
];

export const program: CliProgram = {
  commands,
  version: () => {
    const { name, version } = packageIdentity();
    return `${name} ${version}`;
  },
};
