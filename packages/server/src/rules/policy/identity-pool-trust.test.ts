import { describe, expect, it } from 'vitest'
import { readPolicy } from './document.ts'
import {
  IDENTITY_POOL_CLAIMS,
  identityPoolNames,
  refuseOpenTrust,
  withoutOpenTrust,
} from './identity-pool-trust.ts'

const AWS = 'cognito-identity.amazonaws.com'
const OURS = 'localhost:7665/cognito-identity'
const NAMES = identityPoolNames(`http://${OURS}`)
const POOL = 'us-east-1:11111111-2222-4333-8444-555555555555'
const arn = (name: string) => `arn:aws:iam::000000000000:oidc-provider/${name}`
const variable = (name: string) => `$\{${name}}`

const read = (Condition: object, Federated: unknown = AWS, Effect = 'Allow') => {
  const statement = { Effect, Action: 'sts:*', Principal: { Federated }, Condition }
  const { value } = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }))
  if (!value) throw new Error('no policy')
  return value
}

/** What is said of it when it is written, and whether it counts when it is used. */
const judge = (...policy: Parameters<typeof read>) => ({
  message: refuseOpenTrust(read(...policy), NAMES)?.message,
  counts: withoutOpenTrust(read(...policy), NAMES, IDENTITY_POOL_CLAIMS).statements.length === 1,
})
const TAKEN = { message: undefined, counts: true }
const lacks = (claim: string, name = AWS) => ({
  message: `A statement that trusts ${name} must require ${name}:${claim}.`,
  counts: false,
})

const likingAudience = (aud: unknown, operator = 'StringLike') => ({
  [operator]: { [`${AWS}:aud`]: aud },
  'ForAnyValue:StringLike': { [`${AWS}:amr`]: 'authenticated' },
})
const likingMethods = (amr: unknown, operator = 'ForAnyValue:StringLike') => ({
  StringEquals: { [`${AWS}:aud`]: POOL },
  [operator]: { [`${AWS}:amr`]: amr },
})

describe('trust in identity pools', () => {
  it.each([
    ...['authenticated', 'unauthenticated', 'graph.facebook.com', 'login.provider.com'],
    ...['*login.provider.com*', 'auth*', `${OURS}:*`, '*:CognitoSignIn:*'],
  ])('may ask for %s', (amr) => {
    expect(judge(likingMethods(amr))).toEqual(TAKEN)
  })

  it.each([
    ...['*', '**', '*authenticated', '*auth*', '?nauthenticated', 'un*', 'unauthenticate?'],
    ...['????????????*', variable(`${AWS}:amr`)],
  ])('lets guests in by their own name only, not by %s', (amr) => {
    expect(judge(likingMethods(amr))).toEqual(lacks('amr'))
    expect(judge(likingMethods(['authenticated', amr]))).toEqual(lacks('amr'))
  })

  it('may mean guests and others, of several pools, in so many words', () => {
    expect(judge(likingMethods(['authenticated', 'unauthenticated']))).toEqual(TAKEN)
    expect(judge(likingAudience([POOL, 'us-east-1:another'], 'StringEquals'))).toEqual(TAKEN)
    expect(judge(likingAudience(POOL))).toEqual(TAKEN)
  })

  it.each([
    ...['*', '*:*', 'us-east-1:*', `${POOL}*`, POOL.replace('1', '?')],
    ...[variable(`${AWS}:aud`), `us-east-1:${variable('aws:userid')}`],
  ])('names pools whole, not as %s', (aud) => {
    expect(judge(likingAudience(aud))).toEqual(lacks('aud'))
    expect(judge(likingAudience([POOL, aud]))).toEqual(lacks('aud'))
  })

  it.each([...['StringNotEquals', 'StringEqualsIfExists', 'ForAllValues:StringEquals', 'Null']])(
    'requires nothing by %s',
    (operator) => {
      expect(judge(likingAudience(POOL, operator))).toEqual(lacks('aud'))
      expect(judge(likingMethods('authenticated', operator))).toEqual(lacks('amr'))
    },
  )

  it.each([AWS, arn(AWS), OURS, arn(OURS), arn(OURS).replace('000000000000', '111111111111')])(
    'asks as much under the name %s',
    (principal) => {
      const name = principal.replace(/^arn.*oidc-provider\//, '')
      const aud = { StringEquals: { [`${name}:aud`]: POOL } }
      const amr = { 'ForAnyValue:StringLike': { [`${name}:amr`]: 'authenticated' } }
      expect(judge({}, principal)).toEqual(lacks('aud', name))
      expect(judge(amr, principal)).toEqual(lacks('aud', name))
      expect(judge(aud, principal)).toEqual(lacks('amr', name))
      expect(judge({ ...aud, ...amr }, principal)).toEqual(TAKEN)
      expect(judge({}, ['accounts.google.com', principal])).toEqual(lacks('aud', name))
    },
  )

  it('is no business of other providers, nor of what denies', () => {
    expect(judge({}, 'accounts.google.com').message).toBeUndefined()
    expect(judge({}, AWS, 'Deny')).toEqual(TAKEN)
  })
})
