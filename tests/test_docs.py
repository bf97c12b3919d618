"""What docs/ says of the code is so."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from model.network import LAYERS
from model.shipped import load_shipped
from training.config import ConfigError, load_config
from training.model_cards import score_table
from training.predict import main as predict
from training.results import classics, put, results

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("**/*.md"))
CARDS = {name: one.card for name, one in load_shipped().items() if not one.card.get("own")}


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """As GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.*)$", text(page), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", text(page)):
        place = page.parent / target if target else page
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), anchor


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=name)
def test_every_command_exists(page: Path) -> None:
    for module in re.findall(r"python -m ((?:training|tests)(?:\.\w+)+)", text(page)):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists(), module


def test_the_tour_shows_what_predicting_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = re.findall(
        r"```sh\n\S+ -m training\.predict ([^\n]*)\n```\n\n```\n(.*?)```",
        text(DOCS / "tour.md"),
        re.DOTALL,
    )
    assert len(shown) == 3
    for arguments, output in shown:
        result = CliRunner().invoke(predict, shlex.split(arguments))
        assert words(result.output) == words(output)
        # Another processor may round otherwise.
        assert percents(result.output) == pytest.approx(percents(output), abs=0.011)


def percents(output: str) -> list[float]:
    return [float(number) for number in re.findall(r"([\d.]+)%", output)]


def words(output: str) -> list[str]:
    return re.sub(r"[\d.]+%", "%", output).split()


@pytest.mark.parametrize("layer", LAYERS)
def test_the_maths_of_every_layer_is_told(layer: str) -> None:
    assert f"\n## {layer}\n" in text(DOCS / "maths.md")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_formula_in_a_line_is_spoilt_by_markdown(page: Path) -> None:
    r"""Between dollars, GitHub's Markdown takes a backslash before a sign away: `\,` is a comma."""
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text(page), flags=re.DOTALL | re.MULTILINE)
    for formula in re.findall(r"\$([^$]+)\$", prose):
        assert not re.search(r"\\[^A-Za-z]", formula), formula


def test_the_example_of_a_config_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = text(DOCS / "training.md")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    Path("mine.toml").write_text(example, encoding="utf-8")
    assert load_config("mine.toml").network.hidden == [64, 32]
    Path("mine.toml").write_text(example.replace("epochs", "epoch "), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config("mine.toml")
    assert f"Error: {caught.value}\n" in page


@pytest.mark.parametrize(
    ("page", "table"), [("README.md", results(CARDS)), ("docs/classics.md", classics(CARDS))]
)
def test_the_tables_are_those_of_the_cards(page: str, table: str) -> None:
    """If not: python -m training.results."""
    assert table in text(ROOT / page)


def test_a_table_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- results -->\n\nold\n\n<!-- end -->\nafter\n")
    put(page, "results", "new\n")
    put(page, "results", "newer\n")
    assert page.read_text() == "before\n<!-- results -->\n\nnewer\n\n<!-- end -->\nafter\n"
    with pytest.raises(ValueError, match="no place for a table"):
        put(page, "classics", "new\n")


@pytest.mark.parametrize("network", CARDS)
def test_a_model_card_is_of_the_network_as_it_is_shipped(network: str) -> None:
    """If not: python -m training.model_cards."""
    page = text(DOCS / "networks" / f"{network}.md")
    assert score_table(CARDS[network]["scores"]) in page
    for section in ("Intended use", "Data and training", "Calibration", "Where it fails", "Limits"):
        assert f"\n## {section}\n" in page
