"""A browser without a screen: cookies, redirects, and forms that a page would have sent by itself."""

import re
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """Where a visit ended, and what stood there."""

    status: int
    url: str
    text: str

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]

    def form(self) -> tuple[str, dict[str, str]]:
        """The address and the hidden fields of the page's only form with a SAMLResponse."""
        action = unescape(re.search(r'<form[^>]*action="([^"]+)"', self.text)[1])
        inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', self.text)
        return action, {name: unescape(value) for name, value in inputs}


class Way(HTTPRedirectHandler):
    """Every address to which one was redirected."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def redirect_request(self, request, file, code, message, headers, address):
        self.addresses.append(address)
        return super().redirect_request(request, file, code, message, headers, address)


class Visitor:
    """One browser of one person."""

    def __init__(self, portal: str) -> None:
        self.portal = portal
        self.jar, self.way = CookieJar(), Way()
        self.opener = build_opener(HTTPCookieProcessor(self.jar), self.way)

    def get(self, address: str) -> Answer:
        return self._open(Request(urljoin(self.portal, address)))

    def post(self, address: str, fields: dict[str, str]) -> Answer:
        """As a form of our own pages would: with the token against forgery."""
        token = {"csrfmiddlewaretoken": next((one.value for one in self.jar if one.name == "csrftoken"), "")}
        return self._open(Request(urljoin(self.portal, address), urlencode({**token, **fields}).encode()))

    def send_on(self, page: Answer) -> Answer:
        """What the script on a provider's page does: send its form."""
        address, fields = page.form()
        return self._open(Request(address, urlencode(fields).encode()))

    def cookie(self, name: str) -> str:
        return next((one.value for one in self.jar if one.name == name), "")

    def _open(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                return Answer(answer.status, answer.url, answer.read().decode())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.url, error.read().decode())
