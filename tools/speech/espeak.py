"""Speech with exact phone times from espeak-ng's formant voices: sounds that no other voice here has.

French, German and Portuguese have rounded and nasal vowels that the English and festival's voices lack. The voices are plain,
but their phone times are exact and each of the variants is another throat.

Phones are written as the CMU phone that looks most like them on the lips, as in festival.py.
"""

from __future__ import annotations

import ctypes
import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from labels import TARGETS, Segment
from synthesise import SAMPLE_RATE, Utterance

WORD_LISTS = {
    "de": "/usr/share/dict/ngerman",
    "fr": "/usr/share/dict/french",
    "es-419": "/usr/share/dict/spanish",
    "it": "/usr/share/dict/italian",
    "pt-br": "/usr/share/dict/portuguese",
}
VARIANTS = ("", *(f"+m{i}" for i in range(1, 9)), *(f"+f{i}" for i in range(1, 6)), "+klatt3", "+klatt4")
CLOSURE = 0.040  # s: espeak-ng marks voiceless stops at their burst, after this much silence
SHORTEST = 0.020  # s that such a closure leaves of the phone before
VOICELESS_STOPS = ("p", "t", "k", "ch")
LONGEST_WORD = 11
LABIAL_SHARE = 0.4  # of the words are chosen for a p, b or m

_COMMON = (
    "_:pau _!:pau _|:pau j:y h:hh x:hh C:hh N:ng n^:n J^:y S:sh Z:zh tS:ch dZ:jh ts:s T:th D:dh B:v Q:g "
    "t2:t z2:z n-:n ?:hh @L:l aI:ay aU:aw eI:ey oU:ow OI:oy OY:oy oI:oy eU:eh"
)
_PHONES = {
    "en-us": "I:ih E:eh @:ax a:ae 3:er u::uw 0:aa V:ah I#:ih i::iy t#:d I2:ih i:iy a#:ax @2:ax O@:ao 3::er "
    "A@:aa O::ao O2:ao r-:r o@:ao U:uh aa:ae e@:eh i@:iy U@:uh aI@:ay i@3:iy @-:ax aI3:ay A::aa O:ao",
    "de": "@:ax r:hh a:aa E:eh I:ih i::iy 3:ah R:hh e::ey o::ow U:uh O:ao A::aa u::uw y:uw W:uh A:aa E::eh y::uw "
    "Y::uh UR:uh E2:eh e@:eh 0:ao a#:ax i:iy",
    "fr": "r:hh a:aa e:ey i:iy E:eh A~:aa o:ow O~:ow y:uw O:ao @:uh u:uw E~:ae W:uh Y:uh W~:uh @-:uh",
    "es-419": "a:aa e:eh o:ow s:s i:iy **:l r:l u:uw R2:l E:eh O:ao",
    "it": "a:aa e:ey o:ow i:iy *:l R:l @-:ax I:ih E:eh U:uw ss:s O:ao u:uw l^:l dz:z",
    "pt-br": "a:aa e:ey o:ow i:iy *:l R:hh &:ah U:uw u:uw @-:ax &U~:aw &~:ah E:eh O:ao u~:uw o~:ow e~:ey i~:iy iU:iy EU:eh "
    "eI~:ey oI~:oy &I~:ay aI:ay",
}  # fmt: skip

VOICES = {f"espeak {language}": language for language in _PHONES}


