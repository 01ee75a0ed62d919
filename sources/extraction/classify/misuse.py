"""Incidents without a break-in, told without any word for a breach.

One sentence has both what is told or kept about people ("letters", "case notes", "what members answered") and what
should not have happened to it:

| what                | as in                                                                                        |
| ------------------- | -------------------------------------------------------------------------------------------- |
| without leave       | "without their permission", "without telling users", "had not agreed to"                     |
| in the wrong hands  | "to wrong addresses", "posted to strangers", "saw details of other patients", "by mistake"   |
| lost on its carrier | "a missing laptop", "the memory stick was left on a train", "not encrypted"                  |
| watched             | "tracking pixels", "tracking code on its site", "spied on"                                   |
| lying open          | "visible to anybody", "on the open web", "data of users for sale"                            |
| looked into         | "opened files without a medical reason", "out of curiosity"                                  |
| passed on           | "shared answers of its users with brokers", "ended up with", "how a consultancy came by"     |
"""

import re

PEOPLE = (
    r"(?:people|customers?|clients?|users?|members?|patients?|employees?|staff|workers?|famil(?:y|ies)|children|pupils?"
    r"|students?|parents?|residents?|tenants?|citizens?|voters?|passengers?|travell?ers?|guests?|drivers?|runners?"
    r"|subscribers?|viewers?|listeners?|applicants?|donors?|readers?|players?|friends|women|men|refugees?|soldiers?)"
)
# Nouns such as "letters", and clauses: "what patients searched for", "where 7 million people ran".
_KEPT = (
    r"(?:data|details|information|records?|files|letters|results|notes|messages|e-?mails|addresses|names|photos?|images"
    r"|pictures|recordings?|conversations|videos|footage|answers|profiles?|contacts|whereabouts|locations?|routes|forms"
    r"|movements|purchases|histor(?:y|ies)|searches|search terms|appointments|diagnos[ei]s|prescriptions|payslips"
    r"|statements|applications|passports?|fingerprints|bookings|phone numbers|birthdays|salaries"
    rf"|wh(?:at|ere|om?) (?:[\w,]+ ){{0,3}}(?:{PEOPLE}|they|their friends)(?: [\w,]+){{0,5}}?"
    r" (?:\w+ed|\w+t|ran|went|said|told|read|wrote|gave))"
)
_BY_MISTAKE = r"(?:mistakenly|accidentally|inadvertently|wrongly|by mistake|by accident|in error)"
_SENT = r"(?:sent|e-?mailed|mailed|posted|published|released|uploaded|attached|copied|delivered|disclosed|shown|shared)"
_CARRIER = (
    r"(?:laptops?|memory (?:sticks?|cards?)|USB (?:sticks?|drives?|keys?)|thumb drives?|hard (?:drives?|disks?)"
    r"|folders?|dis[ck]s?|CDs?|(?:back-?up )?tapes?|tablets?|computers?|phones?|briefcases?|rucksacks?|boxes|papers)"
)
_LEFT = r"left (?:on|in|at|behind)"
_GONE = rf"(?:lost|missing|mislaid|misplaced|stolen|vanished|disappeared|forgotten|{_LEFT})"
_ANYBODY = rf"(?:any(?:one|body)|every(?:one|body)|strangers|others|outsiders|the public|(?:all )?other {PEOPLE})"
_OUTSIDERS = (
    r"(?:third[ -]part(?:y|ies)|outsiders?|advertisers?|advertising|marketers?|marketing|(?:data )?brokers?|campaigns?"
    r"|consultanc(?:y|ies)|(?:other|outside) (?:companies|firms|businesses)|insurers?|developers?|rivals?|strangers)"
)
_HANDED = r"(?:shared|sold|passed(?: on| along)?|handed(?: over| out| on)?|disclosed|transferred|transmitted)"
_HANDED_ON = (
    rf"(?:{_HANDED}|shar(?:es|ing)|sells?|selling|pass(?:es|ing)(?: on| along)?|hand(?:s|ing)(?: over| out| on)?"
    r"|forwarded|sent|gave|given|supplied)"
)
_TO_OUTSIDERS = rf"\b(?:to|with) (?:[a-z-]+ ){{0,3}}?{_OUTSIDERS}\b"
_LEAVE = r"(?:permission|knowledge|approval|agreement)"
_ASKED = r"(?:consented|agreed|consent|agree|asked|been (?:asked|told))"
_NEED = r"(?:medical|clinical|good|valid|business|professional|legitimate|official) (?:reason|need|cause)"
_STORE = r"(?:databases?|servers?|buckets?|clouds?|folders?|storage)"
_TRACKING = r"tracking (?:codes?|technolog\w+|tools?|software|scripts?)"
_TO_ONE = r"\b(?:to|with) (?:the )?(?-i:[A-Z])"

