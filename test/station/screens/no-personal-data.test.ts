import { beforeAll, describe, expect, test } from "vitest";
import type { ScreenPicture } from "../../../src/core/screens/screen-picture.ts";
import type { ScreenScope } from "../../../src/core/screens/screen-scope.ts";
import { reason, told } from "../../../src/core/trade/reasons.ts";
import type { JobView, LaneView, LiveMessage } from "../../../src/station/live-message.ts";
import { courseSites } from "../../../src/station/screens/car-board.ts";
import { pictureOf } from "../../../src/station/screens/picture-of.ts";
import type { ScreenState } from "../../../src/station/screens/screen-state.ts";
import { recordedJob } from "../../browser/recorded-jobs.ts";
import { recordedLanes } from "../../browser/recorded-lanes.ts";
import { RecordedStation } from "../../browser/recorded-station.ts";
import { BARE_JOB } from "../../support/bare-job.ts";

/**
 * Goal: whatever a station tells its own pages, nothing that names anybody comes out of the screens without sign-in, but the plate on a driver's board.
 * Method: every message of whole recorded jobs, with more put in that a station could hold, and every field of every picture made of them.
 */
const OWNER = "武汉长江运输有限公司";
const EXAMINER = "0417-王海";
const PERSON = "P-7K3M9Q2X";
const NOTE = "call Li on 13800000000";
const ADDRESS = "tcp:10.1.2.3:4001";

const recordings: Record<string, readonly LiveMessage[]> = {};
beforeAll(async () => {
  recordings.vehicle = (await recordedJob("k3-left-rear-weak", "SIM-0001-000001")).messages;
  recordings.broken = (await recordedJob("k3-scale-unplugged", "SIM-0001-000001")).messages;
  recordings.exam = (await recordedJob("c1-two-mistakes", "SIM-0001-000001")).messages;
  recordings.lanes = (await recordedLanes("lane-of-three")).messages;
}, 120_000);

/** With what a station may know besides, wherever it may stand. */
function knowing(message: LiveMessage): LiveMessage {
  if (message.type === "station") {
    const devices = message.station.devices.map((device) => ({ ...device, address: ADDRESS }));
    return { ...message, station: { ...message.station, devices } };
  }
  if (message.type !== "job") return message;
  const { job } = message;
  const stopped = told(reason("STOPPED_FOR", { by: PERSON, choice: "other", note: NOTE }));
  // Without a person, whose id would give it away by itself.
  const typed = told(reason("STOPPED_BY_HAND", { typed: NOTE }));
  const again = told(reason("MEASURED_AGAIN", { because: typed }));
  const aborted = told(
    reason("ABORTED_FOR", { by: PERSON, kind: job.kind, choice: "other", note: NOTE } as never),
  );
  const subject = { ...job.subject, owner: OWNER, examiner: EXAMINER, school: OWNER };
  return {
    ...message,
    job: {
      ...job,
      subject,
      items: job.items.map((item) => ({ ...item, reasons: [...item.reasons, stopped, typed, again] })),
      reasons: [...job.reasons, aborted, typed],
      notes: [...job.notes, stopped],
    },
  };
}

function scopesOf({ station, jobs }: ScreenState): readonly ScreenScope[] {
  return [
    { kind: "hall" },
    ...station.lanes.map(({ site }) => ({ kind: "board" as const, site })),
    ...courseSites(station.devices).map((site) => ({ kind: "board" as const, site })),
    ...jobs.map(({ job }) => ({ kind: "job" as const, job })),
  ];
}

/** Every text of a picture with where it stands. */
function textsOf(value: unknown, at: string): readonly (readonly [at: string, text: string])[] {
  if (typeof value === "string") return [[at, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, `${at}.${name}`));
}

function leaks(picture: ScreenPicture, secrets: readonly string[]): readonly string[] {
  return textsOf(picture, picture.screen)
    .filter(([at]) => !/^board\.(?:positions\.\d+\.)?call\.plate\.(?:zh|en)$/.test(at))
    .filter(([, text]) => secrets.some((secret) => text.includes(secret)))
    .map(([at, text]) => `${at}: ${text}`);
}

const PRIVATE = ["plate", "vin", "name", "idMasked", "learnerCertificate"];

function secretsOf(jobs: readonly JobView[]): readonly string[] {
  const own = jobs.flatMap(({ subject }) => PRIVATE.map((name) => subject[name] ?? ""));
  return [...own, OWNER, EXAMINER, PERSON, NOTE, ADDRESS, "13800000000", "10.1.2.3"].filter(
    (text) => text !== "",
  );
}

