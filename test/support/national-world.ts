import { type HeldCall, NationalBook } from "../../simulators/national/national-book.ts";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import type { DurableFs } from "../../src/adapters/disk/durable-fs.ts";
import type { StationEvent } from "../../src/core/events/station-event.ts";
import type { Outcome } from "../../src/national/answer.ts";
import type { CallFacts } from "../../src/national/call-fields.ts";
import { NationalDelivery } from "../../src/national/delivery.ts";
import { EventIntake } from "../../src/national/event-intake.ts";
import type { NationalJob } from "../../src/national/job-form.ts";
import { JobStore } from "../../src/national/job-store.ts";
import { type NationalMapping, nationalMappingSchema } from "../../src/national/mapping-form.ts";

export type { HeldCall };

/** The shipped mapping, with what a province's own document would add: names of measured fields, codes of items. */
export function completeMapping(kind: "inspection" | "exam" | "emission"): NationalMapping {
  const mapping = structuredClone(
    loadYamlFile(`config/national/mapping-${kind}.yaml`, nationalMappingSchema).value,
  );
  const about = { needed: false, source: "made up for tests", confidence: "derived" as const };
  const figures = ["brake.maxLeftN", "brake.maxRightN", "parking.maxLeftN", "lamp.leftMainHighCd"];
  for (const row of mapping.items) {
    if (row.fields !== undefined)
      row.fields = figures.map((fact, n) => ({ name: `sz${n}`, what: fact, from: `fact.${fact}`, ...about }));
    row.codes ??= [`2${row.item.length}00`];
  }
  return mapping;
}

export const FACTS: Omit<CallFacts, "serial"> = {
  stationId: "SIM-0001",
  station: { jyjgbh: "4201000042" },
  sites: { "lane-1": { jcxdh: "1" }, "course-1": { ksxtbh: "K2-01" } },
  devices: new Proxy({}, { get: () => "SB-1" }) as Readonly<Record<string, string>>,
  given: {
    lsh: "2026060100001",
    sfzmhm: "420106199001011234",
    ksysfzmhm: "420106198001011234",
    photo: "a".repeat(64),
  },
  offsetMinutes: 480,
};

export interface WorldOptions {
  readonly mapping: NationalMapping;
  readonly book: NationalBook;
  readonly fs: DurableFs;
  readonly directory: string;
  readonly lostAnswer: "repeat" | "hold";
  /** What happens on the wire with the n-th request. */
  readonly wire: (request: number) => "answer" | "lose-answer" | "break" | "kill-before" | "kill-after";
  readonly alreadyThere?: readonly string[];
}

/** Thrown where the process is killed. */
export class Killed extends Error {}

/** One life of the program: what it has in memory is gone when it ends. */
export class NationalLife {
  static requests = 0;
  readonly store: JobStore;
  readonly intake: EventIntake;
  readonly delivery: NationalDelivery;
  #nowMs = 0;
  #isDead = false;
  /** Instead of the wire. */
  post: (() => Promise<Outcome>) | null = null;

  constructor({ mapping, book, fs, directory, lostAnswer, wire, alreadyThere = [] }: WorldOptions) {
    this.store = new JobStore(this.#mortal(fs), directory);
    this.intake = new EventIntake(this.store, mapping.kind);
    const post = async (body: string): Promise<Outcome> => {
      if (this.#isDead) throw new Killed();
      if (this.post !== null) return this.post();
      const what = wire(NationalLife.requests++);
      if (what === "kill-before") this.#die();
      if (what === "break") return { kind: "unknown", why: "ECONNRESET" };
      const { code, message } = book.take(body);
      if (what === "kill-after") this.#die();
      if (what === "lose-answer") return { kind: "unknown", why: "timeout" };
      if (code === "1" || alreadyThere.includes(code)) return { kind: "taken" };
      return { kind: "refused", code, message };
    };
    this.delivery = new NationalDelivery({
      store: this.store,
      mapping,
      post,
      facts: (job) => ({ ...FACTS, serial: serialOf(this.store, job) }),
      photo: () => "cGhvdG8=",
      shape: { element: mapping.element ?? "", isUrlEncoded: true, prolog: "GBK" },
      namespace: "http://endpoint.axis.framework.tmri.com",
      envelope: { jkxlh: "SERIAL", cjsqbh: "", dwjgdm: "", dwmc: "", yhbz: "", yhxm: "", zdbs: "" },
      lostAnswer,
      retryMs: { first: 1, most: 8 },
      version: () => 0,
      nowMs: () => this.#nowMs,
    });
  }

  #die(): never {
    this.#isDead = true;
    throw new Killed();
  }

  /** Who is dead writes nothing, also of what was under way elsewhere. */
  #mortal(fs: DurableFs): DurableFs {
    const isDead = (): boolean => this.#isDead;
    return new Proxy(fs, {
      get(target, name) {
        if (isDead()) throw new Killed();
        const found = Reflect.get(target, name, target);
        return typeof found === "function" ? found.bind(target) : found;
      },
    });
  }

  take(events: readonly StationEvent[]): void {
    for (const event of events) this.intake.take({ kind: "event", position: null, event });
    this.intake.save();
  }

  /** Until nothing waits for the time any more. */
  async work(): Promise<void> {
    for (let turn = 0; turn < 500; turn++) {
      const dueMs = await this.delivery.work().catch((cause: unknown) => {
        throw this.#isDead ? new Killed() : cause;
      });
      if (dueMs === null) return;
      this.#nowMs += Math.max(1, dueMs);
    }
    throw new Error("it does not come to an end");
  }
}

function serialOf(store: JobStore, job: NationalJob): string {
  const login = job.events.find(({ event }) => event.what === "login")?.event;
  const first = login?.what === "login" ? (login.follows?.job ?? job.job) : job.job;
  return (store.job(job.station, first)?.job ?? first).replaceAll("-", "");
}

export function newBook(doubles: "refuse" | "overwrite" | "store"): NationalBook {
  return new NationalBook("SERIAL", doubles);
}

/** As `18C55 B1`. */
export function shortOf(calls: readonly HeldCall[]): string[] {
  return calls.map(({ jkid, fields }) =>
    [jkid, fields.jyxm ?? fields.ksxm ?? "", fields.zpzl ?? ""].join(" ").trim(),
  );
}
