import base64
import time

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from incidents.webhooks import signing

BODY = '{"type":"figure.changed","data":{"title":"Zürich"}}'.encode()


def signed(*secrets, body=BODY, timestamp=None, message_id="evt_1"):
    stamp = int(time.time()) if timestamp is None else timestamp
    return signing.headers(list(secrets), message_id=message_id, timestamp=stamp, body=body)


def test_the_published_library_verifies_what_we_sign():
    secret = signing.new_secret()
    assert Webhook(secret).verify(BODY, signed(secret))["type"] == "figure.changed"


def test_our_own_receiver_verifies_what_the_published_library_signs():
    from datetime import UTC, datetime

    secret, now = signing.new_secret(), datetime.now(tz=UTC)
    headers = {
        "webhook-id": "evt_2",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("evt_2", now, BODY.decode()),
    }
    assert signing.verify(secret, headers, BODY, now=time.time()) == "evt_2"


def test_the_example_of_the_specification_comes_out():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signature = signing.sign(
        secret, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_rotates_either_one_verifies():
    old, new = signing.new_secret(), signing.new_secret()
    headers = signed(new, old)
    for secret in (old, new):
        assert Webhook(secret).verify(BODY, headers)
        assert signing.verify(secret, headers, BODY, now=time.time())


@pytest.mark.parametrize(
    ("change", "body"),
    [
        ({}, BODY + b" "),
        ({}, BODY.replace(b"figure", b"Figure")),
        ({"webhook-id": "evt_2"}, BODY),
        ({"webhook-timestamp": str(int(time.time()) - 1)}, BODY),
        ({"webhook-timestamp": str(int(time.time()) - 301)}, BODY),
        ({"webhook-timestamp": str(int(time.time()) + 600)}, BODY),
        ({"webhook-signature": "v1," + base64.b64encode(b"x" * 32).decode()}, BODY),
        ({"webhook-signature": "v2,abc"}, BODY),
        ({"webhook-id": ""}, BODY),
    ],
)
def test_a_message_that_was_tampered_with_or_replayed_fails_in_both(change, body):
    secret = signing.new_secret()
    headers = signed(secret, timestamp=int(time.time()) - 30) | change
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)
    with pytest.raises(signing.VerificationFailed):
        signing.verify(secret, headers, body, now=time.time())


def test_another_secret_does_not_verify():
    headers = signed(signing.new_secret())
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(BODY, headers)
    with pytest.raises(signing.VerificationFailed):
        signing.verify(signing.new_secret(), headers, BODY, now=time.time())


def test_a_timestamp_that_is_no_number_is_refused():
    secret = signing.new_secret()
    for stamp in ("soon", "-1", "1e9", "١٢٣"):
        with pytest.raises(signing.VerificationFailed):
            signing.verify(secret, signed(secret) | {"webhook-timestamp": stamp}, BODY, now=time.time())


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_***", "abc", "whsec_" + base64.b64encode(b"short").decode()])
def test_a_secret_that_is_none_is_named_so(secret):
    with pytest.raises(signing.SecretMalformed, match=r"\.$"):
        signing.key_of(secret)


def test_secrets_are_long_and_never_the_same():
    made = {signing.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(signing.key_of(secret)) for secret in made} == {32}


# --- v1a: verified by the cryptography package, since the published library knows no v1a


def verified_by_cryptography(public, headers, body):
    """True when one of the v1a signatures is this key's, worked out without our own code."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    for one in headers["webhook-signature"].split(" "):
        if one.startswith("v1a,"):
            try:
                key.verify(base64.b64decode(one.removeprefix("v1a,")), signed)
            except InvalidSignature:
                continue
            return True
    return False


def test_the_cryptography_package_verifies_what_we_sign_with_v1a():
    private = signing.new_private_key()
    headers = signed(private)
    assert headers["webhook-signature"].startswith("v1a,")
    assert verified_by_cryptography(signing.public_key(private), headers, BODY)
    assert signing.verify(signing.public_key(private), headers, BODY, now=time.time()) == "evt_1"


def test_a_known_key_gives_the_signature_of_rfc_8032():
    # RFC 8032 section 7.1, test 1: this seed has this public key.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert signing.public_key("whsk_" + base64.b64encode(seed).decode()) == "whpk_" + base64.b64encode(public).decode()


@pytest.mark.parametrize(
    ("change", "body"),
    [
        ({}, BODY + b" "),
        ({"webhook-id": "evt_2"}, BODY),
        ({"webhook-timestamp": str(int(time.time()) - 1)}, BODY),
        ({"webhook-signature": "v1a," + base64.b64encode(b"x" * 64).decode()}, BODY),
        ({"webhook-signature": "v1a,***"}, BODY),
        ({"webhook-signature": "v1a,"}, BODY),
    ],
)
def test_a_v1a_message_that_was_tampered_with_fails_in_both(change, body):
    private = signing.new_private_key()
    headers = signed(private, timestamp=int(time.time()) - 30) | change
    with pytest.raises(signing.VerificationFailed):
        signing.verify(signing.public_key(private), headers, body, now=time.time())
    if "***" not in headers["webhook-signature"]:
        assert not verified_by_cryptography(signing.public_key(private), headers, body)


def test_an_old_v1a_message_is_refused_and_so_is_another_key():
    private = signing.new_private_key()
    public = signing.public_key(private)
    with pytest.raises(signing.VerificationFailed, match="five minutes"):
        signing.verify(public, signed(private, timestamp=int(time.time()) - 301), BODY, now=time.time())
    with pytest.raises(signing.VerificationFailed):
        signing.verify(signing.public_key(signing.new_private_key()), signed(private), BODY, now=time.time())


def test_while_an_endpoint_changes_its_scheme_both_verify():
    secret, private = signing.new_secret(), signing.new_private_key()
    headers = signed(private, secret)
    assert Webhook(secret).verify(BODY, headers)
    assert verified_by_cryptography(signing.public_key(private), headers, BODY)
    for key in (secret, signing.public_key(private)):
        assert signing.verify(key, headers, BODY, now=time.time()) == "evt_1"


@pytest.mark.parametrize("key", ["whpk_", "whpk_***", "whpk_" + base64.b64encode(b"short").decode(), "whsk_abc"])
def test_a_public_key_that_is_none_is_named_so(key):
    with pytest.raises(signing.SecretMalformed, match=r"\.$"):
        signing.check_verifying_key(key)
