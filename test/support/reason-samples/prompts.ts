import type { PROMPT_REASONS } from "../../../src/core/trade/reasons/prompts.ts";

/** Parameters for each prompt of a lane or of a driving test. */
export const PROMPT_SAMPLES: {
  readonly [Code in keyof typeof PROMPT_REASONS]: Parameters<(typeof PROMPT_REASONS)[Code]>[0];
} = {
  PROMPT_DRIVE_ONTO: { place: "bench", axle: 2 },
  PROMPT_PRESS_BRAKE: {},
  PROMPT_RELEASE_BRAKE: {},
  PROMPT_ROLL_FREE: {},
  PROMPT_PULL_PARKING_BRAKE: {},
  PROMPT_RELEASE_PARKING_BRAKE: {},
  PROMPT_LAMPS_HIGH: {},
  PROMPT_LAMPS_OFF: {},
  PROMPT_INSERT_PROBE: { depthMm: 400 },
  PROMPT_REMOVE_PROBE: {},
  PROMPT_ENGINE_SPEED: { targetRpm: 2500, toleranceRpm: 200 },
  PROMPT_IDLE: {},
  PROMPT_FULL_THROTTLE: {},
  PROMPT_LEAVE_LANE: {},
  PROMPT_WAIT: { because: { code: "FAULT_STANDS", params: { role: "gas-analyser", faults: ["silent"] } } },
  BEAM_AWAITED: { place: "bench" },
  POSITION_AWAITED: { position: "2" },
  POSITION_TAKEN: { position: "2", job: "HB-WH-0042-000017" },
  POSITION_OCCUPIED: { position: "2" },
  POSITION_UNSEEN: { position: "2" },
  ROLLERS_ABOUT_TO_TURN: {},
  AXLE_BEING_WEIGHED: {},
  ANALYSER_PREPARES: {},
  OPACIMETER_PREPARES: {},
  ACCELERATION_COUNTS: { counted: 2, needed: 3 },
  ACCELERATION_NOT_COUNTED: { because: { code: "THROTTLE_NOT_PRESSED", params: { neededRpm: 2400 } } },
  ROW_NOT_STEADY: { because: { code: "ROW_SPREAD", params: { spreadPerM: "0.41", mostPerM: "0.25" } } },
  ABOUT_TO_MEASURE_AGAIN: {},
  DRIVE_OFF: {},
  ITEM_BEGINS: { nameZh: "侧方停车", nameEn: "Side parking" },
  ITEM_AGAIN: { nameZh: "曲线行驶", nameEn: "Curve driving" },
  TEST_OVER: {},
};
