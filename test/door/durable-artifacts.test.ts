import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import type { EntryTime, JobOpened, JournalEntry } from "../../src/core/journal/entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { proofmark } from "../support/cli-run.ts";
import { CONTENT_DEFECTS, type Handles } from "../support/door-defects.ts";
import { OWN_FILES, SUBJECTS } from "../support/door-inputs.ts";
import { LOADED_STATION, LoadedStage, STATION_FILES, soundSubject } from "../support/loaded-stage.ts";
import type { LoadedStation } from "../support/loaded-station.ts";
import { ROOT } from "../support/source-tree.ts";
import { journalOf, registryRecords } from "../support/station-evidence.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * What an older software made durable and today's refuses: a journal, by the real store, whose jobs name artifacts with every
 * defect of the matrix, and jobs whose events nobody understands any more. Goal: a start closes each by an event, goes on with
 * what can go on, and delivers what was sealed before; strangers report and go on.
 */
const CASE_MS = 120_000;
const ENDED_MS = 40_000;
const ENTRY_BYTES_MAX = 3 * 1024 * 1024;

interface Forged {
  readonly what: string;
  readonly entries: readonly JournalEntry[];
}

/** What a job names, and the kind of job that names it. */
const PARTS = [
  {
    part: "dossierSha256",
    kind: "inspection",
    sound: soundSubject("inspection", 1),
    handles: SUBJECTS.inspection,
  },
  { part: "dossierSha256", kind: "exam", sound: soundSubject("exam", 1), handles: SUBJECTS.exam },
  { part: "rulebookSha256", kind: "inspection", ...ownFile("inspectionRulebook") },
  { part: "rulebookSha256", kind: "exam", ...ownFile("examRulebook") },
  { part: "courseSha256", kind: "exam", ...ownFile("course") },
  { part: "vehicleSha256", kind: "exam", ...ownFile("vehicle") },
] as const;

function ownFile(file: "inspectionRulebook" | "examRulebook" | "course" | "vehicle"): {
  sound: string;
  handles: Handles;
} {
  return { sound: readFileSync(join(ROOT, "config", STATION_FILES[file]), "utf8"), handles: OWN_FILES[file] };
}

/** `models`: a job of each kind as this station opened it. */
function forgeries(models: readonly JobOpened[], at: EntryTime): Forged[] {
  const forged: Forged[] = [];
  let number = models.length;
  const opened = (kind: JobOpened["order"]["kind"], change: Partial<JobOpened["order"]>): JobOpened => {
    const model = models.find(({ order }) => order.kind === kind);
    if (model === undefined) throw new Error(`no job of the kind ${kind}`);
    number++;
    const job = asId<"job">(`${LOADED_STATION}-${String(number).padStart(6, "0")}`);
    return { type: "job-opened", at, job, order: { ...model.order, ...change } };
  };
  for (const { part, kind, sound, handles } of PARTS) {
    for (const { name, spoil } of CONTENT_DEFECTS) {
      const bytes = spoil(sound, handles);
      // No journal ever held an entry so long.
      if (bytes === null || bytes.length > ENTRY_BYTES_MAX) continue;
      // As the software of then read it.
      const text = Buffer.from(bytes).toString("utf8");
      const sha256 = createHash("sha256").update(text).digest("hex");
      const job = opened(kind, { [part]: sha256 });
      const stored: JournalEntry = {
        type: "artifact-stored",
        at,
        sha256,
        mediaType: "application/yaml",
        text,
      };
      forged.push({ what: `${kind} ${part} × ${name}`, entries: [stored, job] });
    }
  }
  for (const kind of ["inspection", "exam"] as const) {
    const job = opened(kind, {});
    const input = {
      kind: "command",
      by: asId<"actor">("station"),
      atMs: 1,
      command: { name: "begin" },
    } as const;
    const events = [{ type: "of-another-age", what: 1 }];
    const told: JournalEntry = { type: "job-input", at, job: job.job, input, events };
    forged.push({ what: `${kind} with events not understood`, entries: [job, told] });
  }
  return forged;
}

async function append(data: string, entries: readonly JournalEntry[]): Promise<void> {
  const store = openSegmentStore({
    directory: join(data, "journal"),
    station: asId<"station">(LOADED_STATION),
  });
  await new Promise<void>((resolve) => store.append(entries.map(encodeEntry), () => resolve()));
  await store.close();
}

