import type { AuthCodeDeliveryDetails } from '../sign-in/types.ts'
import type { CodeDelivery } from '../wire/operations.ts'

/** Where a code was sent, in Amplify's words. */
export const describeDelivery = (delivery: CodeDelivery = {}): AuthCodeDeliveryDetails => ({
  destination: delivery.Destination,
  deliveryMedium: delivery.DeliveryMedium,
  attributeName: delivery.AttributeName,
})
