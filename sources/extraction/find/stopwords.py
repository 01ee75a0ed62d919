"""Words with a capital that name no organisation: what a title or a sentence begins with, and where people live."""

# fmt: off
# Words that no name begins with.
NO_NAME = frozenset(
    {
        "a", "about", "accounts", "action", "after", "ai", "airport", "airports", "alert", "all", "an", "and",
        "another", "api", "app", "apps", "april", "as", "at", "attack", "august", "bank", "banks", "big", "billion",
        "breach", "breaking", "but", "by", "cctv", "ceo", "chief", "cisa", "class", "clients", "college", "company",
        "confirms", "council", "councils", "court", "customer", "customers", "cyber", "cyberattack", "cybersecurity",
        "dark", "data", "december", "during", "email", "employees", "exclusive", "executive", "experts", "exposed",
        "exposes", "fbi", "february", "federal", "firm", "first", "following", "food", "for", "former", "founder",
        "friday", "from", "gdpr", "government", "hack", "hacker", "hackers", "he", "her", "his", "hospital", "hotel",
        "how", "huge", "hundreds", "i", "in", "incident", "information", "inquiry", "international", "internet",
        "investigation", "it", "its", "january", "judge", "july", "june", "latest", "law", "lawmakers", "lawsuit",
        "ld", "lead", "leak", "llp", "major", "many", "march", "massive", "may", "million", "millions", "minister",
        "monday", "more", "most", "national", "new", "no", "not", "notice", "november", "october", "of", "officials",
        "on", "one", "our", "over", "party", "patient", "patients", "people", "personal", "police", "president",
        "privacy", "probe", "ransomware", "records", "report", "reports", "researchers", "retailer", "said",
        "saturday", "says", "school", "second", "security", "september", "settlement", "she", "since", "social",
        "some", "state", "stolen", "summary", "sunday", "that", "the", "their", "these", "they", "third", "this",
        "those", "thousands", "three", "thursday", "to", "tuesday", "two", "university", "up", "update", "user",
        "users", "we", "web", "wednesday", "what", "when", "who", "why", "with", "you", "your",
    }
)
# Words that no name ends with: "Capital One" and "Bramble Data" are names.
ENDS_NO_NAME = NO_NAME - {
    *("one", "two", "three", "first", "second", "data", "security", "people", "company", "national", "university"),
    *("college", "school", "hospital", "airport", "bank", "hotel", "council", "ai", "app", "food"),
}
# Countries, peoples and cities that stand before a word for people or data.
PLACES = frozenset(
    {
        "afghan", "afghanistan", "afghans", "africa", "african", "america", "american", "americans", "asia", "asian",
        "australia", "australian", "australians", "belgian", "belgium", "brazil", "brazilian", "britain", "british",
        "britons", "california", "californian", "canada", "canadian", "canadians", "china", "chinese", "danish",
        "denmark", "dutch", "england", "english", "eu", "europe", "european", "europeans", "florida", "france",
        "french", "german", "germany", "india", "indian", "indonesia", "indonesian", "iran", "iranian", "ireland",
        "irish", "israel", "israeli", "italian", "italy", "japan", "japanese", "kiwi", "korea", "korean", "london",
        "mexican", "mexico", "netherlands", "new york", "new zealand", "norway", "norwegian", "pakistan", "poland",
        "polish", "romania", "romanian", "russia", "russian", "scotland", "scottish", "seoul", "south korea",
        "south korean", "spain", "spanish", "sweden", "swedish", "texas", "u.k", "u.s", "uk", "ukraine", "ukrainian",
        "united kingdom", "united states", "us", "usa", "victorian", "wales", "washington", "welsh", "winnipeg",
    }
)
# fmt: on