describe("no screen without sign-in names anybody", () => {
  test.each(["vehicle", "broken", "exam", "lanes"])("of a whole recording: %s", (name) => {
    const station = new RecordedStation();
    const seen = new Set<string>();
    let pictures = 0;
    for (const message of recordings[name] ?? []) {
      if (message.type !== "job" && message.type !== "station") continue;
      station.tellOne(knowing(message));
      const state = { ...station.snapshot(), waiting: [] };
      const secrets = secretsOf(state.jobs);
      for (const scope of scopesOf(state)) {
        const picture = pictureOf(state, scope);
        if (picture === null) continue;
        pictures += 1;
        seen.add(`${picture.screen}`);
        expect(leaks(picture, secrets)).toEqual([]);
      }
    }
    expect(pictures).toBeGreaterThan(50);
    expect(seen).toContain("hall");
    expect(seen).toContain("job");
  });

  test("the law sees what it should: a plate in the hall, a name on a phone, a note in a reason", () => {
    const say = { zh: "鄂A12345", en: "" };
    const hall = { screen: "hall", called: [{ who: say, where: say }] } as unknown as ScreenPicture;
    expect(leaks(hall, ["鄂A12345"])).toHaveLength(2);
    const board = {
      screen: "board",
      site: "1",
      call: { plate: say, say, sign: "wait" },
    } as unknown as ScreenPicture;
    expect(leaks(board, ["鄂A12345"])).toEqual(["board.call.say.zh: 鄂A12345"]);
  });

  test("who waits without a job is masked too", () => {
    const state = {
      ...new RecordedStation().snapshot(),
      waiting: [
        { job: "J-7", kind: "inspection", site: null, plate: "鄂A12345", name: null },
        { job: null, kind: "exam", site: "course-1", plate: null, name: "欧阳小明" },
      ],
    } as const;
    const hall = pictureOf(state, { kind: "hall" });
    expect(hall).toMatchObject({
      waiting: [
        { place: 1, kind: "inspection", who: { zh: "鄂A•••45" } },
        { place: 2, kind: "exam", who: { zh: "欧阳○○" } },
      ],
    });
    expect(pictureOf(state, { kind: "job", job: "J-7" })).toMatchObject({
      place: 1,
      who: { zh: "鄂A•••45" },
    });
    expect(pictureOf(state, { kind: "job", job: "J-8" })).toMatchObject({ who: null, place: null });
  });
});

describe("what a candidate is told", () => {
  test("nothing of the test while it runs or is signed; all of it once it is sealed", () => {
    const station = new RecordedStation();
    const scope = { kind: "job", job: "SIM-0001-000001" } as const;
    let before = 0;
    for (const message of recordings.exam ?? []) {
      if (message.type !== "job") continue;
      station.tellOne(message);
      const picture = pictureOf({ ...station.snapshot(), waiting: [] }, scope);
      if (picture?.screen !== "job") throw new Error("another screen");
      if (message.job.record === null) {
        before += 1;
        expect([picture.items, picture.result, picture.provisional]).toEqual([[], null, null]);
        expect(JSON.stringify(picture)).not.toMatch(/points|-\d+ 分/);
      } else {
        expect(picture.result).toMatchObject({ record: message.job.record });
        expect(
          picture.items
            .flatMap(({ why }) => why)
            .map(({ en }) => en)
            .join(),
        ).toMatch(/-\d+ points/);
      }
    }
    expect(before).toBeGreaterThan(5);
  });
});

