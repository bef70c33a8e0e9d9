"""Contact sheet of an avatar's finished pictures: `python3 publish/sheet.py adam|nora|elias` writes docs/pictures/<avatar>-sheet.jpg.

Rows: phones (mouths, one picture from the middle of each), cuts (the last picture of a clip, the first of the next),
a blink frame by frame, and listening. A phone is taken where its own mouth curves are strongest.
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

TOOL = Path(__file__).resolve().parents[1]
PICTURES = TOOL.parents[1] / 'docs' / 'pictures'
PHONES = ['aa', 'iy', 'uw', 'ow', 'w', 'm', 'p', 'f', 'th', 'l', 'ch', 's']
MOUTH = (235, 300, 485, 500)  # px of a 720 px picture: left, top, right, bottom
HEAD = (100, 10, 620, 530)
COLUMNS = 6
CELL = 200  # px, width
QUALITY = 72
FPS = 25
BLINK_CELLS = 6
STRONGEST = {'aa': 0, 'iy': 1, 'uw': 2, 'ow': 2, 'w': 2, 'm': 4, 'p': 4, 'f': 5}  # index of the curve


def picture(clip: Path, frame: int) -> Image.Image:
    return Image.open(clip / f'{frame:06d}.jpg')


def phone_frame(clips: list[Path], phone: str) -> tuple[Path, int] | None:
    """The clip and frame that show a phone best: its curve at its highest, else the longest one's middle."""
    best, found = -1.0, None
    for clip in clips:
        curves = np.load(clip / 'curves.npy')
        for line in (clip / 'phones.txt').read_text().splitlines():
            name, start, end = line.split()
            if name != phone:
                continue
            middle = min(int((float(start) + float(end)) / 2 * FPS), len(curves) - 1)
            worth = curves[middle, STRONGEST[phone]] if phone in STRONGEST else float(end) - float(start)
            if worth > best:
                best, found = worth, (clip, middle)
    return found


def cell(image: Image.Image, box: tuple[int, int, int, int], label: str) -> Image.Image:
    out = image.crop(box)
    out = out.resize((CELL, round(CELL * out.height / out.width)), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(out)
    draw.text((7, 5), label, fill='black')
    draw.text((6, 4), label, fill='white')
    return out


def rows_of(cells: list[Image.Image]) -> list[list[Image.Image]]:
    return [cells[i : i + COLUMNS] for i in range(0, len(cells), COLUMNS)]


def main(avatar: str) -> None:
    folders = sorted((TOOL / 'out' / avatar / 'clips').iterdir())
    complete = [f for f in folders if len(list(f.glob('*.jpg'))) == len((f / 'plan.jsonl').read_text().splitlines())]
    talk = [f for f in complete if (f / 'phones.txt').exists()]
    silence = [f for f in complete if f not in talk]
    shown = {phone: phone_frame(talk, phone) for phone in PHONES}
    phones = [cell(picture(*at), MOUTH, phone) for phone, at in shown.items() if at is not None]

    pairs = list(zip(talk, [*silence, *talk]))[:3]
    cuts = []
    for before, after in pairs:
        last = len(list(before.glob('*.jpg'))) - 1
        cuts += [cell(picture(before, last), HEAD, 'before a cut'), cell(picture(after, 0), HEAD, 'after it')]

    lids = [json.loads(line)['upper']['blink'] for line in (talk[-1] / 'plan.jsonl').read_text().splitlines()]
    start = int(np.argmax(np.array(lids) > 0)) - 1
    blink = [cell(picture(talk[-1], start + i), HEAD, f'blink {i * 40} ms') for i in range(BLINK_CELLS)]
    quiet = []
    for clip in silence:
        count = len(list(clip.glob('*.jpg')))
        quiet += [cell(picture(clip, count * k // 3), HEAD, clip.name) for k in (1, 2)]

    rows = [row for part in (phones, cuts, blink, quiet) for row in rows_of(part)]
    sheet = Image.new('RGB', (COLUMNS * CELL, sum(row[0].height for row in rows)), 'black')
    top = 0
    for row in rows:
        for column, image in enumerate(row):
            sheet.paste(image, (column * CELL, top))
        top += row[0].height
    target = PICTURES / f'{avatar}-sheet.jpg'
    sheet.save(target, quality=QUALITY, optimize=True)
    print(target.name, target.stat().st_size // 1000, 'kB')


if __name__ == '__main__':
    main(sys.argv[1])
