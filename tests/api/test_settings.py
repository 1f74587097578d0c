"""Settings: read once, checked together, each wrong one told in a line of its own."""

from pathlib import Path

import pytest

from api.settings import SettingsError, read_settings


def lines_of(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ)
    return caught.value.lines


def test_without_any_variable_the_server_is_one_for_localhost():
    settings = read_settings({})
    assert (settings.origin, settings.rp, settings.host, settings.port) == (
        "http://localhost:8000",
        "localhost",
        "127.0.0.1",
        8000,
    )
    assert settings.sign_up == "open"
    assert settings.site_origin == settings.origin
    assert settings.trusted_proxies == settings.push_origins == ()
    assert settings.database_url == f"sqlite://{Path('data').absolute() / 'handrail.sqlite3'}"
    assert settings.push_enabled
    assert settings.rate_limits
    assert not settings.secure


def test_over_https_sign_up_is_by_invitation_and_pushes_need_a_contact():
    settings = read_settings({"HANDRAIL_ORIGIN": "https://Daybook.Example:443/"})
    assert (settings.origin, settings.rp, settings.sign_up) == (
        "https://daybook.example",
        "daybook.example",
        "invited",
    )
    assert (settings.push_enabled, settings.secure, settings.port) == (False, True, 8000)
    with_contact = {"HANDRAIL_ORIGIN": "https://daybook.example", "HANDRAIL_VAPID_CONTACT": "mailto:a@b.example"}
    assert read_settings(with_contact).push_enabled


WRONG = {
    "HANDRAIL_ORIGIN": ["http://daybook.example", "daybook.example", "https://x/path", "https://u:p@x", "ftp://x", "x"],
    "HANDRAIL_SITE_ORIGIN": ["http://site.example", "https://x?y"],
    "HANDRAIL_PORT": ["x", "-1", "65536", "1.5", "１"],
    "HANDRAIL_METRICS_PORT": ["x"],
    "HANDRAIL_DATABASE_URL": ["mysql://x/y", "postgres://host", "sqlite:///x"],
    "HANDRAIL_RP": ["Daybook", "a b", "-x", "é"],
    "HANDRAIL_TRUSTED_PROXIES": ["x", "10.0.0.1/8", "10.0.0.0/8 10.0.0.1"],
    "HANDRAIL_VAPID_CONTACT": ["a@b.example", "mailto:a", "http://x.example", "mailto:<a@b.example>", "https://x"],
    "HANDRAIL_PUSH_ORIGINS": ["https://x/path", "x"],
    "HANDRAIL_SIGN_UP": ["closed", "Open"],
    "HANDRAIL_APP_NAME": ["x" * 31, "<b>", 'a"b', "a\nb"],
    "HANDRAIL_RATE_LIMITS": ["yes", "0"],
    "HANDRAIL_RATE_LIMIT_STORE": ["memcached://x", "x"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_told_in_one_line_that_begins_with_its_name(name: str, value: str):
    lines = lines_of(**{name: value})
    assert len(lines) == 1
    assert lines[0].startswith(f"{name} must ")
    assert "\n" not in lines[0]


def test_all_wrong_values_are_told_together_and_none_is_quoted():
    url = "mysql://user:kanarienvogel@host/name"
    lines = lines_of(HANDRAIL_PORT="x", HANDRAIL_DATABASE_URL=url, HANDRAIL_SIGN_UP="kanarienvogel")
    assert [line.split()[0] for line in lines] == ["HANDRAIL_DATABASE_URL", "HANDRAIL_PORT", "HANDRAIL_SIGN_UP"]
    assert "kanarienvogel" not in str(lines)


def test_a_variable_that_is_none_is_told_and_those_of_the_tests_are_let_be():
    assert lines_of(HANDRAIL_ORIGN="x") == ["HANDRAIL_ORIGN is not a setting"]
    read_settings({"HANDRAIL_TEST_ENGINE": "sqlite", "HANDRAIL_DEMO": "1", "OTHER": "x"})


def test_an_empty_value_is_none_at_all():
    assert read_settings({"HANDRAIL_PORT": " ", "HANDRAIL_RP": ""}).port == 8000


def test_lists_take_blanks_and_a_postgresql_url_either_name():
    settings = read_settings(
        {
            "HANDRAIL_TRUSTED_PROXIES": "10.0.0.0/8, 2001:db8::1",
            "HANDRAIL_PUSH_ORIGINS": "http://Localhost:9, https://x.example:443",
            "HANDRAIL_DATABASE_URL": "postgresql://u:p@h:5432/name?sslmode=require",
        }
    )
    assert [str(one) for one in settings.trusted_proxies] == ["10.0.0.0/8", "2001:db8::1/128"]
    assert settings.push_origins == ("http://localhost:9", "https://x.example")
    assert (settings.database_url, settings.postgres) == ("postgres://u:p@h:5432/name?sslmode=require", True)
