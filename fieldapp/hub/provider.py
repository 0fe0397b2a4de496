"""The company's provider of identities (OpenID Connect): the hub is one of its clients.

Who signs in there comes back with a code, which the hub changes for an identity token. Authlib
carries that out; what the token says is believed once its signature, issuer, audience, times and
nonce are right. What has to be remembered meanwhile travels with the browser, under the hub's key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import urlsplit

from fieldapp.base.clock import Entropy
from fieldapp.base.values import frozen
from fieldapp.hub import channels
from fieldapp.hub.errors import HubError, RefusalError
from fieldapp.hub.variables import variable
from fieldapp.hub.vault import Vault

ISSUER, CLIENT, SECRET = "FIELDAPP_HUB_OIDC", "FIELDAPP_HUB_OIDC_CLIENT", "FIELDAPP_HUB_OIDC_SECRET"
GROUPS = "FIELDAPP_HUB_OIDC_GROUPS"
"""The claim that names somebody's groups; `groups` if nothing is given."""
BACK = "/signin/company/back"
MINUTES = 10
"""So long somebody may take to sign in at the provider."""
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
"""With the provider's key alone: none where a secret of ours, or nothing, would do."""
_LEEWAY = 60
"""Seconds that two clocks may be apart."""
_WAIT = 10
_DISCOVERY = "/.well-known/openid-configuration"
_PURPOSE = b"signing in 1"
_MOST_GROUPS = 500


@frozen
class Setting:
    """How the hub is known to a provider."""

    issuer: str
    client: str
    groups: str
    back: str
    """Where the provider sends people back to."""
    secret: str = field(repr=False)


@frozen
class Identity:
    """Who signed in, as the provider says. `subject`: 32 bytes, of this provider alone."""

    subject: bytes
    name: str
    groups: frozenset[str]


@frozen
class Begun:
    """Somebody is on the way to the provider: where to, and what their browser keeps meanwhile."""

    address: str
    kept: str


def setting() -> Setting | None:
    """From the hub's variables; None where there is no provider.

    Raises:
        HubError: one is missing, or not a safe address.
    """
    issuer = variable(ISSUER)
    if not issuer:
        return None
    client, secret = variable(CLIENT), variable(SECRET)
    public = variable(channels.PUBLIC).rstrip("/")
    for name, value in ((CLIENT, client), (SECRET, secret), (channels.PUBLIC, public)):
        if not value:
            raise HubError("single.variable_missing", name=name)
    for name, address in ((ISSUER, issuer), (channels.PUBLIC, public)):
        if not _is_safe(address):
            raise HubError("single.address_unsafe", name=name)
    return Setting(issuer, client, variable(GROUPS) or "groups", public + BACK, secret)


def _is_safe(address: str) -> bool:
    """Over TLS, or to this very machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "127.0.0.1")
    )


class Provider:
    """Within no transaction: the provider is waited for."""

    def __init__(self, known: Setting, vault: Vault, entropy: Entropy) -> None:
        self._known = known
        self._vault = vault
        self._entropy = entropy

    def begin(self, way: str, now: int) -> Begun:
        """Sends somebody to the provider.

        Args:
            way: where they want to go on the hub afterwards.
            now: milliseconds since 1970.

        Raises:
            RefusalError: the provider cannot be reached.
        """
        state, nonce, verifier = (_text(self._entropy(32)) for _ in range(3))
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self._told(session)["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=verifier,
            )
        kept = json.dumps([state, nonce, verifier, way[:2000], now]).encode()
        return Begun(address, _text(self._vault.wrap(kept, _PURPOSE)))

    def finish(self, kept: str, query: Mapping[str, str], now: int) -> tuple[Identity, str]:
        """Who has come back from the provider, and where they want to go.

        Args:
            kept: what their browser has kept.

        Raises:
            RefusalError: they did not sign in, it took too long, or what came back is not right.
        """
        state, nonce, verifier, way, begun = self._kept(kept)
        given, code = query.get("state", ""), query.get("code", "")
        is_ours = hmac.compare_digest(state.encode(), given.encode())
        if not is_ours or not code or not 0 <= now - begun <= MINUTES * 60_000:
            raise RefusalError("hub.sso_failed")
        with self._session() as session:
            told = self._told(session)
            try:
                token = session.fetch_token(
                    told["token_endpoint"],
                    code=code,
                    code_verifier=verifier,
                    timeout=_WAIT,
                    allow_redirects=False,
                )
                keys = self._get(session, told["jwks_uri"])
            except Exception as error:  # whatever a provider answers, nobody is let in by it
                raise RefusalError("hub.sso_failed") from error
        return self._read(str(token.get("id_token", "")), keys, nonce, now), way

    def _session(self) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(
            self._known.client,
            self._known.secret,
            scope="openid profile",
            redirect_uri=self._known.back,
            code_challenge_method="S256",
        )

    def _told(self, session: Any) -> dict[str, str]:
        """What the provider says of itself."""
        try:
            found = self._get(session, self._known.issuer.rstrip("/") + _DISCOVERY)
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            told = {name: str(found[name]) for name in wanted}
        except Exception as error:  # a provider that is away fails in as many ways as there are
            raise RefusalError("hub.sso_away") from error
        if found.get("issuer") != self._known.issuer:
            raise RefusalError("hub.sso_away")
        if not all(map(_is_safe, told.values())):
            raise RefusalError("hub.sso_away")
        return told

    def _get(self, session: Any, address: str) -> dict[str, Any]:
        answer = session.get(address, withhold_token=True, timeout=_WAIT, allow_redirects=False)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def _kept(self, kept: str) -> tuple[str, str, str, str, int]:
        try:
            wrapped = base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4))
            state, nonce, verifier, way, begun = json.loads(self._vault.unwrap(wrapped, _PURPOSE))
        except (HubError, ValueError, binascii.Error) as error:
            raise RefusalError("hub.sso_failed") from error
        return state, nonce, verifier, way, begun

    def _read(self, token: str, keys: dict[str, Any], nonce: str, now: int) -> Identity:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        issuer = self._known.issuer
        rules = jwt.JWTClaimsRegistry(
            now=now // 1000,
            leeway=_LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._known.client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            known = KeySet.import_key_set(keys)  # type: ignore[arg-type]
            claims = jwt.decode(token, known, algorithms=_ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise RefusalError("hub.sso_failed") from error
        audience = claims["aud"]
        is_shared = isinstance(audience, list) and len(audience) > 1
        if is_shared and claims.get("azp") != self._known.client:
            raise RefusalError("hub.sso_failed")
        return self._identity(claims)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        named = (claims.get(key) for key in ("name", "preferred_username", "sub"))
        name = next(text for text in named if isinstance(text, str) and text.strip())
        groups = claims.get(self._known.groups)
        listed = groups if isinstance(groups, list) else [groups]
        issuer = self._known.issuer.rstrip("/")
        subject = f"{issuer}\0{claims['sub']}"
        return Identity(
            hashlib.sha256(subject.encode()).digest(),
            " ".join(name.split()),
            frozenset(one for one in listed[:_MOST_GROUPS] if isinstance(one, str)),
        )


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
