import type { COMMAND_REASONS } from "../../../src/core/trade/reasons/commands.ts";

type Rows = typeof COMMAND_REASONS;

/** Parameters for each reason of what the registry orders. */
export const COMMAND_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  COMMAND_LOCKED: {
    number: 3,
    scope: "site lane-1",
    by: "Inspector Wu",
    zh: "制动台复核未完成。",
    en: "The check of the brake bench is not finished.",
  },
  COMMAND_SITE_UNKNOWN: { site: "lane-9", sites: ["lane-1", "course-1"] },
  ORDER_UNKNOWN: { kind: "take-rulebook" },
  COMMAND_AHEAD: { issued: "2027-11-30T08:00:00.000Z", now: "2026-11-30T08:00:00.000Z" },
  COMMAND_NOT_LOCKED: { scope: "kind exam" },
  RECHECK_ORDERED: {
    ...{ number: 8, by: "Inspector Wu", due: "2026-12-05" },
    zh: "抽查。",
    en: "Drawn by lot.",
  },
  RECHECKS_TOO_MANY: { open: 512, max: 512 },
  LIST_ORDERED: {
    ...{ number: 9, by: "Inspector Wu", from: 12 },
    zh: "一把密钥已吊销。",
    en: "A key was revoked.",
  },
  ORDERED_LIST_NOT_FETCHED: {},
  ORDERED_LISTS_TOO_MANY: { open: 32, max: 32 },
  BOOK_ORDERED: {
    number: 9,
    by: "Wu",
    id: "cn-inspection-2027",
    validFrom: "2027-07-01",
    zh: "新规施行",
    en: "the new rules apply",
  },
  ORDERED_BOOK_NOT_TAKEN: {},
  ORDERED_BOOK_PART_MISSING: { part: 3, parts: 4 },
  ORDERED_BOOK_NOT_WHOLE: { sha256: "ab".repeat(32) },
  ORDERED_BOOK_REFUSED: { id: "cn-inspection-2027", zh: "第 3 行：缺少 id", en: "line 3: id is missing" },
  ORDERED_BOOKS_UNLISTED: { zh: "磁盘读写出错", en: "the disk reports an input/output error" },
  ORDERED_BOOK_GONE: { id: "cn-inspection-2027", number: 9 },
  ORDERED_LIST_NOT_THERE: { from: 12, held: 11 },
  ORDERED_LIST_UNANSWERED: {},
  COMMANDS_DENIED: { topic: "proofmark/v1/HB-WH-0042/command" },
};
