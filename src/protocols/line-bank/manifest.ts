import { z } from "zod";
import { linesModel } from "../../ports/device-model.ts";

const lineBankOptions = z.strictObject({
  debounceMs: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe(
      "A level is told when it has stood so long; 0 tells every edge. A filter in the hardware is better.",
    ),
});

/** Photo-beams in, lamps out; its lines stand in the station file. */
export const lineBank = linesModel({
  model: "line-bank",
  name: { zh: "开关量输入输出", en: "bank of digital lines" },
  roles: ["lane-beams"],
  addresses: ["gpio", "sim"],
  line: null,
  options: lineBankOptions,
  simulator: "line-bank",
  documents: [{ document: "Linux GPIO", clause: "sysfs interface", confidence: "manual" }],
  debounceMs: (settings) => settings.debounceMs,
});
