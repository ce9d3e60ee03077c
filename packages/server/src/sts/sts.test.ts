import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { presign } from '../../test/support/aws-signer.ts'
import { ACCOUNT, makeRole, policy, toCredentials, trust } from '../../test/support/roles.ts'
import { iamFor, sdkFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const KEY = { accessKeyId: 'AKIAPOOLHOUSE', secretAccessKey: 'the secret of an administrator' }
const LIST = policy({ Action: 'cognito-idp:ListUserPools' })
const ANY = trust({ AWS: ACCOUNT })

onEachStore('STS', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const assume = async (RoleArn: string, more: object = {}, from = stsFor(house)) =>
    await from.assumeRole({ RoleArn, RoleSessionName: 'ada', ...more })
  const sessionOf = async (document: string, more: object = {}) => {
    const role = await makeRole(house, ANY, document)
    const { Credentials } = await assume(role.arn, more)
    return { role, credentials: toCredentials(Credentials) }
  }

  it('tells everyone who they are', async () => {
    expect(await stsFor(house).getCallerIdentity()).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:iam::${ACCOUNT}:root`,
      UserId: ACCOUNT,
    })
    const { role, credentials } = await sessionOf(LIST)
    expect(await stsFor(house, credentials).getCallerIdentity()).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/ada`,
      UserId: `${role.id}:ada`,
    })
    expect(
      await stsFor(house).getAccessKeyInfo({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
    ).toMatchObject({ Account: ACCOUNT })
  })

  it('tells it to whoever is handed a presigned request', async () => {
    const { role, credentials } = await sessionOf(LIST)
    const url = await presign(house, 'Action=GetCallerIdentity&Version=2011-06-15', credentials)
    const answer = await house.fetch(new Request(url))
    expect(await answer.text()).toContain(`<UserId>${role.id}:ada</UserId>`)
    const other = await house.fetch(
      new Request(url.replace('GetCallerIdentity', 'GetSessionToken')),
    )
    expect([other.status, await other.text()]).toEqual([403, expect.stringContaining('Signature')])
  })

  it('changes nothing for a GET', async () => {
    const query = 'Action=CreateRole&Version=2010-05-08&RoleName=x&AssumeRolePolicyDocument=x'
    const answer = await house.fetch(new Request(await presign(house, query, KEY, 'iam')))
    expect(await answer.text()).toContain('Could not find operation CreateRole')
  })

  describe('AssumeRole', () => {
    it('answers as AWS does', async () => {
      const role = await makeRole(house, ANY, LIST, { Path: '/app/' })
      const before = house.clock.now()
      const answer = await assume(role.arn, { DurationSeconds: 900 })
      expect(answer.AssumedRoleUser).toEqual({
        AssumedRoleId: `${role.id}:ada`,
        Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/ada`,
      })
      const ends = answer.Credentials?.Expiration?.getTime() ?? 0
      expect(Math.abs(ends - before - 900_000)).toBeLessThan(10_000)
      expect(answer.PackedPolicySize).toBeUndefined()
      const bounded = await assume(role.arn, { Policy: LIST })
      expect(bounded.PackedPolicySize).toBeGreaterThan(0)
    })

    it.each([
      [{ AWS: '999999999999' }, {}],
      [
        { Federated: 'cognito-identity.amazonaws.com' },
        {
          Action: 'sts:TagSession',
          Condition: {
            StringEquals: { 'cognito-identity.amazonaws.com:aud': 'x' },
            'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
          },
        },
      ],
      [{ AWS: ACCOUNT }, { Effect: 'Deny' }],
      [{ AWS: ACCOUNT }, { Condition: { StringEquals: { 'sts:ExternalId': 'right' } } }],
      [{ AWS: ACCOUNT }, { Action: 'sts:AssumeRoleWithWebIdentity' }],
    ])('is for those whom the role trusts: not %j %j', async (principal, more) => {
      const role = await makeRole(house, trust(principal, more), LIST)
      await expect(assume(role.arn, { ExternalId: 'wrong' })).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: sts:AssumeRole on resource: ${role.arn}`,
        $metadata: { httpStatusCode: 403 },
      })
    })

    it('is for no other role than the one that was meant', async () => {
      const meant = await makeRole(house, ANY, policy({ Action: 'sts:AssumeRole' }))
      const other = await sessionOf(policy({ Action: 'sts:AssumeRole' }))
      const role = await makeRole(house, trust({ AWS: [meant.arn, '999999999999'] }), LIST)
      const fromOther = stsFor(house, other.credentials)
      await expect(assume(role.arn, {}, fromOther)).rejects.toMatchObject({ name: 'AccessDenied' })
      const session = async () =>
        stsFor(house, toCredentials((await assume(meant.arn)).Credentials))
      expect((await assume(role.arn, {}, await session())).Credentials).toBeDefined()

      await iamFor(house).deleteRolePolicy({ RoleName: meant.name, PolicyName: 'own' })
      await iamFor(house).deleteRole({ RoleName: meant.name })
      const again = { RoleName: meant.name }
      await makeRole(house, ANY, policy({ Action: 'sts:AssumeRole' }), again)
      const late = assume(role.arn, {}, await session())
      await expect(late).rejects.toMatchObject({ name: 'AccessDenied' })
      const { Role } = await iamFor(house).getRole({ RoleName: role.name })
      const shown = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))
      expect(shown.Statement[0].Principal).toEqual({ AWS: [meant.id, '999999999999'] })
    })

    it('is given to no role that is not there yet', async () => {
      const absent = trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/later` })
      const { name: RoleName } = await makeRole(house, ANY)
      const refused = `MalformedPolicyDocumentException: Invalid principal in policy: "AWS":"arn:aws:iam::${ACCOUNT}:role/later"`
      expect(await refusalOf(makeRole(house, absent))).toBe(refused)
      const changed = iamFor(house).updateAssumeRolePolicy({ RoleName, PolicyDocument: absent })
      expect(await refusalOf(changed)).toBe(refused)
    })

    it('says the same of roles that are not there', async () => {
      const arn = `arn:aws:iam::${ACCOUNT}:role/nobody`
      expect(await refusalOf(assume(arn))).toBe(
        `AccessDenied: User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      )
      const role = await makeRole(house, ANY, LIST)
      for (const wrong of [role.arn.toUpperCase(), role.arn.replace(':role/', ':role/x/')]) {
        expect(await refusalOf(assume(wrong))).toMatch(/^AccessDenied: /)
      }
    })

    it('with an external id that the role asks for is let in', async () => {
      const condition = { Condition: { StringEquals: { 'sts:ExternalId': 'right' } } }
      const role = await makeRole(house, trust({ AWS: ACCOUNT }, condition), LIST)
      expect(await refusalOf(assume(role.arn, { ExternalId: 'right' }))).toBe('accepted')
    })

    it('lasts no longer than the role allows', async () => {
      const role = await makeRole(house, ANY, LIST)
      expect(await refusalOf(assume(role.arn, { DurationSeconds: 3601 }))).toMatch(
        /^ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration/,
      )
      await iamFor(house).updateRole({ RoleName: role.name, MaxSessionDuration: 7200 })
      expect(await refusalOf(assume(role.arn, { DurationSeconds: 7200 }))).toBe('accepted')
      expect(await refusalOf(assume(role.arn, { DurationSeconds: 899 }))).toMatch(
        /^ValidationError/,
      )
    })

    it('needs trust for tags, which policies then see', async () => {
      const tags = { Tags: [{ Key: 'Team', Value: 'red' }] }
      const byTag = policy({
        Action: 'cognito-idp:ListUserPools',
        Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } },
      })
      const plain = await makeRole(house, ANY, byTag)
      expect(await refusalOf(assume(plain.arn, tags))).toMatch(/^AccessDenied: .* sts:TagSession/)
      const tagging = trust(
        { AWS: ACCOUNT },
        {
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: { StringEqualsIfExists: { 'aws:RequestTag/team': ['red', 'blue'] } },
        },
      )
      const role = await makeRole(house, tagging, byTag)
      const call = async (Value: string) => {
        const { Credentials } = await assume(role.arn, { Tags: [{ Key: 'Team', Value }] })
        return await refusalOf(
          sdkFor(house, toCredentials(Credentials)).listUserPools({ MaxResults: 1 }),
        )
      }
      expect(await call('red')).toBe('accepted')
      expect(await call('blue')).toMatch(/^AccessDeniedException/)
      expect(await refusalOf(call('green'))).toMatch(/^AccessDenied: /)
    })

    it('from a session needs its policies too, and lasts an hour at most', async () => {
      const target = await makeRole(house, ANY, LIST, { MaxSessionDuration: 7200 })
      const chain = await sessionOf(policy({ Action: 'sts:AssumeRole', Resource: target.arn }))
      const sts = stsFor(house, chain.credentials)
      expect(await refusalOf(assume(target.arn, {}, sts))).toBe('accepted')
      expect(await refusalOf(assume(target.arn, { DurationSeconds: 7200 }, sts))).toMatch(
        /^ValidationError: .*role chaining/,
      )
      const other = await makeRole(house, ANY, LIST)
      expect(await refusalOf(assume(other.arn, {}, sts))).toMatch(
        /^AccessDenied: User: arn:aws:sts::.* sts:AssumeRole on resource: .* because no identity-based policy allows/,
      )
    })
  })

  describe('a session', () => {
    it('may do what its role may, and nothing else', async () => {
      const { role, credentials } = await sessionOf(LIST)
      const sdk = sdkFor(house, credentials)
      expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
      await expect(sdk.createUserPool({ PoolName: 'mine' })).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/ada is not authorized to perform: cognito-idp:CreateUserPool on resource: * because no identity-based policy allows the cognito-idp:CreateUserPool action`,
        $metadata: { httpStatusCode: 400 },
      })
      await expect(
        iamFor(house, credentials).getRole({ RoleName: role.name }),
      ).rejects.toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining(`iam:GetRole on resource: role ${role.name} because`),
        $metadata: { httpStatusCode: 403 },
      })
    })

    it('may do it to what its role names, and learns nothing of the rest', async () => {
      const admin = sdkFor(house)
      const [mine, theirs] = [
        (await admin.createUserPool({ PoolName: 'mine' })).UserPool,
        (await admin.createUserPool({ PoolName: 'theirs' })).UserPool,
      ]
      const document = policy(
        { Action: 'cognito-idp:*', Resource: mine?.Arn ?? '' },
        { Effect: 'Deny', Action: 'cognito-idp:Delete*' },
      )
      const { credentials } = await sessionOf(document)
      const sdk = sdkFor(house, credentials)
      const describe = (UserPoolId = '') => refusalOf(sdk.describeUserPool({ UserPoolId }))
      expect(await describe(mine?.Id)).toBe('accepted')
      const said = (await describe(theirs?.Id)).replace(theirs?.Id ?? '', 'ID')
      expect(said).toMatch(/^AccessDeniedException: .*userpool\/ID because/)
      expect((await describe('us-east-1_Nobody')).replace('us-east-1_Nobody', 'ID')).toBe(said)
      expect(await refusalOf(sdk.deleteUserPool({ UserPoolId: mine?.Id }))).toMatch(
        /^AccessDeniedException: .* with an explicit deny in an identity-based policy$/,
      )
      const ResourceArn = theirs?.Arn
      expect(await refusalOf(sdk.listTagsForResource({ ResourceArn }))).toMatch(/^AccessDenied/)
    })

    it('does not learn what roles there are, nor how they are written', async () => {
      const { credentials } = await sessionOf(LIST)
      await makeRole(house, ANY, LIST, { RoleName: 'Vault', Path: '/hidden/' })
      const iam = iamFor(house, credentials)
      const trusted = { AssumeRolePolicyDocument: ANY }
      for (const call of [
        (RoleName: string) => iam.getRole({ RoleName }),
        (RoleName: string) => iam.createRole({ RoleName, ...trusted }),
      ]) {
        const [there, nowhere] = [await refusalOf(call('VAULT')), await refusalOf(call('NOBODY'))]
        expect(there).toMatch(/^AccessDenied: .* on resource: role VAULT because/)
        expect(nowhere.replace('NOBODY', 'VAULT')).toBe(there)
      }
    })

    it('hands on roles only where it may', async () => {
      const { UserPool } = await sdkFor(house).createUserPool({ PoolName: 'grouped' })
      const [mine, theirs] = [await makeRole(house, ANY), await makeRole(house, ANY)]
      const document = policy(
        { Action: 'cognito-idp:CreateGroup' },
        {
          Action: 'iam:PassRole',
          Resource: mine.arn,
          Condition: { StringEquals: { 'iam:PassedToService': 'cognito-idp.amazonaws.com' } },
        },
      )
      const { credentials } = await sessionOf(document)
      const create = (GroupName: string, RoleArn?: string) =>
        refusalOf(
          sdkFor(house, credentials).createGroup({ UserPoolId: UserPool?.Id, GroupName, RoleArn }),
        )
      expect(await create('none')).toBe('accepted')
      expect(await create('mine', mine.arn)).toBe('accepted')
      expect(await create('theirs', theirs.arn)).toContain(
        `is not authorized to perform: iam:PassRole on resource: ${theirs.arn} because`,
      )
    })

    it('is bounded by its own policies', async () => {
      const all = policy({ Action: '*' })
      const iam = iamFor(house)
      const made = await iam.createPolicy({ PolicyName: 'bound', PolicyDocument: LIST })
      const arn = made.Policy?.Arn
      for (const bounds of [{ Policy: LIST }, { PolicyArns: [{ arn }] }]) {
        const { credentials } = await sessionOf(all, bounds)
        const sdk = sdkFor(house, credentials)
        expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
        expect(await refusalOf(sdk.createUserPool({ PoolName: 'x' }))).toMatch(
          /because no session policy allows the cognito-idp:CreateUserPool action$/,
        )
      }
      const { credentials } = await sessionOf(LIST, { Policy: all })
      expect(await refusalOf(sdkFor(house, credentials).createUserPool({ PoolName: 'x' }))).toMatch(
        /because no identity-based policy allows/,
      )
      const unbounded = await sessionOf(all, { PolicyArns: [{ arn }] })
      await iam.deletePolicy({ PolicyArn: arn })
      expect(
        await refusalOf(sdkFor(house, unbounded.credentials).listUserPools({ MaxResults: 1 })),
      ).toMatch(/no session policy/)
      expect(await refusalOf(sessionOf(all, { PolicyArns: [{ arn }] }))).toMatch(/^MalformedPolicy/)
      expect(await refusalOf(sessionOf(all, { Policy: '{' }))).toMatch(/^MalformedPolicyDocument/)
      const long = policy({ Action: `a:${'b'.repeat(5_000)}` })
      expect(await refusalOf(sessionOf(all, { Policy: long }))).toMatch(/^PackedPolicyTooLarge/)
    })

    it('may do what its role may now, and nothing once it is gone', async () => {
      const { role, credentials } = await sessionOf(LIST)
      const list = () => refusalOf(sdkFor(house, credentials).listUserPools({ MaxResults: 1 }))
      expect(await list()).toBe('accepted')
      const iam = iamFor(house)
      const named = { RoleName: role.name, PolicyName: 'own' }
      await iam.putRolePolicy({ ...named, PolicyDocument: policy({ Action: 'iam:GetRole' }) })
      expect(await list()).toMatch(/^AccessDeniedException/)
      await iam.putRolePolicy({ ...named, PolicyDocument: LIST })
      expect(await list()).toBe('accepted')
      const attached = await iam.createPolicy({
        PolicyName: role.name,
        PolicyDocument: policy({ Effect: 'Deny', Action: '*' }),
      })
      const PolicyArn = attached.Policy?.Arn
      await iam.attachRolePolicy({ RoleName: role.name, PolicyArn })
      expect(await list()).toMatch(/^AccessDeniedException: .*explicit deny/)
      await iam.detachRolePolicy({ RoleName: role.name, PolicyArn })
      await iam.deleteRolePolicy(named)
      await iam.deleteRole({ RoleName: role.name })
      const gone =
        'UnrecognizedClientException: The security token included in the request is invalid.'
      expect(await list()).toBe(gone)
      await iam.createRole({ RoleName: role.name, AssumeRolePolicyDocument: ANY })
      await iam.putRolePolicy({ ...named, PolicyDocument: LIST })
      expect(await list()).toBe(gone)
      expect(await refusalOf(stsFor(house, credentials).getCallerIdentity())).toMatch(
        /^InvalidClientTokenId/,
      )
    })

    it('is asked for its token, and for no other', async () => {
      const [one, two] = [await sessionOf(LIST), await sessionOf(LIST)]
      const { accessKeyId, secretAccessKey, sessionToken } = one.credentials
      const call = (credentials: {
        accessKeyId: string
        secretAccessKey: string
        sessionToken?: string
      }) => refusalOf(sdkFor(house, credentials).listUserPools({ MaxResults: 1 }))
      const invalid =
        'UnrecognizedClientException: The security token included in the request is invalid.'
      expect(await call({ accessKeyId, secretAccessKey })).toBe(invalid)
      expect(
        await call({ accessKeyId, secretAccessKey, sessionToken: two.credentials.sessionToken }),
      ).toBe(invalid)
      expect(await call({ ...two.credentials, accessKeyId })).toBe(invalid)
      expect(
        await call({
          ...one.credentials,
          sessionToken: `${sessionToken.slice(0, -1)}${sessionToken.endsWith('A') ? 'B' : 'A'}`,
        }),
      ).toBe(invalid)
      expect(await call({ ...one.credentials, accessKeyId: 'AKIAANYBODY' })).toBe(invalid)
      expect(
        await call({ ...one.credentials, secretAccessKey: two.credentials.secretAccessKey }),
      ).toMatch(/^InvalidSignatureException/)
      const query = (credentials: typeof one.credentials) =>
        refusalOf(stsFor(house, credentials).getCallerIdentity())
      expect(await query({ ...one.credentials, secretAccessKey: 'a guess' })).toMatch(
        /^SignatureDoesNotMatch/,
      )
      expect(await query({ ...one.credentials, sessionToken: 'PoolhouseSession' })).toMatch(
        /^InvalidClientTokenId/,
      )
    })

    it('ends', async () => {
      const later = await open()
      const role = await makeRole(later, ANY, LIST)
      const { Credentials } = await assume(role.arn, { DurationSeconds: 900 }, stsFor(later))
      const credentials = toCredentials(Credentials)
      const list = () => sdkFor(later, credentials).listUserPools({ MaxResults: 1 })
      later.clock.advance('899s')
      expect(await refusalOf(list())).toMatch(/^(accepted|InvalidSignature)/)
      later.clock.advance('2s')
      const client = sdkFor(later, credentials)
      client.config.systemClockOffset = 901_000
      await expect(client.listUserPools({ MaxResults: 1 })).rejects.toMatchObject({
        name: 'ExpiredTokenException',
        $metadata: { httpStatusCode: 400 },
      })
      const sts = stsFor(later, credentials)
      sts.config.systemClockOffset = 901_000
      await expect(sts.getCallerIdentity()).rejects.toMatchObject({
        name: 'ExpiredToken',
        message: 'The security token included in the request is expired',
        $metadata: { httpStatusCode: 403 },
      })
    })
  })

  it('gives access keys a session of half a day, unless it is to last otherwise', async () => {
    const dated = await open()
    const begin = async (DurationSeconds?: number) => {
      const { Credentials } = await stsFor(dated).getSessionToken({ DurationSeconds })
      const left = (Credentials?.Expiration?.getTime() ?? 0) - dated.clock.now()
      return { credentials: toCredentials(Credentials), hours: left / 3_600_000 }
    }
    const [short, given, long] = [await begin(900), await begin(), await begin(129_600)]
    expect(short.hours).toBeCloseTo(0.25, 2)
    expect(given.hours).toBeCloseTo(12, 2)
    expect(long.hours).toBeCloseTo(36, 2)
    const listAt = async ({ credentials }: typeof given, hour: number) => {
      const sdk = sdkFor(dated, credentials)
      sdk.config.systemClockOffset = hour * 3_600_000
      return await refusalOf(sdk.listUserPools({ MaxResults: 1 }))
    }
    dated.clock.advance('1h')
    expect(await listAt(short, 1)).toMatch(/^ExpiredToken/)
    expect(await listAt(given, 1)).toBe('accepted')
    dated.clock.advance('11h')
    expect(await listAt(given, 12)).toMatch(/^ExpiredToken/)
    expect(await listAt(long, 12)).toBe('accepted')
    for (const DurationSeconds of [899, 129_601]) {
      const wrong = stsFor(dated).getSessionToken({ DurationSeconds })
      expect(await refusalOf(wrong)).toMatch(/^ValidationError/)
    }
  })

  describe('in production', () => {
    const accessKeys = [{ id: KEY.accessKeyId, secret: KEY.secretAccessKey }]

    it('verifies sessions like keys, on every server', async () => {
      const [one, two] = [await open({ accessKeys }), await open({ accessKeys })]
      const { Credentials } = await stsFor(one, KEY).getSessionToken()
      const credentials = toCredentials(Credentials)
      expect(await refusalOf(sdkFor(two, credentials).listUserPools({ MaxResults: 1 }))).toBe(
        'accepted',
      )
      const again = stsFor(one, credentials).getSessionToken()
      expect(await refusalOf(again)).toBe(
        'AccessDenied: Cannot call GetSessionToken with session credentials',
      )
      const wrong = { ...credentials, secretAccessKey: 'a guess' }
      expect(await refusalOf(sdkFor(one, wrong).listUserPools({ MaxResults: 1 }))).toMatch(
        /^InvalidSignature/,
      )
      const { sessionToken: _, ...bare } = credentials
      expect(await refusalOf(sdkFor(one, bare).listUserPools({ MaxResults: 1 }))).toMatch(
        /^UnrecognizedClient/,
      )
      const mixed = { ...KEY, sessionToken: credentials.sessionToken }
      expect(await refusalOf(sdkFor(one, mixed).listUserPools({ MaxResults: 1 }))).toMatch(
        /^UnrecognizedClient/,
      )
    })

    it('ends an administrator’s sessions with the key', async () => {
      const before = await open({ accessKeys })
      const { Credentials } = await stsFor(before, KEY).getSessionToken()
      const after = await open({ accessKeys: [{ id: 'AKIAOTHER', secret: KEY.secretAccessKey }] })
      const list = sdkFor(after, toCredentials(Credentials)).listUserPools({ MaxResults: 1 })
      expect(await refusalOf(list)).toMatch(/^UnrecognizedClient/)
    })

    it('ends them with its secret, and knows none that nobody signed for', async () => {
      const before = await open({ accessKeys })
      const easy = await open()
      const replaced = await open({ accessKeys: [{ id: KEY.accessKeyId, secret: 'another' }] })
      const guess = { ...KEY, secretAccessKey: 'a guess' }
      for (const [made, key, at, expected] of [
        [before, KEY, before, /^accepted/],
        [before, KEY, replaced, /^UnrecognizedClient/],
        [easy, guess, before, /^UnrecognizedClient/],
      ] as const) {
        const { Credentials } = await stsFor(made, key).getSessionToken()
        const list = sdkFor(at, toCredentials(Credentials)).listUserPools({ MaxResults: 1 })
        expect(await refusalOf(list)).toMatch(expected)
      }
    })

    it('wants a signature where AWS does', async () => {
      const strict = await open({ accessKeys })
      const post = async (body: string) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const answer = await strict.fetch(
          new Request(`${strict.publicUrl}/`, { method: 'POST', headers, body }),
        )
        return [answer.status, await answer.text()] as const
      }
      const [status, text] = await post('Action=GetCallerIdentity&Version=2011-06-15')
      expect([status, text]).toEqual([
        403,
        expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
      ])
      const [other, said] = await post('Action=ListRoles&Version=2011-06-15')
      expect([other, said]).toEqual([
        400,
        expect.stringContaining(
          '<Code>InvalidAction</Code><Message>Could not find operation ListRoles for version 2011-06-15</Message>',
        ),
      ])
    })
  })
})