def _phones(language: str) -> dict[str, str]:
    return dict(pair.rsplit(":", 1) for pair in f"{_COMMON} {_PHONES[language]}".split())


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_SYNCHRONOUS, _PHONEME_EVENTS, _PHONEME, _UTF8 = 2, 1, 7, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The library, which keeps one voice at a time for the whole process."""

    def __init__(self) -> None:
        self.lib = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self.lib.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        self.sound: list[bytes] = []
        self.events: list[tuple[str, int]] = []
        self.callback = _CALLBACK(self._receive)  # kept: the library calls it later
        self.lib.espeak_SetSynthCallback(self.callback)

    def _receive(self, samples: ctypes.Array, count: int, events: ctypes.Array) -> int:
        i = 0
        while events[i].type != 0:
            if events[i].type == _PHONEME:
                self.events.append((events[i].id.string.decode(), events[i].sample))
            i += 1
        if count > 0:
            self.sound.append(ctypes.string_at(samples, 2 * count))
        return 0

    def say(self, text: str, voice: str, rng: random.Random) -> tuple[np.ndarray, list[tuple[str, float]]]:
        """Samples at `self.rate`, −1…1, and (phone in espeak-ng's names, time of its event in s)."""
        if self.lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"no voice {voice}")
        settings = ((_RATE, rng.randint(125, 200)), (_PITCH, rng.randint(25, 75)), (_RANGE, rng.randint(25, 80)))
        for parameter, value in settings:
            self.lib.espeak_SetParameter(parameter, value, 0)
        self.sound.clear()
        self.events.clear()
        encoded = text.encode() + b"\0"
        self.lib.espeak_Synth(encoded, len(encoded), 0, 0, 0, _UTF8, None, None)
        audio = np.frombuffer(b"".join(self.sound), np.int16).astype(np.float32) / 32768
        return audio, [(phone, sample / self.rate) for phone, sample in self.events]


def _segments(events: list[tuple[str, float]], seconds: float, language: str) -> list[Segment]:
    names = _phones(language)
    named: list[tuple[str, float]] = []
    for phone, time in events:
        if re.fullmatch(r"\(.*\)|;", phone):
            continue  # a change of language, a softening
        affricate = phone == "pF"  # German "pf" has a p and an f
        bare = phone.rstrip("0123456789#:")
        name = "p" if affricate else names.get(phone, names.get(bare, bare))
        if name not in TARGETS:
            raise ValueError(f"unknown phone {phone!r} of {language}")
        if name in VOICELESS_STOPS:
            before = named[-1][1] + SHORTEST if named else 0.0
            time = max(time - CLOSURE, min(time, before))
        named.append((name, time))
        if affricate:
            named.append(("f", time + 1.5 * CLOSURE))
    starts = [time for _, time in named] + [seconds]
    segs = [(name, a, b) for (name, a), b in zip(named, starts[1:], strict=True)]
    return [("pau", 0.0, segs[0][1]), *segs] if segs and segs[0][1] > 0 else segs


def texts(language: str, sentences: list[str], count: int, seed: int) -> Iterator[str]:
    """English sentences, or words of the language in random order, rich in p, b and m."""
    rng = random.Random(seed)
    if language not in WORD_LISTS:
        yield from rng.sample(sentences, count)
        return
    words = [w for w in Path(WORD_LISTS[language]).read_text().split() if w.isalpha() and 1 < len(w) <= LONGEST_WORD]
    labial = [w for w in words if re.search(r"[pbm]", w)]
    for _ in range(count):
        chosen = [rng.choice(labial if rng.random() < LABIAL_SHARE else words) for _ in range(rng.randint(3, 8))]
        yield " ".join(w + ("," if rng.random() < 0.1 else "") for w in chosen).rstrip(",") + "."


def espeak_utterances(name: str, sentences: list[str], seed: int) -> Iterator[Utterance]:
    """Speaks the sentences with the variants of a voice in turn, at changing tempo and pitch."""
    language = VOICES[name]
    rng = random.Random(seed)
    espeak = Espeak()
    for sentence in sentences:
        audio, events = espeak.say(sentence, language + rng.choice(VARIANTS), rng)
        if not events:
            continue
        try:
            segs = _segments(events, len(audio) / espeak.rate, language)
        except ValueError:
            continue  # a foreign word with sounds of another language
        divisor = int(np.gcd(espeak.rate, SAMPLE_RATE))
        audio = resample_poly(audio, SAMPLE_RATE // divisor, espeak.rate // divisor).astype(np.float32)
        phone, start, _ = segs[-1]
        if phone == "pau":
            yield Utterance(audio, [*segs[:-1], (phone, start, len(audio) / SAMPLE_RATE)])
