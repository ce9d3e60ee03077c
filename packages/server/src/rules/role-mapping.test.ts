import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseRole } from './role-mapping.ts'

const AUTHENTICATED = 'role/authenticated'
const GUEST = 'role/guest'
const PROVIDER = 'provider.example'
const ROLES = { authenticated: AUTHENTICATED, unauthenticated: GUEST }

type Facts = Parameters<typeof chooseRole>[0]
type Mapping = NonNullable<Facts['document']['RoleMappings']>[string]
type MatchType = 'Equals' | 'Contains' | 'StartsWith' | 'NotEqual'

const login = (claims: object, audience = 'app') => ({
  isNamed: (name: string) => name === PROVIDER,
  audience,
  claims: { ...claims },
})

/** The role that claims get by a mapping, or the code of the refusal. */
function choose(mapping: Mapping | undefined, claims: object, more: Partial<Facts> = {}): string {
  const { value, refusal } = chooseRole({
    document: { Roles: ROLES, ...(mapping && { RoleMappings: { [PROVIDER]: mapping } }) },
    isGuest: false,
    logins: [login(claims)],
    customRoleArn: undefined,
    ...more,
  })
  return refusal ? refusal.code : value
}

const TOKEN = { Type: 'Token', AmbiguousRoleResolution: 'Deny' } as const
const TOKEN_OR_DEFAULT = { ...TOKEN, AmbiguousRoleResolution: 'AuthenticatedRole' } as const
const rules = (...all: [string, MatchType, string, string][]): Mapping => ({
  Type: 'Rules',
  AmbiguousRoleResolution: 'Deny',
  RulesConfiguration: {
    Rules: all.map(([Claim, MatchType, Value, RoleARN]) => ({ Claim, MatchType, Value, RoleARN })),
  },
})

const NO = 'NotAuthorizedException'
const UNSET = 'InvalidIdentityPoolConfigurationException'

describe('a role by the token', () => {
  it.each([
    ['none', TOKEN, {}, NO],
    ['none, with a default', TOKEN_OR_DEFAULT, {}, AUTHENTICATED],
    ['an empty list', TOKEN, { 'cognito:roles': [] }, NO],
    ['one', TOKEN, { 'cognito:roles': ['a'] }, 'a'],
    ['one as text', TOKEN, { 'cognito:roles': 'a' }, 'a'],
    ['two', TOKEN, { 'cognito:roles': ['a', 'b'] }, NO],
    ['two, with a default', TOKEN_OR_DEFAULT, { 'cognito:roles': ['a', 'b'] }, AUTHENTICATED],
    [
      'two and a preferred',
      TOKEN,
      { 'cognito:roles': ['a', 'b'], 'cognito:preferred_role': 'b' },
      'b',
    ],
    ['one that is no text', TOKEN, { 'cognito:roles': [{}, null] }, NO],
    ['a preferred that is no text', TOKEN, { 'cognito:preferred_role': ['a'] }, NO],
  ])('of %s', (_name, mapping, claims, role) => {
    expect(choose(mapping, claims)).toBe(role)
  })

  it.each([
    [['a', 'b'], 'a', 'a'],
    [['a', 'b'], 'c', NO],
    [[], AUTHENTICATED, NO],
  ])('of %j, asked for %s', (roles, customRoleArn, role) => {
    const claims = { 'cognito:roles': roles, 'cognito:preferred_role': 'b' }
    expect(choose(TOKEN_OR_DEFAULT, claims, { customRoleArn })).toBe(role)
  })
})

describe('a role by rules', () => {
  it.each([
    ['Equals', 'ada', 'ada', true],
    ['Equals', 'ad', 'ada', false],
    ['Equals', 'ada', ['bob', 'ada'], true],
    ['Equals', '7', 7, true],
    ['Equals', 'true', true, true],
    ['Contains', 'd', 'ada', true],
    ['Contains', 'x', 'ada', false],
    ['Contains', 'pilot', ['crew', 'pilots'], true],
    ['StartsWith', 'ad', 'ada', true],
    ['StartsWith', 'da', 'ada', false],
    ['NotEqual', 'bob', 'ada', true],
    ['NotEqual', 'ada', 'ada', false],
    ['NotEqual', 'ada', ['bob', 'ada'], false],
    ['NotEqual', 'ada', undefined, false],
    ['Equals', '[object Object]', {}, false],
  ] as const)('that %s %s, of %j: %s', (type, value, claim, isMatch) => {
    const mapping = rules(['name', type, value, 'a'])
    expect(choose(mapping, { name: claim })).toBe(isMatch ? 'a' : NO)
  })

  it('is that of the first that matches', () => {
    const mapping = rules(
      ['name', 'Equals', 'x', 'a'],
      ['name', 'Contains', 'ad', 'b'],
      ['name', 'Equals', 'ada', 'c'],
    )
    expect(choose(mapping, { name: 'ada' })).toBe('b')
    expect(choose(mapping, { name: 'ada' }, { customRoleArn: 'c' })).toBe('c')
    expect(choose(mapping, { name: 'ada' }, { customRoleArn: 'a' })).toBe(NO)
  })

  it('knows no inherited claims', () => {
    expect(choose(rules(['constructor', 'NotEqual', 'x', 'a']), {})).toBe(NO)
  })
})

