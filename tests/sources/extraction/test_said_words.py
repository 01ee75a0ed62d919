"""The words of an article's beginning, from which it is learnt whether it opens an incident. Invented texts only."""

from sources.extraction.find.normalise import normalise
from sources.extraction.find.organisation_names import find_names
from sources.extraction.find.sentences import split_sentences
from sources.extraction.lexicon import load_lexicon
from sources.extraction.resolve.article_features import SAID, article_features
from sources.extraction.resolve.ranking import contexts_of, load_weights


def said(title: str, text: str) -> set[str]:
    lexicon, plain = load_lexicon("en"), normalise(text)
    contexts = contexts_of(normalise(title), plain, split_sentences(plain, lexicon), lexicon)
    features = article_features(contexts, find_names(contexts.texts), 0, ())
    return {feature.removeprefix(SAID) for feature in features if feature.startswith(SAID)}


def test_words_of_title_and_beginning_are_features_in_small_letters() -> None:
    words = said("Grocer settles with a regulator", "A settlement was reached on Monday over 40,000 stolen records.")
    assert {"settles", "settlement", "stolen", "records", "monday"} <= words
    assert not any(word.isdigit() for word in words)


def test_a_word_that_only_a_name_has_is_none() -> None:
    words = said("Larkspur Dental hacked", "Patients of Larkspur Dental were told that the dental records were taken.")
    assert "larkspur" not in words
    assert "dental" in words  # it is written small as well


def test_words_far_down_are_none() -> None:
    far = said("A breach", "They looked again and again at it. " * 80 + "Then came a subpoena.")
    assert "looked" in far
    assert "subpoena" not in far


def test_the_kept_weights_know_words_and_no_name_of_a_firm() -> None:
    words = {name.removeprefix(SAID) for name in load_weights().opens if name.startswith(SAID)}
    assert {"settlement", "stolen", "could"} <= words
    assert words.isdisjoint({"facebook", "equifax", "conduent", "coupang", "qantas", "marriott"})
