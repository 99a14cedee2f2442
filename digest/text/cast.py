"""Who and what a text names: people, places and organisations, told apart by rules and capitals.

No model, and no names from outside but those of the world's territories (Unicode CLDR) and of the
cities that time zones are called after. All else is evidence in the text itself: the title before
a name, what it is called later, the word it ends with, the preposition in front of it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from babel import Locale

from digest.model.named import Named, NameKind
from digest.text.abbreviations import STARTERS, TITLES
from digest.text.names import PARTICLE, POSSESSIVE, WORD_PART
from digest.text.tokens import is_stop_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_ROLES = frozenset(
    """president vice-president premier chancellor minister secretary senator congressman
    congresswoman representative governor mayor ambassador judge justice attorney prosecutor
    sheriff chief commissioner chairman chairwoman chairperson director king queen prince
    princess emperor pope cardinal bishop archbishop reverend rabbi imam sheikh ayatollah
    lord lady dame speaker whip sir baron captain colonel major sergeant lieutenant admiral
    commander corporal officer detective inspector professor doctor coach manager spokesman
    spokeswoman spokesperson leader founder author actor actress singer analyst economist
    lawyer candidate deputy""".split()  # noqa: SIM905
)
"""Words that stand before the name of a person, in small letters or with a capital."""

_BODIES = frozenset(
    """agency airline airlines airways alliance army assembly association authority bank board
    brigade broadcasting bureau cabinet center centre chamber church club coalition college
    commission committee company confederation conference congress co corp corporation
    council court daily department directorate exchange federation force forces foundation
    front fund gazette government group guard guards guardian herald hospital house inc
    industries institute institution international journal laboratory league ltd ministry
    motors movement museum network news office organisation organization parliament partners
    patrol party plc police post press radio reserve school senate service services society
    squad studios summit supreme syndicate systems task team telegraph television times
    treasury tribunal trust union university workers""".split()  # noqa: SIM905
)
"""Words in the names of organisations."""

_GROUND = frozenset(
    """airport avenue bay beach boulevard bridge canal cape city coast county creek desert
    district falls forest gulf harbor harbour heights highway hill hills island islands lake
    mount mountain mountains ocean park peninsula plaza port province region republic river
    road sea square state states strait street territory valley village""".split()  # noqa: SIM905
)
"""Words in the names of places."""

_SHORT_PLACES = frozenset({"US", "USA", "UK", "UAE", "America", "Britain", "England", "Scotland"})
_STATES = frozenset(
    """Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia
    Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts
    Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada New_Hampshire New_Jersey
    New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania Rhode_Island
    South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington West_Virginia
    Wisconsin Wyoming""".split()  # noqa: SIM905
)
_SHORT_BODIES = frozenset({"UN", "EU", "NATO"})
_NO_LAND = frozenset({"001", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""CLDR's codes of the world, unions and unknown regions."""
_RANK = "general"
_RANKED = 3
"""Parts from which "General" is a rank: "General Vernon Walters", but "General Motors"."""
_LONGEST_PERSON = 4

