import { expect } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { JournalEntry, RecordSealed } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { OutageState } from "../../src/core/outages/outage-states.ts";
import type { OutageNoted } from "../../src/core/outages/outages-noted.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { Signer } from "../../src/ports/signer.ts";
import type { DeviceLink } from "../../src/station/device-link.ts";
import { Replay } from "../../src/station/replay.ts";
import { resultBytes } from "../../src/station/seal.ts";
import type { StationOptions } from "../../src/station/station-options.ts";
import type { TrustKeeper } from "../../src/station/trust-keeper.ts";
import { countingSession } from "./counting-session.ts";
import { contentOf } from "./envelope-content.ts";
import { recordSigner, TOY_STATION, toyRegistry, toySession, toyStation } from "./toy-station.ts";

export const HOUR = 3_600_000;

/** What goes on around a station while it lives and dies. */
export class OutageWorld {
  clock = new VirtualClock();
  readonly registry = toyRegistry();
  readonly handle = this.registry.handle;
  store = new MemoryJournalStore();
  signs = true;
  isRevoked = false;
  isDeviceThere = true;
  registryAheadMs = 0;
  /** As a slow token. */
  signsAfterMs = 0;
  /** Parts in the place of the toy's own, of each life. */
  readonly #parts: (clock: VirtualClock) => Partial<StationOptions>;
  rig: ReturnType<typeof toyStation>;

  constructor(parts: (clock: VirtualClock) => Partial<StationOptions> = () => ({})) {
    this.#parts = parts;
    this.rig = this.#born();
  }

  #born() {
    const { clock, registry, store } = this;
    const signer: Signer = {
      ...{ keyId: recordSigner.keyId, algorithm: recordSigner.algorithm },
      publicKeySpki: recordSigner.publicKeySpki,
      sign: (message, done) => {
        if (this.signs && this.signsAfterMs > 0)
          clock.start("token", this.signsAfterMs, () => recordSigner.sign(message, done));
        else if (this.signs) recordSigner.sign(message, done);
        else done({ kind: "failed", reason: "the token is gone" });
      },
    };
    const device: DeviceLink = {
      ...{ role: "gas-analyser", device: asId<"device">("gas") },
      ...{ start: () => undefined, request: () => undefined, stop: () => undefined, faults: () => [] },
      state: () => (this.isDeviceThere ? "ready" : "connecting"),
    };
    const trust = {
      ...{ start: () => undefined, stop: () => undefined, words: () => [], papers: () => [] },
      whyNoReceipt: () => null,
      whyNoJob: () =>
        this.isRevoked
          ? reason("OWN_KEY_REVOKED", { role: "log", key: "ab", list: 2, from: "2026-01-01", why: "stolen" })
          : null,
    } as unknown as TrustKeeper;
    const rig = toyStation({
      store,
      clock,
      registry,
      more: [device],
      registryWallMs: () => clock.wallMs() - clock.wrongByMs + this.registryAheadMs,
      changes: {
        ...{ recordSigner: signer, trust },
        ...this.#parts(clock),
      },
    });
    rig.station.start();
    return rig;
  }

  registryIs(there: boolean): void {
    this.registry.handle = there ? this.handle : () => [];
  }

  /** The machine is off for so long: the next start has a steady clock of its own. */
  off(ms: number): void {
    this.kill(ms);
    this.clock.advanceBy(10_000);
  }

  /** Whatever the old process would still do waits for a clock that stands. */
  kill(offMs = 0): void {
    const { wrongByMs } = this.clock;
    const clock = new VirtualClock(this.clock.wallMs() - wrongByMs + offMs);
    clock.setWallBy(wrongByMs);
    this.clock = clock;
    const next = new MemoryJournalStore();
    next.append([...this.store.read(0)], () => undefined);
    this.store = next;
    this.rig = this.#born();
  }

  job(): void {
    this.rig.open();
    for (let i = 0; i < 3; i++) {
      this.rig.scale.weigh("800", this.clock.monoMs());
      this.clock.advanceBy(1_000);
    }
  }

  /** What one state stands by, and no other. */
  trouble(state: OutageState): void {
    if (state === "CLOCK_UNSURE") this.clock.setWallBy(2 * HOUR);
    else if (state === "LOCKED") this.isRevoked = true;
    else if (state === "DEVICE_DEGRADED") this.isDeviceThere = false;
    else if (state === "SIGNER_DOWN") this.signs = false;
    else this.registryIs(false);
  }

  /** The same until the state stands. */
  enter(state: OutageState): void {
    this.clock.advanceBy(60_000);
    this.trouble(state);
    // A signer and a registry are missed when there is something for them.
    if (state === "SIGNER_DOWN" || state === "OFFLINE") this.job();
    this.clock.advanceBy(state === "OFFLINE" ? HOUR + 10_000 : 11 * 60_000);
    expect(this.shown()).toEqual([state]);
  }

  leave(): void {
    this.clock.setWallBy(-this.clock.wrongByMs);
    this.registryIs(true);
    Object.assign(this, { isRevoked: false, signs: true, isDeviceThere: true });
    this.clock.advanceBy(60_000);
    // A record that was sealed by a clock ahead has its receipt with the next one's.
    this.job();
    this.clock.advanceBy(HOUR);
    expect(this.shown()).toEqual([]);
  }

  entries(): readonly JournalEntry[] {
    return [...this.store.read(0)].map((bytes) => {
      const entry = readEntry(bytes);
      if (entry === null) throw new Error("no entry");
      return entry;
    });
  }

  noted(): readonly OutageNoted[] {
    return this.entries().filter((entry) => entry.type === "outage-noted");
  }

  told(): readonly (readonly unknown[])[] {
    return this.noted().map(({ state, change, grade, sealed }) => [
      ...[state, change, grade],
      ...(sealed === undefined ? [] : [sealed.count]),
    ]);
  }

  shown(): readonly string[] {
    return (this.rig.station.screen.snapshot().station.outages ?? []).map(({ state }) => state);
  }

  /** As `verify` and `replay` hold a journal against itself. */
  holds(): readonly ResultDocument[] {
    const evidence = new JournalEvidence(TOY_STATION, sha256);
    const replay = new Replay({
      station: TOY_STATION,
      openSession: () => toySession(countingSession),
      bytesOf: resultBytes,
    });
    const documents: ResultDocument[] = [];
    for (const [index, entry] of this.entries().entries()) {
      if (entry.type === "record-sealed")
        expect(evidence.contradictionOf(documentIn(entry), entry.job)).toBeNull();
      expect(evidence.note(entry, index)).toBeNull();
      replay.note(entry);
      if (entry.type === "record-sealed") documents.push(documentIn(entry));
    }
    replay.finish();
    for (const { outcome, difference } of replay.jobs)
      if (outcome === "differs") expect(difference).toBeNull();
    return documents;
  }
}

function documentIn({ envelope }: RecordSealed): ResultDocument {
  return JSON.parse(contentOf(envelope)) as ResultDocument;
}
