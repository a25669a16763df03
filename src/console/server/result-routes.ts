import { z } from "zod";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";
import { malformed } from "./refusal-answer.ts";

const LINES_A_PAGE = 50;
const WORDS_CHARS_MAX = 80;
const WORDS_MAX = 6;
const date = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const querySchema = z.strictObject({
  q: z.string().max(WORDS_CHARS_MAX).optional(),
  kind: z.enum(["inspection", "exam"]).optional(),
  verdict: z.enum(["pass", "fail", "void", "undecided"]).optional(),
  from: date.optional(),
  to: date.optional(),
  unreceipted: z.literal("1").optional(),
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});
const WANTED = `GET /api/results?q=WORDS&kind=inspection|exam&verdict=pass|fail|void|undecided&from=2026-01-31&to=2026-01-31&unreceipted=1&before=INDEX, each of them once at most; WORDS of ${WORDS_CHARS_MAX} characters at most`;
const recordSchema = z.strictObject({ record: z.string().regex(/^[0-9a-f]{64}$/) });

/** Results of before: the list, searched, and one of them as its page was. */
export function resultRoutes(gate: Gate, { results, screen }: ConsoleOptions): void {
  gate.route("GET /api/results", async ({ request }, reply) => {
    const asked = querySchema.safeParse(request.query);
    if (!asked.success) return malformed(reply, WANTED);
    const { q = "", kind, verdict, from, to, unreceipted, before } = asked.data;
    const { receiptedSize } = screen.snapshot().station.registry;
    const found = await results.search(
      {
        words: q
          .split(/\s+/)
          .filter((word) => word !== "")
          .slice(0, WORDS_MAX),
        kind: kind ?? null,
        verdict: verdict ?? null,
        from: from ?? null,
        to: to ?? null,
        unreceiptedFrom: unreceipted === undefined ? null : receiptedSize,
        before: before === undefined ? null : Number(before),
      },
      LINES_A_PAGE,
    );
    return { ...found, receiptedSize };
  });
  gate.route("GET /api/results/:record", async ({ request }, reply) => {
    const asked = recordSchema.safeParse(request.params);
    const shown = asked.success ? await results.show(asked.data.record) : null;
    if (shown === null) return reply.code(404).send({ error: "This station has no such result." });
    return shown;
  });
}
