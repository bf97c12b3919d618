"""Read pictures of digits from the command line: `python -m training.predict seven.png`."""

from pathlib import Path

import click

from model.errors import PictureError
from model.reader import load_readers
from model.storage import WeightsError


@click.command(context_settings={"max_content_width": 100})
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--model", help="The network that reads; the default one if not given.")
def main(files: tuple[Path, ...], model: str | None) -> None:
    """Read the digit on each picture FILE… and show the ten probabilities, in percent.

    A picture that does not look like a digit has a dash in the digit's place.
    A picture that cannot be read gets a line that says why; the exit status is then 1.
    """
    try:
        readers = load_readers()
    except WeightsError as error:
        raise click.ClickException(str(error)) from error
    reader = readers.get(model or next(iter(readers)))
    if reader is None:
        raise click.ClickException(
            f"There is no network {model!r}; there are {', '.join(readers)}."
        )

    width = max(len(file.name) for file in files)
    click.echo(" " * width + "  digit" + "".join(f"{digit:8}" for digit in range(10)))
    failed = False
    for file in files:
        try:
            reading = reader.read_picture(file.read_bytes())
        except (OSError, PictureError) as error:
            click.echo(f"{file.name:{width}}  {error}", err=True)
            failed = True
            continue
        digit = "–" if reading.digit is None else reading.digit
        shares = "".join(f"{share:8.2%}" for share in reading.probabilities)
        click.echo(f"{file.name:{width}}  {digit:>5}{shares}")
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
