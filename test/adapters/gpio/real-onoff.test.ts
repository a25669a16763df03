import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type TestContext, test } from "vitest";
import { ROOT } from "../../support/source-tree.ts";

const PACKAGE = join(ROOT, "package.json");
const CHILD = join(ROOT, "test/adapters/gpio/real-onoff-child.ts");
const run = promisify(execFile);

/** Whoever is not root takes a user namespace too, to be root in it. */
const NAMESPACE = process.getuid?.() === 0 ? ["-m"] : ["-r", "-m"];
const inNamespace = [...NAMESPACE, "--", "sh", "-c", 'mount -t tmpfs none /sys/class && exec "$0" "$@"'];

function missing(ctx: TestContext, reason: string, cause: unknown): never {
  if (process.env.PROOFMARK_FULL) throw new Error(reason, { cause });
  return ctx.skip(reason);
}

/**
 * The real onoff on a `/sys/class/gpio` that is a folder in memory, in a mount namespace of its own. It shows that the
 * package takes what we give it; edges are not shown, since only a kernel's file can be polled.
 */
test("the real onoff package exports, reads, writes and gives back", async (ctx) => {
  try {
    createRequire(PACKAGE)("onoff");
  } catch (cause) {
    missing(ctx, "onoff is not built here: npm builds its epoll only when asked (npm rebuild epoll)", cause);
  }
  try {
    await run("unshare", [...inNamespace, "true"]);
  } catch (cause) {
    missing(ctx, "a mount namespace is not permitted here", cause);
  }
  const { stdout } = await run(
    "unshare",
    [...inNamespace, process.execPath, "--import", "tsx", CHILD, PACKAGE],
    { cwd: ROOT },
  );
  expect(JSON.parse(stdout)).toEqual({
    lampAfterOpen: "0",
    lampOn: "1",
    lampDirection: "low",
    beamActiveLow: "1",
    beam: [],
    lost: ["LINE_NOT_WATCHED"],
    lampAfterLoss: "0",
    unexported: "519",
  });
}, 20_000);