_DOTTED = r"(?:[A-Z]\.){2,}"
_ABBREVIATED = r"(?:[A-Z]|St|Mt|Ft|[DM]r|Mrs|Ms|Prof|Rev|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Adm)\."
_ONE = rf"(?:{_DOTTED}|{_ABBREVIATED}|{WORD_PART})"
_RUN = rf"{_ONE}(?:[ \t]+{PARTICLE}{_ONE})*"
_NAME = re.compile(rf"(?<![\w.]){_RUN}")
_OF = re.compile(rf"(?:[ \t]+(?:of|for)[ \t]+(?:the[ \t]+)?{_RUN})+")
_ACRONYM = re.compile(r"[A-Z]{3,5}")
_OPENS = re.compile(r"(?:\A|[.!?:][\"”’)]*\s+|\n\s*|[\"“(]\s*)\Z")
_THE = re.compile(r"\b[Tt]he\s+\Z")
_ROLE_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(_ROLES))}|{_RANK})\s+\Z")
_WITHIN = re.compile(r"\b(?:[Ii]n|[Ii]nside|into|near|outside|across|throughout)\s+(?:the\s+)?\Z")
_TOWARDS = re.compile(r"\b(?:[Aa]t|[Ff]rom|to|around|towards?|over)\s+(?:the\s+)?\Z")
_SIDE = re.compile(r"\b(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Cc]entral)(?:east|west)?(?:ern)?\s+\Z")
_TOWN_OF = re.compile(
    r"\b(?:city|town|village|province|region|state|island|port|capital|district)(?:\s+of|,)?\s+\Z"
)
_AGE = re.compile(r",\s+(?:aged\s+)?\d{1,2},")
_SAYS = re.compile(r",?\s+(?:said|says|told|added|warned|argued|insisted|joked|recalled)\b")
_LAND = re.compile(
    r"\s+(?:city|province|region|county|district|state|river|coast|border|airport)\b"
)
_SHORT_FORM = re.compile(r"\s+\((?P<short>[A-Z]{2,6})\)")
_DATELINE = re.compile(r"(?:,\s+[A-Z][\w. ]{1,20}){0,2}\s*(?:\([A-Za-z ]+\)\s*)?(?:--|[-–—])\s")
_ADJECTIVE = re.compile(r"[A-Z][a-z]+(?:ians?|eans?|ese|ish|[^s]an(?:s)?|[^n]i|ch)\Z")
_ENOUGH = 2.0
"""Evidence from which a name has a kind: two signs, or one that is sure."""


@dataclass(slots=True)
class _Candidate:
    """A name with what speaks for each kind, and where it stands only where any word has one."""

    mentions: int = 0
    inside: int = 0
    evidence: Counter[NameKind] = field(default_factory=Counter)


def cast(paragraphs: Iterable[str]) -> tuple[Named, ...]:
    """Return who and what the paragraphs of one text name, the most often named first.

    A person told by the last name, and an organisation told by its letters, count for the full
    name. A name of which the text does not show what it is of is left out.
    """
    found: defaultdict[str, _Candidate] = defaultdict(_Candidate)
    short: dict[str, str] = {}
    for text in paragraphs:
        for name, opens, before, after in _names(text):
            one = found[name]
            one.mentions += 1
            one.inside += not opens
            _weigh(one.evidence, name, before, after)
            if form := _SHORT_FORM.match(after):
                short[form["short"]] = name
                one.evidence[NameKind.ORGANISATION] += 2
    _join(found, short)
    told = (_named(name, one) for name, one in found.items())
    return tuple(sorted(filter(None, told), key=lambda n: (-n.mentions, n.name)))


def _names(text: str) -> Iterator[tuple[str, bool, str, str]]:
    """Yield (name, whether it begins a sentence, text before, text behind) for each name."""
    place = 0
    while match := _NAME.search(text, place):
        start, place = match.span()
        whole = parts = match[0].split()
        opens = _OPENS.search(text[max(0, start - 6) : start]) is not None
        while opens and parts and (parts[0].lower() in STARTERS or is_stop_word(parts[0])):
            parts = parts[1:]
        first = opens and parts == whole
        while len(parts) > 1 and is_stop_word(parts[-1]):  # "the U.S. Has": wires of old
            parts = parts[:-1]
        before, parts = _behind_role(text[max(0, start - 40) : start], parts)
        if not parts or _is_role(parts[-1]):
            continue
        name = " ".join(parts)
        if (parts[-1].lower() in _BODIES | _GROUND) and (goes_on := _OF.match(text, place)):
            name, place = name + goes_on[0], goes_on.end()
        name = POSSESSIVE.sub("", name)
        if re.fullmatch(_DOTTED, name):
            name = name.replace(".", "")
        if len(name) > 1 and not any(map(str.isdigit, name)):
            yield name, first, before, text[place : place + 40]


