import { saidOutside } from "../../core/screens/said-outside.ts";
import type { BoardCall, BoardPicture, BoardSign } from "../../core/screens/screen-picture.ts";
import type { Sentence, Told } from "../../core/trade/reason-shape.ts";
import { reason } from "../../core/trade/reasons.ts";
import { isRole, ROLES } from "../../core/trade/words/roles.ts";
import { subjectValue } from "../../core/trade/words/subject.ts";
import type { DeviceView, JobView, LaneView } from "../live-message.ts";
import { boardWords } from "./board-words.ts";
import { carBoard } from "./car-board.ts";
import { atEntrance, type ScreenState, saying } from "./screen-state.ts";

/** What a driver can be asked to do. Whatever else a job asks is for the staff, and its driver waits. */
const SIGNS: Readonly<Record<string, BoardSign>> = {
  "drive-onto": "forward",
  "press-brake": "brake",
  "release-brake": "brake-off",
  "roll-free": "neutral",
  "pull-parking-brake": "hand-brake",
  "release-parking-brake": "hand-brake-off",
  "lamps-high": "lamps",
  "lamps-off": "lamps-off",
  "insert-probe": "probe",
  "remove-probe": "probe",
  idle: "idle",
  "full-throttle": "throttle",
  "engine-speed": "engine-speed",
  "leave-lane": "leave",
  wait: "wait",
};

/** Null where there is no such lane, and no such course. */
export function boardPicture(state: ScreenState, site: string): BoardPicture | null {
  const lane = state.station.lanes.find((known) => known.site === site);
  if (lane === undefined) return carBoard(state, site);
  const positions = lane.positions.map(({ position, job }) => ({
    position,
    call: job === null ? FREE : callOf(state, lane, position, job),
  }));
  const nearest = lane.positions.findIndex(({ job }) => job !== null);
  const [first] = atEntrance(lane);
  const call = positions[nearest]?.call ?? (first === undefined ? FREE : callOf(state, lane, null, first));
  return { screen: "board", site, call, positions };
}

const FREE: BoardCall = { sign: "free", say: saying(reason("BOARD_FREE", {})), plate: null };
const WAIT = saying(reason("BOARD_WAIT", {}));

function callOf(state: ScreenState, lane: LaneView, position: string | null, job: string): BoardCall {
  const view = state.jobs.find((known) => known.job === job);
  // Not on any screen any more, and still seen in the lane: nobody here knows what it is to do.
  if (view === undefined) return { sign: "wait", say: saying(reason("BOARD_FOLLOW_STAFF", {})), plate: null };
  const plate = plateOf(view);
  const isOver = view.state !== "running" || lane.leaving.includes(job);
  if (isOver || view.prompt?.action === "leave-lane")
    return { sign: "leave", say: saying(reason("PROMPT_LEAVE_LANE", {})), plate };
  if (isFaulty(state.station.devices, lane, position))
    return { sign: "wait", say: saying(reason("BOARD_WAIT_DEVICE", {})), plate };
  return { ...promptCall(view), plate };
}

/** What stands there for whoever is asked for this. */
export function promptCall({ prompt }: Pick<JobView, "prompt">): Pick<BoardCall, "sign" | "say"> {
  if (prompt === null) return { sign: "wait", say: WAIT };
  const sign = SIGNS[prompt.action];
  if (sign === undefined) return { sign: "wait", say: saying(reason("BOARD_FOLLOW_STAFF", {})) };
  return { sign, say: boardWords(prompt) ?? legible(saidToDriver(prompt.text)) ?? WAIT };
}

/** In English longer than this it stands too small to be read ten metres away; what is to be done is to wait, whatever for. */
export const EN_CHARS_MAX = 44;

function legible(say: Sentence | null): Sentence | null {
  return say === null || say.en.length <= EN_CHARS_MAX ? say : { zh: say.zh, en: WAIT.en };
}

/** Who has the position that it waits for stands before the driver: its job is of no use to them. */
function saidToDriver(text: Told): Sentence | null {
  const { because } = text.params;
  const cause = typeof because === "object" && because !== null && "code" in because ? because : null;
  if (cause?.code === "POSITION_TAKEN" || cause?.code === "POSITION_OCCUPIED") {
    const position = String(cause.params.position);
    return saying(reason("PROMPT_WAIT", { because: reason("POSITION_AWAITED", { position }) }));
  }
  return saidOutside(text);
}

/** Something that this vehicle is measured by now does not work: nobody is to press a pedal for it. */
function isFaulty(devices: readonly DeviceView[], lane: LaneView, position: string | null): boolean {
  const places = lane.positions.find((known) => known.position === position)?.places ?? [];
  return devices.some(({ site, car, role, state, faults }) => {
    if (site !== lane.site || car !== null || (state !== "fault" && faults.length === 0)) return false;
    const at = isRole(role) ? ROLES[role].at : null;
    return at === null || places.some(({ place }) => place === at);
  });
}

function plateOf({ subject }: JobView): Sentence | null {
  return subject.plate === undefined ? null : subjectValue("plate", subject.plate);
}
