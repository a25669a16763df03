import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The longest files begin first, so that two cores end together; a clean clone has no earlier timings to go by. Those that start
 * programs of their own come before those that look at real time, which they would disturb.
 */
const LONG_FIRST = [
  "test/crash/",
  "test/door/",
  "test/faults/start-",
  "test/faults/last-words",
  "test/station/command-matrix",
  "test/station/broken-machine",
  "test/browser/",
  "test/adapters/opcua/",
  "test/runtime/",
  "test/simulators/course/",
];

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
    pool: "forks",
    globalSetup: "test/support/build-once.ts",
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    // Patience for a busy machine; what must be quick says so itself.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/support/ci-reporter.ts"],
  },
});
