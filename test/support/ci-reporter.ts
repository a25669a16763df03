import type { Reporter, TestModule } from "vitest/node";

/** Ends the run with one plain line that any CI can count, after naming every skipped test with its reason. */
export default class CiReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    const skips: string[] = [];
    for (const module of modules) {
      if (module.state() === "failed" && [...module.children.allTests()].length === 0) failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") passed++;
        else if (result.state === "failed") failed++;
        else {
          skipped++;
          const note = result.state === "skipped" && result.note ? `: ${result.note}` : "";
          skips.push(`  ${module.relativeModuleId} > ${test.fullName}${note}`);
        }
      }
    }
    if (skips.length > 0) console.log(`\nSkipped:\n${skips.join("\n")}`);
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}
