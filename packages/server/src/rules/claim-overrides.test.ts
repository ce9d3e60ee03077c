import { describe, expect, it } from 'vitest'
import { type ClaimOverrides, overrideClaims } from './claim-overrides.ts'

const ID = {
  sub: 'ada',
  aud: 'client',
  iss: 'house',
  token_use: 'id',
  auth_time: 1,
  iat: 1,
  exp: 2,
  jti: 'j',
  origin_jti: 'o',
  event_id: 'e',
  email: 'ada@example.com',
  'dev:secret': 'x',
  'cognito:username': 'ada',
  'cognito:groups': ['swimmers'],
  'cognito:roles': ['role'],
  'cognito:preferred_role': 'role',
}
const ACCESS = {
  ...Object.fromEntries(Object.entries(ID).filter(([name]) => name !== 'aud' && name !== 'email')),
  token_use: 'access',
  client_id: 'client',
  username: 'ada',
  scope: 'aws.cognito.signin.user.admin',
}
const NOTHING: ClaimOverrides = {
  id: { add: {}, suppress: [] },
  access: { add: {}, suppress: [], addScopes: [], suppressScopes: [] },
}

const id = (change: Partial<ClaimOverrides['id']>, more: Partial<ClaimOverrides> = {}) =>
  overrideClaims('id', ID, { ...NOTHING, ...more, id: { ...NOTHING.id, ...change } })
const access = (change: Partial<ClaimOverrides['access']>, more: Partial<ClaimOverrides> = {}) =>
  overrideClaims('access', ACCESS, {
    ...NOTHING,
    ...more,
    access: { ...NOTHING.access, ...change },
  })

const FIXED = [
  ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'client_id', 'device_key', 'event_id', 'exp'],
  ...['iat', 'identities', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'sub', 'token_use'],
  ...['username', 'version', 'cognito:username', 'cognito:groups', 'cognito:roles', 'cognito:x'],
]

describe('what a function changes in claims', () => {
  it.each(FIXED)('is never %s', (name) => {
    expect(id({ add: { [name]: 'forged' } })).toEqual(ID)
    expect(access({ add: { [name]: 'forged' } })).toEqual(ACCESS)
    expect(id({ suppress: [name] })).toEqual(ID)
    expect(access({ suppress: [name] })).toEqual(ACCESS)
  })

  it('is not the audience of an ID token, and of an access token only its client', () => {
    expect(id({ add: { aud: 'other' }, suppress: ['aud'] })).toEqual(ID)
    expect(access({ add: { aud: 'other' } })).toEqual(ACCESS)
    expect(access({ add: { aud: ['client'] } })).toEqual(ACCESS)
    expect(access({ add: { aud: 'client' } })).toEqual({ ...ACCESS, aud: 'client' })
  })

  it('is not the scope, but by scopes', () => {
    expect(access({ add: { scope: 'admin' }, suppress: ['scope'] })).toEqual(ACCESS)
    const scoped = access({ addScopes: ['pool/swim', 'pool/swim'] })
    expect(scoped.scope).toBe('aws.cognito.signin.user.admin pool/swim')
    const fewer = { addScopes: ['a', 'b'], suppressScopes: ['b', 'aws.cognito.signin.user.admin'] }
    expect(access(fewer).scope).toBe('a')
  })

  it('adds, overrides and suppresses; what is both stays away', () => {
    const changed = id({ add: { tier: 'gold', email: 'a@b.example' }, suppress: ['tier'] })
    expect(changed).toEqual({ ...ID, email: 'a@b.example' })
    expect(access({ add: { tier: { level: [1, true] } } })).toEqual({
      ...ACCESS,
      tier: { level: [1, true] },
    })
  })

  it('takes what developers wrote away, and makes nothing of theirs up', () => {
    expect(id({ add: { 'dev:secret': 'forged', 'dev:other': 'x' } })).toEqual(ID)
    expect(id({ suppress: ['dev:secret'] })).not.toHaveProperty('dev:secret')
  })

  it('sets own properties only, whatever a claim is called', () => {
    const add = JSON.parse('{"__proto__":{"polluted":true}}')
    const changed = id({ add })
    expect(Object.getPrototypeOf(changed)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('puts other groups in place of the user’s, with roles in the ID token only', () => {
    const groups = { groups: ['admins'], roles: ['r1', 'r2'], preferredRole: 'r2' }
    expect(id({}, { groups })).toEqual({
      ...ID,
      'cognito:groups': ['admins'],
      'cognito:roles': ['r1', 'r2'],
      'cognito:preferred_role': 'r2',
    })
    const changed = access({}, { groups })
    expect(changed['cognito:groups']).toEqual(['admins'])
    expect(changed).not.toHaveProperty('cognito:roles')
  })

  it('takes the groups away by an empty override', () => {
    expect(Object.keys(id({}, { groups: {} })).join()).not.toContain('cognito:groups')
    expect(Object.keys(access({}, { groups: {} })).join()).not.toContain('cognito:groups')
  })
})
