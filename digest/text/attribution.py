"""Attribution: whose a sentence is, read from its verbs of saying.

Rules for English news prose, ours, written from its grammar: a voice stands right before or
after a verb of saying, before "declined to comment" and its kin, or after "according to" and
"citing".
"""

from __future__ import annotations

import re

from digest.model.attribution import Attribution, Speech

_SAYING = (
    r"(?:said|says|say|told|tells?|added|adds|announced|stated|confirmed|claimed|insisted|argued"
    r"|warned|wrote|writes|noted|explained|declared|acknowledged|admitted|testified|estimated"
    r"|believes?|believed|predicted|recalled|replied|tweeted|reported)"
)
_HELPING = r"(?:(?:has|have|had|also|later|earlier|then|further|just|still|now|[a-z]+ly)\s+)*"
_REPORTING = "reported"
_WORD = r"[\w’'.&/-]{1,60}"  # bounded: a line of dashes is no word, and takes no time
_PHRASE = rf"{_WORD}(?:\s+{_WORD}){{0,13}}?"
_END = (
    r"(?=\s*(?:[,;:.“\"”—–]|--|\Z|\bon\s+[A-Z]"
    r"|\b(?:in|at|after|late|early|last|this|that|who)\b))"
)

_BEFORE = re.compile(
    rf"(?:\A|(?<=[,;:“”\"—–])|(?<=--)|\b(?:but|and|while|as|which|that|because)\b)"
    rf"[\s“”\"]*(?P<by>{_PHRASE})(?P<aside>\s*,[^,;“”\"]+(?:,[^,;“”\"]+)?,)?"
    rf"\s+{_HELPING}(?P<verb>{_SAYING})\b(?!\s+(?:to\s+(?:be|have)|by)\b)"
)
_AFTER = re.compile(
    rf"(?:,?[”\"’']|[?!][”\"’']|,(?=\s+\w+\s+(?:[A-Z]|an?\s)))\s+(?P<verb>(?!tell|told){_SAYING})"
    rf"\s+(?P<by>{_PHRASE}){_END}"
)
_ACCORDING = re.compile(rf"\b[Aa]ccording\s+to\s+(?P<by>{_PHRASE}){_END}")
_CITING = re.compile(rf"\b[Cc]iting\s+(?P<by>{_PHRASE}){_END}")
_VOICE_BEFORE = rf"(?:\A|(?<=[,;:])|\b(?:but|and|while)\b)\s*(?P<by>{_PHRASE})\s*,?\s+{_HELPING}"
_NO_COMMENT = re.compile(
    rf"{_VOICE_BEFORE}(?:declined|refused|was\s+unwilling|were\s+unwilling)\s+(?:to\s+(?:make\s+any\s+)?"
    rf"(?:comment|answer|discuss|elaborate|say)|(?:any\s+)?comment)\b"
    rf"|{_VOICE_BEFORE.replace('by', 'by2')}(?:would|will)\s+not\s+(?:comment|discuss|elaborate)\b"
    rf"|{_VOICE_BEFORE.replace('by', 'by3')}had\s+no\s+(?:immediate\s+)?comment\b"
)
_NO_RESPONSE = re.compile(
    rf"{_VOICE_BEFORE}(?:did\s+not|didn[’']t|has\s+not|had\s+not|have\s+not)\s+(?:immediately\s+|yet\s+)?"
    r"(?:(?:respond|repl|answer)(?:ed|y|ied)?\b"
    r"|return(?:ed)?\s+(?:\w+\s+){0,3}?(?:calls?|messages?|e-?mails?|requests?)\b)"
    rf"|{_VOICE_BEFORE.replace('by', 'by2')}could\s+not\s+(?:immediately\s+)?be\s+reached\b"
)
_UNVERIFIED = re.compile(
    rf"{_VOICE_BEFORE}(?:could(?:\s+not|n[’']t)?|was\s+unable\s+to|were\s+unable\s+to|cannot|can[’']t)"
    r"\s+(?:immediately\s+|independently\s+)*(?P<be>be\s+)?(?:immediately\s+|independently\s+)*"
    r"(?:verif|confirm|corroborat)(?:y|ied|ed|e)?\b"
)
_DENIED = (
    r"(?:accusations?|allegations?|charges?|claims?|reports?|suggestions?|rumou?rs?|wrongdoing"
    r"|involvement|responsibility|knowledge|guilt)"
)
_GRANTED = r"(?:requests?|visas?|appeals?|petitions?|motions?|applications?|bail|permits?|bids?)"
_DENIAL = re.compile(
    rf"{_VOICE_BEFORE}(?:(?:den(?:ied|ies|y)|reject(?:ed|s)|dismiss(?:ed|es)|refuted)\s+(?:\w+\s+){{0,3}}?{_DENIED}\b"
    rf"|den(?:ied|ies|y)\s+(?:that\b|any\b|it\b|(?:being|having|knowing)\b|the\s+(?!(?:\w+\s+){{0,2}}{_GRANTED}\b)))"
)
_NEGATED = re.compile(r"\b(?:not|neither|nor|unable|cannot|no)\b|n[’']t\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?:he|she|it|they|we|I|you|who|one|both|this|that|there|which|what)\Z", re.IGNORECASE
)
_OPENING = re.compile(
    r"\A(?:(?:and|but|so|as|while|that|though|although|meanwhile|however|still)\b,?\s*)+",
    re.IGNORECASE,
)
_NO_VOICE = re.compile(
    r"(?:\A(?:just|still|now|then|even)\Z|\A(?:like|if|when|what|how|there|given|to|not|that|which|about|in|on|at|have|has|had|it[’']s)\b"
    r"|\b(?:an?|the|to|not|would|could|will|can|may|might|should|must|did|do|does|is|are|was|were|be"
    r"|been|of|in|on|for|with|by|from|at|and|or|more|most|recent|previous|other|own|newly|yet|never|last|first|latest|only|all|any|no"
    r"|\w+n[’']t|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\Z"
    r"|\s(?:is|are|was|were|has|have|had|will|would|came|said)\s)",
    re.IGNORECASE,
)
"""Words that no noun phrase begins or ends with: what a verb's form was mistaken in."""
_CLAUSE = re.compile(r",?\s+(?:who|which|that|whose|where|when)\b.*\Z", re.DOTALL)
_UNNAMED = re.compile(
    r"\b(?:officials?|sources?|diplomats?|insiders?|aides?|informants?|people|persons?|witness(?:es)?)\b"
)
_CONDITION = re.compile(
    r"\b(?:condition|cover)\s+of\s+anonymity\b|\banonymously\b"
    r"|\b(?:asked|wish(?:ed|es)?|requested|preferred|declined)\s+(?:not\s+)?to\s+be\s+(?:named|identified)\b"
)
_NAMED = re.compile(r"[A-Z][\w’'-]*[a-z][\w’'.-]*\s+(?:[A-Z]\.\s+)?[A-Z][\w’'-]*[a-z]")
_QUOTED = re.compile(r"“[^”]{12,}”?|\"[^\"]{12,}\"?")
_LONGEST_VOICE = 12
"""Words: what is longer before a verb is a clause, not a voice."""


