import type { IAM } from '@aws-sdk/client-iam'
import { beforeAll, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { makeRole, policy, trust } from '../../test/support/roles.ts'
import { iamFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const TRUST = trust({ AWS: '*' })
const LIST = policy({ Action: 'cognito-idp:List*' })

/** A document of so many characters as IAM counts them, and white space, which it does not count. */
const ofLength = (document: string, length: number) => {
  const { Version, Statement } = JSON.parse(document)
  const shortest = JSON.stringify({ Version, Id: '', Statement }).length
  return JSON.stringify({ Version, Id: 'x'.repeat(length - shortest), Statement }, undefined, 2)
}

onEachStore('what IAM and STS have at most', (open) => {
  let house: Poolhouse
  let iam: IAM
  let made = 0
  beforeAll(async () => {
    house = await open()
    iam = iamFor(house)
  })
  const makePolicy = async (PolicyDocument = LIST) => {
    const { Policy } = await iam.createPolicy({ PolicyName: `policy-${++made}`, PolicyDocument })
    return Policy?.Arn ?? ''
  }
  const manyPolicies = async (count: number) => {
    const arns: string[] = []
    while (arns.length < count) arns.push(await makePolicy())
    return arns
  }

  /** Each answers what comes of going up to the most, and one further. */
  const goings: Record<string, readonly [most: () => Promise<unknown>, further: string]> = {
    'policies of a role': [
      async () => {
        const { name: RoleName } = await makeRole(house, TRUST)
        const arns = await manyPolicies(11)
        const outcomes: string[] = []
        for (const PolicyArn of arns) {
          outcomes.push(await refusalOf(iam.attachRolePolicy({ RoleName, PolicyArn })))
        }
        const { AttachedPolicies } = await iam.listAttachedRolePolicies({ RoleName })
        expect(AttachedPolicies).toHaveLength(10)
        return [...new Set(outcomes)]
      },
      'LimitExceededException: Cannot exceed quota for PoliciesPerRole: 10',
    ],
    'a trust policy of a new role': [
      () =>
        atLengths(2_048, (length) =>
          iam.createRole({
            RoleName: `role-${++made}`,
            AssumeRolePolicyDocument: ofLength(TRUST, length),
          }),
        ),
      'LimitExceededException: Cannot exceed quota for ACLSizePerRole: 2048',
    ],
    'a trust policy that is changed': [
      async () => {
        const { name: RoleName } = await makeRole(house, TRUST)
        return await atLengths(2_048, (length) =>
          iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: ofLength(TRUST, length) }),
        )
      },
      'LimitExceededException: Cannot exceed quota for ACLSizePerRole: 2048',
    ],
    'a managed policy': [
      () => atLengths(6_144, (length) => makePolicy(ofLength(LIST, length))),
      'LimitExceededException: Cannot exceed quota for PolicySize: 6144',
    ],
    'a version of a managed policy': [
      async () => {
        const PolicyArn = await makePolicy()
        return await atLengths(6_144, (length) =>
          iam.createPolicyVersion({ PolicyArn, PolicyDocument: ofLength(LIST, length) }),
        )
      },
      'LimitExceededException: Cannot exceed quota for PolicySize: 6144',
    ],
    'versions of a managed policy': [
      async () => {
        const PolicyArn = await makePolicy()
        const add = () => iam.createPolicyVersion({ PolicyArn, PolicyDocument: LIST })
        for (let i = 2; i < 5; i++) await add()
        return [await refusalOf(add()), await refusalOf(add())]
      },
      'LimitExceededException: A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    ],
    'managed policies of a session': [
      async () => {
        const { arn: RoleArn } = await makeRole(house, TRUST)
        const arns = (await manyPolicies(11)).map((arn) => ({ arn }))
        const begin = (PolicyArns: { arn: string }[]) =>
          refusalOf(stsFor(house).assumeRole({ RoleArn, RoleSessionName: 'ada', PolicyArns }))
        return [await begin(arns.slice(1)), await begin(arns)]
      },
      'ValidationError: A session has at most 10 policy ARNs.',
    ],
    'OpenID Connect providers': [
      async () => {
        const add = () =>
          refusalOf(iam.createOpenIDConnectProvider({ Url: `https://id-${++made}.example.com` }))
        const outcomes: string[] = []
        for (let i = 0; i < 101; i++) outcomes.push(await add())
        const { OpenIDConnectProviderList } = await iam.listOpenIDConnectProviders()
        expect(OpenIDConnectProviderList).toHaveLength(100)
        expect(outcomes.at(-1)).not.toBe('accepted')
        return [...new Set(outcomes)]
      },
      'LimitExceededException: Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100',
    ],
  }

  const atLengths = async (most: number, write: (length: number) => Promise<unknown>) => [
    await refusalOf(write(most)),
    await refusalOf(write(most + 1)),
  ]

  it.each(Object.entries(goings))('of %s', async (_, [go, further]) => {
    expect(await go()).toEqual(['accepted', further])
  })
})
