import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errnoOf, errnoWords } from "../../../src/adapters/disk/errno-words.ts";

const COMMON = "ENOENT EACCES EPERM EROFS ENOSPC EDQUOT ENOTDIR EISDIR ENAMETOOLONG ELOOP EMFILE ENFILE EIO";
const OTHERS = "EEXIST EINVAL ENXIO EBUSY";

test.each(`${COMMON} ${OTHERS}`.split(" "))("%s has words in both languages", (code) => {
  const { zh, en } = errnoWords(Object.assign(new Error("x"), { code }));
  expect(zh).toMatch(/\p{Script=Han}/u);
  expect(en).toMatch(/^[a-z]/);
  expect(`${zh} ${en}`).not.toContain(code);
});

test("a real failure is understood", () => {
  let cause: unknown;
  try {
    readFileSync("no/such/file");
  } catch (thrown) {
    cause = thrown;
  }
  expect(errnoOf(cause)).toBe("ENOENT");
  expect(errnoWords(cause).en).toBe("it does not exist");
});

test("what is not known is named, and what has no code gives words all the same", () => {
  expect(errnoWords({ code: "EWEIRD" }).en).toBe("the system reports EWEIRD");
  expect(errnoWords({ code: "constructor" }).en).toBe("the system gives no reason");
  expect(errnoWords(null).zh).toBe("系统没有说明原因");
  expect(errnoWords(new Error("\u001b[2J")).en).toBe("the system gives no reason");
});
