/** `npm run bench:size`: bytes of the client beside Amplify; bundled, minified and compressed in one run. */
import { bundleSize } from '../packages/client/test/support/bundle.ts'

const OURS = '@poolhouse/client'

/** What is imported of each, for the same work. */
const ROWS: Readonly<Record<string, readonly [ours: string, amplify: string]>> = {
  'signIn alone': [
    `export { createCore, signIn } from '${OURS}'`,
    "export { signIn } from 'aws-amplify/auth'",
  ],
  'core, signIn, signUp, fetchAuthSession': [
    `export { createCore, signIn, signUp, fetchAuthSession } from '${OURS}'`,
    "export { Amplify } from 'aws-amplify'; export { signIn, signUp, fetchAuthSession } from 'aws-amplify/auth'",
  ],
  'every function': [
    `export { createAuth } from '${OURS}'`,
    "export { Amplify } from 'aws-amplify'; export * from 'aws-amplify/auth'",
  ],
}

const line = (what: string, ours: string, amplify: string) =>
  console.log(`${what.padEnd(40)} ${ours.padStart(9)} ${amplify.padStart(9)}`)

line('bytes of', 'poolhouse', 'amplify')
for (const [what, [ours, amplify]] of Object.entries(ROWS)) {
  line(what, String(await bundleSize(ours)), String(await bundleSize(amplify)))
}