/** One job of each kind sealed and not delivered, one inspection in the middle; then the power goes. */
async function livedIn(stage: LoadedStage, station: LoadedStation): Promise<string> {
  await station.up();
  for (const kind of ["exam", "inspection"] as const) {
    stage.put(kind, "1.yaml", soundSubject(kind, 11));
    stage.comes(kind);
    const { status, body } = await station.call(kind);
    expect(status, JSON.stringify(body)).toBe(201);
    await station.abort(String(body.job));
    await station.until("it is sealed", () => station.hasSealed(String(body.job)));
  }
  stage.put("inspection", "2.yaml", soundSubject("inspection", 12));
  stage.comes("inspection");
  const { body } = await station.call("inspection");
  await station.kill();
  return String(body.job);
}

function endsOf(journal: readonly JournalEntry[]): Map<string, string> {
  return new Map(
    journal.flatMap((entry): [string, string][] => {
      if (entry.type === "record-sealed") return [[entry.job, "sealed"]];
      return entry.type === "job-closed" ? [[entry.job, entry.reason.code]] : [];
    }),
  );
}

async function openStage(): Promise<{ stage: LoadedStage; next(): LoadedStation }> {
  const stage = await LoadedStage.start(temporaryDirectory());
  stage.writeStationFile(false);
  const made: LoadedStation[] = [];
  onTestFinished(async () => {
    for (const station of made) await station.kill();
    await stage.close();
  });
  const next = (): LoadedStation => {
    const station = stage.station();
    made.push(station);
    return station;
  };
  return { stage, next };
}

/** What today's software can open all the same runs, and comes to its own end. */
const OPENS = /BOM \+ sound|expired|wrong class/;

test(
  "every defect made durable by an older software is closed by an event, and all else goes on",
  async () => {
    const { stage, next } = await openStage();
    const running = await livedIn(stage, next());
    const before = journalOf(stage.data);
    const models = before.filter((entry) => entry.type === "job-opened");
    const forged = forgeries(models, before.at(-1)?.at ?? { monoMs: 0, wallMs: 0 });
    await append(
      stage.data,
      forged.flatMap(({ entries }) => entries),
    );
    const journal = join(stage.data, "journal");

    const looked = await proofmark("replay", journal);
    expect(looked.code, "jobs that cannot be opened are told, and the others looked at").toBe(1);
    expect(looked.out).toMatch(/^2 records replay to the same bytes$/m);

    stage.writeStationFile(true);
    const station = await next().up();
    await allEnd(station, stage.data);
    const ends = endsOf(journalOf(stage.data));
    const wrong = forged.flatMap(({ what, entries }) => {
      const job = entries.find((entry) => entry.type === "job-opened")?.job ?? "";
      const end = ends.get(job) ?? "no end";
      return end === "JOB_NOT_OPENABLE" || (OPENS.test(what) && end === "sealed") ? [] : [`${what}: ${end}`];
    });
    expect(wrong).toEqual([]);
    expect(ends.get(running)).toBe("sealed");
    expect(registryRecords(stage.data)).toEqual(sealedOf(stage.data));
    expect((await station.interrupt()).code).toBe(0);

    const verified = await proofmark("verify", journal, "--trust", stage.registry.trustFile);
    expect({ code: verified.code, out: verified.code === 0 ? "" : verified.out }).toEqual({
      code: 0,
      out: "",
    });
    const replayed = await proofmark("replay", journal);
    expect({ code: replayed.code, out: replayed.code === 0 ? "" : replayed.out }).toEqual({
      code: 0,
      out: "",
    });

    const again = await next().up();
    stage.put("exam", "3.yaml", soundSubject("exam", 13));
    stage.comes("exam");
    expect((await again.call("exam")).status, "the next one is taken").toBe(201);
    expect((await again.interrupt()).code).toBe(0);
    expect(endsOf(journalOf(stage.data)).size, "each is closed once").toBe(ends.size);
  },
  CASE_MS,
);

function sealedOf(data: string): string[] {
  return journalOf(data).flatMap((entry) => (entry.type === "record-sealed" ? [entry.record] : []));
}

/** Whatever runs is ended by a person, and the receipt of the last record is waited for. */
async function allEnd(station: LoadedStation, data: string): Promise<void> {
  const untilMs = performance.now() + ENDED_MS;
  for (;;) {
    const journal = journalOf(data);
    const ends = endsOf(journal);
    const open = journal.flatMap((entry) =>
      entry.type === "job-opened" && !ends.has(entry.job) ? [entry.job] : [],
    );
    const receipt = journal.findLast((entry) => entry.type === "receipt");
    const last = journal.findLastIndex(({ type }) => type === "record-sealed");
    if (open.length === 0 && receipt?.type === "receipt" && receipt.size > last) return;
    if (performance.now() > untilMs) throw new Error(`still open: ${open.join(", ")}, or not receipted`);
    for (const job of open) await station.abort(job);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
