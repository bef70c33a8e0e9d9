"""Speech with exact phone times from festival's synthetic voices, in several languages.

Phones of other languages are written as the CMU phone that looks most like them on the lips; a rolled r
looks like an l, a labiodental nasal like a v.
"""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
from scipy.signal import resample_poly

from labels import TARGETS, Segment
from synthesise import SAMPLE_RATE, STRETCHES, Utterance

BATCH = 50  # utterances one festival process speaks
_COMMON = (
    "#:pau ##:pau a:aa e:eh i:iy o:ow u:uw j:y h:hh r:l rr:l S:sh Z:zh tS:ch dZ:jh ts:s dz:z c:s "
    "N:ng L:l J:n E:eh O:ao"
)
_ITALIAN = f"{_COMMON} nf:v"
_CZECH = f"{_COMMON} c~:ch s~:sh z~:zh r~:zh t~:t d~:d n~:n dz~:jh n*:ng ch:hh _:hh"
_FINNISH = f"{_COMMON} @:ae 7:uh y:uw"
_RUSSIAN = (
    f"{_COMMON} ay:ax ae:ax oo:ow uu:uw ur:uh ee:eh ii:iy yy:ih y:ih sch:sh "
    "bb:b ch:ch dd:d ff:f gg:g hh:hh kk:k ll:l mm:m nn:n pp:p rr:l ss:s tt:t vv:v zz:z"
)


class Voice(NamedTuple):
    language: str
    encoding: str
    phones: dict[str, str]  # the voice's own phone → CMU phone; phones that are missing keep their name


def _voice(language: str, encoding: str, phones: str = "") -> Voice:
    return Voice(language, encoding, dict(pair.rsplit(":", 1) for pair in phones.split()))


VOICES = {
    "ked_diphone": _voice("en", "ascii"),
    "cmu_us_slt_arctic_hts": _voice("en", "ascii"),
    "pc_diphone": _voice("it", "latin-1", _ITALIAN),
    "lp_diphone": _voice("it", "latin-1", _ITALIAN),
    "upc_ca_ona_hts": _voice("ca", "latin-1", _COMMON),
    "suo_fi_lj_diphone": _voice("fi", "latin-1", _FINNISH),
    "hy_fi_mv_diphone": _voice("fi", "latin-1", _FINNISH),
    "czech_dita": _voice("cs", "iso-8859-2", _CZECH),
    "czech_krb": _voice("cs", "iso-8859-2", _CZECH),
    "czech_machac": _voice("cs", "iso-8859-2", _CZECH),
    "czech_ph": _voice("cs", "iso-8859-2", _CZECH),
    "msu_ru_nsh_clunits": _voice("ru", "utf-8", _RUSSIAN),
}


def _cmu(phone: str, voice: Voice) -> str:
    """The CMU phone of one of the voice's phones, without marks of length, stress and voicing."""
    bare = phone.rstrip(":1*") if phone not in voice.phones else phone
    cmu = voice.phones.get(bare, bare)
    if cmu not in TARGETS:
        raise ValueError(f"unknown phone {phone!r} of a {voice.language} voice")
    return cmu


def _segments(path: Path, voice: Voice) -> list[Segment]:
    segs: list[Segment] = []
    last = 0.0
    lines = path.read_text(voice.encoding).split("#\n", 1)[1].splitlines()
    for end, _, phone in (line.split(None, 2) for line in lines if line.strip()):
        segs.append((_cmu(phone.strip(), voice), last, float(end)))
        last = float(end)
    return segs


def festival_utterances(
    name: str, sentences: list[str], seed: int, natural: bool = False
) -> Iterator[Utterance]:
    """Speaks the sentences with a festival voice; `natural` keeps the voice's own tempo."""
    voice = VOICES[name]
    rng = random.Random(seed)
    for first in range(0, len(sentences), BATCH):
        batch = sentences[first : first + BATCH]
        with tempfile.TemporaryDirectory() as folder:
            script = [f"(voice_{name})"]
            for i, sentence in enumerate(batch):
                quoted = sentence.replace("\\", "").replace('"', "")
                script += [
                    f"(Parameter.set 'Duration_Stretch {1.0 if natural else rng.choice(STRETCHES)})",
                    f'(set! u (utt.synth (eval (list \'Utterance \'Text "{quoted}"))))',
                    f"(utt.save.wave u \"{folder}/{i}.wav\" 'riff)",
                    f'(utt.save.segs u "{folder}/{i}.lab")',
                ]
            path = Path(folder) / "speak.scm"
            path.write_bytes("\n".join(script).encode(voice.encoding))
            subprocess.run(["festival", "-b", str(path)], capture_output=True, check=False)
            for i in range(len(batch)):
                wav, lab = Path(folder) / f"{i}.wav", Path(folder) / f"{i}.lab"
                if not lab.exists():
                    continue  # festival refuses a few odd texts
                audio, rate = soundfile.read(wav, dtype="float32")
                divisor = int(np.gcd(rate, SAMPLE_RATE))
                audio = resample_poly(audio, SAMPLE_RATE // divisor, rate // divisor).astype(np.float32)
                segs = _segments(lab, voice)
                phone, start, _ = segs[-1]
                if phone == "pau" and start < len(audio) / SAMPLE_RATE:
                    yield Utterance(audio, [*segs[:-1], (phone, start, len(audio) / SAMPLE_RATE)])

