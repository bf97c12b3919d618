import re

import pytest

from backend.app import create_app
from tests.deploy.deployment import Deployment
from tests.digits import draw, png
from tests.numbers import draw_number

pytestmark = pytest.mark.slow

# Vercel's limit for a function, unpacked.
BUNDLE_LIMIT = 250 * 1000**2


def test_reads_a_seven(deployment: Deployment) -> None:
    status, answer = deployment.answer("POST", "/predict", png(draw(7)), "image/png")
    assert (status, answer.get("digit")) == (200, 7), answer


def test_reads_a_number(deployment: Deployment) -> None:
    status, answer = deployment.answer("POST", "/read", png(draw_number("2026")), "image/png")
    assert (status, answer.get("text")) == (200, "2026"), answer


def test_is_healthy(deployment: Deployment) -> None:
    status, answer = deployment.answer("GET", "/health")
    assert status == 200, answer


def test_has_the_shipped_networks(deployment: Deployment) -> None:
    status, answer = deployment.answer("GET", "/models")
    assert status == 200, answer
    assert answer == create_app().test_client().get("/models").json


def test_refuses_as_the_server_does(deployment: Deployment) -> None:
    status, problem = deployment.answer("POST", "/predict", b"not a picture", "image/png")
    assert 400 <= status < 500
    assert problem["status"] == status


def test_bundle_fits(deployment: Deployment) -> None:
    assert sum(deployment.files.values()) < BUNDLE_LIMIT


def test_bundle_holds_the_weights_and_nothing_that_does_not_serve(deployment: Deployment) -> None:
    folders = {name.split("/")[0] for name in deployment.files if "/" in name}
    assert not folders & {"frontend", "training", "tests", "scripts", "data", "node_modules"}
    assert any(re.fullmatch(r"model/weights/.+\.npz", name) for name in deployment.files)


@pytest.fixture
def built_by_vercel(deployment: Deployment) -> Deployment:
    if deployment.static is None:
        pytest.skip("the page and the routes need the Vercel CLI")
    return deployment


def test_page_is_there_with_its_assets(built_by_vercel: Deployment) -> None:
    static = built_by_vercel.static
    assert static is not None
    links = re.findall(r'(?:src|href)="/([^"]+)"', (static / "index.html").read_text())
    assert any(link.endswith(".js") for link in links)
    assert [link for link in links if not (static / link).is_file()] == []


def api_routes() -> list[str]:
    return sorted(
        rule.rule for rule in create_app().url_map.iter_rules() if rule.endpoint.startswith("api.")
    )


@pytest.mark.parametrize("route", api_routes())
def test_route_leads_to_the_function(built_by_vercel: Deployment, route: str) -> None:
    assert first_match(built_by_vercel, route) == "backend"


def test_page_does_not_lead_to_the_function(built_by_vercel: Deployment) -> None:
    assert first_match(built_by_vercel, "/") == "frontend"


def test_assets_are_cached_for_good(built_by_vercel: Deployment) -> None:
    headers = {
        name: value
        for route in built_by_vercel.routes
        if re.search(route.get("src", "$^"), "/assets/index-abc.js")
        for name, value in route.get("headers", {}).items()
    }
    assert "immutable" in headers["Cache-Control"]


def first_match(deployment: Deployment, path: str) -> str | None:
    """The service that Vercel's router would give a path to, if no static file has that name."""
    for route in deployment.routes:
        if "destination" in route and re.search(route["src"], path):
            return str(route["destination"]["service"])
    return None
