import { expect, it } from 'vitest'
import { passedRoles } from './passed-roles.ts'

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`

it('finds the roles of groups, identity pools, their rules and messages', () => {
  expect(passedRoles({ GroupName: 'a', RoleArn: role('group') })).toEqual([role('group')])
  expect(passedRoles({ SmsConfiguration: { SnsCallerArn: role('sms') } })).toEqual([role('sms')])
  const Roles = { authenticated: role('in'), unauthenticated: role('out') }
  const Rules = [{ Claim: 'a', RoleARN: role('rule') }, { RoleARN: role('rule') }]
  const RoleMappings = { provider: { Type: 'Rules', RulesConfiguration: { Rules } } }
  expect(passedRoles({ Roles, RoleMappings })).toEqual([role('in'), role('out'), role('rule')])
})

it('finds none where none is handed on', () => {
  expect(passedRoles({ ResourceArn: 'arn:aws:cognito-idp:r:000000000000:userpool/x' })).toEqual([])
  expect(passedRoles({ UserAttributes: [{ Name: 'name', Value: role('x') }] })).toEqual([])
  expect(passedRoles({ RoleArn: null, Roles: 'x' })).toEqual([])
})
