import { writeFileSync } from "node:fs";
import { markVectors } from "../support/mark-vectors.ts";

/** `npx tsx test/vectors/write-marks.ts`: the file that test/core/marks/vectors.test.ts holds to what the code makes. */
writeFileSync(new URL("./marks.json", import.meta.url), `${JSON.stringify(markVectors(), null, 2)}\n`);
