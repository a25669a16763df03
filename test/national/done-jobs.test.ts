import { describe, expect, test } from "vitest";
import type { StationEvent } from "../../src/core/events/station-event.ts";
import type { Outcome } from "../../src/national/answer.ts";
import { JobStore } from "../../src/national/job-store.ts";
import type { NationalMapping } from "../../src/national/mapping-form.ts";
import { runs } from "../support/full-runs.ts";
import { eventsOf, nameOf, stepsOf, toldAs, WHOLE, withdrawalOf } from "../support/national-events.ts";
import { completeMapping, NationalLife, newBook, shortOf } from "../support/national-world.ts";
import { PowerCut, PowerCutFs } from "../support/power-cut-fs.ts";

/** Goal: of a job that is done nothing is kept in memory, and whatever is told late finds it again, also when the power goes in between. */
const MAPPING: NationalMapping = completeMapping("inspection");
const YEARS_MS = 365.25 * 86_400_000;
const NOW_MS = 1_780_300_802_000;

type Book = ReturnType<typeof newBook>;

function live(fs: PowerCutFs, book: Book, lostAnswer: "repeat" | "hold" = "repeat"): NationalLife {
  return new NationalLife({
    ...{ mapping: MAPPING, book, fs, directory: "/data", lostAnswer, alreadyThere: ["-9"] },
    wire: () => "answer",
  });
}

const filesIn = (fs: PowerCutFs, path: string): readonly string[] => fs.list(path);

test("a job that is done lies under its month and nowhere else, and a withdrawal finds it", async () => {
  const [fs, book] = [new PowerCutFs(), newBook("refuse")];
  const life = live(fs, book);
  life.take(eventsOf(2));
  await life.work();
  expect(life.store.jobs()).toEqual([]);
  expect(life.delivery.remembered).toBe(0);
  expect(filesIn(fs, "/data/jobs")).toEqual([]);
  expect(filesIn(fs, "/data/done/SIM-0001/2026-06")).toEqual([`${nameOf(1)}.json`, `${nameOf(2)}.json`]);
  const next = live(fs, book);
  next.take(withdrawalOf(nameOf(1), 14));
  expect(next.store.jobs()).toHaveLength(1);
  expect(next.store.doneCount()).toBe(1);
  await next.work();
  expect(shortOf(book.calls.slice(14))).toEqual(["18C72"]);
  expect(next.store.jobs()).toEqual([]);
  expect(next.store.job("SIM-0001", nameOf(1))?.done.at(-1)).toContain("18C72");
});

test("what comes of a job that is not over, waits or is stopped stays in memory", async () => {
  const [fs, book] = [new PowerCutFs(), newBook("refuse")];
  const life = live(fs, book);
  const undecided = eventsOf(3)
    .map((told) =>
      told.job === nameOf(2) && told.event.what === "verdict"
        ? { ...told, event: { ...told.event, verdict: "undecided" as const } }
        : told,
    )
    .filter(({ job, event }) => job !== nameOf(3) || event.what !== "verdict");
  life.take(undecided);
  await life.work();
  expect(life.store.jobs().map(({ job }) => job)).toEqual([nameOf(2), nameOf(3)]);
});

test("a re-inspection has the serial number of a first job that is done", async () => {
  const [fs, book] = [new PowerCutFs(), newBook("refuse")];
  const first = live(fs, book);
  first.take(eventsOf(1));
  await first.work();
  const again = stepsOf(nameOf(1), { times: 2, follows: { job: nameOf(1), record: "f".repeat(64) } });
  const life = live(fs, book);
  life.take(
    toldAs(
      again.map((event) => ({ job: nameOf(2), event })),
      { from: 7 },
    ),
  );
  await life.work();
  expect(shortOf(book.calls).filter((call) => call === "18C65")).toHaveLength(1);
  expect(new Set(book.calls.map(({ fields }) => fields.jylsh))).toEqual(new Set(["SIM0001000001"]));
});

test("practice is not kept at all", async () => {
  const [fs, book] = [new PowerCutFs(), newBook("refuse")];
  const life = live(fs, book);
  life.take(toldAs(stepsOf(nameOf(1), { practice: true }).map((event) => ({ job: nameOf(1), event }))));
  await life.work();
  expect([life.store.jobs().length, life.store.doneCount(), book.calls.length]).toEqual([0, 0, 0]);
});

