"""What an encoder is shown of a number, and how its answers are scored: what of the comparison needs no encoder."""

import pytest

from tests.truth.encoder.scores import EncoderAnswer, gains, scored
from tests.truth.encoder.windows import MASK, MarkedWindow, window_of

TEXT = "Fennel Bank wrote to its clients.  It said that 40,000 accounts\nwere read. Rowan Ltd was spared."
SENTENCE = (TEXT.index("It said"), TEXT.index(" Rowan"))
PLACE = (TEXT.index("40,000"), TEXT.index(" accounts"))


@pytest.mark.parametrize(
    ("context", "masked", "shown", "marked"),
    [
        (False, False, "It said that 40,000 accounts were read.", "40,000"),
        (False, True, "It said that [MASK] accounts were read.", MASK),
        (True, False, "Bank hit. Fennel Bank wrote to its clients. It said that 40,000 accounts were read.", "40,000"),
    ],
)
def test_a_window_marks_the_number_in_its_sentence(context, masked, shown, marked):
    window = window_of("Bank hit", TEXT, SENTENCE, PLACE)
    text, start, end = window.shown(context=context, masked=masked)
    assert (text, text[start:end]) == (shown, marked)


def test_the_longest_name_is_replaced_and_no_part_of_a_word():
    window = MarkedWindow("Fennel Bank hit", "", "Fennel Bank and Rowan, not Rowanberry, lost ", "9", " files")
    renamed = window.renamed(["Fennel", "Fennel Bank"], ["Rowan"])
    assert renamed.title == "our company hit"
    assert renamed.left == "our company and another company, not Rowanberry, lost "


def test_answers_are_scored_by_yes_right_and_loss():
    said = [(True, True, 0.5), (True, False, 0.25), (False, False, 1.0), (False, True, 0.5)]
    answers = [EncoderAnswer("a", truth, yes, truth == yes, given) for truth, yes, given in said]
    found = scored(answers)
    assert (found.f1, found.accuracy) == (0.5, 0.5)
    assert found.loss == pytest.approx(0.693147)  # the mean of log 2, log 4, 0 and log 2


def test_a_gain_in_every_article_is_sure_and_one_in_a_few_is_not():
    wrong = [EncoderAnswer(f"{number}", True, False, False, 0.4) for number in range(30)]
    right = [EncoderAnswer(f"{number}", True, True, True, 0.6) for number in range(30)]
    assert gains(wrong, right)["accuracy"] == (1.0, 1.0)
    low, high = gains(wrong, [*right[:2], *wrong[2:]])["accuracy"]
    assert low == 0.0 < high < 0.5