describe('a role of the pool', () => {
  it('is for whoever has no mapping', () => {
    expect(choose(undefined, {})).toBe(AUTHENTICATED)
    expect(choose(undefined, {}, { document: { Roles: {} } })).toBe(UNSET)
    expect(choose(undefined, {}, { customRoleArn: 'else' })).toBe(NO)
    expect(choose(undefined, {}, { logins: [] })).toBe(AUTHENTICATED)
  })

  it('is for guests, whatever is mapped', () => {
    expect(choose(TOKEN, {}, { isGuest: true })).toBe(GUEST)
    expect(choose(TOKEN, {}, { isGuest: true, customRoleArn: AUTHENTICATED })).toBe(NO)
    expect(choose(TOKEN, {}, { isGuest: true, document: { Roles: {} } })).toBe(UNSET)
  })
})

it('is by the mapping of the app before that of its provider', () => {
  const RoleMappings = {
    [PROVIDER]: rules(['sub', 'Equals', 'x', 'by provider']),
    [`${PROVIDER}:app`]: rules(['sub', 'Equals', 'x', 'by app']),
  }
  const document = { Roles: ROLES, RoleMappings }
  expect(choose(undefined, {}, { document, logins: [login({ sub: 'x' })] })).toBe('by app')
  const other = [login({ sub: 'x' }, 'other')]
  expect(choose(undefined, {}, { document, logins: other })).toBe('by provider')
})

const role = fc.constantFrom('a', 'b', 'c', AUTHENTICATED, GUEST)
const claims = fc.dictionary(
  fc.constantFrom('cognito:roles', 'cognito:preferred_role', 'name', '__proto__'),
  fc.oneof(role, fc.array(role), fc.jsonValue()),
)
const ambiguity = fc.constantFrom('Deny' as const, 'AuthenticatedRole' as const, undefined)
const match = fc.constantFrom<MatchType>('Equals', 'Contains', 'StartsWith', 'NotEqual')
const rule = fc.record({
  Claim: fc.constantFrom('name', 'cognito:roles', '__proto__', 'toString'),
  MatchType: match,
  Value: fc.constantFrom('a', 'b', ''),
  RoleARN: fc.constantFrom('a', 'b'),
})
const mapping: fc.Arbitrary<Mapping> = fc.oneof(
  fc.record({ Type: fc.constant('Token' as const), AmbiguousRoleResolution: ambiguity }),
  fc.record({
    Type: fc.constant('Rules' as const),
    AmbiguousRoleResolution: ambiguity,
    RulesConfiguration: fc.record({ Rules: fc.array(rule) }),
  }),
)
const facts: fc.Arbitrary<Facts> = fc.record({
  document: fc.record({
    Roles: fc.constantFrom(ROLES, {}, { authenticated: AUTHENTICATED }),
    RoleMappings: fc.dictionary(fc.constantFrom(PROVIDER, `${PROVIDER}:app`, '__proto__'), mapping),
  }),
  isGuest: fc.boolean(),
  logins: fc.array(
    claims.map((each) => login(each)),
    { maxLength: 2 },
  ),
  customRoleArn: fc.option(fc.constantFrom('a', 'c', 'outside', AUTHENTICATED), { nil: undefined }),
})

describe('whatever is mapped and claimed', () => {
  it('a role comes from the pool, its rules or the token, and one asked for is that one', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { value, refusal } = chooseRole(given)
        if (refusal) return
        const { customRoleArn } = given
        if (customRoleArn !== undefined) expect(value).toBe(customRoleArn)
        const known = JSON.stringify([given.document, given.logins.map((one) => one.claims)])
        expect(known).toContain(JSON.stringify(value))
      }),
    )
  })

  it('guests get the role of guests or none', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { value } = chooseRole({ ...given, isGuest: true })
        expect([GUEST, undefined]).toContain(value)
      }),
    )
  })

  it('a role outside is refused', () => {
    fc.assert(
      fc.property(facts, (given) => {
        expect(chooseRole({ ...given, customRoleArn: 'outside' }).refusal?.code).toBe(NO)
      }),
    )
  })
})
