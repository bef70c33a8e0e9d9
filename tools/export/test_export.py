"""Random networks of the real architectures through the export scripts. Run: python3 -m unittest discover tools/export"""

import json
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import onnxruntime
import torch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from networks import SOUND_SHAPES, AveEncoder, SyncTalkUnet, Wav2Lip, parameters  # noqa: E402


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Architectures(unittest.TestCase):
    """Parameter counts of the public networks."""

    def test_parameters(self) -> None:
        self.assertAlmostEqual(parameters(SyncTalkUnet(320)) / 1e6, 12.19, 2)
        self.assertAlmostEqual(parameters(SyncTalkUnet(160)) / 1e6, 12.16, 2)
        self.assertAlmostEqual(parameters(AveEncoder()) / 1e6, 2.81, 2)
        self.assertAlmostEqual(parameters(Wav2Lip()) / 1e6, 36.3, 1)

    def test_shapes(self) -> None:
        for size in (160, 320):
            for (feature, window), shape in SOUND_SHAPES.items():
                network = SyncTalkUnet(size, feature, window, width=1 / 8 if feature != "wenet" else 1).eval()
                with torch.no_grad():
                    drawn = network(torch.zeros(1, 6, size, size), torch.zeros(1, *shape))
                self.assertEqual(tuple(drawn.shape), (1, 3, size, size))


class Packs(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.out = self.folder / "pack.zip"
        self.about = ("--name", "Test", "--licence", "none", "--out", self.out)

    def save(self, name: str, state: object) -> Path:
        path = self.folder / name
        torch.save(state, path)
        return path

    def read_pack(self) -> tuple[dict, dict[str, onnxruntime.InferenceSession]]:
        with zipfile.ZipFile(self.out) as pack:
            description = json.loads(pack.read("model.json"))
            networks = {
                name: onnxruntime.InferenceSession(pack.read(name))
                for name in pack.namelist()
                if name.endswith(".onnx")
            }
        return description, networks

    def test_synctalk(self) -> None:
        encoder = AveEncoder().audio_encoder.state_dict()
        done = run(
            "export_synctalk.py",
            "--checkpoint", self.save("99.pth", SyncTalkUnet(320).state_dict()),
            "--audio-encoder", self.save("ave.pth", encoder),
            *self.about,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        description, networks = self.read_pack()
        self.assertEqual(description["adapter"], "synctalk-2d")
        self.assertEqual(description["audioEncoder"], {"kind": "ave", "file": "ave.onnx"})
        self.assertEqual(networks["unet.onnx"].get_inputs()[0].shape, [1, 6, 320, 320])
        self.assertEqual(networks["ave.onnx"].get_outputs()[0].shape, [1, 512])

    def test_ultralight_needs_its_encoder(self) -> None:
        state = SyncTalkUnet(160, "hubert", 8).state_dict()
        done = run("export_synctalk.py", "--checkpoint", self.save("a.pth", state), *self.about)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("hubert model needs its audio encoder", done.stderr)

    def test_wav2lip(self) -> None:
        state = {"module." + key: value for key, value in Wav2Lip().state_dict().items()}
        checkpoint = self.save("w.pth", {"state_dict": state, "global_step": 1})
        done = run("export_wav2lip.py", "--checkpoint", checkpoint, *self.about)
        self.assertEqual(done.returncode, 0, done.stderr)
        description, networks = self.read_pack()
        self.assertEqual(description["adapter"], "wav2lip")
        self.assertEqual(networks["wav2lip.onnx"].get_inputs()[0].shape, [1, 1, 80, 16])

    def test_foreign_checkpoint(self) -> None:
        checkpoint = self.save("x.pth", {"layer.weight": torch.zeros(2)})
        done = run("export_wav2lip.py", "--checkpoint", checkpoint, *self.about)
        self.assertIn("x.pth does not fit: missing audio_encoder.0", done.stderr)
        self.assertFalse(self.out.exists())


if __name__ == "__main__":
    unittest.main()
