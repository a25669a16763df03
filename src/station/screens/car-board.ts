import type { BoardCall, BoardPicture } from "../../core/screens/screen-picture.ts";
import { reason } from "../../core/trade/reasons.ts";
import { serves } from "../../core/trade/words/roles.ts";
import type { DeviceView, JobView } from "../live-message.ts";
import { type ScreenState, saying } from "./screen-state.ts";

const FREE: BoardCall = { sign: "free", say: saying(reason("BOARD_CAR_FREE", {})), plate: null };

/**
 * The board of a course, and of each of its cars: what the candidate is told to do now. Nothing of how the test stands, and of nobody a
 * name: a car is known by its own. A test that ends says the same, however it ends. Null where there is no such course.
 */
export function carBoard(state: ScreenState, site: string): BoardPicture | null {
  const cars = carsOf(state.station.devices, site);
  if (cars.length === 0) return null;
  const calls = cars
    .map((car) => ({ car, job: jobIn(state, site, car) }))
    .map(({ car, job }) => ({
      position: car ?? "",
      isStarting: job !== null && isStarting(job),
      call: { ...callOf(state, site, car, job), plate: car === null ? null : { zh: car, en: car } },
    }));
  // At the way in of a course stands whoever is about to start; of others each has the board of their car.
  const [only] = calls;
  const first = calls.length === 1 ? only : calls.find(({ isStarting: starts }) => starts);
  return {
    screen: "board",
    site,
    call: first?.call ?? FREE,
    positions: calls.map(({ position, call }) => ({ position, call })),
  };
}

/** The cars of a course, as its board knows them; empty where there is no such course. */
export function boardCars(devices: readonly DeviceView[], site: string): readonly string[] {
  return carsOf(devices, site).flatMap((car) => (car === null ? [] : [car]));
}

export function courseSites(devices: readonly DeviceView[]): readonly string[] {
  return [...new Set(devices.filter(({ role }) => serves(role, "exam")).map(({ site }) => site))];
}

/** In the order of the station file; null: of a course with one car, which needs no name. */
function carsOf(devices: readonly DeviceView[], site: string): readonly (string | null)[] {
  const own = devices.filter(
    (device) => device.site === site && (device.car !== null || serves(device.role, "exam")),
  );
  return [...new Set(own.map(({ car }) => car))];
}

/** The newest: who sat in it before has a phone and a result. */
function jobIn({ jobs }: ScreenState, site: string, car: string | null): JobView | null {
  return jobs.find((job) => job.kind === "exam" && job.site === site && job.car === car) ?? null;
}

function isStarting({ state, prompt }: JobView): boolean {
  return state === "running" && (prompt === null || prompt.action === "drive-off");
}

function callOf(state: ScreenState, site: string, car: string | null, job: JobView | null): BoardCall {
  if (job === null || isDone(job)) return FREE;
  if (job.state !== "running") return over();
  if (isStarting(job) && isFaulty(state.station.devices, site, car))
    return { sign: "wait", say: saying(reason("BOARD_WAIT_DEVICE", {})), plate: null };
  const { prompt } = job;
  const item = job.items.find((known) => known.item === prompt?.item);
  switch (prompt?.action) {
    case undefined:
      return { sign: "wait", say: saying(reason("BOARD_CAR_WAIT", {})), plate: null };
    case "drive-off":
      return { sign: "forward", say: saying(reason("BOARD_CAR_START", {})), plate: null };
    case "item-begin":
    case "item-again": {
      if (item === undefined) return follow();
      const { nameZh, nameEn } = item;
      const code = prompt?.action === "item-begin" ? "BOARD_CAR_ITEM" : "BOARD_CAR_AGAIN";
      return { sign: "forward", say: saying(reason(code, { nameZh, nameEn })), plate: null };
    }
    case "sign":
    case "test-over":
      return over();
    default:
      return follow();
  }
}

function over(): BoardCall {
  return { sign: "wait", say: saying(reason("BOARD_CAR_OVER", {})), plate: null };
}

function follow(): BoardCall {
  return { sign: "wait", say: saying(reason("BOARD_FOLLOW_STAFF", {})), plate: null };
}

/** Signed and sealed: the car is the next one's. */
function isDone({ state }: JobView): boolean {
  return state === "sealed" || state === "receipted" || state === "closed";
}

/** Before it drives; on its way nobody is told to stop for an instrument: what cannot be judged is driven again. */
function isFaulty(devices: readonly DeviceView[], site: string, car: string | null): boolean {
  return devices.some(
    (device) =>
      device.site === site && device.car === car && (device.state === "fault" || device.faults.length > 0),
  );
}
