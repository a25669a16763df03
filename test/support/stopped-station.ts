import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { RegistryService } from "../../simulators/registry/registry-service.ts";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import type { PersonAct } from "../../src/core/journal/person-act.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { Opening } from "../../src/station/job-door.ts";
import { proofmark } from "./cli-run.ts";
import { openStore, temporaryDirectory, writeOneByOne } from "./journal-directory.ts";
import { writeStationFile } from "./station-file.ts";
import { TOY_STATION, toyRegistry, toyStation } from "./toy-station.ts";

/** A station that runs for a while, in virtual time, is stopped, and then acted on by the commands as a person calls them. */
export class StoppedStation {
  readonly directory = temporaryDirectory();
  readonly registry: RegistryService = toyRegistry();
  readonly config: string;
  readonly journal = join(this.directory, "data", "journal");
  /** Nobody can be asked. */
  isOffline = false;
  /** The registry's time: it goes on where a run ended. */
  nowMs = Date.now();
  #boots = 0;

  constructor() {
    const { directory, registry } = this;
    const witness = { name: registry.witnessName, spki: registry.witnessSpki };
    const file = writeStationFile({
      directory,
      brokerUrl: "mqtt://127.0.0.1:1",
      witness,
      ports: { gnss: 1 },
    });
    writeFileSync(file, readFileSync(file, "utf8").replace("BENCH-0001", TOY_STATION));
    mkdirSync(join(directory, "data"));
    this.config = file;
  }

  /** Starts it, does `work` a second later, lets another minute go by and stops it. */
  async run<Result>(
    work: (toy: ReturnType<typeof toyStation>, clock: VirtualClock) => Result,
    waitMs = 1000,
  ) {
    const store = new MemoryJournalStore();
    const there = existsSync(this.journal) ? [...readJournal(this.journal)] : [];
    store.append(there, () => undefined);
    const clock = new VirtualClock(this.nowMs);
    const silent = { handle: () => [] } as unknown as RegistryService;
    const { witnessName, witnessSpki } = this.registry;
    const registry = this.isOffline ? Object.assign(silent, { witnessName, witnessSpki }) : this.registry;
    const toy = toyStation({ store, clock, registry, boot: `boot-${++this.#boots}` });
    toy.station.start();
    clock.advanceBy(waitMs);
    const result = work(toy, clock);
    clock.advanceBy(60_000);
    const status = toy.station.screen.snapshot().station.registry;
    await toy.station.stop();
    this.nowMs = clock.wallMs();
    const disk = openStore(this.journal, { station: TOY_STATION });
    await writeOneByOne(disk, [...store.read(there.length)]);
    await disk.close();
    return { result, records: toy.records, status };
  }

  /** Whole jobs, one after the other; what the door said to each. */
  async jobs(count: number): Promise<readonly (Opening | null)[]> {
    const work = (toy: ReturnType<typeof toyStation>, clock: VirtualClock) =>
      Array.from({ length: count }, () => {
        const opening = toy.open();
        for (let i = 0; i < 3; i++) toy.scale.weigh("100", clock.monoMs());
        clock.advanceBy(1000);
        return opening;
      });
    // A registry that does not answer is waited for, ten seconds at most.
    return (await this.run(work, this.isOffline ? 15_000 : 1000)).result;
  }

  /** A command with `--config`. */
  call(...words: string[]) {
    return proofmark(...words, "--config", this.config);
  }

  /** One that ends with so many receipts, put back by the commands. */
  async oldCopy(receipts = 1): Promise<void> {
    const records = [...readJournal(this.journal)];
    const places = this.entries().flatMap(({ type }, index) => (type === "receipt" ? [index] : []));
    const end = (places[receipts - 1] ?? 0) + 1;
    const copy = join(this.directory, "old-copy");
    const store = openStore(copy, { station: TOY_STATION });
    await writeOneByOne(store, records.slice(0, end));
    await store.close();
    await this.call("journal", "restore", "--from", copy, "--replace");
  }

  entries(directory = this.journal): readonly JournalEntry[] {
    return [...readJournal(directory)].map((bytes) => readEntry(bytes) as JournalEntry);
  }

  acts(): readonly PersonAct[] {
    return this.entries().flatMap((entry) => (entry.type === "person-acted" ? [entry.act] : []));
  }

  /** A file for `--with`. */
  decision(text: string, name = "decision.json"): string {
    const file = join(this.directory, name);
    writeFileSync(file, text);
    return file;
  }

  resumedAt(size: number): string {
    return this.registry.resume(TOY_STATION, { size, atMs: this.nowMs });
  }

  /** The registry takes the log up again where the newest receipt of the journal stands. */
  resumed(): string {
    const sizes = this.entries().flatMap((entry) => (entry.type === "receipt" ? [entry.size] : []));
    return this.resumedAt(sizes.at(-1) ?? 0);
  }
}

export const reasonOf = (opening: Opening | null | undefined): string =>
  opening?.kind === "refused" ? opening.reason.code : (opening?.kind ?? "nothing");
