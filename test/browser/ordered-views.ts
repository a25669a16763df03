import { reason } from "../../src/core/trade/reasons.ts";
import { commandsView } from "../../src/station/commands-view.ts";

const NOW = Date.parse("2026-11-28T09:30:00+08:00");

const LOCKED = [
  { number: 3, of: { what: "station" }, by: "Wu", issued: "", atWallMs: NOW - 90_000 },
  { number: 5, of: { what: "site", site: "lane-1" }, by: "Wu", issued: "", atWallMs: NOW - 60_000 },
] as const;
export const WHY_LOCKED = { zh: "制动台复核未完成。", en: "The check of the brake bench is not finished." };
const BOOK_WHY = { zh: "新规施行。", en: "The new rules apply." };
const LONG_AGO = NOW - 40 * 86_400_000;

const BOOKS = [12].map((number) => ({
  ...{ number, by: "Wu", issued: "", atWallMs: NOW, kind: "inspection" as const },
  ...{ id: "cn-inspection-2027", validFrom: "2027-01-01", sha256: "0".repeat(64) },
  why: BOOK_WHY,
}));

/** One of which two parts came, and below it one that is whole. */
export const ORDERED_BOOK = {
  zh: /采用规则 · 规则 cn-inspection-2028，已到第 2 部分（共 5 部分）[\s\S]*采用规则 · 规则 cn-inspection-2027\s[\s\S]*2027-01-01[\s\S]*新规施行/,
  en: /Use a rulebook · rulebook cn-inspection-2028, part 2 of 5[\s\S]*Use a rulebook · rulebook cn-inspection-2027\s[\s\S]*2027-01-01[\s\S]*The new rules apply/,
};

/** As the page shows them, newest first. */
export const ORDERED_STANDINGS = {
  zh: [
    ...["待完成", "未执行", "已执行", "已逾期", "待完成", "到达时已过期"],
    ...["未执行", "生效中", "已解除", "生效中"],
  ],
  en: [
    ...["To be done", "Not done", "Done", "Overdue", "To be done", "Came too late"],
    ...["Not done", "In force", "Ended", "In force"],
  ],
};

/** Locks of now and of long ago, one that is over, one that was refused and one that came too late; vehicles, and a rulebook in two parts, one that lacks a part and one that is still coming. */
export const ORDERED = commandsView(
  {
    last: { number: 9, command: "0".repeat(64) },
    locks: [
      {
        number: 1,
        of: { what: "kind", kind: "exam" },
        by: "Zhao",
        issued: "",
        atWallMs: LONG_AGO,
        why: WHY_LOCKED,
      },
      ...LOCKED.slice(1).map((lock) => ({ ...lock, why: WHY_LOCKED })),
    ],
    newest: [
      ...LOCKED.map(({ of, ...lock }) => ({
        ...{ ...lock, command: "0".repeat(64), kind: "lock", outcome: { kind: "taken" as const } },
        ...{ until: "2026-12-28T08:00:00.000Z", scope: of.what === "site" ? "site lane-1" : "station" },
      })),
      {
        ...{ number: 6, by: "Wu", issued: "", atWallMs: NOW, command: "0".repeat(64), kind: "lock" },
        outcome: {
          kind: "refused",
          reason: reason("COMMAND_SITE_UNKNOWN", { site: "lane-9", sites: ["lane-1", "course-1"] }),
        },
        ...{ until: "2026-12-28T08:00:00.000Z", scope: "site lane-9" },
      },
      {
        ...{ number: 7, by: "Wu", issued: "", atWallMs: NOW, command: "0".repeat(64), kind: "unlock" },
        ...{ outcome: { kind: "expired" }, until: "2026-11-27T08:00:00.000Z", scope: "kind exam" },
      },
      ...[8, 10].map((number) => ({
        ...{ number, by: "Wu", issued: "", atWallMs: NOW, command: "0".repeat(64), kind: "recheck" },
        ...{ outcome: { kind: "taken" as const }, until: "2026-12-28T08:00:00.000Z" },
      })),
      ...[11, 12].map((number) => ({
        ...{ number, by: "Wu", issued: "", atWallMs: NOW, command: "0".repeat(64), kind: "use-rulebook" },
        ...{ outcome: { kind: "taken" as const }, until: "2026-12-28T08:00:00.000Z" },
        book: { id: "cn-inspection-2027", part: number - 10, parts: 2 },
      })),
      {
        ...{ number: 13, by: "Wu", issued: "", atWallMs: NOW, command: "0".repeat(64), kind: "use-rulebook" },
        outcome: { kind: "refused", reason: reason("ORDERED_BOOK_PART_MISSING", { part: 2, parts: 3 }) },
        ...{ until: "2026-12-28T08:00:00.000Z", book: { id: "cn-exam-2027", part: 2, parts: 3 } },
      },
      ...[14, 15].map((number) => ({
        ...{ number, by: "Wu", issued: "", atWallMs: NOW, command: "0".repeat(64), kind: "use-rulebook" },
        ...{ outcome: { kind: "taken" as const }, until: "2026-12-28T08:00:00.000Z" },
        book: { id: "cn-inspection-2028", part: number - 13, parts: 5 },
      })),
    ],
    ...{ lists: [], held: null, books: { gathered: null, taken: BOOKS }, evidence: [] },
    rechecks: [8, 10].map((number) => ({
      ...{ number, command: "0".repeat(64), by: "Wu", issued: "", atWallMs: NOW, isDrawn: number === 8 },
      due: number === 8 ? "2026-12-28T08:00:00.000Z" : "2026-11-20T08:00:00.000Z",
      why: { zh: "抽查。", en: "A check by lot." },
      of: [
        {
          ...{ vin: "LFV2A21K8D4123456", plate: "A12345", record: "1".repeat(64), job: "J-1" },
          answer: number === 8 ? { record: "2".repeat(64), atWallMs: NOW } : null,
        },
        { vin: "LFV2A21K8D4123457", plate: "A12346", record: null, job: null, answer: null },
      ],
    })),
  },
  () => "2026-12-28",
);
