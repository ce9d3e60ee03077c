"""A day at one service by boto3: what each part came to, under its name, as JSON on standard output.

Nothing is used that boto3 of the end of 2022 does not know: Debian 12 has that one.
"""

import json
import sys
import urllib.parse
import urllib.request

import boto3

URL = sys.argv[1]
FIRST, SECOND, THIRD = "Swim-Every-Day-1", "Swim-Every-Day-2", "Swim-Every-Day-3"
FLOWS = ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]

cognito = boto3.client("cognito-idp", endpoint_url=URL)
errors = cognito.exceptions


def make_pool():
    made = cognito.create_user_pool(PoolName="members", AutoVerifiedAttributes=["email"])
    pool = {"UserPoolId": made["UserPool"]["Id"]}
    flows = [f"ALLOW_{flow}" for flow in FLOWS]
    app = cognito.create_user_pool_client(ClientName="app", ExplicitAuthFlows=flows, **pool)
    return pool, {"ClientId": app["UserPoolClient"]["ClientId"]}


def email_of(name):
    return {"Name": "email", "Value": f"{name}@example.com"}


def make_person(pool, name):
    person = {"Username": name, **pool}
    verified = {"Name": "email_verified", "Value": "true"}
    attributes = [email_of(name), verified]
    cognito.admin_create_user(UserAttributes=attributes, MessageAction="SUPPRESS", **person)
    cognito.admin_set_user_password(Password=FIRST, Permanent=True, **person)
    return person


def last_code(name):
    query = urllib.parse.urlencode({"to": name})
    with urllib.request.urlopen(f"{URL}/inbox.json?{query}") as answer:
        return json.load(answer)[0]["code"]


def sign_in(client, name, password):
    values = {"USERNAME": name, "PASSWORD": password}
    answer = cognito.initiate_auth(AuthFlow=FLOWS[0], AuthParameters=values, **client)
    return answer["AuthenticationResult"]


def refusal(error, call, *positional, **named):
    """With which words a call is refused. Any other error ends the day."""
    try:
        call(*positional, **named)
    except error as caught:
        return caught.response["Error"]["Message"]
    raise AssertionError(f"not refused: {named or positional}")


def signing_up():
    _, client = make_pool()
    ada = {"Username": "ada", **client}
    made = cognito.sign_up(Password=FIRST, UserAttributes=[email_of("ada")], **ada)
    early = refusal(errors.UserNotConfirmedException, sign_in, client, "ada", FIRST)
    taken = refusal(errors.UsernameExistsException, cognito.sign_up, Password=FIRST, **ada)
    cognito.confirm_sign_up(ConfirmationCode=last_code("ada"), **ada)
    first = sign_in(client, "ada", FIRST)
    token = {"REFRESH_TOKEN": first["RefreshToken"]}
    answer = cognito.initiate_auth(AuthFlow=FLOWS[2], AuthParameters=token, **client)
    second = answer["AuthenticationResult"]
    person = cognito.get_user(AccessToken=second["AccessToken"])
    return {
        "sentTo": made["CodeDeliveryDetails"]["Destination"],
        "early": early,
        "taken": taken,
        "refreshed": sorted(second),
        "isSamePerson": {"Name": "sub", "Value": made["UserSub"]} in person["UserAttributes"],
    }


def replacing_passwords():
    pool, client = make_pool()
    make_person(pool, "bea")
    bea = {"Username": "bea", **client}
    cognito.forgot_password(**bea)
    code = last_code("bea")
    other = f"{(int(code) + 1) % 1_000_000:06}"
    confirm = cognito.confirm_forgot_password
    guess = {"ConfirmationCode": other, "Password": SECOND, **bea}
    wrong = refusal(errors.CodeMismatchException, confirm, **guess)
    confirm(ConfirmationCode=code, Password=SECOND, **bea)
    forgotten = refusal(errors.NotAuthorizedException, sign_in, client, "bea", FIRST)
    token = sign_in(client, "bea", SECOND)["AccessToken"]
    change = {"AccessToken": token, "PreviousPassword": SECOND}
    weak = refusal(
        errors.InvalidPasswordException, cognito.change_password, ProposedPassword="weak1", **change
    )
    cognito.change_password(ProposedPassword=THIRD, **change)
    signed_in = sorted(sign_in(client, "bea", THIRD))
    return {"wrong": wrong, "forgotten": forgotten, "weak": weak, "signedIn": signed_in}


