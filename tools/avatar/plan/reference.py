"""Plans the network's fixed reference, one neutral frontal frame with closed lips: out/reference/plan.jsonl."""

import json
from pathlib import Path

import motion

OUT = Path(__file__).resolve().parent.parent / 'out' / 'reference'


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    frame = motion.state([0] * 7, (0, 0, 0), (0, 0), (0, 0, 0), (0, 0, 0))
    (OUT / 'plan.jsonl').write_text(json.dumps(frame))


if __name__ == '__main__':
    main()
