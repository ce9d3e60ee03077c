import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryBadInput, arbitraryInput } from '../../test/support/arbitrary-input.ts'
import { cognitoIdentity } from './cognito-identity.generated.ts'
import { cognitoIdp } from './cognito-idp.generated.ts'
import { ServiceError } from './errors.ts'
import { iam } from './iam.generated.ts'
import { parseInput } from './parse-input.ts'
import { sts } from './sts.generated.ts'

describe.each([cognitoIdp, cognitoIdentity, sts, iam])('every operation of $service', (table) => {
  const operations = Object.keys(table.operations)

  it('throws nothing but a ServiceError, whatever it is given', () => {
    for (const operation of operations) {
      const shape = table.shapes[table.operations[operation]?.input ?? '']
      const members = shape?.type === 'structure' ? Object.keys(shape.members) : []
      const known = fc.record(Object.fromEntries(members.map((name) => [name, fc.jsonValue()])))
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), known), (input) => {
          try {
            parseInput(table, operation, input)
          } catch (error) {
            expect(error).toBeInstanceOf(ServiceError)
          }
        }),
        { numRuns: 30 },
      )
    }
  })

  it.each(operations)('%s takes what is valid and refuses what is not', (operation) => {
    fc.assert(
      fc.property(arbitraryInput(table, operation), (input) => {
        expect(parseInput(table, operation, input)).toBeDefined()
      }),
      { numRuns: 20 },
    )
    fc.assert(
      fc.property(arbitraryBadInput(table, operation), (input) => {
        expect(() => parseInput(table, operation, input)).toThrow(ServiceError)
      }),
      { numRuns: 60 },
    )
  })
})
