"""The real, unmodified suprsend-py-sdk against our server, signed with key and secret, then again with an API key.

Reads BELFRY_URL, BELFRY_WORKSPACE_KEY, BELFRY_WORKSPACE_SECRET, BELFRY_WORKSPACE_UID, BELFRY_API_KEY. The workspace has a live
workflow `welcome`. Prints one JSON object; exits with 1 when anything was not as the SDK's users expect it.
"""

import json
import os
import sys
import uuid

from suprsend import Event, Suprsend, SuprsendAPIException, WorkflowTriggerRequest, __version__

URL = os.environ["BELFRY_URL"]
KEY = os.environ["BELFRY_WORKSPACE_KEY"]
SECRET = os.environ["BELFRY_WORKSPACE_SECRET"]
UID = os.environ["BELFRY_WORKSPACE_UID"]
API_KEY = os.environ["BELFRY_API_KEY"]
RUN = uuid.uuid4().hex[:8]

checks = []


def check(name, act):
    try:
        act()
        checks.append({"name": name, "ok": True})
    except Exception as error:  # a crash inside the SDK is a finding like any other
        checks.append({"name": name, "ok": False, "error": f"{type(error).__name__}: {error}"})


def equal(seen, expected, what=""):
    assert seen == expected, f"{what} expected {expected!r}, saw {seen!r}"


def fails_with(status, call):
    try:
        answer = call()
    except SuprsendAPIException as error:
        equal(error.status_code, status, "status")
        assert error.message and error.message != "None", "the error says nothing"
        return
    raise AssertionError(f"expected {status}, saw {answer!r}")


def values(identities):
    return [identity["value"] for identity in identities or []]


def trigger(workflow="welcome", recipients=(), data=None, **options):
    return WorkflowTriggerRequest({"workflow": workflow, "recipients": list(recipients), "data": data or {}}, **options)


