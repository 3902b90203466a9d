"""Brings the peers to this machine: Python packages into a virtual environment, Debian packages
that must not be installed into a folder of their own."""
import importlib.metadata
import os
import pathlib
import subprocess
import venv

from processes import ProgramFailed
from session import ROOT, VENV, Session

REQUIREMENTS = ROOT / "bench" / "requirements.txt"
UNPACKED = ROOT / "build" / "bench-peers"


def python_packages(session: Session) -> None:
    """Installs requirements.txt into the virtual environment, once."""
    stamp = VENV / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != REQUIREMENTS.read_text():
        session.say("installing Python packages of the peers")
        venv.create(VENV, with_pip=True, clear=True)
        done = subprocess.run([VENV / "bin" / "pip", "install", "-q", "--disable-pip-version-check",
                               "-r", REQUIREMENTS], capture_output=True, text=True)
        if done.returncode != 0:
            raise ProgramFailed("pip install: " + done.stderr.strip()[-300:])
        stamp.write_text(REQUIREMENTS.read_text())
    folder = next((VENV / "lib").glob("python3*")) / "site-packages"
    for package in importlib.metadata.distributions(path=[str(folder)]):
        if package.name in REQUIREMENTS.read_text().split():
            session.versions[package.name] = package.version


def debian_package(session: Session, name: str) -> pathlib.Path:
    """Unpacks a Debian package, without installing it; returns its root."""
    root = UNPACKED / name
    if not root.exists():
        session.say(f"unpacking {name}")
        partial = UNPACKED / f"{name}.partial"
        partial.mkdir(parents=True, exist_ok=True)
        for command in (["apt-get", "-qq", "download", name], ["sh", "-c", "dpkg -x *.deb ."],
                        ["sh", "-c", "dpkg-deb -f *.deb Version > version; rm *.deb"]):
            done = subprocess.run(command, cwd=partial, capture_output=True, text=True)
            if done.returncode != 0:
                raise ProgramFailed(f"{' '.join(command)}: {done.stderr.strip()[-300:]}")
        partial.rename(root)
    session.versions[name] = (root / "version").read_text().strip()
    return root


def library_folder(root: pathlib.Path) -> pathlib.Path:
    return next((root / "usr" / "lib").glob("*-linux-gnu*"), root / "usr" / "lib")


def debian_version(session: Session, name: str) -> None:
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True,
                          text=True, env={**os.environ, "LC_ALL": "C"})
    session.versions[name] = done.stdout
