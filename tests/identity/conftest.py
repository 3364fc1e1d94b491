"""A running portal, and beside it two real identity providers from the package registry. No browser is needed."""

import datetime as dt
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from demo.actions import cast
from samla import clock
from tests.browser.portal import Portal, free_port, running
from tests.database import clone, drop
from tests.identity.visitor import Visitor

HERE = Path(__file__).parent
HSA_ID = "SE2321000131-E000000012345"
CLIENT = {"clientId": "samla", "clientSecret": "only-for-tests"}


class Providers:
    """Both providers; `wish` says who comes next, and what is wrong with her answer."""

    def __init__(self, address: str) -> None:
        self.address = address

    def wish(self, **wish) -> None:
        body = json.dumps(wish).encode()
        with urlopen(Request(f"{self.address}/wish", body), timeout=20) as answer:
            assert answer.status == 200


def _a_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: rsa.RSAPrivateKey) -> str:
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


def _certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "identity")])
    now = clock.now().astimezone(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = builder.not_valid_before(now).not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture(scope="session")
def identity(demo_template, tmp_path_factory) -> Iterator[tuple[Portal, Providers]]:
    """The portal with both providers configured, once per test process."""
    node = shutil.which("node")
    assert node, "Node saknas: apt-get install nodejs npm, eller make test."
    assert (HERE / "node_modules").is_dir(), "Identitetsleverantörerna saknas: kör make test en gång."
    port, portal_port = free_port(), free_port()
    key, ours = _a_key(), _a_key()
    files = tmp_path_factory.mktemp("identity")
    (files / "sp.crt").write_text(_certificate(ours))
    (files / "sp.key").write_text(_pem(ours))
    settings = {
        "key": _pem(key),
        "cert": _certificate(key),
        "otherKey": _pem(_a_key()),
        "port": port,
        "portal": f"http://localhost:{portal_port}",
        **CLIENT,
    }
    address = f"http://127.0.0.1:{port}"
    surroundings = {
        "SAMLA_OIDC_ISSUER": f"{address}/oidc",
        "SAMLA_OIDC_CLIENT_ID": CLIENT["clientId"],
        "SAMLA_OIDC_CLIENT_SECRET": CLIENT["clientSecret"],
        "SAMLA_OIDC_SCOPE": "openid hsa",
        "SAMLA_OIDC_ACR_VALUES": "http://id.sambi.se/loa/loa3",
        "SAMLA_OIDC_LABEL": "SITHS",
        "SAMLA_SAML_METADATA": f"{address}/saml/metadata",
        "SAMLA_SAML_CERTIFICATE": str(files / "sp.crt"),
        "SAMLA_SAML_KEY": str(files / "sp.key"),
        "SAMLA_SAML_LABEL": "kommunens inloggning",
        "WEB_CONCURRENCY": "1",
    }
    with (files / "providers.log").open("wb") as log:
        process = subprocess.Popen(
            [node, HERE / "providers.mjs"],
            cwd=HERE,
            env={**os.environ, "IDENTITY": json.dumps(settings)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    database = clone(demo_template, files)
    try:
        assert process.stdout.readline() == "ready\n", (files / "providers.log").read_text()
        usual = {"port": portal_port, "surroundings": surroundings, "expected": "Service Unavailable: /logga-in/"}
        with running(database, files, **usual) as portal:
            yield portal, Providers(address)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
        drop(database)


@pytest.fixture
def portal(identity) -> Portal:
    """The portal, in which nobody has an HSA-id but the process leader, beside providers that are well."""
    portal, providers = identity
    providers.wish()
    portal.ask("UPDATE groups_user SET hsa_id = '', is_active = true WHERE hsa_id <> '' OR NOT is_active")
    portal.ask("UPDATE groups_user SET hsa_id = %s WHERE email = %s", HSA_ID, email_of("processledare"))
    portal.ask("DELETE FROM samla_cache")
    return portal


@pytest.fixture
def providers(identity) -> Providers:
    return identity[1]


@pytest.fixture
def visitor(portal) -> Visitor:
    return Visitor(portal.url)


def is_in(visitor: Visitor, key: str = "processledare") -> bool:
    """Is that person signed in there?"""
    page = visitor.get("/min-inloggning/")
    return page.path == "/min-inloggning/" and name_of(key) in page.text


def email_of(key: str) -> str:
    return next(one.email for one in cast() if one.key == key)


def name_of(key: str) -> str:
    return next(one.name for one in cast() if one.key == key)