def story(how, client, stranger):
    ann = f"py-{how}-ann-{RUN}"
    odd = f"py {how} odd+é/{RUN}@example.com"

    def upsert():
        user = client.users.upsert(ann, {"name": "Ann", "$email": [f"{ann}@example.com"], "$timezone": "America/New_York"})
        equal(user["distinct_id"], ann)
        equal(values(user["$email"]), [f"{ann}@example.com"])

    def get():
        user = client.users.get(ann)
        equal((user["distinct_id"], user["properties"]["name"]), (ann, "Ann"))
        equal(user["properties"]["$timezone"], "America/New_York")

    def odd_id():
        client.users.upsert(odd, {"name": "Zoë 日本"})
        user = client.users.get(odd)
        equal((user["distinct_id"], user["properties"]["name"]), (odd, "Zoë 日本"))

    def edit():
        instance = client.users.get_edit_instance(ann)
        instance.set({"plan": "pro", "logins": 1, "gone": True})
        instance.set_once("plan", "free")
        instance.increment("logins", 2)
        instance.append("tags", "a")
        instance.append("tags", "b")
        instance.remove("tags", "a")
        instance.unset("gone")
        instance.add_sms("+15555550101")
        client.users.edit(instance)
        user = client.users.get(ann)
        properties = user["properties"]
        equal([properties.get(name) for name in ("plan", "logins", "tags", "gone")], ["pro", 3, ["b"], None])
        equal(values(user["$sms"]), ["+15555550101"])

    def edit_list():
        client.users.edit(ann, {"operations": [{"$unset": ["$sms"]}, {"$set": {"city": "Berlin"}}]})
        user = client.users.get(ann)
        equal((user["properties"]["city"], values(user.get("$sms"))), ("Berlin", []))

    def trigger_one():
        recipients = [ann, {"distinct_id": odd, "$email": ["odd@example.com"], "$channels": ["email"]}]
        answer = client.workflows.trigger(trigger(recipients=recipients, data={"first": "A"}, idempotency_key=f"{how}-{RUN}"))
        equal((answer["success"], answer["status_code"]), (True, 202), answer)
        assert len(answer["message"] or "") >= 8, f"no message id in {answer!r}"

    def trigger_again():
        answer = client.workflows.trigger(trigger(recipients=[ann], idempotency_key=f"{how}-{RUN}"))
        equal(answer["success"], True, answer)

    def bulk():
        instance = client.workflows.bulk_trigger_instance()
        instance.append(*[trigger(recipients=[ann], data={"n": n}) for n in range(3)])
        answer = instance.trigger()
        equal((answer.status, answer.total, answer.success, answer.failure), ("success", 3, 3, 0), answer.failed_records)

    def bulk_with_one_wrong():
        instance = client.workflows.bulk_trigger_instance()
        instance.append(trigger(recipients=[ann]), trigger(f"missing-{RUN}", [ann]), trigger(recipients=[ann]))
        answer = instance.trigger()
        equal((answer.status, answer.total, answer.success, answer.failure), ("partial", 3, 2, 1), answer.failed_records)
        failed = answer.failed_records[0]
        equal((failed["record"]["workflow"], failed["code"]), (f"missing-{RUN}", 404))

    def event():
        answer = client.track_event(Event(ann, "Order Placed", {"amount": 10}))
        equal(answer["success"], True, answer)

    def bulk_events():
        instance = client.bulk_events.new_instance()
        instance.append(Event(ann, "Order Placed", {"n": 1}), Event(ann, "Order Placed", {"n": 2}))
        answer = instance.trigger()
        equal((answer.status, answer.success), ("success", 2), answer.failed_records)

    def unknown_workflow():
        answer = client.workflows.trigger(trigger(f"missing-{RUN}", [ann]))
        equal((answer["success"], answer["status_code"]), (False, 404), answer)
        assert answer["message"], "the error says nothing"

    def unauthorized():
        fails_with(401, lambda: stranger.users.get(ann))
        fails_with(401, lambda: stranger.users.upsert(ann, {"name": "Eve"}))
        answer = stranger.workflows.trigger(trigger(recipients=[ann]))
        equal((answer["success"], answer["status_code"]), (False, 401), answer)
        equal(client.users.get(ann)["properties"]["name"], "Ann", "nothing was written")

    def delete():
        client.users.delete(odd)
        fails_with(404, lambda: client.users.get(odd))

    for name, act in (
        ("users.upsert creates a user and answers with it", upsert),
        ("users.get reads it back", get),
        ("an id with / + space and é is one user", odd_id),
        ("users.edit applies operations in order", edit),
        ("users.edit with a plain list of operations", edit_list),
        ("workflows.trigger is accepted with a message id", trigger_one),
        ("the same idempotency key is accepted again", trigger_again),
        ("workflows.bulk_trigger_instance takes several", bulk),
        ("a bulk request says which record was wrong", bulk_with_one_wrong),
        ("track_event is accepted", event),
        ("bulk_events is accepted", bulk_events),
        ("an unknown workflow is 404 with a message", unknown_workflow),
        ("an unknown user is 404", lambda: fails_with(404, lambda: client.users.get(f"nobody-{RUN}"))),
        ("wrong credentials are 401 everywhere", unauthorized),
        ("users.delete removes the user", delete),
    ):
        check(f"{how}: {name}", act)


story("signed", Suprsend(KEY, SECRET, base_url=URL), Suprsend(KEY, "not-the-secret-of-this-workspace", base_url=URL))
story(
    "bearer",
    Suprsend.with_workspace_api_key(UID, API_KEY, base_url=URL),
    Suprsend.with_workspace_api_key(UID, "not-an-api-key-of-this-workspace", base_url=URL),
)

failed = [entry for entry in checks if not entry["ok"]]
print(
    json.dumps(
        {"sdk": "suprsend-py-sdk", "version": __version__, "passed": len(checks) - len(failed), "failed": len(failed), "checks": checks},
        indent=1,
        ensure_ascii=False,
    )
)
sys.exit(1 if failed else 0)
