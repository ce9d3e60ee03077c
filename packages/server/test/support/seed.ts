import fc from 'fast-check'

/**
 * The gate is held to the same inputs every time, so that it fails for what a change did; the long form of
 * the tests looks for new ones.
 */
if (process.env.POOLHOUSE_TEST_LONG !== 'true') fc.configureGlobal({ seed: 20_261_121 })
