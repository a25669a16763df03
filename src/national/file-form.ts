import { z } from "zod";

const word = z.string().min(1).max(128);
const words = z.record(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "form:wordKey"), word);

/** The file of one way to a national system: `config/national/*.yaml`. Paths are relative to it. */
export const nationalFileSchema = z.strictObject({
  schema: z.literal("proofmark/national/v1"),
  mapping: word.describe("File of the mapping: which events become which calls, and by which fields."),
  url: z
    .string()
    .regex(/^https?:\/\/[^\s]+$/, "form:httpUrl")
    .describe("Where TmriOutNewAccess of the other side answers."),
  namespace: word
    .default("http://endpoint.axis.framework.tmri.com")
    .describe("Of the operation, as the WSDL of the other side has it."),
  serialFile: word.describe("One line: jkxlh, the credential; not readable by everybody."),
  data: word.describe("Folder in which it keeps what was sent."),
  keepDoneMonths: z
    .int()
    .min(1)
    .max(1200)
    .default(36)
    .describe("Jobs of which all is told are kept there for so many months after that of their login."),
  given: word.exactOptional().describe("File of what is given for single jobs, a JSON line each."),
  photos: word.exactOptional().describe("Folder of photos, each named by its SHA-256 and .jpg."),
  trial: z
    .boolean()
    .default(false)
    .describe("true: a mapping that nobody has verified may be used, as against a stand-in."),
  lostAnswer: z
    .enum(["repeat", "hold"])
    .describe(
      "A call was sent and no answer came. repeat: send the same once more; the other side must know a double. hold: a person looks there first.",
    ),
  alreadyThere: z
    .array(z.string().regex(/^(?:-?\d{1,6}|\$E\w{0,16})$/, "form:answerCode"))
    .default([])
    .describe("Codes by which the other side says that it has the call already."),
  timeoutMs: z.int().min(100).max(600_000).default(30_000),
  answerBytesMax: z.int().min(1024).max(16_777_216).default(1_048_576),
  retryMs: z
    .strictObject({ first: z.int().min(1), most: z.int().min(1) })
    .default({ first: 1_000, most: 300_000 })
    .describe("Pause before the next try; doubled each time."),
  isUrlEncoded: z.boolean().default(true).describe("true: values are URL-encoded in UTF-8."),
  prolog: z
    .enum(["GBK", "UTF-8"])
    .default("GBK")
    .describe("What the document says of its encoding; it is UTF-8 in any case."),
  offsetMinutes: z.int().min(-720).max(840).default(480).describe("The other side's clock, east of UTC."),
  envelope: z
    .strictObject({
      cjsqbh: z.string().default(""),
      dwjgdm: z.string().default(""),
      dwmc: z.string().default(""),
      yhbz: z.string().default(""),
      yhxm: z.string().default(""),
      zdbs: z.string().default(""),
    })
    .prefault({}),
  stations: z.record(
    z.string(),
    z.strictObject({
      values: words.describe("What the other side calls it, as jyjgbh."),
      sites: z.record(z.string(), words).default({}).describe("Of each lane or course, as jcxdh."),
      devices: words.default({}).describe("Number of the device by the other side's code of the item."),
    }),
  ),
});

export type NationalFile = z.infer<typeof nationalFileSchema>;

/** A line of the file of what is given: values that the registry does not have and must not have, as a whole identity number. */
export const givenLineSchema = z.strictObject({
  station: z.string().min(1),
  job: z.string().min(1),
  values: z.record(z.string(), z.string()),
});
