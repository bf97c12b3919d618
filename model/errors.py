"""Why a picture cannot be read; each message is a sentence for the person who sent it."""


class PictureError(ValueError):
    """A picture that cannot be read as a digit."""


class UnknownFormat(PictureError):
    """Not a picture, or not of a type that is read."""


class DamagedPicture(PictureError):
    """A picture that breaks off or contradicts itself."""


class PictureTooLarge(PictureError):
    """More pixels than are read."""


class BlankPicture(PictureError):
    """Nothing is drawn on it, or too little to be a digit."""


class TooManyDigits(PictureError):
    """More digits than are read at once."""
