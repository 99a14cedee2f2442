"""A build backend of the standard library alone (PEP 660), so that no network is needed."""

from pathlib import Path
from zipfile import ZipFile

INFO = "article_digest-0.0.1.dist-info"
WHEEL = "article_digest-0.0.1-py3-none-any.whl"


def build_editable(wheel_directory: str, *_: object) -> str:
    """Write a wheel that points to this folder, and return its name."""
    files = {
        "article_digest.pth": f"{Path.cwd()}\n",
        f"{INFO}/METADATA": "Metadata-Version: 2.1\nName: article-digest\nVersion: 0.0.1\n",
        f"{INFO}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{INFO}/entry_points.txt": "[console_scripts]\ndigest = said:main\n",
    }
    files[f"{INFO}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{INFO}/RECORD"])
    with ZipFile(Path(wheel_directory) / WHEEL, "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
    return WHEEL