_SORTS = {
    "without leave": (
        r"\bwithout (?:[\w'\u2019-]+ ){0,3}?consent\b|\b(?:secretly|covertly|unlawfully)\b",
        rf"\bwithout (?:their|his|her|(?:the |its )?{PEOPLE}['\u2019]s?) {_LEAVE}\b",
        rf"\bwithout (?:first )?(?:telling|asking|informing) (?:them\b|any|those\b|(?:the |its |their )?{PEOPLE})",
        rf"\b{PEOPLE} (?:(?:had|have) never|(?:had|have|did|were) ?n(?:o|['\u2019])t) {_ASKED}\b",
    ),
    "in the wrong hands": (
        rf"\bwrong (?:address(?:es)?|persons?|recipients?|homes?|houses?|hands|inbox(?:es)?|envelopes?|{PEOPLE})\b",
        r"\b(?:misdirected|mis-?sent|mis-?mailed|misaddressed|gone astray|went astray)\b",
        rf"\b(?:{_SENT}|went|gone|handed)\b[^.;]{{0,60}}\bto (?:[\w-]+ )?strangers\b",
        r"\b(?:meant|intended) for (?:others?|another|somebody else|someone else)\b",
        rf"\b(?:saw|seen|w(?:ere|as) shown|received|got|could (?:see|view))\b[^.;]{{0,60}}\bof other {PEOPLE}\b",
        rf"\b{_BY_MISTAKE}\b[^.;]{{0,60}}\b{_SENT}\b|\b{_SENT}\b[^.;]{{0,80}}\b{_BY_MISTAKE}\b",
    ),
    "lost on its carrier": (
        rf"\b{_GONE} (?:[\w-]+ ){{0,3}}?{_CARRIER}\b|\b(?:vanished|disappeared|missing|lost) with\b",
        rf"\b{_CARRIER}\b[^.;]{{0,60}}\b(?:(?:was|were|is|are|been|being|gone) {_GONE}|vanish|disappear|{_LEFT} an?\b)",
        r"\b(?:unencrypted|not encrypted)\b|\b(?:in|on|from) a (?:skip|dumpster|rubbish \w+|bin|landfill|dump)\b",
    ),
    "watched": (
        r"\btracking (?:pixels?|cookies?)\b|\bpixels (?:sent|passed|shared|transmitted|collected)\b",
        rf"\b{_TRACKING}\b[^.;]{{0,60}}\b(?:web ?sites?|sites?|pages|apps?|portal)\b",
        r"\b(?:spied|spying|eavesdropp\w+|snoop(?:ed|ing)|wiretapp\w+|bugged|listened in)\b",
    ),
    "lying open": (
        rf"\b(?:visible|readable|viewable|searchable|exposed|on view|in view) (?:online )?(?:to|for|by) {_ANYBODY}\b",
        r"\b(?:accessible|available|open|found|readable|visible) (?:on|over|from) the (?:open )?(?:web|internet)\b",
        r"\bpublicly (?:accessible|visible|readable|searchable)\b|\bwithout (?:a |any )?(?:password|login)\b",
        rf"\b(?:unprotected|unsecured|misconfigured) (?:[\w-]+ )?{_STORE}\b",
        r"\b(?:data|details|records|logins|profiles|information)\b[^.;]{0,80}\b(?:for|on) sale\b",
    ),
    "looked into": (
        rf"\bwithout (?:an? |any )?{_NEED}\b",
        r"\bout of curiosity\b|\bno (?:[\w-]+ )?(?:reason|need) to (?:see|open|look|read|access|view)\b",
    ),
    "passed on": (
        rf"\b{_HANDED_ON}\b[^.;]{{0,60}}?\b{_KEPT}\b[^.;]{{0,80}}?{_TO_OUTSIDERS}",
        rf"\b{_KEPT}\b[^.;]{{0,80}}?\b{_HANDED_ON}\b[^.;]{{0,40}}?{_TO_OUTSIDERS}",
        rf"\b{_OUTSIDERS} (?:had |has )?(?:c[ao]me by|got hold of|obtained|bought|received)\b",
    ),
}
# Passed on to somebody named, or anywhere: counts only if the sentence also mentions people.
_OF_PEOPLE = (
    rf"\b{_HANDED}\b[^.;]{{0,50}}?\b{_KEPT}\b[^.;]{{0,80}}?{_TO_ONE}",
    rf"\b{_KEPT}\b[^.;]{{0,100}}?\b(?:been|being|were|was) {_HANDED}\b[^.;]{{0,50}}?{_TO_ONE}",
    rf"\b{_KEPT}\b[^.;]{{0,100}}?\b(?:ended up|landed|finished up) (?:with|at|in the hands of)\b",
    r"\b(?:details|data|records|answers|files)\b[^.;]{0,30}? (?:reached|went to) (?:the )?(?-i:[A-Z])",
)
_MISHANDLED = re.compile("|".join(form for forms in _SORTS.values() for form in forms), re.IGNORECASE)
_TO_SOMEBODY = re.compile("|".join(_OF_PEOPLE), re.IGNORECASE)
_KEPT_WORDS = re.compile(rf"\b{_KEPT}\b", re.IGNORECASE)
_PEOPLE_WORDS = re.compile(rf"\b{PEOPLE}\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*")


def mishandled(text: str) -> str:
    """The first words that tell what should not have happened to what is kept about people; empty if there are none."""
    for sentence in _SENTENCE.findall(text):
        if _KEPT_WORDS.search(sentence):
            found = _MISHANDLED.search(sentence) or (_PEOPLE_WORDS.search(sentence) and _TO_SOMEBODY.search(sentence))
            if found:
                return " ".join(found.group().casefold().split())
    return ""
