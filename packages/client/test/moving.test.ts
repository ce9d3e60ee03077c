/** An application of Amplify's that changes its imports, and nothing else. */
import { readFileSync } from 'node:fs'
import { ConsoleLogger } from 'aws-amplify/utils'
import { expect, it } from 'vitest'
import { useServer } from '../../server/test/clients/serve.ts'
import { PASSWORD } from '../../server/test/support/people.ts'
import { codeAt, makeMfaPool } from '../../server/test/support/second-factor.ts'
import { runApplication as runMoved } from './moving/moved.ts'
import { runApplication as runWithAmplify } from './moving/with-amplify.ts'
import { onOneStore } from './support/one-store.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

it('is the same application, but for its imports', () => {
  const [before = '', after] = ['with-amplify', 'moved'].map((name) => {
    const text = readFileSync(new URL(`./moving/${name}.ts`, import.meta.url), 'utf8')
    return text.replace(/^import [^']*'[^']*'\n/gm, '')
  })
  expect(after).toBe(before)
  expect(before).not.toMatch(/aws-amplify|poolhouse/)
})

onOneStore('the application', (open) => {
  const server = useServer(open)

  it.each([
    ['with aws-amplify', runWithAmplify],
    ['moved', runMoved],
  ])('%s does what it did', async (_, run) => {
    const { house, url } = server()
    const { poolId, clientId } = await makeMfaPool(house, 'OPTIONAL')
    const Cognito = { userPoolId: poolId, userPoolClientId: clientId, userPoolEndpoint: url }
    const email = `${clientId}@example.com`
    const seen = await run(
      { Auth: { Cognito } },
      {
        username: 'ada',
        password: PASSWORD,
        email,
        codeInMail: async () => (await house.inbox.last(email))?.code ?? '',
        codeInApp(secret) {
          house.clock.advance('30s') // each code is good once
          return codeAt(secret, house.clock.now())
        },
      },
    )
    expect(seen).toEqual([
      'pool true',
      'CONFIRM_SIGN_UP',
      'signedIn ada',
      'otpauth:',
      'TOTP of TOTP',
      'signedOut',
      'NotAuthorizedException: Incorrect username or password.',
      'CONFIRM_SIGN_IN_WITH_TOTP_CODE',
      'signedIn ada',
      'DONE',
      `${email} by access`,
      'DONE',
      'Lovelace true',
      'ada true true',
      'signedOut',
      'UserUnAuthenticatedException',
    ])
  })
})
