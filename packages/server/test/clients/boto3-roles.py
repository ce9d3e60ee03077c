"""Roles, policies and providers by boto3, in the order in which Terraform and CloudFormation make, read, change and
delete them: what each part came to, under its name, as JSON on standard output. Under `called` is every operation
that succeeded.

Nothing is used that boto3 of the end of 2022 does not know: Debian 12 has that one.
"""

import json
import sys

import boto3

URL = sys.argv[1]
ACCOUNT = "000000000000"
IDENTITIES = "cognito-identity.amazonaws.com"
AGE = "2012-10-17"

iam, sts, identities = (
    boto3.client(name, endpoint_url=URL) for name in ["iam", "sts", "cognito-identity"]
)
errors = iam.exceptions
called = set()


def remember(http_response, model, **_):
    if http_response.status_code == 200:
        called.add(model.name)


for service in [iam, sts]:
    service.meta.events.register("after-call", remember)


def document(**statement):
    return json.dumps({"Version": AGE, "Statement": [{"Effect": "Allow", **statement}]})


def trusting(principal, action="sts:AssumeRole", **more):
    return document(Principal=principal, Action=action, **more)


TRUST = trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
READING = document(Action="cognito-idp:List*", Resource="*")
WRITING = document(Action="cognito-idp:*", Resource="*")
RED, BLUE = {"Key": "team", "Value": "red"}, {"Key": "lake", "Value": "blue"}


def role_of(name):
    """As Terraform reads it: documents are parsed, the rest is compared by its own names."""
    role = iam.get_role(RoleName=name)["Role"]
    return {key: role.get(key) for key in ["Path", "Description", "MaxSessionDuration", "Tags"]}


def is_gone(call, **named):
    try:
        call(**named)
    except errors.NoSuchEntityException:
        return True
    return False


def keeping_a_role():
    """aws_iam_role with aws_iam_role_policy; AWS::IAM::Role asks for the same."""
    role = {"RoleName": "reader"}
    made = iam.create_role(
        AssumeRolePolicyDocument=TRUST,
        Description="",
        MaxSessionDuration=3600,
        Path="/app/",
        Tags=[RED],
        **role,
    )["Role"]
    first = role_of("reader")
    bounds = iam.create_policy(PolicyName="bounds", PolicyDocument=READING)["Policy"]["Arn"]
    iam.put_role_permissions_boundary(PermissionsBoundary=bounds, **role)
    bounded = iam.get_role(**role)["Role"]["PermissionsBoundary"]
    iam.delete_role_permissions_boundary(**role)
    iam.delete_policy(PolicyArn=bounds)
    is_listed = "reader" in [each["RoleName"] for each in iam.list_roles(PathPrefix="/app/")["Roles"]]
    iam.put_role_policy(PolicyName="own", PolicyDocument=READING, **role)
    own = iam.get_role_policy(PolicyName="own", **role)["PolicyDocument"]
    names = iam.list_role_policies(**role)["PolicyNames"]
    trust = trusting({"Service": "ec2.amazonaws.com"})
    iam.update_assume_role_policy(PolicyDocument=trust, **role)
    iam.update_role(Description="reads", MaxSessionDuration=7200, **role)
    iam.tag_role(Tags=[BLUE], **role)
    iam.untag_role(TagKeys=["team"], **role)
    second = role_of("reader")
    changed = iam.update_role_description(Description="reads much", **role)["Role"]
    tags = iam.list_role_tags(**role)["Tags"]
    after = iam.get_role(**role)["Role"]
    found = after["AssumeRolePolicyDocument"]
    profiles = iam.list_instance_profiles_for_role(**role)["InstanceProfiles"]
    iam.delete_role_policy(PolicyName="own", **role)
    iam.delete_role(**role)
    return {
        "arn": made["Arn"],
        "trusts": [made["AssumeRolePolicyDocument"] == json.loads(TRUST), found == json.loads(trust)],
        "own": [own == json.loads(READING), names],
        "read": [first, second],
        "bounded": [bounded["PermissionsBoundaryArn"] == bounds, "PermissionsBoundary" in after],
        "description": changed["Description"],
        "tags": tags,
        "isListed": is_listed,
        "profiles": profiles,
        "isGone": is_gone(iam.get_role, **role),
    }


