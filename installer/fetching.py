"""Brings in what a package is made of, each file pinned by its SHA-256, once: then it lies in the cache."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from installer import requirements
from installer.steps import BuildError, call, say
from installer.target import CACHE, PYTHON, ROOT, Target

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """``at``: where the file lies, in the words of the one who brings it. ``name``: as it is kept."""

    name: str
    sha256: str
    at: str


def digest(path: Path) -> str:
    """SHA-256 of a file, lower-case hexadecimal."""
    with path.open("rb") as file:
        running = sha256()
        while block := file.read(1 << 20):
            running.update(block)
    return running.hexdigest()


def wheels(target: Target, cache: Path = CACHE) -> tuple[Path, Path]:
    """A folder with every wheel of the target, and the requirements file that installs from it; no network if cached."""
    overlay = target.overlay.read_text("utf-8") if target.overlay else ""
    text = requirements.for_target(target, (ROOT / "requirements.txt").read_text("utf-8"), overlay)
    wanted = sha256("\n".join([text, PYTHON, *target.wheel_tags]).encode()).hexdigest()[:16]
    folder = cache / f"wheels-{target.platform}-{wanted}"
    listing = folder / "requirements.txt"
    if listing.is_file():
        return folder, listing
    say(f"下载组件（{target.platform}）", "downloading wheels")
    arriving = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(arriving, ignore_errors=True)
    arriving.mkdir(parents=True)
    (arriving / "wanted.txt").write_text(text, "utf-8")
    call(
        [
            *PIP,
            "download",
            "--require-hashes",
            "--no-deps",
            "--dest",
            arriving,
            *fits(target),
            "-r",
            arriving / "wanted.txt",
        ],
        "组件没有下载完。请检查网络后再运行一次。",
        "The wheels could not be downloaded. Check the network and run again.",
    )
    (arriving / "wanted.txt").rename(arriving / "requirements.txt")
    arriving.rename(folder)
    return folder, listing


def fits(target: Target) -> list[str]:
    """Options of pip for the wheels of a target, whatever computer this is."""
    tags = [word for tag in target.wheel_tags for word in ("--platform", tag)]
    return ["--only-binary=:all:", "--implementation", "cp", "--python-version", PYTHON, *tags]


def from_index(
    name: str, version: str, sha: str, *, wheel_tags: Sequence[str] = (), cache: Path = CACHE
) -> Path:
    """One file of a package of the Python index, source or wheel, kept under its own name."""
    folder = cache / f"{name}-{version}-{sha[:16]}"
    if not (kept := _kept(folder, sha)):
        say(f"下载 {name} {version}", f"downloading {name}")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        listing = folder / "wanted.txt"
        listing.write_text(f"{name}=={version} --hash=sha256:{sha}\n", "utf-8")
        tags = [word for tag in wheel_tags for word in ("--platform", tag)]
        kind = ["--only-binary=:all:", *tags] if wheel_tags else ["--no-binary=:all:"]
        call(
            [*PIP, "download", "--require-hashes", "--no-deps", "--dest", folder, *kind, "-r", listing],
            f"{name} {version} 没有下载到。请检查网络后再运行一次。",
            f"{name} {version} could not be downloaded. Check the network and run again.",
        )
        listing.unlink()
        kept = _kept(folder, sha)
    if kept is None:
        raise BuildError(
            f"{name} {version} 的校验值不对，没有用它。", f"{name} {version} is not the file that was pinned."
        )
    return kept


def from_debian(pin: Pin, cache: Path = CACHE) -> Path:
    """A file of the Debian archive, by this computer's own package sources; ``at``: its path below their root."""
    kept = cache / "debian" / pin.name
    if kept.is_file() and digest(kept) == pin.sha256:
        return kept
    say(f"下载 {pin.name}", "downloading from Debian")
    kept.parent.mkdir(parents=True, exist_ok=True)
    listed = call(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        "找不到这台电脑的软件源。",
        "The package sources of this computer cannot be listed.",
    )
    archives = sorted({line.strip() for line in listed.splitlines()})
    for archive in archives:
        arriving = kept.with_name(f"{kept.name}.part")
        arriving.unlink(missing_ok=True)
        try:
            call(
                [
                    "/usr/lib/apt/apt-helper",
                    "download-file",
                    f"{archive}{pin.at}",
                    arriving,
                    f"SHA256:{pin.sha256}",
                ],
                f"{pin.name} 没有下载到。",
                f"{pin.name} could not be downloaded.",
            )
        except BuildError:
            continue
        if digest(arriving) == pin.sha256:
            arriving.rename(kept)
            return kept
    raise BuildError(
        f"软件源里没有 {pin.name}（{pin.at}）。如果 Debian 已换了新版，请更新 installer 里的版本和校验值。",
        f"No package source has {pin.name} ({pin.at}). If Debian moved on, renew the version and the sum in installer/.",
    )


def _kept(folder: Path, sha: str) -> Path | None:
    if not folder.is_dir():
        return None
    return next((path for path in sorted(folder.iterdir()) if path.is_file() and digest(path) == sha), None)
