import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readArtifact, readRulebook } from "../../src/adapters/config/artifact-file.ts";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { licenceCrypto, readerKeys } from "../../src/adapters/keys/licence-crypto.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { replayDirectory } from "../../src/cli/replay.ts";
import type { LicenceShown } from "../../src/core/licence/licence-shown.ts";
import type { NotedOutage } from "../../src/core/outages/outage-states.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { TakeInAsked } from "../../src/core/queue/queue-view.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { sentenceOf } from "../../src/core/trade/reasons.ts";
import { chooseRulebook } from "../../src/runtime/choose-rulebook.ts";
import type { Present } from "../../src/runtime/console-desk.ts";
import { LicenceDesk } from "../../src/runtime/licence-desk.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { documentOf, SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { type DoorDay, readPapers } from "../../src/station/job-door.ts";
import { cbor, Raw } from "../support/cbor-bytes.ts";
import {
  deviceSigned,
  GOOD_AT,
  madeAuthority,
  madeCertificateRead,
  madeLicence,
} from "../support/made-licence.ts";
import { going, type QueueRig, queueRig } from "../support/queue-rig.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { entriesOf } from "../support/whole-day.ts";

/** Goal: a licence that was shown at the desk stands in the sealed record of its exam, and what could not be sealed with it is not begun. */
const WHO = { doer: { from: "127.0.0.1" } } as unknown as Present;
const CERTIFICATE = "420100123456";
const CANDIDATE = {
  ...{ name: "李明", idMasked: "420101********0011", learnerCertificate: CERTIFICATE },
  ...{ licenceClass: "C1", attempt: 1, examiner: "examiner-07" },
};

function licences(): LicenceDesk {
  return new LicenceDesk({
    authorities: { authorities: [madeCertificateRead(madeAuthority())], refused: [] },
    ...{ signerLife: "at-signing", crypto: licenceCrypto, keys: readerKeys },
    people: { whyNot: () => null },
    clock: { wallMs: () => GOOD_AT, monoMs: () => 0 },
    localDate: () => "2026-11-30",
    isClockSure: () => true,
  });
}

/** As a reader in the hand brings it, in a session of the station; gives its number. */
function shownLive(desk: LicenceDesk): string {
  const session = desk.begin(CERTIFICATE, WHO);
  if (session.kind === "refused") throw new Error(session.reason.code);
  const transcript = cbor([new Raw(cbor({})), new Raw(Buffer.from(session.readerKey, "hex")), null]);
  const answer = madeLicence({ deviceSigned: (docType) => deviceSigned(transcript, docType) });
  const files = { answer: encodeBase64(answer), transcript: encodeBase64(transcript) };
  const read = desk.read({ session: session.session, certificate: CERTIFICATE, ...files }, WHO);
  if (read.kind === "refused") throw new Error(read.reason.code);
  return read.read;
}

async function waiting(rig: QueueRig, licence: string) {
  const asked: TakeInAsked = { kind: "exam", request: "1".repeat(32), papers: CANDIDATE, licence };
  const taken = await going(rig, rig.checkIn.takeIn(asked, rig.who));
  if (taken.kind !== "taken-in") throw new Error(taken.reason.code);
  for (let look = 0; look < 2; look++) {
    rig.clock.advanceBy(1_500);
    await rig.look();
  }
  return taken;
}