def keeping_a_policy():
    """aws_iam_policy: a change is a version more, which holds, and the oldest goes."""
    made = iam.create_policy(
        PolicyName="reading", PolicyDocument=READING, Description="reads", Path="/", Tags=[RED]
    )["Policy"]
    policy = {"PolicyArn": made["Arn"]}

    def holding():
        version = iam.get_policy(**policy)["Policy"]["DefaultVersionId"]
        held = iam.get_policy_version(VersionId=version, **policy)["PolicyVersion"]["Document"]
        return [version, "reading" if held == json.loads(READING) else "writing"]

    before = holding()
    iam.create_policy_version(PolicyDocument=WRITING, SetAsDefault=True, **policy)
    after = holding()
    iam.set_default_policy_version(VersionId="v1", **policy)
    back = holding()
    versions = [each["VersionId"] for each in iam.list_policy_versions(**policy)["Versions"]]
    iam.delete_policy_version(VersionId="v2", **policy)
    iam.tag_policy(Tags=[BLUE], **policy)
    iam.untag_policy(TagKeys=["team"], **policy)
    tags = iam.list_policy_tags(**policy)["Tags"]
    listed = [each["PolicyName"] for each in iam.list_policies(Scope="Local")["Policies"]]
    iam.delete_policy(**policy)
    return {
        "holding": [before, after, back],
        "versions": versions,
        "tags": tags,
        "listed": listed,
        "isGone": is_gone(iam.get_policy, **policy),
    }


def attaching():
    """aws_iam_role_policy_attachment, and ManagedPolicyArns of CloudFormation."""
    role = {"RoleName": "attached"}
    iam.create_role(AssumeRolePolicyDocument=TRUST, **role)
    made = iam.create_policy(PolicyName="attached", PolicyDocument=READING)["Policy"]
    policy = {"PolicyArn": made["Arn"]}
    iam.attach_role_policy(**role, **policy)
    attached = iam.list_attached_role_policies(**role)["AttachedPolicies"]
    entities = iam.list_entities_for_policy(**policy)["PolicyRoles"]
    uses = iam.get_policy(**policy)["Policy"]["AttachmentCount"]
    iam.detach_role_policy(**role, **policy)
    after = iam.list_attached_role_policies(**role)["AttachedPolicies"]
    iam.delete_role(**role)
    iam.delete_policy(**policy)
    by = [each["RoleName"] for each in entities]
    return {"attached": attached, "by": by, "uses": uses, "after": after}


def keeping_a_provider():
    """aws_iam_openid_connect_provider."""
    made = iam.create_open_id_connect_provider(
        Url="https://id.example.com", ClientIDList=["app"], ThumbprintList=["a" * 40], Tags=[RED]
    )
    provider = {"OpenIDConnectProviderArn": made["OpenIDConnectProviderArn"]}
    iam.add_client_id_to_open_id_connect_provider(ClientID="web", **provider)
    iam.remove_client_id_from_open_id_connect_provider(ClientID="app", **provider)
    iam.update_open_id_connect_provider_thumbprint(ThumbprintList=["b" * 40], **provider)
    iam.tag_open_id_connect_provider(Tags=[BLUE], **provider)
    iam.untag_open_id_connect_provider(TagKeys=["team"], **provider)
    tags = iam.list_open_id_connect_provider_tags(**provider)["Tags"]
    found = iam.get_open_id_connect_provider(**provider)
    listed = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    iam.delete_open_id_connect_provider(**provider)
    return {
        "arn": provider["OpenIDConnectProviderArn"],
        "found": {key: found[key] for key in ["Url", "ClientIDList", "ThumbprintList"]},
        "tags": tags,
        "listed": [each["Arn"] for each in listed],
        "isGone": is_gone(iam.get_open_id_connect_provider, **provider),
    }


def taking_roles():
    pool = identities.create_identity_pool(
        IdentityPoolName="guests", AllowUnauthenticatedIdentities=True, AllowClassicFlow=True
    )["IdentityPoolId"]
    identity = identities.get_id(IdentityPoolId=pool)["IdentityId"]
    token = identities.get_open_id_token(IdentityId=identity)["Token"]
    guests = {
        "StringEquals": {f"{IDENTITIES}:aud": pool},
        "ForAnyValue:StringLike": {f"{IDENTITIES}:amr": "unauthenticated"},
    }
    action = "sts:AssumeRoleWithWebIdentity"
    trust = trusting({"Federated": IDENTITIES}, action, Condition=guests)
    by_key = iam.create_role(RoleName="by-key", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    by_token = iam.create_role(RoleName="by-token", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    session = sts.assume_role(RoleArn=by_key, RoleSessionName="ada", Policy=READING)
    key = session["Credentials"]
    own = boto3.client(
        "sts",
        endpoint_url=URL,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token=key["SessionToken"],
    )
    web = sts.assume_role_with_web_identity(
        RoleArn=by_token, RoleSessionName="guest", WebIdentityToken=token
    )
    return {
        "asRole": own.get_caller_identity()["Arn"],
        "asSelf": sts.get_caller_identity()["Arn"],
        "byToken": [web["Provider"], web["SubjectFromWebIdentityToken"] == identity],
        "keyOf": sts.get_access_key_info(AccessKeyId=key["AccessKeyId"])["Account"],
        "session": sorted(sts.get_session_token()["Credentials"]),
    }


PARTS = [keeping_a_role, keeping_a_policy, attaching, keeping_a_provider, taking_roles]
came = {part.__name__: part() for part in PARTS}
print(json.dumps({**came, "called": sorted(called)}))
