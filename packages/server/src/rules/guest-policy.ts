/**
 * The services that a guest's session may reach at most, whatever the role allows.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html#access-policies
 */
const SERVICES = [
  ...['appsync', 'cloudwatch', 'codewhisperer', 'cognito-identity', 'cognito-idp', 'cognito-sync'],
  ...[
    'comprehend',
    'dynamodb',
    'execute-api',
    'firehose',
    'gamelift',
    'geo',
    'iot',
    'kinesisanalytics',
  ],
  ...[
    'lambda',
    'lex',
    'logs',
    'machinelearning',
    'mobileanalytics',
    'mobiletargeting',
    'personalize',
  ],
  ...['polly', 'rekognition', 's3', 'sdb', 'ses', 'sns', 'sqs', 'transcribe', 'translate'],
]

/** Of other services, single actions; the first is that of the policy AmazonCognitoUnauthenticatedIdentities. */
const ACTIONS = [
  'rum:PutRumEvents',
  'sagemaker:InvokeEndpoint',
  ...['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'],
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
