import { describe, expect, test } from "vitest";
import { EXAM_COMMAND_FORMS } from "../../../src/core/exam/commands.ts";
import { INSPECTION_COMMAND_FORMS } from "../../../src/core/inspection/commands.ts";
import { readCommand } from "../../../src/core/trade/command-reading.ts";
import { reason, sentenceOf } from "../../../src/core/trade/reasons.ts";
import { whyAborted, whyStopped } from "../../../src/core/trade/why-aborted.ts";
import {
  ABORT_REASONS,
  abortReasons,
  OTHER_REASON,
  STOP_REASONS,
} from "../../../src/core/trade/words/abort-reasons.ts";

/** Goal: why somebody ended something is a code of its kind's list, said in both languages, and what journals of before hold is said as ever. */
const FORMS = { exam: EXAM_COMMAND_FORMS, inspection: INSPECTION_COMMAND_FORMS } as const;
const KINDS = ["exam", "inspection"] as const;
const BY = "P-7K3M9Q2X";

const read = (kind: (typeof KINDS)[number], value: unknown): string => {
  const reading = readCommand(value, kind, FORMS[kind]);
  return reading.kind === "command" ? "taken" : String((reading.reason.params as { where?: string }).where);
};

describe("what is taken", () => {
  test.each(KINDS)(
    "to end an %s: each code of its list, of the other kind's list only what both have",
    (kind) => {
      const own: readonly string[] = Object.keys(ABORT_REASONS[kind]);
      for (const code of Object.keys({ ...ABORT_REASONS.exam, ...ABORT_REASONS.inspection })) {
        const asked = { name: "abort", reason: code, note: "x" };
        expect(read(kind, asked), code).toBe(own.includes(code) ? "taken" : "reason");
      }
    },
  );

  test("a note may be empty, but for another reason", () => {
    expect(read("exam", { name: "abort", reason: "danger", note: "" })).toBe("taken");
    expect(read("exam", { name: "abort", reason: OTHER_REASON, note: "" })).toBe("note");
    expect(read("exam", { name: "abort", reason: "danger" })).toBe("note");
    expect(read("inspection", { name: "stop-item", reason: OTHER_REASON, note: "" })).toBe("note");
  });

  test("to stop an item: the codes of its list, and no text", () => {
    for (const kind of KINDS)
      for (const code of Object.keys(STOP_REASONS[kind]))
        expect(read(kind, { name: "stop-item", reason: code, note: "x" })).toBe("taken");
    expect(read("exam", { name: "stop-item", reason: "vehicle-unfit", note: "" })).toBe("reason");
    expect(read("inspection", { name: "stop-item", reason: "smoke", note: "" })).toBe("reason");
    expect(read("inspection", { name: "stop-item", reason: "smoke" })).toBe("reason");
  });

  test("no text, as it was before there was a list", () => {
    for (const kind of KINDS) expect(read(kind, { name: "abort", reason: "考生身体不适" })).toBe("reason");
  });
});

describe("what is said", () => {
  test("of a code: both languages, who, and the note", () => {
    for (const kind of KINDS)
      for (const [choice, name] of abortReasons(kind)) {
        const said = sentenceOf(whyAborted(kind, BY, { reason: choice, note: "头晕" }));
        expect(said).toEqual(
          choice === OTHER_REASON
            ? { zh: `由 ${BY} 中止：头晕`, en: `aborted by the ${BY}: 头晕` }
            : { zh: `由 ${BY} 中止：${name.zh}（头晕）`, en: `aborted by the ${BY}: ${name.en} (头晕)` },
        );
      }
    expect(sentenceOf(whyStopped(BY, { reason: "danger", note: "" }))).toEqual({
      zh: `由 ${BY} 停止：出现危险情况`,
      en: `stopped by the ${BY}: danger`,
    });
  });

  test("of a journal of before: the same reason as before, letter by letter", () => {
    const aborted = whyAborted("exam", "console", { reason: "考生身体不适" });
    expect(aborted).toEqual({ code: "ABORTED", params: { by: "console", typed: "考生身体不适" } });
    expect(sentenceOf(aborted).zh).toBe("由操作台中止：考生身体不适");
    // A code that somebody happened to type is what they typed.
    expect(whyAborted("exam", BY, { reason: "danger" }).code).toBe("ABORTED");
    expect(whyStopped(BY, { reason: "smoke" })).toEqual({
      code: "STOPPED_BY_HAND",
      params: { typed: "smoke" },
    });
    const own = reason("STATION_STOPPING", {});
    expect(whyAborted("exam", "station", { reason: own })).toEqual({
      code: "ABORTED_BY_STATION",
      params: { because: own },
    });
  });
});