describe("the board of a car on a course", () => {
  const scope = { kind: "board", site: "course-1" } as const;
  const boardOf = (state: ScreenState) => {
    const picture = pictureOf(state, scope);
    if (picture?.screen !== "board") throw new Error("no board");
    return picture;
  };

  test("says each item by its name as it begins, and that the test has ended; nothing of points, verdict or name", () => {
    const station = new RecordedStation();
    const said: string[] = [];
    for (const message of recordings.exam ?? []) {
      if (message.type !== "job" && message.type !== "station") continue;
      station.tellOne(knowing(message));
      const state = { ...station.snapshot(), waiting: [] };
      if (courseSites(state.station.devices).length === 0) continue;
      const picture = boardOf(state);
      const text = JSON.stringify(picture);
      const sentences = [picture.call, ...picture.positions.map(({ call }) => call)].map(({ say }) => say);
      expect(JSON.stringify(sentences)).not.toMatch(/points|分|pass|fail|合格|\d/);
      for (const secret of secretsOf(state.jobs)) expect(text).not.toContain(secret);
      if (said.at(-1) !== picture.call.say.en) said.push(picture.call.say.en);
    }
    expect(said[0]).toBe("Get in when you are called.");
    expect(said).toContain("Start when you are ready.");
    expect(said.filter((one) => one.startsWith("Now: ")).length).toBeGreaterThanOrEqual(4);
    expect(said.slice(-2)).toEqual(["Stop: the test has ended.", "Get in when you are called."]);
  });

  const device = {
    site: "course-1",
    device: "d",
    model: "m",
    address: "a",
    state: "ready",
    role: "gnss",
    faults: [],
  } as const;
  const item = {
    item: "curve-1",
    nameZh: "曲线行驶",
    nameEn: "curve",
    state: "running",
    verdict: null,
    reasons: [],
    findings: [],
    chart: null,
  } as const;
  const exam = (car: string, action: string | null, changes: Partial<JobView> = {}): JobView => ({
    ...BARE_JOB,
    job: `J-${car}`,
    kind: "exam",
    site: "course-1",
    car,
    subject: { name: "欧阳小明" },
    items: [item],
    prompt:
      action === null
        ? null
        : { id: "p", item: "curve-1", action, params: {}, text: told(reason("TEST_OVER", {})) },
    ...changes,
  });
  const course = (jobs: readonly JobView[], state: "ready" | "fault" = "ready"): ScreenState => {
    const { station } = new RecordedStation().snapshot();
    const devices = ["car-1", "car-2"].map((car) => ({
      ...device,
      car,
      state: car === "car-2" ? state : ("ready" as const),
    }));
    return { station: { ...station, devices }, jobs, waiting: [] };
  };
  const of = (state: ScreenState, car: string) =>
    boardOf(state).positions.find(({ position }) => position === car)?.call;

  test("speaks to each car of its own; of several cars the course's own speaks to the one that starts", () => {
    const state = course([exam("car-1", "item-begin"), exam("car-2", "drive-off")]);
    expect(of(state, "car-1")).toMatchObject({
      sign: "forward",
      say: { zh: "请完成：曲线行驶", en: "Now: curve" },
      plate: { zh: "car-1" },
    });
    expect(of(state, "car-2")).toMatchObject({
      say: { en: "Start when you are ready." },
      plate: { zh: "car-2" },
    });
    expect(boardOf(state).call.plate?.zh).toBe("car-2");
    expect(boardOf(course([exam("car-1", "item-begin")])).call).toMatchObject({ sign: "free", plate: null });
    expect(of(course([exam("car-1", "item-again")]), "car-1")?.say.en).toBe("Once more: curve");
  });

  test("a test that ends says one thing, however it ended, until it is sealed", () => {
    const ended = (["pass", "fail", "void"] as const).flatMap((verdict) => [
      of(course([exam("car-1", "sign", { verdict })]), "car-1"),
      of(course([exam("car-1", null, { verdict, state: "concluded" })]), "car-1"),
    ]);
    expect(new Set(ended.map((call) => JSON.stringify(call))).size).toBe(1);
    expect(ended[0]).toMatchObject({ sign: "wait", say: { en: "Stop: the test has ended." } });
    expect(of(course([exam("car-1", null, { state: "sealed" })]), "car-1")?.sign).toBe("free");
  });

  test("an instrument at fault keeps a car from starting, and stops none on its way", () => {
    expect(of(course([exam("car-2", "drive-off")], "fault"), "car-2")?.sign).toBe("wait");
    expect(of(course([exam("car-2", "item-begin")], "fault"), "car-2")?.sign).toBe("forward");
    expect(of(course([exam("car-2", null)]), "car-2")?.say.en).toBe("Wait for the examiner.");
    expect(of(course([exam("car-2", "stop-item")]), "car-2")?.say.en).toBe("Follow the staff.");
  });

  test("there is none of a place that has no car", () => {
    expect(pictureOf(course([]), { kind: "board", site: "course-9" })).toBeNull();
  });
});

