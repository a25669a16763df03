import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The longest files begin first, so that two cores end together; a clean clone has no earlier timings to go by. Those that start
 * programs of their own come before those that look at real time, which they would disturb.
 */
const LONG_FIRST = [
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

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification): number => {
      const at = LONG_FIRST.findIndex((folder) => file.moduleId.includes(folder));
      // Those that share a process last and together: it ends where a file of the other kind comes next.
      const from = file.project.config.isolate ? 0 : LONG_FIRST.length + 1;
      return from + (at < 0 ? LONG_FIRST.length : at);
    };
    return [...files].sort((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

/**
 * Files that start no program and change nothing of their process share one, file after file, and with it the modules they have
 * read: reading them again for each file took longer than the tests. All others have a process of their own.
 */
const SHARED = [
  "test/*.test.ts",
  "test/{cases,cli,console,core,firmware-bridge,protocols,station}/**/*.test.ts",
  "test/adapters/{config,disk,keys,log}/**/*.test.ts",
  "test/simulators/{course,firmata,gnss,gpio,lane,opcua,registry}/**/*.test.ts",
];
const ALL = "test/**/*.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "own process",
          include: [ALL],
          exclude: SHARED,
          globalSetup: "test/support/build-once.ts",
        },
      },
      { extends: true, test: { name: "shared process", include: SHARED, isolate: false } },
    ],
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    // Patience for a busy machine; what must be quick says so itself.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/support/ci-reporter.ts"],
  },
});