def _behind_role(before: str, parts: list[str]) -> tuple[str, list[str]]:
    """Return what stands before a name, its title included, and the parts behind that."""
    last = max((i for i, part in enumerate(parts) if _is_role(part)), default=-1)
    if last < 0 and len(parts) >= _RANKED and parts[0].lower() == _RANK:
        last = 0
    if not 0 <= last < len(parts) - 1:
        return before, parts
    return f"{' '.join(parts[: last + 1]).lower()} ", parts[last + 1 :]


def _weigh(evidence: Counter[NameKind], name: str, before: str, after: str) -> None:
    """Add what the words around a name, and its own, say of its kind."""
    parts = name.split()
    words = {part.lower().rstrip(".") for part in parts}
    person, place, body = NameKind.PERSON, NameKind.PLACE, NameKind.ORGANISATION
    if name in _SHORT_PLACES or name.replace(" ", "_") in _STATES or name in _territories():
        evidence[place] += 4
    elif name in _cities():
        evidence[place] += 2
    if name in _SHORT_BODIES or _ACRONYM.fullmatch(name):
        evidence[body] += 2
    evidence[body] += 4 * bool(words & _BODIES)
    evidence[place] += 3 * bool(words & _GROUND and len(parts) > 1)
    if _THE.search(before):
        evidence[person] -= 4
        evidence[body] += 1
    elif 1 < len(parts) <= _LONGEST_PERSON:
        evidence[person] += 1
    if _ROLE_BEFORE.search(before) or _is_titled(before):
        evidence[person] += 3
    if any(len(part.rstrip(".")) == 1 for part in parts[1:]):
        evidence[person] += 1
    evidence[person] += 3 * bool(_AGE.match(after)) + bool(_SAYS.match(after))
    evidence[place] += 2 * bool(_WITHIN.search(before)) + 3 * bool(_SIDE.search(before))
    evidence[place] += bool(_TOWARDS.search(before)) + 3 * bool(_TOWN_OF.search(before))
    evidence[place] += 2 * bool(_LAND.match(after)) + 3 * bool(_DATELINE.match(after))
    follows = re.match(r",\s+((?:[A-Z][\w.]+\s?)+)", after)
    if follows and follows[1].strip(" .") in _territories():
        evidence[place] += 2


def _join(found: dict[str, _Candidate], short: dict[str, str]) -> None:
    """Let last names and letters count for the names they stand for."""
    surnames: defaultdict[str, list[str]] = defaultdict(list)
    for name in found:
        if " " in name:
            surnames[name.split()[-1]].append(name)
    for name in [name for name in found if " " not in name]:
        full = short.get(name) or _only(surnames.get(name, []), found)
        if full is None or full == name:
            continue
        one, whole = found.pop(name), found[full]
        whole.mentions += one.mentions
        whole.inside += one.inside
        whole.evidence.update(one.evidence)
        if name not in short:
            whole.evidence[NameKind.PERSON] += 2


def _only(names: list[str], found: dict[str, _Candidate]) -> str | None:
    """Return the one person that a last name can be of."""
    of = [n for n in names if found[n].evidence[NameKind.PERSON] > 0]
    return of[0] if len(of) == 1 else None


def _named(name: str, one: _Candidate) -> Named | None:
    alone = " " not in name
    if alone and (not one.inside or (_ADJECTIVE.match(name) and name not in _territories())):
        return None
    kind = max(NameKind, key=lambda k: one.evidence[k] / one.mentions if alone else one.evidence[k])
    if one.evidence[kind] < _ENOUGH:
        return None
    return Named(name, kind, one.mentions)


def _is_role(part: str) -> bool:
    plain = part.lower().rstrip(".")
    return plain in _ROLES or plain in TITLES


def _is_titled(before: str) -> bool:
    last = before.split()[-1:] or [""]
    return last[0].lower().rstrip(".") in TITLES


@cache
def _territories() -> frozenset[str]:
    return frozenset(n for code, n in Locale("en").territories.items() if code not in _NO_LAND)


@cache
def _cities() -> frozenset[str]:
    zones = (zone.split("/") for zone in available_timezones())
    return frozenset(parts[-1].replace("_", " ") for parts in zones if len(parts) > 1)
