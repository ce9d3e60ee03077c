import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** A guide shows what runs: each listing that names a file is that file. */
it.each(['client', 'test-your-application'])('the guide %s shows its example as it is', (name) => {
  const guide = readFileSync(new URL(`../docs/guides/${name}.md`, import.meta.url), 'utf8')
  const listings = [...guide.matchAll(/<!-- (\S+) -->\n```(?:[jt]s|json)\n(.*?)```/gs)]
  expect(listings.length).toBeGreaterThan(0)
  for (const [, path = '', listing] of listings) {
    expect(listing).toBe(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'))
  }
})
