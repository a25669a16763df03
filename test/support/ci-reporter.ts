import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends the run with one plain line that any CI can count, after naming every skipped test with its reason, and every test that passed
 * only when it was tried again with what went wrong before.
 */
export default class CiReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    const skips: string[] = [];
    const again: string[] = [];
    for (const module of modules) {
      if (module.state() === "failed" && [...module.children.allTests()].length === 0) failed++;
      // What stands before the tests of a group failed: they are counted as skipped, and nothing may pass for it.
      failed += [...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") {
          passed++;
          if ((test.diagnostic()?.retryCount ?? 0) > 0)
            again.push(`  ${module.relativeModuleId} > ${test.fullName}: ${firstLine(result.errors)}`);
        } else if (result.state === "failed") failed++;
        else {
          skipped++;
          const note = result.state === "skipped" && result.note ? `: ${result.note}` : "";
          skips.push(`  ${module.relativeModuleId} > ${test.fullName}${note}`);
        }
      }
    }
    if (again.length > 0) console.log(`\nPassed at the second try alone:\n${again.join("\n")}`);
    if (skips.length > 0) console.log(`\nSkipped:\n${skips.join("\n")}`);
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}

function firstLine(errors: readonly { readonly message: string }[] | undefined): string {
  return errors?.[0]?.message.split("\n", 1)[0] ?? "";
}
