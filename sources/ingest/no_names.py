"""Words with a capital that name no organisation: what a title or a sentence begins with, and where people live."""

# fmt: off
# Part of no name at its beginning.
NO_NAME = frozenset(
    {
        "a", "about", "accounts", "action", "after", "alert", "all", "an", "and", "another", "april", "as", "at",
        "attack", "august", "big", "billion", "breach", "breaking", "but", "by", "ceo", "chief", "class", "clients",
        "company", "confirms", "court", "customer", "customers", "cyber", "cyberattack", "cybersecurity", "dark",
        "data", "december", "during", "email", "employees", "exclusive", "executive", "experts", "exposed", "exposes",
        "february", "federal", "firm", "first", "following", "for", "former", "founder", "friday", "from",
        "government", "hack", "hacker", "hackers", "he", "her", "his", "how", "huge", "hundreds", "i", "in",
        "incident", "information", "inquiry", "international", "internet", "investigation", "it", "its", "january",
        "judge", "july", "june", "latest", "law", "lawmakers", "lawsuit", "ld", "lead", "leak", "llp", "major",
        "many", "march", "massive", "may", "million", "millions", "minister", "monday", "more", "most", "national",
        "new", "no", "not", "notice", "november", "october", "of", "officials", "on", "one", "our", "over", "party",
        "patient", "patients", "people", "personal", "police", "president", "privacy", "probe", "ransomware",
        "records", "report", "reports", "researchers", "said", "saturday", "says", "second", "security", "september",
        "settlement", "she", "since", "social", "some", "state", "stolen", "sunday", "that", "the", "their", "these",
        "they", "third", "this", "those", "thousands", "three", "thursday", "to", "tuesday", "two", "up", "update",
        "user", "users", "we", "web", "wednesday", "what", "when", "who", "why", "with", "you", "your",
    }
)
# Part of no name at its end: "Capital One" and "Bramble Data" are names.
ENDS_NO_NAME = NO_NAME - {"one", "two", "three", "first", "second", "data", "security", "people", "company", "national"}
# Countries, peoples and cities that stand before a word for people or data.
PLACES = frozenset(
    {
        "afghan", "afghanistan", "afghans", "africa", "african", "america", "american", "americans", "asia", "asian",
        "australia", "australian", "australians", "belgian", "belgium", "brazil", "brazilian", "britain", "british",
        "britons", "california", "californian", "canada", "canadian", "canadians", "china", "chinese", "danish",
        "denmark", "dutch", "england", "english", "eu", "europe", "european", "europeans", "france", "french",
        "german", "germany", "india", "indian", "indonesia", "indonesian", "iran", "iranian", "ireland", "irish",
        "israel", "israeli", "italian", "italy", "japan", "japanese", "kiwi", "korea", "korean", "london", "mexican",
        "mexico", "netherlands", "new zealand", "norway", "norwegian", "pakistan", "poland", "polish", "romania",
        "romanian", "russia", "russian", "scotland", "scottish", "seoul", "south korean", "south korea", "spain",
        "spanish", "sweden", "swedish", "texas", "u.k", "u.s", "uk", "ukraine", "ukrainian", "united kingdom",
        "united states", "us", "usa", "victorian", "wales", "washington", "welsh",
    }
)
# fmt: on
