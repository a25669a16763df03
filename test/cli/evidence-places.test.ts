import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockDirectory } from "../../src/adapters/disk/directory-lock.ts";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { JournalReader } from "../../src/adapters/disk/journal-reader.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { nodeGunzip } from "../../src/adapters/zlib/node-gunzip.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { checkEvidence } from "../../src/core/evidence/check-evidence.ts";
import { type EvidenceBundle, readEvidence, writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import { gatherJob } from "../../src/core/evidence/gather.ts";
import { DAY_MS, entriesOf, lives, newWorld } from "../support/archived-world.ts";
import { proofmark } from "../support/cli-run.ts";
import { evidence, goodDay } from "../support/journal-day.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { jpeg, png } from "../support/photo-bytes.ts";
import { nameOf, putPhoto, takenEntry } from "../support/photo-journal.ts";
import { STATION, trustListText } from "../support/sealed-results.ts";

/** Goal: evidence is had of whatever part of a journal a job stands in, also while a station writes there, and photos go along byte for byte. */
const unsigned = { digest: sha256, verifier: null };

describe("a journal in many segments, the oldest of them in the archive", () => {
  test("gives the evidence of every one of its jobs, over segments and starts", async () => {
    const world = newWorld();
    await lives(world, { jobs: 12 });
    world.clock.advanceBy(31 * DAY_MS);
    await lives(world, { jobs: 2, idleSteps: 150 });
    const all = entriesOf(world.journal, world.archive);
    const openings = all.flatMap((entry) => (entry.type === "job-opened" ? [entry] : []));
    const at = (sha256Hex: string): number =>
      all.findIndex((entry) => entry.type === "artifact-stored" && entry.sha256 === sha256Hex);
    let older = 0;
    for (const { job, order } of openings) {
      const reader = new JournalReader(world.journal, { archive: world.archive });
      try {
        const gathered = gatherJob(reader, job);
        if (gathered.kind === "refused") throw new Error(`${job}: ${gathered.reason.code}`);
        const { kind: _, ...disclosed } = gathered;
        expect(checkEvidence({ ...disclosed, photos: [] }, unsigned), job).toMatchObject({ kind: "checked" });
        const indexes = disclosed.entries.map(({ index }) => index);
        // Its rulebook was first stored in an older segment, and is taken from where it stands last before it.
        if (!indexes.includes(at(order.rulebookSha256))) older += 1;
      } finally {
        reader.close();
      }
    }
    expect(older).toBeGreaterThan(3);

    const job = openings[0]?.job ?? "";
    const out = join(temporaryDirectory(), "e.json.gz");
    const words = ["journal", "evidence", world.journal, "--job", job, "--out", out];
    const lock = lockDirectory(world.journal);
    try {
      const away = await proofmark(...words);
      expect([away.code, away.err.includes("JOURNAL_ARCHIVED")], away.err).toEqual([2, true]);
      const had = await proofmark(...words, "--archive", world.archive);
      expect([had.code, had.err]).toEqual([0, ""]);
      const day = await proofmark(
        ...["journal", "day", world.journal, "--archive", world.archive, "--zone", "UTC"],
        ...["--day", new Date(openings[0]?.at.wallMs ?? 0).toISOString().slice(0, 10), "--out", `${out}.day`],
      );
      expect([day.code, day.err]).toEqual([0, ""]);
      expect(day.out).toContain("12 records and withdrawals");
    } finally {
      lock.release();
    }
    expect(readEvidence(readFileSync(out), nodeGunzip).kind).toBe("evidence");
  });
});

describe("photos that a job names", () => {
  const [ONE, TWO] = [jpeg(1_600, 1_200), png(800, 600)];

  function withPhotos() {
    const folder = temporaryDirectory();
    const day = goodDay();
    const first = day.store.size();
    const take = (bytes: Uint8Array, photo: string) =>
      day.store.append([takenEntry(bytes, { photo, job: "job-3" })], () => undefined);
    day.sealed({ evidence: evidence(first, first + 5, 5) }, () => {
      take(ONE, "0111");
      take(TWO, "0112");
      take(ONE, "0113");
    });
    day.receipt(day.store.size());
    const journal = join(folder, "journal");
    exportJournal({ read: () => day.store.read(0) }, journal, STATION);
    const trust = join(folder, "trust.json");
    writeFileSync(trust, trustListText());
    const [photos, out] = [join(folder, "photos"), join(folder, "e.json.gz")];
    const words = ["journal", "evidence", journal, "--job", "job-3", "--out", out];
    return { photos, out, trust, words };
  }

  test("are in the bundle once each, and verify hashes them", async () => {
    const { photos, out, trust, words } = withPhotos();
    for (const bytes of [ONE, TWO]) putPhoto(photos, bytes);
    const made = await proofmark(...words, "--photos", photos);
    expect([made.code, made.err], made.out).toEqual([0, ""]);
    const read = readEvidence(readFileSync(out), nodeGunzip);
    if (read.kind === "refused") throw new Error(read.reason.code);
    expect(read.bundle.photos.map(({ sha256: name, mediaType }) => [name, mediaType])).toEqual([
      [nameOf(ONE), "image/jpeg"],
      [nameOf(TWO), "image/png"],
    ]);
    const verified = await proofmark("verify", out, "--trust", trust);
    expect(verified.code, verified.out).toBe(0);
    expect(verified.out).toContain("bytes of the photos in it: 2");
    expect(verified.out).not.toContain("EVIDENCE_PHOTOS_AWAY");

    const { bundle } = read;
    const [one] = bundle.photos;
    if (one === undefined) throw new Error("a photo");
    const codeWith = (changed: Partial<EvidenceBundle>) => {
      const found = checkEvidence({ ...bundle, ...changed }, unsigned);
      return found.kind === "refused" ? found.reason.code : found.kind;
    };
    expect(codeWith({})).toBe("checked");
    expect(codeWith({ photos: [{ ...one, bytes: one.bytes.with(30, 7) }] })).toBe("EVIDENCE_PHOTO_UNLIKE");
    expect(codeWith({ photos: [{ ...one, mediaType: "image/png" }] })).toBe("EVIDENCE_PHOTO_UNLIKE");
    expect(codeWith({ photos: [one, one] })).toBe("EVIDENCE_PHOTO_STRANGE");
    const other = jpeg(1_600, 1_200, 9);
    const strange = { sha256: nameOf(other), mediaType: "image/jpeg", bytes: other };
    expect(codeWith({ photos: [strange] })).toBe("EVIDENCE_PHOTO_STRANGE");
    expect(writeEvidence(bundle, nodeGzip).kind).toBe("bytes");
  });

  test("that are missing or spoilt are told one by one, with exit code 1, and the bundle says how many", async () => {
    const { photos, out, trust, words } = withPhotos();
    putPhoto(photos, ONE, TWO);
    const made = await proofmark(...words, "--photos", photos);
    expect(made.code).toBe(1);
    expect(made.out).toContain("[PHOTO_SPOILT]");
    expect(made.out).toContain("[PHOTO_AWAY]");
    const verified = await proofmark("verify", out, "--trust", trust);
    expect([verified.code, verified.out.includes("[EVIDENCE_PHOTOS_AWAY]")], verified.out).toEqual([0, true]);
  });
});

describe("what is written never takes the place of what is read", () => {
  test("not of the journal, the list of keys or the bundle, by whatever name", async () => {
    const folder = temporaryDirectory();
    const journal = join(folder, "journal");
    exportJournal(goodDay().store, journal, STATION);
    const trust = join(folder, "trust.json");
    writeFileSync(trust, trustListText());
    const link = join(folder, "link.json");
    symlinkSync(trust, link);
    const bundle = join(folder, "e.json.gz");
    writeFileSync(bundle, "kept");
    const before = [join(journal, "00000000.segment"), trust, bundle].map((file) => readFileSync(file));
    const evidenceTo = ["journal", "evidence", journal, "--job", "job-1", "--trust", trust, "--out"];
    for (const [words, sentence] of [
      [[...evidenceTo, join(journal, "00000000.segment")], `lies in ${journal}`],
      [[...evidenceTo, join(folder, "journal/../journal/new.json.gz")], `lies in ${journal}`],
      [[...evidenceTo, trust], `is ${trust}, which this call reads`],
      [[...evidenceTo, link], `is ${trust}, which this call reads`],
      [
        ["journal", "day", journal, "--day", "2026-11-30", "--zone", "UTC", "--out", join(journal, "d")],
        "lies in",
      ],
      [["journal", "appeal", journal, "--job", "job-1", "--out", join(journal, "a.html")], "lies in"],
      [["appeal", bundle, "--out", bundle], `is ${bundle}, which this call reads`],
      [["appeal", bundle, "--trust", trust, "--out", link], `is ${trust}, which this call reads`],
    ] as const) {
      const { code, err } = await proofmark(...words);
      expect([code, err], words.join(" ")).toEqual([2, expect.stringContaining(sentence)]);
      expect(err).toContain("[USAGE]");
    }
    for (const [at, file] of [join(journal, "00000000.segment"), trust, bundle].entries())
      expect(readFileSync(file)).toEqual(before[at]);
  });

  test("evidence to be replayed that is not there is said to be not there", async () => {
    const { code, err } = await proofmark("replay", "/nowhere/e.json.gz", "--trust", "/nowhere/trust.json");
    expect([code, err]).toEqual([2, expect.stringContaining("Cannot read /nowhere/e.json.gz")]);
  });
});
