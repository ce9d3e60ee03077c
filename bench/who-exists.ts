/**
 * Whether the time of an answer tells who exists, at a client that hides it. For each call a known and an
 * unknown name take turns; the ratio of their medians should be near 1. Run it with
 * `node --conditions=source bench/who-exists.ts`.
 */
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { listen, openPoolhouse } from '@poolhouse/server'

const ROUNDS = 200
const PASSWORD = 'Swim-Every-Day-1'
const publicUrl = 'http://localhost:7677'

const house = await openPoolhouse({ store: 'memory', demo: true, publicUrl })
const server = await listen({ fetch: house.fetch, host: '127.0.0.1', port: 7677 })
const cognito = new CognitoIdentityProvider({
  region: 'us-east-1',
  endpoint: publicUrl,
  maxAttempts: 1,
})
const ClientId = house.demo?.clientId ?? ''

/** Each person is asked about once a call, so that no limit of attempts has a part in it. */
const people = Array.from({ length: ROUNDS }, (_, index) => `person${index}`)
for (const Username of people) {
  const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }]
  await cognito.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes })
}

const CALLS: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
  'password sign-in': (USERNAME) =>
    cognito.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: 'Wrong-One-1' },
    }),
  'SRP, first call': (USERNAME) =>
    cognito.initiateAuth({
      ClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME, SRP_A: 'a'.repeat(768) },
    }),
  ConfirmSignUp: (Username) =>
    cognito.confirmSignUp({ ClientId, Username, ConfirmationCode: '000000' }),
  ForgotPassword: (Username) => cognito.forgotPassword({ ClientId, Username }),
}

for (const [name, call] of Object.entries(CALLS)) {
  const known: number[] = []
  const unknown: number[] = []
  for (const person of people) {
    known.push(await timeOf(() => call(person)))
    unknown.push(await timeOf(() => call(`nobody-${person}`)))
  }
  const ratio = median(known) / median(unknown)
  const [a, b] = [median(known), median(unknown)].map((time) => time.toFixed(2))
  console.log(`${name.padEnd(20)} known ${a} ms   unknown ${b} ms   ratio ${ratio.toFixed(2)}`)
}
await server.close(1000)
await house.close()

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await run().catch(() => {})
  return performance.now() - started
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}
