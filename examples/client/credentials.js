import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { awsCredentials, createAuth } from '@poolhouse/client'
import { config } from './config.js'

const auth = createAuth(config)
const sts = new STSClient({
  region: 'us-east-1',
  endpoint: config.Auth.Cognito.identityPoolEndpoint, // without it, AWS
  credentials: awsCredentials(auth),
})
const whoAmI = async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn

console.log(await whoAmI()) // …/Poolhouse-demo-unauthenticated/…
await auth.signIn({ username: 'ada', password: 'Swim-Every-Day-1' })
console.log(await whoAmI()) // …/Poolhouse-demo-authenticated/…
await auth.signOut()
console.log(await whoAmI()) // a guest again
