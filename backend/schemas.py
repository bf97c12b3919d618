"""The shapes of what goes in and out of the API, as JSON Schema (2020-12) for the OpenAPI document.

`COMPONENTS` holds them by name. Every object is closed: a field that an answer has and that is
not named here fails a test, and so does one that is named and never there.
"""

from typing import Any

from backend import problems
from model.network import CLASSES, IMAGE_SHAPE

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """The schema of that name in `COMPONENTS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def record(optional: dict[str, Schema] | None = None, /, **fields: Schema) -> Schema:
    """An object with all of `fields`, perhaps some `optional` ones, and no others."""
    return {
        "type": "object",
        "properties": {**fields, **(optional or {})},
        "required": list(fields),
        "additionalProperties": False,
    }


def array(items: Schema, length: int | None = None, **more: Any) -> Schema:
    """A list, of exactly so many items if a length is given."""
    bounds = {} if length is None else {"minItems": length, "maxItems": length}
    return {"type": "array", "items": items, **bounds, **more}


def text(description: str, **more: Any) -> Schema:
    """A string."""
    return {"type": "string", "description": description, **more}


def count(description: str, **more: Any) -> Schema:
    """A whole number from 0."""
    return {"type": "integer", "minimum": 0, "description": description, **more}


SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
NUMBER: Schema = {"type": "number"}
DIGIT: Schema = {"type": "integer", "minimum": 0, "maximum": CLASSES - 1}

PROBABILITIES = array(SHARE, CLASSES, description="Of the digits 0 to 9; they sum to 1.")
MODEL = text("The network that read it.")
INPUT = text(
    "What the network was shown: a PNG of 28x28 pixels, ink white on black, as a data: URL.",
    pattern="^data:image/png;base64,",
)
NAME = text("What `?model=` calls it.")
BOX = array(
    count("Pixels of the picture as it was sent, held upright as its EXIF data say."),
    4,
    description="Where the digit is: x, y, width and height; x and y of the top left.",
)

# Of a picture, not of pixels, which come from nowhere else.
WAY = {
    "box": BOX,
    "window": array(
        NUMBER,
        4,
        description="The square of the picture that became the 28x28, as the box; it may reach "
        "beyond the picture.",
    ),
}

# What `?include=` adds.
WHY = {"activations": array(ref("Stage")), "saliency": ref("Saliency")}

SHAPE = array(count("Along one axis."), description="How `values` are to be arranged.")
LARGEST: Schema = {"type": "number", "description": "What the largest byte stands for."}
UNSIGNED = text("Bytes from 0 to 255 in base64.")
SIGNED = text("Bytes from -127 to 127 in base64.")

CARD: dict[str, Schema] = {
    "name": NAME,
    "title": text("What it is, for a person."),
    "order": count("Its place in the list; the first is the default."),
    "parameters": count("How many numbers training has chosen."),
    "architecture": array(
        {
            "type": "object",
            "properties": {"layer": text("A class of model/.")},
            "required": ["layer"],
            "additionalProperties": {"type": ["integer", "number", "boolean"]},
        },
        description="Its layers in order, each with what it was made with.",
    ),
    "learned_from": {
        "type": "object",
        "description": "How many digits of which set.",
        "additionalProperties": count("Digits."),
    },
    "training": {
        "type": "object",
        "description": "How it was trained, in the words of training/config.py.",
        "properties": {"command": text("Trains it again.")},
        "required": ["command"],
        "additionalProperties": {"type": ["string", "number", "boolean", "object", "null"]},
    },
    "scores": {
        "type": "object",
        "description": "How well it reads the digits of each set.",
        "additionalProperties": ref("Score"),
    },
    "sha256": text("Of its weights file.", pattern="^[0-9a-f]{64}$"),
}

# Of a network that a person has trained and shipped on a server of their own.
OWN = {"own": {"type": "boolean", "description": "Not one of the project's."}}

COMPONENTS: dict[str, Schema] = {
    "Problem": record(
        type=text(
            "The stable name of the kind of error.",
            enum=[f"/problems/{kind.name}" for kind in problems.KINDS],
        ),
        title=text("The kind in a few words."),
        status=count("The HTTP status.", minimum=400, maximum=599),
        detail=text("What was wrong with this request and what to do, in a sentence."),
    ),
    "Image": {
        "type": "object",
        "properties": {"image": text("A picture's bytes: base64, or a data: URL with base64.")},
        "required": ["image"],
    },
    "Pixels": {
        "type": "object",
        "properties": {
            "pixels": array(
                array(SHARE, IMAGE_SHAPE[1]),
                IMAGE_SHAPE[0],
                description="28 rows of 28 numbers from 0, paper, to 1, ink: read as they are.",
            )
        },
        "required": ["pixels"],
    },
    "Digit": record(
        WAY | WHY,
        digit=DIGIT,
        confidence={**SHARE, "description": "The probability of that digit."},
        probabilities=PROBABILITIES,
        model=MODEL,
        input=INPUT,
    ),
    "NoDigit": record(
        WAY | WHY,
        digit={"type": "null"},
        reason=text("Why it is not read, in a sentence for a person."),
        confidence={"type": "null"},
        probabilities=PROBABILITIES,
        model=MODEL,
        input=INPUT,
    ),
    "Stage": record(
        name=text("Of the layers, for a person."),
        kind=text("How it is best shown.", enum=["maps", "cells"]),
        layers=array(text("A class of model/.")),
        shape=SHAPE,
        largest=LARGEST,
        values=UNSIGNED,
        fed_by={
            "anyOf": [
                array(
                    array(
                        {
                            "type": "array",
                            "prefixItems": [count("A neuron of the stage before."), NUMBER],
                            "minItems": 2,
                            "maxItems": 2,
                        }
                    ),
                    description="For each neuron those that gave it most, and how much.",
                ),
                {"type": "null"},
            ]
        },
    ),
    "Saliency": record(
        digit=DIGIT,
        shape=SHAPE,
        largest=LARGEST,
        values={
            **SIGNED,
            "description": "How much each pixel spoke for the digit. " + SIGNED["description"],
        },
    ),
    "Filters": record(
        shape=SHAPE,
        largest=array(NUMBER, description="Of each neuron, what its largest byte stands for."),
        values={**SIGNED, "description": "A picture a neuron. " + SIGNED["description"]},
    ),
    "Number": record(
        {"reason": text("Without any digit: why, in a sentence for a person.")},
        text=text("The digits from left to right, lines divided by line breaks."),
        digits=array(ref("FoundDigit")),
        model=MODEL,
    ),
    "FoundDigit": record(
        digit=DIGIT,
        confidence={**SHARE, "description": "The probability of that digit."},
        probabilities=PROBABILITIES,
        box=BOX,
        input=INPUT,
    ),
    "Networks": record(
        default=text("The network that reads where none is named."),
        models=array(ref("Card")),
    ),
    "Card": record(OWN, **CARD),
    "CardAndLearned": record(OWN, **CARD, learned={"anyOf": [ref("Learned"), {"type": "null"}]}),
    "Score": record(
        digits=count("How many were read."),
        accuracy={**SHARE, "description": "The share read right by this network."},
        seeds=array(SHARE, description="By a network of each seed."),
        mean={**SHARE, "description": "Their mean."},
        deviation={
            "type": ["number", "null"],
            "description": "Their standard deviation; null of one seed.",
        },
    ),
    "Learned": record(
        version=count("Of this form."),
        curves=record(
            {
                "validation_loss": array(NUMBER),
                "validation_accuracy": array(SHARE),
            },
            epoch=array(count("From 1.")),
            loss=array(NUMBER),
            accuracy=array(SHARE),
        ),
        best_epoch=count("The epoch that is shipped."),
        sets=array(
            record(
                name=text("Which digits."),
                title=text("Which digits, for a person."),
                digits=count("How many."),
                confusion=array(
                    array(count("Digits."), CLASSES),
                    CLASSES,
                    description="Row: what it was. Column: what it was read as.",
                ),
                mistakes=array(ref("Mistake"), description="The surest of them, surest first."),
            )
        ),
    ),
    "Mistake": record(
        label=DIGIT,
        read=DIGIT,
        confidence=SHARE,
        picture=text("What the network was shown: a PNG of 28x28 pixels, as base64."),
    ),
    "Health": record(
        status=text("That it runs.", const="ok"),
        models=array(NAME, description="The networks whose weights are loaded."),
    ),
}
