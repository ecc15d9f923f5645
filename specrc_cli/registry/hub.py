"""The Hugging Face Hub, through its own client and into its own cache. The one module that imports huggingface_hub.

It honours HF_TOKEN, HF_HOME, HF_ENDPOINT and HF_HUB_OFFLINE because the client does.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from specrc_cli.errors import ModelError
from specrc_cli.registry.download import OnBytes

SECONDS_TO_ANSWER = 15.0
KEPT = "is the network there? run the same command again: what has arrived is kept"


class HuggingFace:
    """Implements `download.Client`."""

    @property
    def cache(self) -> Path:
        from huggingface_hub import constants

        return Path(constants.HF_HUB_CACHE)

    def cached(self, repo: str) -> Mapping[str, Path]:
        """Reads the cache as the client documents it: a ref names a snapshot, a snapshot links its files."""
        folder = self.cache / f"models--{repo.replace('/', '--')}"
        try:
            commit = (folder / "refs" / "main").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return {}
        if not commit.isalnum():  # not a commit, and perhaps the way to another folder
            return {}
        snapshot = folder / "snapshots" / commit
        return {path.relative_to(snapshot).as_posix(): path for path in snapshot.rglob("*") if path.is_file()}

    def listing(self, repo: str) -> Mapping[str, int]:
        from huggingface_hub import HfApi

        with _explained(repo):
            # One request, and unlike listing the tree it does not try for half a minute where there is no network.
            info = HfApi().model_info(repo, files_metadata=True, timeout=SECONDS_TO_ANSWER)
        return {file.rfilename: file.size or 0 for file in info.siblings or ()}

    def download(self, repo: str, name: str, *, on_bytes: OnBytes) -> Path:
        from huggingface_hub import hf_hub_download
        from huggingface_hub.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # its retries would write over the progress
        with _explained(repo):
            return Path(hf_hub_download(repo, name, tqdm_class=_bar(name, on_bytes)))


def _bar(name: str, on_bytes: OnBytes) -> Any:
    """A class that looks like a progress bar to the client, draws nothing, and passes the count on."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *_: object, total: float | None = None, initial: float = 0, **__: object) -> None:
            super().__init__(disable=True)
            self._here, self._all = int(initial), int(total or 0)

        def update(self, n: float | None = 1) -> bool | None:
            self._here += int(n or 0)
            on_bytes(name, self._here, self._all)
            return None

        def update_transfer(self, n: float) -> None:
            """Bytes on the wire. Having this method keeps the client to one bar a file, of bytes on the disk."""

    return Bar


@contextmanager
def _explained(repo: str) -> Iterator[None]:
    """Whatever the client or the HTTP library under it raises, as one line."""
    try:
        yield
    except Exception as error:
        raise _explanation(repo, error) from error


def _explanation(repo: str, error: Exception) -> ModelError:
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        return ModelError(
            f"{repo} is gated", f"accept its terms at https://huggingface.co/{repo} and set HF_TOKEN to your token"
        )
    if isinstance(error, errors.RepositoryNotFoundError):
        return ModelError(f"the Hub has no repository {repo}", "check the spelling; a private one needs HF_TOKEN")
    if isinstance(error, errors.OfflineModeIsEnabled):
        return ModelError(f"{repo} is not on this machine, and HF_HUB_OFFLINE is set", "unset it to fetch the model")
    if isinstance(error, errors.LocalEntryNotFoundError):
        return ModelError(f"cannot fetch {repo}: the Hub does not answer", KEPT)
    if isinstance(error, errors.HfHubHTTPError) and error.response is not None:
        return ModelError(
            f"the Hub refused {repo}: HTTP {error.response.status_code}", "try again later; with 401 check HF_TOKEN"
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelError(f"no room left while fetching {repo}", "make room, or point HF_HOME at a larger disk")
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS):
        return ModelError(f"cannot write {error.filename}", "point HF_HOME at a folder you may write to")
    why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return ModelError(f"cannot fetch {repo}: {why}", KEPT)
