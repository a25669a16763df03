import { type RunnerTestCase, TestRunner } from "vitest";

/**
 * In CI a test that drives a browser has a second try, and the run says so: between a press and what comes of it stand four programs on
 * a machine that does other things as well. By hand there is none, and of no other test in either: whoever sees one fail finds out why.
 */
export default class SecondTryRunner extends TestRunner {
  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    if (process.env.CI === "true" && test.file.filepath.includes("/test/browser/")) test.retry ??= 1;
    await super.onBeforeRunTask(test);
  }
}
