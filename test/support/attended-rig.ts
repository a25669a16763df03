import { onTestFinished } from "vitest";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import { type ConsoleServer, startConsole } from "../../src/console/console-server.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { ConsoleDesk } from "../../src/runtime/console-desk.ts";
import { earlierJob } from "../../src/runtime/earlier-job.ts";
import { earlierRecord } from "../../src/runtime/earlier-record.ts";
import { LiveHistory } from "../../src/station/live-history.ts";
import type { NewJob } from "../../src/station/station-options.ts";
import { demoCourse } from "../browser/recorded-jobs.ts";
import { laneAndCourse, type Rig, type RigOptions } from "./lane-and-course.ts";
import { MemoryPhotoShelf } from "./memory-photo-shelf.ts";
import { type PeopleWorld, peopleWorld } from "./signed-in.ts";

export interface AttendedRig {
  readonly rig: Rig;
  readonly people: PeopleWorld;
  readonly url: string;
  readonly photos: MemoryPhotoShelf;
  /** Lets so much time pass, in which the pages are told what happens. */
  pass(seconds: number): Promise<void>;
}

const STEP_MS = 500;

/** `called`: what is other of whoever is called than of the usual one. A whole station in virtual time with a real console, at which people sign in: what they do stands in its journal. */
export async function attendedRig(
  webDirectory: string,
  { called = {}, ...options }: RigOptions & { called?: Partial<NewJob> } = {},
): Promise<AttendedRig> {
  const rig = await laneAndCourse({ ...options, isWatched: true });
  const { station, clock } = rig;
  const people = peopleWorld({
    clock,
    timers: clock,
    people: station.people,
    append: (entries, then) => station.note(entries, then),
  });
  station.screen.history = new LiveHistory();
  const jobs: ConstructorParameters<typeof ConsoleDesk>[0]["jobs"] = {
    ask: async (kind, _asked, caller, again) => {
      const opening = rig.ask(kind, { ...called, ...caller, ...again });
      if (opening?.kind === "opened") return { kind: "opened", job: opening.job };
      return { kind: "refused", reason: opening?.reason ?? reason("NOBODY_WAITS", {}), file: null };
    },
  };
  const photos = new MemoryPhotoShelf();
  const desk = new ConsoleDesk({
    station,
    people: people.desk,
    jobs,
    photos,
    earlier: (record) => {
      const entry = rig.entries().find((one) => one.type === "record-sealed" && one.record === record);
      return entry?.type === "record-sealed" ? earlierRecord(rig.kept, entry.envelope, record) : null;
    },
    earlierJob: (first) => earlierJob(rig.kept, first),
    localDate: civilDateIn("Asia/Shanghai"),
    wallMs: () => clock.wallMs(),
  });
  const server: ConsoleServer = await startConsole({
    host: "127.0.0.1",
    port: 0,
    screen: station.screen,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    people: people.desk,
    tls: null,
    localToken: null,
    webDirectory,
    record: () => null,
    courses: new Map([["course-1", demoCourse()]]),
    startJob: (kind, asked, who) => desk.startJob(kind, asked, who),
    seenOut: (site, job, who) => desk.seenOut(site, asId<"job">(job), who),
    command: (job, command, who, pin) => desk.command(job, command, who, pin),
    whyNoPhoto: (job, who) => desk.whyNoPhoto(job, who),
    photo: ({ job, part, photo }, bytes, who) => desk.photo(job, part, photo, bytes, who),
    readPhoto: (sha256) => photos.read(sha256),
    rules: (job) => desk.rules(job),
  });
  onTestFinished(async () => {
    await server.close();
    people.desk.stop();
    await rig.close();
  });
  return {
    rig,
    people,
    photos,
    url: server.url.replace("localhost", "127.0.0.1"),
    pass: async (seconds) => {
      for (let ms = 0; ms < seconds * 1000; ms += STEP_MS) {
        clock.advanceBy(STEP_MS);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
