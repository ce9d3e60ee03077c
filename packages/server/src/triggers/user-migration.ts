import type { Metadata, Trigger } from './call-trigger.ts'
import { flag, listOf, mapOf, member, oneOf, ShapeError, text } from './shape.ts'

type Medium = 'SMS' | 'EMAIL'

/** Vouches for somebody whom the pool does not know, and says who they are. */
export const userMigration: Trigger<{
  readonly attributes: Metadata
  readonly isConfirmed: boolean
  readonly forceAlias: boolean
  readonly wantsSms: boolean
  /** Where a welcome goes; nowhere where the function wants none. */
  readonly welcome: readonly Medium[]
}> = {
  name: 'UserMigration',
  blank: {
    userAttributes: null,
    forceAliasCreation: null,
    enableSMSMFA: null,
    finalUserStatus: null,
    messageAction: null,
    desiredDeliveryMediums: null,
  },
  read: (response) => {
    const attributes = member(response, 'userAttributes', mapOf(text))
    if (!attributes) throw new ShapeError('userAttributes: missing')
    const action = member(response, 'messageAction', oneOf('SUPPRESS', 'RESEND'))
    const media = member(response, 'desiredDeliveryMediums', listOf(oneOf('SMS', 'EMAIL')))
    const status = member(response, 'finalUserStatus', oneOf('CONFIRMED', 'RESET_REQUIRED'))
    return {
      attributes,
      isConfirmed: status === 'CONFIRMED',
      forceAlias: member(response, 'forceAliasCreation', flag) ?? false,
      wantsSms: member(response, 'enableSMSMFA', flag) ?? false,
      welcome: action === 'SUPPRESS' ? [] : (media ?? ['SMS']),
    }
  },
}