def find_attribution(sentence: str, language: str = "en") -> Attribution | None:
    """Return whose `sentence` (white space folded) is, None when it is the article's own.

    English only. Of several voices the first counts; that somebody could not verify, would not
    comment or denies outweighs that somebody says so.
    """
    if not language.lower().startswith("en"):
        return None
    return _refusal(sentence) or _saying(sentence)


def _refusal(sentence: str) -> Attribution | None:
    unverified = _UNVERIFIED.search(sentence)
    if unverified and _NEGATED.search(unverified[0]):
        by = None if unverified["be"] else _voice(unverified["by"])
        return Attribution(Speech.UNVERIFIED, by)
    for pattern, speech in (
        (_NO_COMMENT, Speech.NO_COMMENT),
        (_NO_RESPONSE, Speech.NO_RESPONSE),
        (_DENIAL, Speech.DENIAL),
    ):
        found = pattern.search(sentence)
        if found and not (speech is Speech.DENIAL and _NEGATED.search(found[0])):
            by = next(words for words in found.groups() if words)
            return Attribution(speech, _voice(by))
    return None


def _saying(sentence: str) -> Attribution | None:
    plain = _QUOTED.sub(lambda m: f"“{'_' * (len(m[0]) - 2)}”", sentence)
    quoted = plain != sentence
    for pattern in (_CITING, _ACCORDING, _AFTER, _BEFORE):
        for found in pattern.finditer(plain):
            words = found["by"]
            voice = _voice(words)
            if voice is None and not _PRONOUN.search(words):
                continue
            verb = found.groupdict().get("verb") or ""
            told = pattern is _CITING or verb == _REPORTING
            return Attribution(_speech(sentence, voice, quoted=quoted), voice, secondhand=told)
    if _CONDITION.search(sentence):
        return Attribution(Speech.ANONYMOUS)
    return None


def _speech(sentence: str, voice: str | None, *, quoted: bool) -> Speech:
    unnamed = voice is not None and _UNNAMED.search(voice) and not _NAMED.search(voice)
    if unnamed or _CONDITION.search(sentence):
        return Speech.ANONYMOUS
    return Speech.QUOTE if quoted else Speech.PARAPHRASE


def _voice(words: str) -> str | None:
    """Return the voice in `words`, None where a pronoun stands for it or they are a clause."""
    said = words.strip(' ,“”"')
    voice = _CLAUSE.sub("", _OPENING.sub("", said))
    if not voice or _PRONOUN.match(voice) or len(voice.split()) > _LONGEST_VOICE:
        return None
    if _NO_VOICE.search(said) or _NO_VOICE.search(voice) or "_" in voice:
        return None
    return voice.removesuffix(".") if not re.search(r"\b[A-Z]\.\Z", voice) else voice
