import type { Metadata, Trigger } from './call-trigger.ts'
import { mapOf, member, ShapeError, text } from './shape.ts'

/**
 * After an external provider said who somebody is, before that is mapped: may replace it. An answer without
 * attributes changes nothing.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-inbound-federation.html
 */
export const inboundFederation: Trigger<{
  /** All that is to be mapped, in place of what the provider said; undefined where that stands. */
  readonly attributes: Metadata | undefined
}> = {
  name: 'InboundFederation',
  blank: { userAttributesToMap: null },
  read: (response) => {
    const attributes = member(response, 'userAttributesToMap', mapOf(text)) ?? {}
    if ('' in attributes) throw new ShapeError('userAttributesToMap: an attribute without a name')
    return { attributes: Object.keys(attributes).length === 0 ? undefined : attributes }
  },
}