describe("where the power goes", () => {
  /** Its whole life anew after each cut, from the first line on. */
  async function script(life: NationalLife, events: readonly StationEvent[]): Promise<void> {
    const late = events.findIndex(({ event }) => event.what === "withdrawal");
    life.take(events.slice(0, late));
    await life.work();
    life.take(events.slice(late));
    await life.work();
  }
  const told = [...eventsOf(1), ...withdrawalOf(nameOf(1), 7)];

  /** The calls that changed something until the end; how often anything was sent. */
  async function through(cuts: readonly number[], book: Book, lostAnswer: "repeat" | "hold") {
    const fs = new PowerCutFs();
    NationalLife.requests = 0;
    for (const cut of [...cuts, Number.POSITIVE_INFINITY]) {
      const begin = fs.calls;
      fs.cutAfter(cut);
      try {
        const life = live(fs, book, lostAnswer);
        await script(life, told);
        return { calls: fs.calls - begin, requests: NationalLife.requests, store: life.store };
      } catch (cause) {
        if (!(cause instanceof PowerCut)) throw cause;
        fs.restart();
      }
    }
    throw new Error("it never came to an end");
  }

  test("at any moment, nothing is lost and nothing is sent twice but the call that had no answer", async () => {
    const { calls } = await through([], newBook("refuse"), "repeat");
    expect(calls).toBeGreaterThan(50);
    for (let cut = 0; cut < calls; cut++) {
      const book = newBook("refuse");
      const { requests, store } = await through([cut], book, "repeat");
      expect(shortOf(book.calls), `cut ${cut}`).toEqual([...WHOLE, "18C72"]);
      expect(requests, `cut ${cut}`).toBeLessThanOrEqual(WHOLE.length + 2);
      expect([store.jobs().length, store.doneCount()], `cut ${cut}`).toEqual([0, 1]);
    }
  });

  test("and goes again", async () => {
    const { calls } = await through([], newBook("refuse"), "repeat");
    const step = Math.ceil((calls * 3) / runs(120));
    for (let first = 0; first < calls; first += step)
      for (let second = first % 5; second < calls; second += step * 5) {
        const book = newBook("refuse");
        const { requests } = await through([first, second], book, "repeat");
        expect(shortOf(book.calls), `cuts ${first} ${second}`).toEqual([...WHOLE, "18C72"]);
        expect(requests).toBeLessThanOrEqual(WHOLE.length + 3);
      }
  });

  test("where the other side would store a double, each call is there once or a person is asked", async () => {
    const { calls } = await through([], newBook("store"), "hold");
    for (let cut = 0; cut < calls; cut++) {
      const book = newBook("store");
      const { store } = await through([cut], book, "hold");
      const sent = shortOf(book.calls);
      expect([...WHOLE, "18C72"].slice(0, sent.length), `cut ${cut}`).toEqual(sent);
      const [open] = store.jobs();
      if (sent.length < WHOLE.length + 1) expect(open?.problem?.code).toBe("NATIONAL_OUTCOME_UNKNOWN");
    }
  });
});

describe("after years", () => {
  const months = (fs: PowerCutFs): readonly string[] => filesIn(fs, "/data/done/SIM-0001");

  async function worldOf(beginsMs: readonly number[]): Promise<PowerCutFs> {
    const [fs, book] = [new PowerCutFs(), newBook("refuse")];
    const life = live(fs, book);
    beginsMs.forEach((beginMs, n) => {
      const steps = stepsOf(nameOf(n + 1)).map((event) => ({ job: nameOf(n + 1), event }));
      life.take(toldAs(steps, { from: n * 10, beginMs }));
    });
    await life.work();
    expect(life.store.doneCount()).toBe(beginsMs.length);
    return fs;
  }
  const counts = (fs: PowerCutFs) => new JobStore(fs, "/data").doneCount();

  test("what is older than it is kept is let go, and told", async () => {
    const fs = await worldOf([NOW_MS - 4 * YEARS_MS, NOW_MS - 3 * YEARS_MS, NOW_MS]);
    expect(months(fs)).toEqual(["2022-06", "2023-06", "2026-06"]);
    const store = new JobStore(fs, "/data");
    expect(store.letGo(NOW_MS, 36)).toEqual([{ station: "SIM-0001", month: "2022-06", jobs: 1 }]);
    expect(store.job("SIM-0001", nameOf(1))).toBeNull();
    expect(store.job("SIM-0001", nameOf(2))).not.toBeNull();
    expect(months(fs)).toEqual(["2023-06", "2026-06"]);
    expect(store.letGo(NOW_MS + 40 * 86_400_000, 36)).toEqual([]);
  });

  test("neither a wrong clock nor a wrong time of one event lets anything go by itself", async () => {
    const fs = await worldOf([NOW_MS - 4 * YEARS_MS, NOW_MS - 2 * YEARS_MS]);
    expect(new JobStore(fs, "/data").letGo(NOW_MS + 70 * YEARS_MS, 36)).toEqual([]);
    const other = await worldOf([NOW_MS - 2 * YEARS_MS, NOW_MS + 70 * YEARS_MS]);
    expect(new JobStore(other, "/data").letGo(NOW_MS, 36)).toEqual([]);
    expect([counts(fs), counts(other)]).toEqual([2, 2]);
  });

  test("a set-back finds what was done as well, and a person is asked", async () => {
    const fs = await worldOf([NOW_MS - 2 * YEARS_MS, NOW_MS]);
    const life = live(fs, newBook("refuse"));
    life.intake.take({ kind: "set-back", position: 900, station: "SIM-0001", size: 15 });
    expect(life.store.jobs().map(({ job, missed }) => [job, missed?.code])).toEqual([
      [nameOf(2), "NATIONAL_SET_BACK"],
    ]);
    expect(life.store.doneCount()).toBe(1);
  });
});

