import { FailedAssertionError, JwtBaseError, JwtExpiredError } from 'aws-jwt-verify/error'
import { beforeAll, expect, inject, it } from 'vitest'
import { makeClient, makePool, makeUser, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { FORGERIES, readJwt, signed } from './forgeries.ts'
import { useServer } from './serve.ts'
import { VERIFIERS } from './verifiers.ts'

const USES = ['id', 'access'] as const
const [idKeys, accessKeys, foreign] = inject('keyPairs')
if (!idKeys || !accessKeys || !foreign) throw new Error('the run has too few key pairs')
const keysOf = { id: idKeys, access: accessKeys }

/** Every pool gets the same two keys, so that the test can sign as the pool does. */
function knownKeys() {
  let taken = 0
  return { take: async () => (taken++ % 2 === 0 ? keysOf.id : keysOf.access) }
}

for (const [name, { options, create }] of Object.entries(VERIFIERS)) {
  onEachStore(`the ${name} of aws-jwt-verify`, (open) => {
    const server = useServer(open, { ...options, keyStock: knownKeys() })

    let pool: TestPool
    let tokens: Record<(typeof USES)[number], string>

    beforeAll(async () => {
      const { house } = server()
      pool = await makePool(house)
      await makeUser(house, pool, 'ada')
      const { IdToken, AccessToken } = await signIn(house, pool, 'ada')
      tokens = { id: IdToken, access: AccessToken }
    })

    const trust = (use: (typeof USES)[number]) => ({ url: server().url, pool, use })
    const getUser = (AccessToken: string) => sdkFor(server().house).getUser({ AccessToken })

    it.each(USES)('believes an %s token of the pool', async (use) => {
      const verify = await create(trust(use))
      expect(await verify(tokens[use])).toEqual(readJwt(tokens[use]).claims)
    })

    it('does not take one kind of token for the other, nor do our own operations', async () => {
      const [verifyId, verifyAccess] = [await create(trust('id')), await create(trust('access'))]
      await expect(verifyId(tokens.access)).rejects.toBeInstanceOf(FailedAssertionError)
      await expect(verifyAccess(tokens.id)).rejects.toBeInstanceOf(FailedAssertionError)
      await expect(getUser(tokens.id)).rejects.toThrow('Invalid Access Token')
      const [id, access] = [readJwt(tokens.id), readJwt(tokens.access)]
      const byIdKey = signed(id.header, access.claims, keysOf.id)
      await expect(getUser(byIdKey)).rejects.toThrow('Invalid Access Token')
      expect(await getUser(tokens.access)).toMatchObject({ Username: 'ada' })
    })

    it.each(Object.entries(FORGERIES))('does not believe %s', async (_, forgery) => {
      for (const use of USES) {
        const jwt = readJwt(tokens[use])
        const verify = await create(trust(use))
        const forged = forgery.forge({ jwt, own: keysOf[use], foreign })
        await expect(verify(forged)).rejects.toThrow(forgery.fault)
      }
      const jwt = readJwt(tokens.access)
      const forged = forgery.forge({ jwt, own: keysOf.access, foreign })
      const refusal = { name: 'NotAuthorizedException', message: forgery.answer }
      await expect(getUser(forged)).rejects.toMatchObject(refusal)
    })

    it.each(USES)('of one pool or client does not believe an %s token of another', async (use) => {
      const { house } = server()
      const ofOtherPool = await create({ ...trust(use), pool: await makePool(house) })
      await expect(ofOtherPool(tokens[use])).rejects.toBeInstanceOf(JwtBaseError)
      const client = await makeClient(house, pool.poolId)
      const ofOtherClient = await create({ ...trust(use), pool: { ...pool, ...client } })
      await expect(ofOtherClient(tokens[use])).rejects.toBeInstanceOf(FailedAssertionError)
    })

    it.each(USES)('does not believe an %s token an hour on', async (use) => {
      // The verifier has a clock of its own; the grace it gives is what moves it.
      const anHourOn = await create({ ...trust(use), graceSeconds: -3601 })
      await expect(anHourOn(tokens[use])).rejects.toBeInstanceOf(JwtExpiredError)
    })
  })
}
