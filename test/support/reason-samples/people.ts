import type { PEOPLE_REASONS } from "../../../src/core/trade/reasons/people.ts";

const ACT = { act: "enter a fault", actZh: "扣分" };

/** Parameters for each reason about people at a console. */
export const PEOPLE_SAMPLES: {
  readonly [Code in keyof typeof PEOPLE_REASONS]: Parameters<(typeof PEOPLE_REASONS)[Code]>[0];
} = {
  NOT_SIGNED_IN: {},
  SESSION_LOCKED: {},
  SESSION_OVER: { why: "elsewhere" },
  SIGN_IN_WRONG: {},
  SIGN_IN_WAIT: { seconds: 40 },
  SIGN_IN_BUSY: {},
  PASSWORD_WRONG: {},
  PIN_NEEDED: ACT,
  PIN_WRONG: {},
  PERSON_NOT_ACTIVE: { name: "王海" },
  NOT_YOUR_ACT: { ...ACT, roles: ["examiner", "manager"] },
  INTEREST_VEHICLE: { name: "王海", plate: "鄂A12345" },
  INTEREST_EMPLOYER: { name: "王海", employer: "江城驾校" },
  INTEREST_SELF: { name: "王海" },
  LINK_SPENT: {},
  SECRET_ALTERED: { name: "王海" },
  SECRET_NOT_KEPT: {},
  PASSWORD_LENGTH: { atLeast: 8, atMost: 128 },
  PASSWORD_EASY: {},
  PIN_FORM: { atLeast: 6, atMost: 12 },
  PIN_EASY: {},
  PERSON_MALFORMED: { where: "staffNumber", found: '""', allowed: "a code", allowedZh: "编号" },
  PERSON_UNKNOWN: { person: "P-7K3M9Q2X" },
  STAFF_NUMBER_TAKEN: { staffNumber: "0417", name: "王海" },
  LAST_MANAGER: { name: "王海" },
  REQUEST_LATE: { seconds: 31 },
  PAGES_FULL: { most: 50, of: "all" },
  REQUEST_FOREIGN: { origin: "https://example.org" },
  REQUEST_OF_NO_PAGE: {},
};
