import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The longest files begin first, so that two cores end together; a clean clone has no earlier timings to go by. Those that start
 * programs of their own come before those that look at real time, which they would disturb.
 */
const LONG_FIRST = [
  "test/days/",
  "test/browser/",
  "test/crash/",
  "test/door/",
  "test/faults/start-",
  "test/faults/last-words",
  "test/station/command-matrix",
  "test/station/broken-machine",
  "test/adapters/opcua/",
  "test/runtime/",
  "test/simulators/course/",
];

/**
 * Whole programs that are started, killed and looked at for a minute and more: `npm run test:full` has them, and so has CI. Some
 * of the other files try a part of their cases here and all of them there (PROOFMARK_FULL).
 */
const FULL_ONLY = [
  "test/browser/console-more.test.ts",
  "test/browser/screens.test.ts",
  "test/crash/live-*.test.ts",
  "test/crash/loaded-station-kill.test.ts",
  "test/door/**",
  "test/faults/start-errno.test.ts",
];

/** Whole days at the pages of the built station: minutes for each, and a machine of their own (`npm run day`). */
const DAYS = ["test/days/**"];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification): number => {
      const at = LONG_FIRST.findIndex((folder) => file.moduleId.includes(folder));
      return at < 0 ? LONG_FIRST.length : at;
    };
    return [...files].sort((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [
      ...(process.env.PROOFMARK_FULL === "1" ? [] : FULL_ONLY),
      ...(process.env.PROOFMARK_DAYS === "1" ? [] : DAYS),
    ],
    runner: "./test/support/second-try-runner.ts",
    globalSetup: "test/support/build-once.ts",
    pool: "forks",
    maxWorkers: 2,
    // File after file in one process, and with it the modules they have read: reading them again for each file took longer than
    // the tests. So a file must leave its process as it found it; a law in test/tidy.test.ts looks for what would stay.
    isolate: false,
    sequence: { sequencer: LongFirst },
    // Patience for a busy machine; what must be quick says so itself.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 15_000 } },
    reporters: ["default", "./test/support/ci-reporter.ts"],
  },
});
