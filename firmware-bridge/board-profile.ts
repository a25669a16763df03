import { z } from "zod";

/**
 * What a board reports and switches (`config/boards/*.yaml`). Line and channel numbers are those of the lane-io frames
 * (README.md); an observation carries the name. The profile's `id` is what the board's IDENTITY must say.
 */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "form:lowerKey")
  .describe("lower-case letters, digits and hyphens");

const line = z.strictObject({
  line: z.int().min(0).max(15).describe("bit number in the masks of ENABLE and STATE"),
  name,
  activeMeans: z.string().min(1).max(80).describe("what is so while the line is active"),
});

const channel = z.strictObject({
  channel: z.int().min(0).max(7).describe("bit number in the channel mask of ENABLE"),
  name,
  unit: z.string().min(1).max(16),
  valueMin: z.int().describe("a reading below is kept with quality bad"),
  valueMax: z.int().describe("a reading above is kept with quality bad"),
});

const output = z.strictObject({
  name,
  pin: z.int().min(0).max(127).describe("Firmata pin number; off (low) after every connect"),
});

export const boardProfileSchema = z
  .strictObject({
    id: z.string().regex(/^[\x21-\x7e]{1,32}$/, "form:boardId"),
    nameZh: z.string().min(1),
    nameEn: z.string().min(1),
    lines: z.array(line).max(16),
    channels: z.array(channel).max(8),
    outputs: z.array(output).max(32),
  })
  .superRefine((profile, ctx) => {
    const unique = (key: string, list: readonly (string | number)[]) => {
      const twice = list.findIndex((item, index) => list.indexOf(item) !== index);
      if (twice >= 0) ctx.addIssue({ code: "custom", path: [key, twice], message: "form:once" });
    };
    unique(
      "lines",
      profile.lines.map((entry) => entry.line),
    );
    unique(
      "channels",
      profile.channels.map((entry) => entry.channel),
    );
    unique(
      "outputs",
      profile.outputs.map((entry) => entry.pin),
    );
    const names = [...profile.lines, ...profile.channels, ...profile.outputs].map((entry) => entry.name);
    unique("lines", names);
    profile.channels.forEach((entry, index) => {
      if (entry.valueMin > entry.valueMax)
        ctx.addIssue({ code: "custom", path: ["channels", index], message: "form:channelRange" });
    });
  });

export type BoardProfile = Readonly<z.output<typeof boardProfileSchema>>;
