"""Texts for synthetic voices in which p, b and m meet every kind of neighbour.

English: words of ordinary sentences in random order, every second with a p, b or m, so that closures come
after and before any sound and any pause. Other languages: invented words of their common syllables.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

# Onsets, vowels and codas of invented words; "" is none. p, b and m stand more often than in any language,
# and so do n, t and d, which sound most like them.
_SYLLABLES: dict[str, tuple[str, str, str]] = {
    "it": (
        "p b m p b m n n n t t d d f v l r s c g pr br pi bi mi ni z sp sb sm sn tr dr gr st qu",
        "a e i o u a e o ia uo",
        "- - - - - m n n r l s",
    ),
    # b between vowels is a fricative in Catalan: the lips do not meet, so it is left out.
    "ca": ("p m p m pr pl n n n t t d d f v l r s c g j x ll gr tr", "a e i o u a e o", "- - - - m p n n t r l s mp"),
    "fi": (
        "p m p m pp mm mp v h j k l n n nn r s t t kk tt ll nt d",
        "a e i o u y \u00e4 \u00f6 aa ee ii uu ie uo ai",
        "- - - - - n s l r",
    ),
    "cs": (
        "p b m p b m n n n t t d d pr br ml sp f v l r s c \u010d \u0161 \u017e z k h \u0159 pl bl vl",
        "a e i o u a e \u00e1 \u00ed ou",
        "- - - - p m n n t r l s k v",
    ),
    "ru": (
        "\u043f \u0431 \u043c \u043f \u0431 \u043c \u043d \u043d \u0442 \u0434 \u043f\u0440 \u0431\u0440 \u0444 \u0432 "
        "\u0442 \u0434 \u043d \u043b \u0440 \u0441 \u0437 \u0448 \u043a \u0433",
        "\u0430 \u043e \u0443 \u0438 \u044b \u0435 \u044f \u0430 \u043e",
        "- - - - \u043f \u043c \u043d \u043d \u0440 \u043b \u0441",
    ),
}  # fmt: skip


def _sentence(words: list[str], rng: random.Random) -> str:
    """The words with a comma here and there, since closures beside pauses are hard to hear."""
    marked = [word + ("," if rng.random() < 0.12 else "") for word in words]
    return " ".join(marked).rstrip(",") + rng.choice(".....?!")


def invented(language: str, count: int, seed: int) -> Iterator[str]:
    """Sentences of invented words in a language that writes as it speaks."""
    rng = random.Random(seed)
    onsets, vowels, codas = (part.split() for part in _SYLLABLES[language])

    def word() -> str:
        syllables = (
            rng.choice(onsets) + rng.choice(vowels) + rng.choice(codas).replace("-", "")
            for _ in range(rng.choice((1, 2, 2, 3, 3)))
        )
        return "".join(syllables)

    for _ in range(count):
        yield _sentence([word() for _ in range(rng.randint(3, 9))], rng)


def shuffled(sentences: list[str], count: int, seed: int) -> Iterator[str]:
    """English word sequences, rich in p, b and m, from the words of `sentences`."""
    rng = random.Random(seed)
    words = sorted({w.lower() for s in sentences for w in re.findall(r"[A-Za-z']{2,9}", s)})
    labial = [w for w in words if re.search(r"[pbm]", w)]
    frequent = [w for s in sentences[:3000] for w in re.findall(r"[A-Za-z']{2,9}", s.lower())]
    for _ in range(count):
        chosen = [rng.choice(rng.choice((labial, frequent))) for _ in range(rng.randint(4, 10))]
        yield _sentence(chosen, rng)
