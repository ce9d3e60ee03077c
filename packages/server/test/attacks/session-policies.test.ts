import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { IDENTITY_POOL, makeRole, policy, toCredentials, trust } from '../support/roles.ts'
import { iamFor, identitySdkFor, sdkFor, stsFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'

const ANY = trust({ AWS: '*' })
const DENIED = /^AccessDenied(Exception)?: .* with an explicit deny in an identity-based policy$/

onEachStore('a session', (open) => {
  it('chooses no id, which roles may trust before and after a pool has it', async () => {
    const house = await open()
    const document = policy({ Action: ['cognito-identity:*', 'cognito-idp:*'] })
    const { arn } = await makeRole(house, ANY, document)
    const taken = await stsFor(house).assumeRole({ RoleArn: arn, RoleSessionName: 'ada' })
    const credentials = toCredentials(taken.Credentials)
    const [users, identities] = [sdkFor(house, credentials), identitySdkFor(house, credentials)]
    const room = { IdentityPoolName: 'x', AllowUnauthenticatedIdentities: true }
    const { UserPool } = await users.createUserPool({ PoolName: 'x' })
    const calls = [
      (tags = {}) => identities.createIdentityPool({ ...room, IdentityPoolTags: tags }),
      (tags = {}) => users.createUserPool({ PoolName: 'x', UserPoolTags: tags }),
    ]
    const ids = [IDENTITY_POOL, 'us-east-1_Gone']
    for (const [index, create] of calls.entries()) {
      expect(await refusalOf(create())).toBe('accepted')
      const chosen = create({ _custom_id_: ids[index] })
      expect(await refusalOf(chosen)).toMatch(/^AccessDeniedException: .*_custom_id_/)
    }
    const client = { UserPoolId: UserPool?.Id, ClientName: '_custom_id_:gone' }
    expect(await refusalOf(users.createUserPoolClient(client))).toMatch(
      /^AccessDeniedException: .*_custom_id_/,
    )
  })
})

onEachStore('a policy that denies', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  /** A session that may do everything but what fits this. */
  async function sessionBut(Condition: object, Action: string | string[] = '*') {
    const document = policy({ Action: '*' }, { Effect: 'Deny', Action, Condition })
    const { arn } = await makeRole(house, ANY, document)
    const taken = await stsFor(house).assumeRole({ RoleArn: arn, RoleSessionName: 'ada' })
    return toCredentials(taken.Credentials)
  }

  it.each([
    { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
    { Bool: { 'AWS:SecureTransport': false } },
    { BoolIfExists: { 'aws:MultiFactorAuthPresent': false } },
    { StringEquals: { 'aws:ResourceTag/stage': 'production' } },
    { 'ForAnyValue:StringLike': { 'aws:CalledVia': '*' } },
    { Null: { 'cognito-idp:Anything': false } },
  ])('by what AWS would tell and we do not: %j', async (Condition) => {
    const sdk = sdkFor(house, await sessionBut(Condition))
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toMatch(DENIED)
    const others = sdkFor(house, await sessionBut(Condition, 'cognito-idp:Admin*'))
    expect(await refusalOf(others.listUserPools({ MaxResults: 1 }))).toBe('accepted')
  })

  it('by keys of others’ calls denies those calls alone', async () => {
    const sdk = sdkFor(house, await sessionBut({ StringLike: { 's3:prefix': '*' } }))
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
  })

  it('what began before a moment ends it, and lets begin anew', async () => {
    const { name, arn } = await makeRole(house, ANY, policy({ Action: '*' }))
    const begin = async () => {
      const taken = await stsFor(house).assumeRole({ RoleArn: arn, RoleSessionName: 'ada' })
      return sdkFor(house, toCredentials(taken.Credentials))
    }
    const list = (sdk: Awaited<ReturnType<typeof begin>>) =>
      refusalOf(sdk.listUserPools({ MaxResults: 1 }))
    const before = await begin()
    house.clock.advance('1s')
    const moment = new Date(house.clock.now()).toISOString()
    // The policy that AWS's console writes where somebody revokes sessions.
    await iamFor(house).putRolePolicy({
      RoleName: name,
      PolicyName: 'AWSRevokeOlderSessions',
      PolicyDocument: policy({
        Effect: 'Deny',
        Action: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': moment } },
      }),
    })
    expect(await list(before)).toMatch(DENIED)
    expect(await list(await begin())).toBe('accepted')
  })

  it('tags denies them to whoever brings them or takes them away, in any case', async () => {
    const credentials = await sessionBut({
      'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': ['guarded'] },
    })
    const [iam, users] = [iamFor(house, credentials), sdkFor(house, credentials)]
    const { name: RoleName } = await makeRole(house, ANY)
    const tagged = (Key: string) => iam.tagRole({ RoleName, Tags: [{ Key, Value: 'x' }] })
    expect(await refusalOf(tagged('free'))).toBe('accepted')
    expect(await refusalOf(tagged('Guarded'))).toMatch(DENIED)
    expect(await refusalOf(iam.untagRole({ RoleName, TagKeys: ['guarded'] }))).toMatch(DENIED)
    const UserPoolTags = { free: 'x', GUARDED: 'x' }
    expect(await refusalOf(users.createUserPool({ PoolName: 'x', UserPoolTags }))).toMatch(DENIED)
  })

  it('tags is not asked about more of them than anything can have', async () => {
    const sdk = sdkFor(house, await sessionBut({ StringLike: { 'aws:TagKeys': ['*x*', '*y'] } }))
    const variants = Array.from({ length: 8_192 }, (_, index) =>
      [...'aaaaaaaaaaaaa'].map((letter, bit) => ((index >> bit) & 1 ? 'A' : letter)).join(''),
    )
    const UserPoolTags = Object.fromEntries(variants.map((key) => [key, '']))
    const started = performance.now()
    const answer = await refusalOf(sdk.createUserPool({ PoolName: 'x', UserPoolTags }))
    expect(answer).toBe(
      'InvalidParameterException: No more than 50 tags can be named at once: nothing has more.',
    )
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('a tag’s value denies it also where another of its name in another case comes along', async () => {
    const credentials = await sessionBut({ StringEquals: { 'aws:RequestTag/team': 'red' } })
    const sdk = identitySdkFor(house, credentials)
    const make = (IdentityPoolTags: Record<string, string>) =>
      refusalOf(
        sdk.createIdentityPool({
          ...{ IdentityPoolName: 'x', AllowUnauthenticatedIdentities: false },
          IdentityPoolTags,
        }),
      )
    expect(await make({ team: 'blue' })).toBe('accepted')
    expect(await make({ team: 'red' })).toMatch(DENIED)
    expect(await make({ team: 'red', Team: 'blue' })).toMatch(DENIED)
    expect(await make({ Team: 'blue', team: 'red' })).toMatch(DENIED)
  })

  it('one managed policy denies attaching that one', async () => {
    const make = async (PolicyName: string) => {
      const made = { PolicyName, PolicyDocument: policy({ Action: '*' }) }
      return (await iamFor(house).createPolicy(made)).Policy?.Arn
    }
    const [mild, strong] = [await make('mild'), await make('strong')]
    const iam = iamFor(house, await sessionBut({ ArnEquals: { 'iam:PolicyARN': strong } }))
    const { name: RoleName } = await makeRole(house, ANY)
    expect(await refusalOf(iam.attachRolePolicy({ RoleName, PolicyArn: mild }))).toBe('accepted')
    expect(await refusalOf(iam.attachRolePolicy({ RoleName, PolicyArn: strong }))).toMatch(DENIED)
  })

  it('a session’s name denies beginning it', async () => {
    const sts = stsFor(house, await sessionBut({ StringLike: { 'sts:RoleSessionName': 'root*' } }))
    const { arn: RoleArn } = await makeRole(house, ANY)
    const assume = (RoleSessionName: string) =>
      refusalOf(sts.assumeRole({ RoleArn, RoleSessionName }))
    expect(await assume('ada')).toBe('accepted')
    expect(await assume('root-of-all')).toMatch(DENIED)
  })
})
