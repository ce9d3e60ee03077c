import type { Reporter, TestModule } from 'vitest/node'

/** Ends a test run with one plain line that any program can read: `N passed, N failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed++
      for (const test of module.children.allTests()) counts[test.result().state]++
    }
    const skipped = counts.skipped + counts.pending
    const tail = skipped > 0 ? `, ${skipped} skipped` : ''
    // Last of all, after the other reporters' summary.
    process.on('exit', () => console.log(`${counts.passed} passed, ${counts.failed} failed${tail}`))
  }
}
