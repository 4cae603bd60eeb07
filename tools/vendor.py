"""Fetch what tools/vendor.toml names, check that it is what npm published, and write it down, file by file, in a MANIFEST.json.

For maintainers, with npm. Nothing of a package is run: it is packed, compared with its integrity, and the listed files are copied out.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Fetch every package, then write one manifest beside the packages of each folder."""
    manifests: dict[Path, list[dict[str, Any]]] = {}
    for package in tomllib.loads((ROOT / "tools/vendor.toml").read_text())["package"]:
        folder = ROOT / package["into"]
        manifests.setdefault(folder.parent, []).extend(copied(package, fetched(package), folder))
    for shelf, files in manifests.items():
        (shelf / "MANIFEST.json").write_text(json.dumps(files, indent=2, ensure_ascii=False) + "\n")


def fetched(package: dict[str, Any]) -> dict[str, bytes]:
    """The files of the package as published, by path. Ends the run where its integrity is not the one written down."""
    full = f"{package['name']}@{package['version']}"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", "--ignore-scripts", full], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        [archive] = Path(folder).glob("*.tgz")
        found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != package["integrity"]:
            sys.exit(f"{full} is not what tools/vendor.toml expects: {found}")
        with tarfile.open(archive) as tar:
            return {m.name.partition("/")[2]: reader.read() for m in tar if (reader := tar.extractfile(m))}


def copied(package: dict[str, Any], published: dict[str, bytes], folder: Path) -> list[dict[str, Any]]:
    """Write the listed files; say of each what it is, whence, and its hash as it now lies there."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for file in package["files"]:
        body = published[file["from"]] + file.get("append", "").encode()
        (folder / file["to"]).write_bytes(body)
        entries.append({
            "file": f"{folder.name}/{file['to']}",
            "package": f"{package['name']}@{package['version']}",
            "from": file["from"],
            "appended": file.get("append", "").strip(),
            "license": package["license"],
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        })  # fmt: skip
    return entries


if __name__ == "__main__":
    main()
