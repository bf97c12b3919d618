"""Read pictures of digits from the command line: `python -m training.predict seven.png`."""

from collections.abc import Callable
from pathlib import Path

import click

from model.errors import PictureError
from model.numbers.reader import NumberReader, load_number_reader
from model.reader import Reader, load_readers
from model.storage import WeightsError


@click.command(context_settings={"max_content_width": 100})
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--model", help="The network that reads; the default one if not given.")
@click.option("--number", is_flag=True, help="Read several digits, and say where each is.")
def main(files: tuple[Path, ...], model: str | None, number: bool) -> None:
    """Read the digit on each picture FILE… and show the ten probabilities, in percent.

    With --number every digit on it has a line: digit, confidence and x, y, width, height. A
    picture that does not look like a digit, or like digits, has a dash in their place, and why
    behind it. A picture that cannot be read gets a line that says why; the exit status is then 1.

    \b
    Examples:
      python -m training.predict docs/seven.png my/*.jpg
      python -m training.predict --model mlp-10 docs/seven.png
      python -m training.predict --number docs/2026.png
    """  # noqa: D301 - see training.train
    try:
        readers = load_readers()
        number_reader = load_number_reader()
    except WeightsError as error:
        raise click.ClickException(str(error)) from error
    reader = readers.get(model or next(iter(readers)))
    if reader is None:
        raise click.ClickException(
            f"There is no network {model!r}; there are {', '.join(readers)}."
        )

    width = max(len(file.name) for file in files)
    show: Callable[[bytes], str]
    if number:
        show = _number_shower(number_reader, reader, width)
    else:
        click.echo(" " * width + "  digit" + "".join(f"{digit:8}" for digit in range(10)))
        show = _digit_shower(reader)
    failed = False
    for file in files:
        try:
            shown = show(file.read_bytes())
        except (OSError, PictureError) as error:
            why = f"{error.strerror}." if isinstance(error, OSError) else error
            click.echo(f"{file.name:{width}}  {why}", err=True)
            failed = True
            continue
        click.echo(f"{file.name:{width}}  {shown}")
    if failed:
        raise SystemExit(1)


def _digit_shower(reader: Reader) -> Callable[[bytes], str]:
    def show(data: bytes) -> str:
        reading = reader.read_picture(data)
        digit = "–" if reading.digit is None else reading.digit
        shares = "".join(f"{share:8.2%}" for share in reading.probabilities)
        return f"{digit:>5}{shares}  {reading.reason or ''}".rstrip()

    return show


def _number_shower(
    number_reader: NumberReader, reader: Reader, width: int
) -> Callable[[bytes], str]:
    def show(data: bytes) -> str:
        read = number_reader.read(data, reader)
        lines = [read.text.replace("\n", " / ") or f"–  {read.reason}"]
        for digit in read.digits:
            place = ", ".join(map(str, digit.box))
            lines.append(
                f"{'':{width}}    {digit.reading.digit}  {digit.reading.confidence:7.2%}  {place}"
            )
        return "\n".join(lines)

    return show


if __name__ == "__main__":
    main()
