import type { AuthFlowType, ExplicitAuthFlowsType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { secretHash } from '../../src/rules/secret-hash.ts'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  signIn,
  type TestPool,
} from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { challenge, prove, respond } from '../support/srp-client.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'

const NEW_FLOWS = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_USER_AUTH',
] as const satisfies ExplicitAuthFlowsType[]

onEachStore('a client', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let refreshToken: string
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    refreshToken = (await signIn(house, pool, 'ada')).RefreshToken
  })
  const initiate = ({ clientId }: Pick<TestPool, 'clientId'>, AuthFlow: AuthFlowType, more = {}) =>
    sdkFor(house).initiateAuth({
      ClientId: clientId,
      AuthFlow,
      AuthParameters: {
        USERNAME: 'ada',
        PASSWORD,
        SRP_A: 'abcdef',
        REFRESH_TOKEN: refreshToken,
        ...more,
      },
    })

  describe('that does not allow a flow', () => {
    it.each([
      ['USER_SRP_AUTH', 'ALLOW_USER_SRP_AUTH'],
      ['USER_PASSWORD_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
      ['REFRESH_TOKEN_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      ['REFRESH_TOKEN', 'ALLOW_REFRESH_TOKEN_AUTH'],
      ['CUSTOM_AUTH', 'ALLOW_CUSTOM_AUTH'],
      ['USER_AUTH', 'ALLOW_USER_AUTH'],
    ] as const)('is refused %s, whatever else it allows', async (flow, value) => {
      const ExplicitAuthFlows = NEW_FLOWS.filter((each) => each !== value)
      const client = await makeClient(house, pool.poolId, { ExplicitAuthFlows })
      expect(await refusalOf(initiate(client, flow))).toBe(
        `InvalidParameterException: ${flow} flow not enabled for this client`,
      )
    })

    it.each([
      [[], 'USER_PASSWORD_AUTH'],
      [['ADMIN_NO_SRP_AUTH'], 'USER_PASSWORD_AUTH'],
      [['CUSTOM_AUTH_FLOW_ONLY'], 'USER_SRP_AUTH'],
      [['CUSTOM_AUTH_FLOW_ONLY'], 'USER_PASSWORD_AUTH'],
      [['USER_PASSWORD_AUTH'], 'CUSTOM_AUTH'],
      [['ALLOW_REFRESH_TOKEN_AUTH'], 'USER_SRP_AUTH'],
    ] as [ExplicitAuthFlowsType[], AuthFlowType][])(
      'with %j is refused %s',
      async (flows, flow) => {
        const client = await makeClient(house, pool.poolId, { ExplicitAuthFlows: flows })
        expect(await refusalOf(initiate(client, flow))).toMatch(/flow not enabled for this client$/)
      },
    )

    it('is refused what only administrators may do, allowed or not', async () => {
      const open = await makeClient(house, pool.poolId, { ExplicitAuthFlows: [...NEW_FLOWS] })
      for (const client of [open, pool]) {
        for (const flow of ['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'] as const) {
          expect(await refusalOf(initiate(client, flow))).toBe(
            'InvalidParameterException: Initiate Auth method not supported.',
          )
        }
      }
    })
  })

  describe('with a secret', () => {
    let guarded: TestPool
    let others: string
    beforeAll(async () => {
      const make = () => makeClient(house, pool.poolId, { GenerateSecret: true })
      guarded = { ...pool, ...(await make()) }
      others = (await make()).clientSecret ?? ''
    })
    const hashOf = (name: string, secret = guarded.clientSecret ?? '') =>
      secretHash(name, guarded.clientId, secret)
    const MISSING = /^NotAuthorizedException: Client \w+ is configured with secret but SECRET_HASH/
    const WRONG = /^NotAuthorizedException: Unable to verify secret hash for client /

    /** Tries a call with every proof that is none, then with the right one. */
    async function tryProofs(name: string, run: (proof: string | undefined) => Promise<unknown>) {
      expect(await refusalOf(run(undefined))).toMatch(MISSING)
      const right = hashOf(name)
      const wrong = [
        ...[hashOf('bob'), hashOf(''), hashOf(name, others), hashOf(name.toUpperCase())],
        ...[
          guarded.clientSecret ?? '',
          secretHash(name, pool.clientId, guarded.clientSecret ?? ''),
        ],
        ...[right.slice(0, -1), right.toLowerCase(), `${right}=`, right.replace(/=$/, ''), 'x'],
        Buffer.from(right, 'base64').toString('hex'),
      ]
      for (const proof of wrong) expect(await refusalOf(run(proof))).toMatch(WRONG)
      return await refusalOf(run(right))
    }

    it('proves it to sign up, confirm and ask for a code', async () => {
      const sdk = sdkFor(house)
      const named = { ClientId: guarded.clientId, Username: 'gus' }
      const UserAttributes = [{ Name: 'email', Value: 'gus@example.com' }]
      const signUp = (SecretHash?: string) =>
        sdk.signUp({ ...named, Password: PASSWORD, UserAttributes, SecretHash })
      const resend = (SecretHash?: string) => sdk.resendConfirmationCode({ ...named, SecretHash })
      const codeOf = async () => (await house.inbox.last('gus@example.com'))?.code
      const confirm = async (SecretHash?: string) =>
        sdk.confirmSignUp({ ...named, SecretHash, ConfirmationCode: await codeOf() })
      expect(await tryProofs('gus', signUp)).toBe('accepted')
      expect(await tryProofs('gus', resend)).toBe('accepted')
      const sent = (await house.inbox.all()).filter(({ username }) => username === 'gus')
      expect(sent.map(({ purpose }) => purpose)).toEqual(['ResendCode', 'SignUp'])
      expect(await tryProofs('gus', confirm)).toBe('accepted')
    })

    it('proves it to sign in, and a wrong proof is no guess at the password', async () => {
      const withHash = (SECRET_HASH: string | undefined) => (SECRET_HASH ? { SECRET_HASH } : {})
      const byPassword = (hash: string | undefined) =>
        initiate(guarded, 'USER_PASSWORD_AUTH', withHash(hash))
      const bySrp = (hash: string | undefined) => initiate(guarded, 'USER_SRP_AUTH', withHash(hash))
      expect(await tryProofs('ada', byPassword)).toBe('accepted')
      expect(await tryProofs('ada', bySrp)).toBe('accepted')
    })

    it('proves it to answer a challenge, which a wrong proof does not spend', async () => {
      const SECRET_HASH = hashOf('ada')
      const asked = await challenge(house, guarded, 'ada', { SECRET_HASH })
      const right = prove(asked, { poolId: pool.poolId, password: PASSWORD })
      const answer = (hash: string | undefined) =>
        respond(house, guarded, { ...right, ...(hash && { SECRET_HASH: hash }) })
      expect(await tryProofs('ada', answer)).toBe('accepted')
    })

    it('tells nobody without it who exists', async () => {
      for (const USERNAME of ['ada', 'nobody']) {
        const SECRET_HASH = 'x'
        const wrong = initiate(guarded, 'USER_PASSWORD_AUTH', { USERNAME, SECRET_HASH })
        expect(await refusalOf(wrong)).toMatch(WRONG)
      }
    })

    it('proves it to revoke a token', async () => {
      const { AuthenticationResult } = await initiate(guarded, 'USER_PASSWORD_AUTH', {
        SECRET_HASH: hashOf('ada'),
      })
      const { RefreshToken = '', AccessToken } = AuthenticationResult ?? {}
      const revoke = (ClientSecret?: string) =>
        refusalOf(
          sdkFor(house).revokeToken({
            ClientId: guarded.clientId,
            Token: RefreshToken,
            ClientSecret,
          }),
        )
      for (const secret of [undefined, others, guarded.clientSecret?.slice(0, -1)]) {
        expect(await revoke(secret)).toMatch(/^UnauthorizedException: /)
      }
      await sdkFor(house).getUser({ AccessToken })
      expect(await revoke(guarded.clientSecret)).toBe('accepted')
      expect(await refusalOf(sdkFor(house).getUser({ AccessToken }))).toMatch(/revoked$/)
    })
  })

  it('of another pool is not there, to be described or deleted', async () => {
    const elsewhere = await makePool(house)
    const crossed = { UserPoolId: elsewhere.poolId, ClientId: pool.clientId }
    const missing = `ResourceNotFoundException: User pool client ${pool.clientId} does not exist.`
    const sdk = sdkFor(house)
    expect(await refusalOf(sdk.describeUserPoolClient(crossed))).toBe(missing)
    expect(await refusalOf(sdk.deleteUserPoolClient(crossed))).toBe(missing)
    const { UserPoolClients } = await sdk.listUserPoolClients({ UserPoolId: elsewhere.poolId })
    expect(UserPoolClients?.map(({ ClientId }) => ClientId)).toEqual([elsewhere.clientId])
    await sdk.describeUserPoolClient({ ...crossed, UserPoolId: pool.poolId })
  })

  it('cannot take an id that is in use', async () => {
    const elsewhere = await makePool(house)
    const ClientName = `_custom_id_:${pool.clientId}`
    const sdk = sdkFor(house)
    expect(
      await refusalOf(sdk.createUserPoolClient({ UserPoolId: elsewhere.poolId, ClientName })),
    ).toMatch(/^InvalidParameterException: .* already exists\.$/)
    expect(
      await refusalOf(
        sdk.createUserPool({ PoolName: 'thief', UserPoolTags: { _custom_id_: pool.poolId } }),
      ),
    ).toMatch(/^InvalidParameterException: .* already exists\.$/)
    await signIn(house, pool, 'ada')
  })
})
