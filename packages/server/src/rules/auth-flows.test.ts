import { describe, expect, it } from 'vitest'
import { isFlowAllowed } from './auth-flows.ts'

describe('a client', () => {
  it('made without flows allows SRP, custom and refresh', () => {
    const allowed = (flow: Parameters<typeof isFlowAllowed>[0]) => isFlowAllowed(flow, {})
    expect(allowed('USER_SRP_AUTH')).toBe(true)
    expect(allowed('CUSTOM_AUTH')).toBe(true)
    expect(allowed('REFRESH_TOKEN_AUTH')).toBe(true)
    expect(allowed('USER_PASSWORD_AUTH')).toBe(false)
    expect(allowed('ADMIN_USER_PASSWORD_AUTH')).toBe(false)
    expect(allowed('USER_AUTH')).toBe(false)
  })

  it('allows only what it names', () => {
    const client = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const] }
    expect(isFlowAllowed('USER_PASSWORD_AUTH', client)).toBe(true)
    expect(isFlowAllowed('USER_SRP_AUTH', client)).toBe(false)
    expect(isFlowAllowed('REFRESH_TOKEN_AUTH', client)).toBe(false)
    expect(isFlowAllowed('REFRESH_TOKEN', client)).toBe(false)
  })

  it('with an older name keeps SRP and refresh, unless it is for custom authentication only', () => {
    const admin = { ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH' as const] }
    expect(isFlowAllowed('ADMIN_USER_PASSWORD_AUTH', admin)).toBe(true)
    expect(isFlowAllowed('USER_SRP_AUTH', admin)).toBe(true)
    expect(isFlowAllowed('USER_PASSWORD_AUTH', admin)).toBe(false)
    const custom = { ExplicitAuthFlows: ['CUSTOM_AUTH_FLOW_ONLY' as const] }
    expect(isFlowAllowed('CUSTOM_AUTH', custom)).toBe(true)
    expect(isFlowAllowed('USER_SRP_AUTH', custom)).toBe(false)
    expect(isFlowAllowed('REFRESH_TOKEN_AUTH', custom)).toBe(true)
  })
})
