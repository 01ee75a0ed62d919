"""Random pages, feeds, numbers and bodies of requests against the real functions: `python -m tests.fuzz --help`.

Every input is made from a seed, so that a seed and a number name it. What ever failed is kept in `kept.jsonl`, and the
suite plays it again.

| kind    | made of                                              | driven                                                |
| ------- | ---------------------------------------------------- | ----------------------------------------------------- |
| pages   | HTML, text and PDF of the tests, mutated             | `clean`, then `story` and what is kept of a text      |
| feeds   | the feeds of the tests and made ones, mutated        | `parse_feed`                                          |
| numbers | numerals, nouns, marks and sentences, put together   | the number grammar, and the reading of the whole text |
| bodies  | what the OpenAPI document describes, mutated         | every writing address, in process                     |

An input fails where an exception comes that its function does not document, where what comes out could not be stored,
or where the answer is neither a success nor a problem document of its status.
"""
