"""What the app drew beside what was rendered: `python3 tools/eval/lips/sheet.py` writes docs/pictures/lips-sheet.jpg.

A column a phone, from the unseen voice's sentences (the longest one of each, its middle frame); for each avatar a row of the render,
one of the video at the default quality and one at "Best". Needs the videos of `npm run eval:lips -- --part truth` (.cache/lips),
ffmpeg and Pillow.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[3]
RENDERED = ROOT / 'tools/avatar/out/eval'
VIDEOS = ROOT / '.cache/lips'
TARGET = ROOT / 'docs/pictures/lips-sheet.jpg'
AVATARS = ['adam', 'nora', 'elias']
ROWS = {'truth.mp4': 'rendered', 'unet, app.mp4': 'default', 'unet, words.mp4': 'Best'}
PHONES = ['aa', 'iy', 'uw', 'm', 'b', 'f', 'ae', 's']
UNSEEN = 'awb'
FPS = 25
BOX = (210, 280, 510, 530)  # px of a 720 px picture: nose to chin
CELL = (150, 125)
QUALITY = 80


def frames_of(avatar: str) -> dict[str, int]:
    """The frame of the reel that shows each phone."""
    longest: dict[str, tuple[float, int]] = {}
    first = 0
    for item in json.loads((RENDERED / avatar / 'items.json').read_text()):
        if item['source']:
            continue
        lines = (RENDERED / avatar / item['name'] / 'phones.txt').read_text().splitlines()
        for phone, start, end in (line.split() for line in lines):
            length, middle = float(end) - float(start), (float(start) + float(end)) / 2
            if item['voice'] == UNSEEN and length > longest.get(phone, (0, 0))[0]:
                longest[phone] = (length, first + int(middle * FPS))
        first += item['frames']
    return {phone: longest[phone][1] for phone in PHONES}


def pictures(video: Path, frames: list[int]) -> list[Image.Image]:
    wanted = '+'.join(f'eq(n\\,{frame})' for frame in sorted(frames))
    with tempfile.TemporaryDirectory() as folder:
        command = ['ffmpeg', '-v', 'error', '-i', video, '-vf', f'select={wanted}', '-fps_mode', 'passthrough', f'{folder}/%02d.png']
        subprocess.run(command, check=True)
        found = [Image.open(path).convert('RGB') for path in sorted(Path(folder).glob('*.png'))]
    in_order = {frame: found[i] for i, frame in enumerate(sorted(frames))}
    return [in_order[frame] for frame in frames]


def cell(image: Image.Image, label: str) -> Image.Image:
    scale = image.width / 720
    out = image.crop(tuple(round(scale * edge) for edge in BOX)).resize(CELL, Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(out)
    draw.text((6, 4), label, fill='white', stroke_width=1, stroke_fill='black')
    return out


def main() -> None:
    sheet = Image.new('RGB', (CELL[0] * len(PHONES), CELL[1] * len(AVATARS) * len(ROWS)))
    top = 0
    for avatar in AVATARS:
        frames = frames_of(avatar)
        for file, name in ROWS.items():
            row = pictures(VIDEOS / f'truth {avatar}' / file, list(frames.values()))
            for column, (phone, image) in enumerate(zip(PHONES, row, strict=True)):
                sheet.paste(cell(image, f'{phone}, {name}' if column == 0 else phone), (column * CELL[0], top))
            top += CELL[1]
    sheet.save(TARGET, quality=QUALITY, optimize=True)
    print(TARGET.name, TARGET.stat().st_size // 1000, 'kB')


if __name__ == '__main__':
    main()
