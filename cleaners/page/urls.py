"""Addresses: the form a page is known by, and the identity of an article."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Parameters that say who sent the reader, never which page is meant. `ref`, `share`, `s` and the like stand
# in `_TRACKING_WORDS`: a number there may be the article's own.
_TRACKING: Final = re.compile(
    r"(?:utm_\w*|pk_\w+|mtm_\w+|matomo_\w+|hsa_\w+|guce_\w+|guccounter|fb_(?:action_ids|action_types|source|ref)|"
    r"at_(?:medium|campaign|custom\d|link_\w+|bbc_team|format|ptr_name)|fb_comment_id|fbclid|gclid|gclsrc|dclid|"
    r"gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid?|mc_[ce]id|_ga|_gl|_hsenc|_hsmi|__twitter_impression|mkt_tok|"
    r"cmpid|ocid|xtor|ncid|spm|sr_share|vero_id|ref_?src|ref_?url|recommendId|traffic_source|wt_mc|wtrid|zanpid|"
    r"phpsessid|jsessionid|aspsessionid\w*|replytocom|amp|amp_\w+|nonamp|noamp|outputtype)",
    re.IGNORECASE,
).fullmatch
_TRACKING_WORDS: Final = frozenset(
    ("ref", "referrer", "referer", "share", "shared", "feature", "via", "cid_source")
)
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_TWIN_HOST: Final = re.compile(r"(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_AMP_PATH: Final = re.compile(r"(?:/amp|\.amp)(?=/?(?:\.html?)?$)|^/amp(?=/)", re.IGNORECASE)
# Addresses that are in their one form already, as most are: nothing in them that `canonical_url` would drop, sort,
# encode or put into lower case. Of what is encoded, only what is not ASCII: the rest may be written plainly.
_CANONICAL: Final = re.compile(
    r"https?://(?:[a-z0-9-]+\.)+[a-z]+/(?:(?<!/)[/.]|[A-Za-z0-9_~-]|%[89A-F][0-9A-F])*"
).fullmatch
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\s*https?://\S+\s*", re.IGNORECASE).fullmatch
_WWW: Final = re.compile(r"^www\d?\.")
_HOST: Final = re.compile(r"[\w.\-:\[\]]+", re.UNICODE).fullmatch


@lru_cache(maxsize=16)  # of one page: its own address is asked for many times
def canonical_url(url: str | None, base: str | None = None) -> str | None:
    """`url` in its one form, resolved against `base`: None where it is no address of a web page.

    Scheme and host in lower case, no default port, no fragment (but `#!`), no tracking parameters, the others
    sorted, percent-encoding in one form (UTF-8, upper case): «خبر» and `%d8%ae%d8%a8%d8%b1` are the same. The
    scheme, `www.` and AMP paths stay, for the address must work: see `url_key`.
    """
    if not url or len(url) > 8_192:
        return None
    if _CANONICAL(url):
        return url
    try:
        parts = urlsplit(urljoin(base or "", url.strip()))
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in ("http", "https") or not host or not _HOST(host):
        return None
    default = port is None or port == (80 if parts.scheme.lower() == "http" else 443)
    netloc = (f"[{host}]" if ":" in host else host) + ("" if default else f":{port}")
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    plain = urlunsplit((parts.scheme.lower(), netloc, path, _own_query(parts.query), fragment))
    try:
        return str(canonicalize_url(plain, keep_fragments=bool(fragment)))
    except (ValueError, UnicodeError):
        return None


def url_key(url: str) -> str:
    """What two addresses of one page share: for identity only, it may not answer.

    Folds the scheme, `www.`, `m.` and `amp.` hosts, AMP paths, a closing slash and `index.html`. Empty
    where `url` is no address.
    """
    canonical = canonical_url(url)
    if canonical is None:
        return ""
    parts = urlsplit(canonical)
    path = _INDEX.sub("/", _AMP_PATH.sub("", parts.path)).rstrip("/")
    key = _TWIN_HOST.sub("", parts.netloc, count=1) + path
    return key + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def article_id(identity: str) -> str:
    """32 hex digits: of the page where `identity` is an address, else of the words of the text that it is."""
    key = url_key(identity) if _ADDRESS(identity) else ""
    source = f"url:{key}" if key else "text:" + " ".join(identity.split())
    return hashlib.blake2b(source.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@lru_cache(maxsize=16)  # as above
def site_of(url: str | None) -> str:
    """The host in lower case without `www.`, an Arabic one in its ASCII form; empty where `url` has none."""
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".")
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    return _WWW.sub("", host) if _HOST(host) else ""


def same_site(one: str | None, other: str | None) -> bool:
    """Whether two addresses belong to one site: the same host but for `www.`, `m.` and other names under
    it.
    """
    first, second = _bare_host(one), _bare_host(other)
    if not first or not second:
        return False
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def is_home(url: str) -> bool:
    """Whether an address has no path and no query: the site's front page."""
    key = url_key(url)
    return bool(key) and "/" not in key and "?" not in key and "#" not in key


def _bare_host(url: str | None) -> str:
    return _TWIN_HOST.sub("", site_of(url), count=1)


def _own_query(query: str) -> str:
    """`query` without tracking. Left as it is where nothing is to be dropped: re-encoding may change a
    page.
    """
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="surrogateescape")
    kept = [(name, value) for name, value in pairs if not _is_tracking(name, value)]
    if len(kept) == len(pairs):
        return query
    return urlencode(kept, encoding="utf-8", errors="surrogateescape")


def _is_tracking(name: str, value: str) -> bool:
    if name.lower() in _TRACKING_WORDS:
        return not value.isdigit()
    return bool(_TRACKING(name.removeprefix("amp;")))
