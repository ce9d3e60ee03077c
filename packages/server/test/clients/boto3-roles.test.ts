import { beforeAll, expect, it } from 'vitest'
import * as iam from '../../src/iam/catalogue.ts'
import * as sts from '../../src/sts/catalogue.ts'
import { ACCOUNT } from '../support/roles.ts'
import { onEachStore } from '../support/stores.ts'
import { runBoto3 } from './boto3.ts'
import { useServer } from './serve.ts'

const RED = { Key: 'team', Value: 'red' }
const BLUE = { Key: 'lake', Value: 'blue' }

onEachStore('roles by boto3', (open) => {
  const server = useServer(open)
  let came: Record<string, unknown>

  // One Python does it all: what follows only reads what came of each part.
  beforeAll(async () => {
    came = await runBoto3('./boto3-roles.py', server().url)
  })

  it('call every operation of IAM and STS that works', () => {
    const working = [...Object.keys(iam), ...Object.keys(sts)].sort()
    expect(came.called).toEqual(working)
  })

  it('are made, read, changed and deleted as Terraform does it', () => {
    const kept = { Path: '/app/', Description: '', MaxSessionDuration: 3600, Tags: [RED] }
    expect(came.keeping_a_role).toEqual({
      arn: `arn:aws:iam::${ACCOUNT}:role/app/reader`,
      trusts: [true, true],
      own: [true, ['own']],
      read: [kept, { ...kept, Description: 'reads', MaxSessionDuration: 7200, Tags: [BLUE] }],
      bounded: [true, false],
      description: 'reads much',
      tags: [BLUE],
      isListed: true,
      profiles: [],
      isGone: true,
    })
  })

  it('have managed policies, of which one version holds', () => {
    expect(came.keeping_a_policy).toEqual({
      holding: [
        ['v1', 'reading'],
        ['v2', 'writing'],
        ['v1', 'reading'],
      ],
      versions: ['v2', 'v1'],
      tags: [BLUE],
      listed: ['reading'],
      isGone: true,
    })
    expect(came.attaching).toEqual({
      attached: [{ PolicyName: 'attached', PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/attached` }],
      by: ['attached'],
      uses: 1,
      after: [],
    })
  })

  it('are given to the tokens of providers that are registered', () => {
    const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example.com`
    expect(came.keeping_a_provider).toEqual({
      arn,
      found: {
        Url: 'id.example.com',
        ClientIDList: ['web'],
        ThumbprintList: ['b'.repeat(40)],
      },
      tags: [BLUE],
      listed: [arn],
      isGone: true,
    })
  })

  it('are taken with keys and with tokens', () => {
    expect(came.taking_roles).toEqual({
      asRole: `arn:aws:sts::${ACCOUNT}:assumed-role/by-key/ada`,
      asSelf: `arn:aws:iam::${ACCOUNT}:root`,
      byToken: ['cognito-identity.amazonaws.com', true],
      keyOf: ACCOUNT,
      session: ['AccessKeyId', 'Expiration', 'SecretAccessKey', 'SessionToken'],
    })
  })
})