describe("from the desk to the record", () => {
  test("a job begun with a licence is sealed, its record names it, and it replays to the same bytes", async () => {
    const desk = licences();
    const rig = await queueRig({ licences: desk });
    const number = shownLive(desk);
    const shown = desk.noted(number, CERTIFICATE);
    const called = await rig.call("exam", await waiting(rig, number));
    if (called.kind !== "opened") throw new Error(called.reason.code);
    rig.station.command(
      asId<"job">(called.job),
      { by: asId<"actor">("P-00000000") },
      { name: "abort", reason: "other", note: "a test" },
      () => undefined,
    );
    await going(rig, new Promise((resolve) => setTimeout(resolve, 20)));
    const entries = entriesOf(rig);
    const sealed = entries.find((entry) => entry.type === "record-sealed");
    if (sealed?.type !== "record-sealed") throw new Error("no record");
    const document = documentOf(sealed.envelope);
    expect(document.licence).toEqual(shown);
    expect(document.licence).toMatchObject({ word: "accepted", holder: "signature", failures: [] });
    const told = document.notes.filter(({ code }) => code === "LICENCE_SHOWN");
    expect(told).toMatchObject([{ params: { word: "accepted", holder: "signature" } }]);
    expect(told[0]?.zh).toContain("持有人已由设备证明");
    expect(JSON.stringify(document)).not.toMatch(/Ming|1990-02-28|420101199002280011/);
    const evidence = new JournalEvidence(SCENARIO_STATION, sha256);
    const problems = entries.map((entry, index) => {
      const lie = entry.type === "record-sealed" ? evidence.contradictionOf(document, entry.job) : null;
      return lie ?? evidence.note(entry, index);
    });
    expect(problems.filter((problem) => problem !== null)).toEqual([]);
    const directory = join(temporaryDirectory(), "journal");
    exportJournal(rig.store, directory, SCENARIO_STATION);
    expect(replayDirectory(directory, openSession).replay.jobs).toMatchObject([{ outcome: "same" }]);
  });

  test("what no record could hold is refused at the door, before anything is begun", async () => {
    const desk = licences();
    const good = desk.noted(shownLive(desk), CERTIFICATE);
    // No desk of ours says so much: it stands for what one of another version might.
    const long = { ...good, issuer: "x".repeat(151) } as LicenceShown;
    const rig = await queueRig({ licences: { noted: () => long } });
    const called = await rig.call("exam", await waiting(rig, "0".repeat(32)));
    if (called.kind !== "refused") throw new Error(`opened ${called.job}`);
    expect(sentenceOf(called.reason).en).toMatch(/cannot be sealed.*licence/s);
    expect(entriesOf(rig).filter(({ type }) => type === "job-opened")).toEqual([]);
  });
});

test("the door's trial has what the record will have: the licence, and what was out of order when it began", () => {
  const tried: ResultDocument[] = [];
  const licence = licences();
  const shown = licence.noted(shownLive(licence), CERTIFICATE);
  const offline: NotedOutage = {
    ...{ state: "OFFLINE", grade: "provisional", sinceWallMs: GOOD_AT - 8 * 86_400_000 },
    ...{ because: [], firstSequence: 0 },
  };
  const source = { file: "1.json", modifiedMs: 1, sha256: "" };
  const ledger = {
    takenIn: { of: (_kind: string, one: object) => (one === source ? { licence: shown } : null) },
    outages: { standing: [offline] },
  } as unknown as DoorDay["ledger"];
  const papers = (from: typeof source | null) =>
    readPapers(
      {
        kind: "exam",
        seat: { site: "", car: null },
        dossier: { text: JSON.stringify(CANDIDATE), mediaType: "application/json" },
        rulebooks: [readRulebook("config/rules/cn-exam-c1-2022.yaml")],
        course: readArtifact("config/courses/demo-c1.geojson", "course"),
        vehicle: readArtifact("config/vehicles/santana-c1.yaml", "vehicle"),
        source: from,
      },
      { site: "", car: null },
      { wallMs: GOOD_AT, localDate: "2026-11-30", ledger },
      {
        station: asId<"station">("TEST-0001"),
        software: { name: "proofmark", version: "test", sha256: "00" },
        identities: [],
        digest: sha256,
        compress: (bytes) => {
          tried.push(JSON.parse(new TextDecoder().decode(bytes)) as ResultDocument);
          return gzip(bytes);
        },
        ...{ openSession, chooseRulebook, sites: [] },
        seatOf: () => ({ site: "", car: null }),
      },
    );
  papers(source);
  papers(null);
  const [desk, folder] = tried;
  expect(desk?.licence).toEqual(shown);
  expect(desk?.notes.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["LICENCE_SHOWN", "BEGUN_PROVISIONAL"]),
  );
  expect(folder).not.toHaveProperty("licence");
  expect(folder?.notes.map(({ code }) => code)).toContain("BEGUN_PROVISIONAL");
});