def inviting():
    pool, client = make_pool()
    invitation = {"UserAttributes": [email_of("cleo")], "DesiredDeliveryMediums": ["EMAIL"]}
    made = cognito.admin_create_user(Username="cleo", **invitation, **pool)
    values = {"USERNAME": "cleo", "PASSWORD": last_code("cleo")}
    asked = cognito.admin_initiate_auth(AuthFlow=FLOWS[1], AuthParameters=values, **pool, **client)
    step = {name: asked[name] for name in ["ChallengeName", "Session"]}
    answer = {"USERNAME": "cleo", "NEW_PASSWORD": FIRST, "userAttributes.name": "Cleo"}
    respond = cognito.admin_respond_to_auth_challenge
    respond(ChallengeResponses=answer, **step, **pool, **client)
    again = refusal(
        errors.NotAuthorizedException, respond, ChallengeResponses=answer, **step, **pool, **client
    )
    token = sign_in(client, "cleo", FIRST)["AccessToken"]
    attributes = cognito.get_user(AccessToken=token)["UserAttributes"]
    names = [each["Value"] for each in attributes if each["Name"] == "name"]
    status = made["User"]["UserStatus"]
    return {"made": status, "asked": step["ChallengeName"], "again": again, "names": names}


def turning_pages():
    pool, _ = make_pool()
    for name in ["ada", "bea", "cleo", "dora", "eve"]:
        person = make_person(pool, name)
        cognito.create_group(GroupName=f"friends-of-{name}", **pool)
        cognito.admin_add_user_to_group(GroupName="friends-of-ada", **person)

    def turn(operation, listed, name, size, **arguments):
        pages = cognito.get_paginator(operation).paginate(
            PaginationConfig={"PageSize": size}, **arguments
        )
        found = [[each[name] for each in page[listed]] for page in pages]
        return {"sizes": [len(page) for page in found], "names": sorted(sum(found, []))}

    friends = {"GroupName": "friends-of-ada", **pool}
    pools = turn("list_user_pools", "UserPools", "Id", 1)
    return {
        "people": turn("list_users", "Users", "Username", 2, **pool),
        "groups": turn("list_groups", "Groups", "GroupName", 2, **pool),
        "friends": turn("list_users_in_group", "Users", "Username", 2, **friends),
        "pools": pools["sizes"],
        "isListed": pool["UserPoolId"] in pools["names"],
    }


def looking_after():
    pool, client = make_pool()
    ada = make_person(pool, "ada")
    arn = {"ResourceArn": cognito.describe_user_pool(**pool)["UserPool"]["Arn"]}
    cognito.tag_resource(Tags={"Season": "summer", "Lanes": "8"}, **arn)
    cognito.untag_resource(TagKeys=["Season"], **arn)
    tags = cognito.list_tags_for_resource(**arn)["Tags"]
    cognito.update_user_pool_client(ClientName="web", ExplicitAuthFlows=[], **pool, **client)
    app = cognito.describe_user_pool_client(**pool, **client)["UserPoolClient"]["ClientName"]
    cognito.admin_update_user_attributes(UserAttributes=[{"Name": "name", "Value": "Ada"}], **ada)
    cognito.admin_disable_user(**ada)
    found = cognito.list_users(Filter='name = "Ada"', **pool)["Users"]
    cognito.admin_delete_user(**ada)
    gone = refusal(errors.UserNotFoundException, cognito.admin_get_user, **ada)
    cognito.delete_user_pool(**pool)
    closed = refusal(errors.ResourceNotFoundException, cognito.describe_user_pool, **pool)
    people = [[each["Username"], each["Enabled"]] for each in found]
    return {"tags": tags, "app": app, "found": people, "gone": gone, "isClosed": closed != ""}


PARTS = [signing_up, replacing_passwords, inviting, turning_pages, looking_after]
print(json.dumps({part.__name__: part() for part in PARTS}))
