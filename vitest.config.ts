import { defineConfig } from 'vitest/config'

const isLong = process.env.POOLHOUSE_TEST_LONG === 'true'

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    globalSetup: ['packages/server/test/support/global-setup.ts'],
    setupFiles: ['packages/server/test/support/seed.ts'],
    reporters: ['default', './scripts/closing-line.ts'],
    pool: 'forks',
    // Loading the server anew for each file took a third of the time. What a test replaces, it puts back.
    isolate: false,
    testTimeout: isLong ? 300_000 : 30_000,
    hookTimeout: 60_000,
  },
})