test("no object of a job is kept, however many there were", async () => {
  const jobs = process.env.PROOFMARK_FULL === "1" ? 20_000 : 1_000;
  const [fs, book] = [new PowerCutFs(), newBook("refuse")];
  const life = live(fs, book);
  const most = { jobs: 0, remembered: 0 };
  for (let n = 1; n <= jobs; n++) {
    const steps = stepsOf(nameOf(n)).map((event) => ({ job: nameOf(n), event }));
    life.take(toldAs(steps, { from: n * 7, beginMs: NOW_MS + n * 600_000 }));
    await life.work();
    most.jobs = Math.max(most.jobs, life.store.jobs().length);
    most.remembered = Math.max(most.remembered, life.delivery.remembered);
    // What this disk and this book keep is not what is measured.
    book.calls.length = 0;
  }
  expect(most).toEqual({ jobs: 0, remembered: 0 });
  expect(life.store.doneCount()).toBe(jobs);
}, 600_000);

describe("lanes", () => {
  const parts = (post: () => Promise<Outcome>) => {
    const life = live(new PowerCutFs(), newBook("refuse"));
    life.post = post;
    return life;
  };

  test("what is under way when it is stopped is waited for", async () => {
    const answers: ((outcome: Outcome) => void)[] = [];
    const life = parts(() => new Promise((resolve) => answers.push(resolve)));
    life.take(eventsOf(6));
    let isStopped = false;
    let isOver = false;
    const over = life.delivery
      .work(() => isStopped)
      .then(() => {
        isOver = true;
      });
    expect(answers).toHaveLength(4);
    isStopped = true;
    for (const answer of answers.slice(0, 3)) answer({ kind: "taken" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    answers[3]?.({ kind: "taken" });
    await over;
    expect(answers).toHaveLength(4);
    expect(life.store.jobs().map(({ done, asked }) => [done.length, asked])).toEqual([
      ...Array.from({ length: 4 }, () => [1, null]),
      ...Array.from({ length: 2 }, () => [0, null]),
    ]);
  });

  test("one that fails stops the others behind their call, and none of what failed is lost", async () => {
    const calls: { resolve: (outcome: Outcome) => void; reject: (cause: Error) => void }[] = [];
    const life = parts(() => new Promise((resolve, reject) => calls.push({ resolve, reject })));
    life.take(eventsOf(6));
    let isOver = false;
    const over = life.delivery.work().finally(() => {
      isOver = true;
    });
    const caught = over.catch((cause: unknown) => cause);
    calls[1]?.reject(new Error("first"));
    calls[2]?.reject(new Error("second"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    calls[0]?.resolve({ kind: "taken" });
    calls[3]?.resolve({ kind: "taken" });
    const cause = await caught;
    expect(cause).toBeInstanceOf(AggregateError);
    expect((cause as AggregateError).errors.map(({ message }) => message)).toEqual(["first", "second"]);
    expect(calls).toHaveLength(4);
    expect(life.store.jobs().map(({ done }) => done.length)).toEqual([1, 0, 0, 1, 0, 0]);
  });
});
