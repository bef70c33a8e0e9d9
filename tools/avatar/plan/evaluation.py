"""Plans an avatar's test frames: `python3 plan/evaluation.py ID` writes out/eval/<id>/{items.json, <item>/plan.jsonl …}.

Sentences and the voice awb are never trained on. Those of one take share every movement but the mouth's with the
take's source, whose mouth says something else: an engine that speaks a sentence on the source's frames can
be compared with the render of that sentence pixel by pixel. Sentences also get speech.wav and phones.txt.
"""

import json
import shutil
import sys
import zlib
from pathlib import Path

import numpy as np

import liveliness as life
import motion
from speech import FPS, spoken

HERE = Path(__file__).resolve().parent
HEAD = (0.035, 0.06, 0.025)  # rad: within what both avatars' clips do
BODY = (0.025, 0.01, 0.007)
FIRST_BLINK, BLINK_GAP = 1.3, 2.4  # s


def read_items() -> list[dict]:
    """Lines "[source] take voice stretch text" of evaluation.txt."""
    items = []
    for number, line in enumerate((HERE / 'evaluation.txt').read_text().strip().splitlines()):
        is_source = line.startswith('source ')
        take, voice, stretch, text = line.removeprefix('source ').split(' ', 3)
        name = f'source {take}' if is_source else f'{number:02d} {voice}'
        items.append({'name': name, 'take': take, 'source': is_source, 'voice': voice, 'stretch': float(stretch), 'text': text})
    return items


def movement(take: str, frames: int):
    """Everything but the mouth, for the longest item of a take."""
    rng = np.random.default_rng(zlib.crc32(take.encode()))
    brow, smile = motion.looping(rng, frames, (0.1, 0.05)).T
    upper = np.stack([life.blinks(rng, frames, FIRST_BLINK, BLINK_GAP), brow, smile], axis=1)
    return upper, life.gaze(rng, frames), motion.looping(rng, frames, HEAD), motion.looping(rng, frames, BODY)


def main() -> None:
    avatar = sys.argv[1]
    if not (HERE.parent / 'render' / f'look-{avatar}.js').exists():
        raise SystemExit(f'There is no avatar "{avatar}".')
    out = HERE.parent / 'out' / 'eval' / avatar
    shutil.rmtree(out, ignore_errors=True)
    items, spoken_items = read_items(), []
    for item in items:
        folder = out / item['name']
        folder.mkdir(parents=True)
        phones, shape = spoken(item['text'], item['voice'], folder / 'speech.wav', item['stretch'])
        (folder / 'phones.txt').write_text(''.join(f'{p} {a:.4f} {b:.4f}\n' for p, a, b in phones))
        spoken_items.append((folder, phones, shape))
    for take in sorted({item['take'] for item in items}):
        mine = [(item, *said) for item, said in zip(items, spoken_items) if item['take'] == take]
        longest = max(len(shape) for *_, shape in mine)
        moves = movement(take, longest)
        for item, folder, phones, shape in mine:
            # A source shows the whole take: its sentence begins anew where it ends.
            item['frames'] = longest if item['source'] else len(shape)
            shape = np.resize(shape, (item['frames'], shape.shape[1]))
            tongue = life.tongue(phones, item['frames'])
            states = [motion.state(*row) for row in zip(shape, *moves, tongue)]
            (folder / 'plan.jsonl').write_text('\n'.join(json.dumps(s) for s in states))
            print(item['name'], item['frames'], 'frames')
    (out / 'items.json').write_text(json.dumps(items, indent=1))


if __name__ == '__main__':
    main()
