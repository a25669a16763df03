import { writeWholeOrSay } from "../../src/adapters/disk/write-file.ts";
import { EdgeError } from "../../src/errors.ts";

/** Writes more than whoever starts it lets a file have, and says what came of it. */
try {
  writeWholeOrSay(process.argv[2] ?? "", "x".repeat(1_000_000));
  process.stdout.write("written\n");
} catch (error) {
  process.stdout.write(`${error instanceof EdgeError ? error.code : String(error)}\n`);
}
