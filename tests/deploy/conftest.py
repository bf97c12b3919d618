import shutil
from collections.abc import Iterator

import pytest

from tests.deploy.deployment import Deployment, build, copy_of_repository

HOW = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def deployment(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Deployment]:
    """What Vercel would serve, from a fresh copy of the tree as git sees it."""
    tree = copy_of_repository(tmp_path_factory.mktemp("tree"))
    function = tmp_path_factory.mktemp("function")
    built = build(tree, function)
    pytestconfig.stash[HOW] = built.how
    yield built
    for folder in (tree, function):  # 200 MB together
        shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which of the ways was taken."""
    if how := config.stash.get(HOW, None):
        terminalreporter.write_line(f"deployment: {how}")
