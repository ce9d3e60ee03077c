import { expect, it } from 'vitest'
import { GUEST_POLICY } from './guest-policy.ts'

/**
 * The two policies apart, as copies of AWS's documents had them on 2026-11-21: the inline one of the developer guide, and
 * AmazonCognitoUnAuthedIdentitiesSessionPolicy.
 */
const INLINE = `
  appsync:* cloudwatch:* codewhisperer:* cognito-identity:* cognito-idp:* cognito-sync:* comprehend:* dynamodb:*
  execute-api:* firehose:* gamelift:* iot:* kinesis:* lambda:* lex:* logs:* machinelearning:* mobileanalytics:*
  mobiletargeting:* personalize:* polly:* rekognition:* s3:* sagemaker:InvokeEndpoint sdb:* ses:* sns:* sqs:*
  textract:AnalyzeDocument textract:DetectDocumentText transcribe:* translate:*`
const MANAGED = `
  comprehend:* firehose:* geo:*DevicePosition* geo:*Geofence geo:*Geofences geo:CalculateRoute* geo:GetMap*
  geo:GetPlace geo:SearchPlaceIndex* kms:Decrypt kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyPair
  kms:GenerateDataKeyPairWithoutPlaintext kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo
  mobiletargeting:* personalize:* polly:* rekognition:* rum:PutRumEvents sagemaker:InvokeEndpoint transcribe:*
  translate:*`

it('lets guests do what either of AWS’s policies does, and nothing else', () => {
  const actions = [INLINE, MANAGED].flatMap((text) => text.trim().split(/\s+/))
  const { Version, Statement } = JSON.parse(GUEST_POLICY)
  expect(Version).toBe('2012-10-17')
  expect(Statement).toEqual([{ Effect: 'Allow', Action: expect.any(Array), Resource: '*' }])
  expect(Statement[0].Action.toSorted()).toEqual([...new Set(actions)].toSorted())
})

it('is short enough for STS', () => {
  expect(GUEST_POLICY.length).toBeLessThanOrEqual(2_048)
})