describe("what an owner is told", () => {
  test("items as they finish, why one failed in both languages, the verdict when it is sealed and not before", () => {
    const station = new RecordedStation();
    const scope = { kind: "job", job: "SIM-0001-000001" } as const;
    const told: string[] = [];
    for (const message of recordings.vehicle ?? []) {
      station.tellOne(message);
      if (message.type !== "job") continue;
      const picture = pictureOf({ ...station.snapshot(), waiting: [] }, scope);
      if (picture?.screen !== "job") throw new Error("another screen");
      expect(picture.result === null).toBe(message.job.record === null);
      for (const { verdict, why } of picture.items)
        if (verdict === "fail") told.push(...why.map(({ zh, en }) => `${zh} | ${en}`));
    }
    expect(told.length).toBeGreaterThan(0);
    for (const why of told) expect(why).toMatch(/（限值 .*\(limit /);
  });
});

describe("the driver's board", () => {
  const board = (state: ScreenState) => {
    const picture = pictureOf(state, { kind: "board", site: "lane-1" });
    if (picture?.screen !== "board") throw new Error("no board");
    return picture;
  };

  function lane(changes: Partial<LaneView>, jobs: readonly Partial<JobView>[]): ScreenState {
    const { station } = new RecordedStation().snapshot();
    const place = { place: "bench", zh: "", en: "" };
    const position = { occupancy: "clear", vehicles: 0, heldMs: 0, awaitedMs: 0 } as const;
    const positions = [
      { ...position, position: "1", places: [{ ...place, place: "scale" }], job: null },
      { ...position, position: "2", places: [place], job: "J-2" },
    ];
    const view = {
      site: "lane-1",
      vehicles: 0,
      vehiclesPerHour: null,
      waiting: [],
      leaving: [],
      positions,
      ...changes,
    };
    const views = jobs.map((job) => ({ ...BARE_JOB, ...job }));
    return { station: { ...station, lanes: [view] }, jobs: views, waiting: [] };
  }
  const prompt = (action: string, text = told(reason("PROMPT_PRESS_BRAKE", {}))) =>
    ({ id: "p", item: null, action, params: {}, text }) as const;
  const braking = { job: "J-2", prompt: prompt("press-brake") };

  test("speaks to the vehicle nearest to the way in, and of each position to its own", () => {
    const { call, positions } = board(lane({}, [braking]));
    expect(call).toMatchObject({ sign: "brake", plate: { zh: "鄂A12345" } });
    expect(positions.map(({ position, call }) => [position, call.sign])).toEqual([
      ["1", "free"],
      ["2", "brake"],
    ]);
  });

  test("of an instrument at fault where it stands it is told to wait; of another one not", () => {
    const state = lane({}, [braking]);
    const device = {
      site: "lane-1",
      car: null,
      device: "d",
      model: "m",
      address: "a",
      state: "fault",
      faults: [],
    } as const;
    const withFault = (role: string): ScreenState => ({
      ...state,
      station: { ...state.station, devices: [{ ...device, role }] },
    });
    const signs = ["brake-bench", "lane-beams", "axle-scale"].map(
      (role) => board(withFault(role)).positions[1]?.call.sign,
    );
    expect(signs).toEqual(["wait", "wait", "brake"]);
    expect(board(withFault("brake-bench")).call.say.en).toMatch(/Fault: wait/);
  });

  test("whoever is done is told to leave, also with an instrument at fault; what is for the staff is not for the driver", () => {
    const leaving = board(lane({ leaving: ["J-2"] }, [{ ...braking, state: "sealed" }]));
    expect(leaving.call.sign).toBe("leave");
    const staff = board(lane({}, [{ ...braking, prompt: prompt("go-on") }]));
    expect([staff.call.sign, staff.call.say.en]).toEqual(["wait", "Follow the staff."]);
    expect(board(lane({}, [])).call).toMatchObject({ sign: "wait", plate: null });
  });

  test("who waits at the entrance is told so, without the job of whoever stands there", () => {
    const positions = lane({}, []).station.lanes[0]?.positions.map((each) => ({ ...each, job: null })) ?? [];
    const because = reason("POSITION_TAKEN", { position: "1", job: "J-9" });
    const waits = { ...braking, prompt: prompt("wait", told(reason("PROMPT_WAIT", { because }))) };
    const waiting = [{ job: "J-2", wants: "1", because: told(because) }];
    const { call } = board(lane({ positions, waiting }, [waits]));
    expect(call).toMatchObject({ sign: "wait", plate: { zh: "鄂A12345" } });
    expect(`${call.say.zh} ${call.say.en}`).not.toContain("J-9");
    expect(call.say.en).toContain("position 1 is not free yet");
    expect(board(lane({ positions }, [])).call.sign).toBe("free");
  });
});
