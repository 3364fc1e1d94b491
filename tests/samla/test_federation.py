"""Identity providers by configuration: off until named, and what is missing or wrong is said at start (L26)."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from samla import environment, federation

OIDC = {
    "SAMLA_OIDC_ISSUER": "https://idp.exempel.se/",
    "SAMLA_OIDC_CLIENT_ID": "samla",
    "SAMLA_OIDC_CLIENT_SECRET": "hemligt",
}


@pytest.fixture
def surroundings(monkeypatch):
    """`surroundings(NAME="value")`: what the environment says."""
    return lambda **values: [monkeypatch.setenv(name, value) for name, value in values.items()]


def test_both_are_off_until_they_are_named():
    assert (federation.openid_connect(), federation.saml()) == (None, None)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("http://id.sambi.se/loa/loa3", 3),
        ("http://id.elegnamnden.se/loa/1.0/loa4", 4),
        ("loa2", 2),
        ("urn:x:loa1", 1),
        ("", 0),
        ("loa5", 0),
        ("xloa3", 0),
        ("http://id.sambi.se/loa/loa3/extra", 0),
        ("http://id.sambi.se/loa/loa3\n", 0),
        ("http://id.sambi.se/loa/LOA3", 0),
    ],
)
def test_only_a_level_that_is_written_out_counts(text, level):
    assert federation.level_of(text) == level


def test_an_openid_provider_has_sensible_defaults(surroundings):
    surroundings(**OIDC)

    config = federation.openid_connect()

    assert config.issuer == "https://idp.exempel.se"
    assert config.lowest_level == 3
    assert config.hsa_names[:2] == ("http://sambi.se/attributes/1/employeeHsaId", "urn:oid:1.2.752.29.6.2.1")
    assert "hemligt" not in repr(config)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SAMLA_OIDC_CLIENT_ID": ""}, "SAMLA_OIDC_CLIENT_ID saknas"),
        ({"SAMLA_OIDC_CLIENT_SECRET": ""}, "SAMLA_OIDC_CLIENT_SECRET saknas"),
        ({"SAMLA_OIDC_ISSUER": "http://idp.exempel.se"}, "ska börja med https://"),
        ({"SAMLA_OIDC_LOA": "hög"}, "SAMLA_OIDC_LOA ska vara loa1, loa2, loa3 eller loa4"),
    ],
)
def test_what_is_wrong_with_it_is_said_in_one_sentence(surroundings, changes, sentence):
    surroundings(**{**OIDC, **changes})

    with pytest.raises(ImproperlyConfigured, match=sentence):
        federation.openid_connect()


def test_a_saml_provider_is_read_from_a_file_or_fetched_from_a_safe_address(surroundings, tmp_path):
    file = tmp_path / "idp.xml"
    file.write_text("<md/>")
    surroundings(SAMLA_SAML_METADATA=str(file), SAMLA_SAML_LOA="loa4")
    from_file = federation.saml()
    surroundings(SAMLA_SAML_METADATA="https://idp.exempel.se/metadata")
    from_address = federation.saml()

    assert (from_file.metadata, from_file.metadata_address, from_file.lowest_level) == ("<md/>", "", 4)
    assert (from_address.metadata, from_address.metadata_address) == ("", "https://idp.exempel.se/metadata")


@pytest.mark.parametrize(
    ("place", "sentence"),
    [("http://idp.exempel.se/metadata", "ska börja med https://"), ("/finns/inte.xml", "går inte att läsa")],
)
def test_metadata_from_nowhere_or_over_an_open_line_is_refused(surroundings, place, sentence):
    surroundings(SAMLA_SAML_METADATA=place)

    with pytest.raises(ImproperlyConfigured, match=sentence):
        federation.saml()


@pytest.mark.parametrize("given", ["0", "-1", "femton", "1,5"])
def test_a_number_that_is_none_is_said_so(surroundings, given):
    surroundings(SAMLA_STRONG_MINUTES=given)

    with pytest.raises(ImproperlyConfigured, match="SAMLA_STRONG_MINUTES ska vara ett heltal, minst 1"):
        environment.number("SAMLA_STRONG_MINUTES", 15)
