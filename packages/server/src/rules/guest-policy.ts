/**
 * What a guest's session may do at most, whatever the role allows: the services that AWS's inline session policy
 * names, and what its managed policy AmazonCognitoUnAuthedIdentitiesSessionPolicy adds to them (v3, 2024-11-01).
 * STS allows what either does. Both as copies of AWS's documents had them on 2026-11-21; `kinesis` is Data Streams.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html#access-policies
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonCognitoUnAuthedIdentitiesSessionPolicy.html
 */
const SERVICES = [
  ...['appsync', 'cloudwatch', 'codewhisperer', 'cognito-identity', 'cognito-idp', 'cognito-sync'],
  ...['comprehend', 'dynamodb', 'execute-api', 'firehose', 'gamelift', 'iot', 'kinesis', 'lambda'],
  ...['lex', 'logs', 'machinelearning', 'mobileanalytics', 'mobiletargeting', 'personalize'],
  ...['polly', 'rekognition', 's3', 'sdb', 'ses', 'sns', 'sqs', 'transcribe', 'translate'],
]

/** Of other services, single actions. */
const ACTIONS = [
  ...['geo:CalculateRoute*', 'geo:GetMap*', 'geo:GetPlace', 'geo:SearchPlaceIndex*'],
  ...['geo:*DevicePosition*', 'geo:*Geofence', 'geo:*Geofences'],
  ...['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair'],
  ...['kms:GenerateDataKeyPairWithoutPlaintext', 'kms:GenerateDataKeyWithoutPlaintext'],
  ...['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  ...['rum:PutRumEvents', 'sagemaker:InvokeEndpoint'],
  ...['textract:AnalyzeDocument', 'textract:DetectDocumentText'],
]

/** The session policy of guests, as JSON. STS takes at most 2,048 characters. */
export const GUEST_POLICY: string = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [...SERVICES.map((service) => `${service}:*`), ...ACTIONS],
      Resource: '*',
    },
  ],
})
