import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ROOT } from "../../support/source-tree.ts";

/** Where the built package is looked for; another folder than this tree may be named where npm runs no install scripts. */
const ONOFF_ROOT = process.env.PROOFMARK_ONOFF_ROOT ?? ROOT;
const CHILD = join(ROOT, "test/adapters/gpio/real-onoff-child.ts");

/**
 * The real onoff on a `/sys/class/gpio` that is a folder in memory, in a mount namespace of its own. It shows that the
 * package takes what we give it; edges are not shown, since only a kernel's file can be polled.
 */
test("the real onoff package exports, reads, writes and gives back", async (ctx) => {
  try {
    createRequire(join(ONOFF_ROOT, "package.json"))("onoff");
  } catch {
    ctx.skip("the onoff package is not built here: npm was not allowed to run the install script of epoll");
  }
  const run = promisify(execFile);
  const inNamespace = ["-m", "--", "sh", "-c", 'mount -t tmpfs none /sys/class && exec "$0" "$@"'];
  try {
    await run("unshare", [...inNamespace, "true"]);
  } catch {
    ctx.skip("a mount namespace is not permitted here");
  }
  const { stdout } = await run(
    "unshare",
    [...inNamespace, process.execPath, "--import", "tsx", CHILD, join(ONOFF_ROOT, "package.json")],
    { cwd: ROOT },
  );
  expect(JSON.parse(stdout)).toEqual({
    lampAfterOpen: "0",
    lampOn: "1",
    lampDirection: "low",
    beamActiveLow: "1",
    beam: [],
    lost: [expect.stringContaining("beam")],
    lampAfterLoss: "0",
    unexported: "519",
  });
}, 20_000);
