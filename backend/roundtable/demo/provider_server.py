"""The demo provider's rules, on Authlib's framework-free core: one page client, one script, codes that work once."""

import secrets
from dataclasses import dataclass
from typing import Any

import orjson
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request, grants
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.responses import Response

from roundtable.core.clock import Clock
from roundtable.demo.cast import NGO_SCRIPT, PEOPLE, Person
from roundtable.identity.config import DEMO_CLIENT_ID, DEMO_PATH

ALGORITHM = "ES256"
CODE_LIFETIME = 60
TOKEN_LIFETIME = 3600


@dataclass(frozen=True)
class Client(ClientMixin):  # type: ignore[misc]
    """A client as Authlib asks for one."""

    client_id: str
    grant_type: str
    scope: str
    secret: str | None = None
    redirect_uri: str | None = None

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        return None

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(word for word in (scope or "").split() if word in self.scope.split())

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return self.redirect_uri is not None and redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return self.secret is not None and secrets.compare_digest(self.secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return (method == "none") == (self.secret is None)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.redirect_uri is not None

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == self.grant_type


@dataclass(frozen=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """One sign-in on its way from the browser to the token endpoint."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    person: Person
    nonce: str
    code_challenge: str
    signed_in_at: int
    expires_at: float
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.signed_in_at

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Request(OAuth2Request):  # type: ignore[misc]
    """A request of any framework, reduced to what the core reads."""

    def __init__(self, method: str, uri: str, parameters: dict[str, str], headers: dict[str, str]) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload = BasicOAuth2Payload(parameters)

    @property
    def args(self) -> dict[str, str]:
        return dict(self.payload.data)

    @property
    def form(self) -> dict[str, str]:
        return dict(self.payload.data)


class Answer(Response):
    """A response whose address the issuer extension may complete."""

    @property
    def location(self) -> str | None:
        return self.headers.get("location")

    @location.setter
    def location(self, address: str) -> None:
        self.headers["location"] = address


class DemoServer(AuthorizationServer):  # type: ignore[misc]
    """Clients, codes in memory, and a key made at the start: nothing of it outlives the process."""

    def __init__(self, origin: str, audience: str, clock: Clock) -> None:
        super().__init__(scopes_supported=["openid", "profile", "tasks"])
        self.issuer, self.audience, self.clock = origin + DEMO_PATH, audience, clock
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        self.codes: dict[str, Code] = {}
        page = Client(DEMO_CLIENT_ID, "authorization_code", "openid profile", redirect_uri=f"{origin}/auth/callback")
        script = Client(NGO_SCRIPT.client_id, "client_credentials", "tasks", secret=NGO_SCRIPT.client_secret)
        self.clients = {client.client_id: client for client in (page, script)}
        self.register_grant(PageGrant, [S256(required=True), IdToken(require_nonce=True)])
        self.register_grant(ScriptGrant)
        self.register_token_generator("default", self.make_token)
        self.names_itself = NamesItself(self.issuer)
        self.register_extension(self.names_itself)

    def query_client(self, client_id: str) -> Client | None:
        return self.clients.get(client_id)

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """Tokens are signed, not kept."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Request) -> Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        content = orjson.dumps(body) if isinstance(body, dict) else body
        return Answer(content, status, {**dict(headers), "Cache-Control": "no-store"})

    def signed(self, claims: dict[str, Any], kind: str = "JWT") -> str:
        now = int(self.clock.now().timestamp())
        dated = {"iss": self.issuer, "iat": now, "exp": now + TOKEN_LIFETIME, **claims}
        return jwt.encode({"alg": ALGORITHM, "kid": self.key.kid, "typ": kind}, dated, self.key, [ALGORITHM])

    def make_token(self, grant_type: str, client: Client, scope: str | None = None, **_: Any) -> dict[str, Any]:
        """For the page an opaque value, since it calls nothing with it; for the script a token of RFC 9068."""
        scope, access_token = client.get_allowed_scope(scope) or client.scope, generate_token(43)
        if grant_type == "client_credentials":
            claims = {"sub": client.client_id, "client_id": client.client_id, "aud": self.audience}
            access_token = self.signed({**claims, "scope": scope, "jti": access_token}, "at+jwt")
        return {"token_type": "Bearer", "access_token": access_token, "expires_in": TOKEN_LIFETIME, "scope": scope}


class PageGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes for the page, which is a public client: PKCE binds a code to the browser's sign-in."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

    def save_authorization_code(self, code: str, request: Request) -> None:
        asked, now = request.payload.data, self.server.clock.now().timestamp()
        codes = {key: kept for key, kept in self.server.codes.items() if kept.expires_at > now}
        codes[code] = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=asked["redirect_uri"],
            scope=request.scope,
            person=request.user,
            nonce=asked["nonce"],
            code_challenge=asked["code_challenge"],
            signed_in_at=int(now),
            expires_at=now + CODE_LIFETIME,
        )
        self.server.codes = codes

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        # taken out at once: a code that was tried works no second time, not even for who holds its verifier
        found: Code | None = self.server.codes.pop(code, None)
        good = found and found.client_id == client.client_id and found.expires_at > self.server.clock.now().timestamp()
        return found if good else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It has gone when it was found."""

    def authenticate_user(self, authorization_code: Code) -> Person | None:
        return PEOPLE.get(authorization_code.person.key)


class ScriptGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]
    """Client credentials, in the header or in the body."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")


class S256(CodeChallenge):  # type: ignore[misc]
    """PKCE by S256 or not at all."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):  # type: ignore[misc]
    """ID tokens by the server's own key and clock."""

    def exists_nonce(self, _nonce: str, _request: Request) -> bool:
        return False  # codes work once, which is what a remembered nonce would add

    def process_token(self, grant: Any, response: Any) -> None:
        _, token, _ = response
        server, code = grant.server, grant.request.authorization_code
        claims = {"sub": code.person.key, "name": code.person.name, "aud": code.client_id, "nonce": code.nonce}
        claims["auth_time"] = code.get_auth_time()
        claims["at_hash"] = create_half_hash(token["access_token"], ALGORITHM).decode()
        token["id_token"] = server.signed(claims)


class NamesItself(IssuerParameter):  # type: ignore[misc]
    """RFC 9207: every answer to the browser says who gives it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def get_issuer(self) -> str:
        return self.issuer
