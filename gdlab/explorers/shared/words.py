"""What explorers say: sentences marked for translation, and numbers as they are read."""

from math import isfinite

import numpy as np

from gdlab.notebook.language import N_, _

MOST = 6  # significant digits that are read at once
ZEROS = 5  # a number whose first digit is so many places behind the point is still read
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

__all__ = [
    "N_",
    "_",
    "each",
    "fixed",
    "number",
    "power_of_ten",
    "readable",
    "shares_of_limit",
    "short",
    "short_rows",
    "sides_of_limit",
    "spelled",
    "texts",
]


def texts(values, form):
    """Numbers (...) as texts: ".2f" as in an f-string, ".3g" as `number` reads three digits.

    Those that are not finite are words.
    """
    values, nowhere = np.asarray(values, float), _("not finite")
    if form.endswith("g"):
        return _numbers(values, int(form[1:-1]))
    return each(values + 0.0, lambda value: f"{value:{form}}" if isfinite(value) else nowhere)


def short(values, digits):
    """Numbers as texts with so many digits after the point; those far away as `number` reads."""
    return each(_rounded(values, digits), lambda value: _short(value, digits))


def short_rows(rows, digits, names):
    """Rows (..., p) of such numbers as one text each, (...): "a, φ = 0.12, 1.57"."""
    rows, head = _rounded(rows, digits), f"{', '.join(names)} = "
    places = [*map(tuple, rows.reshape(-1, rows.shape[-1]).tolist())]

    def words(place):
        if not all(map(isfinite, place)):
            return _("no finite number")
        return head + ", ".join(_short(value, digits) for value in place)

    return _once_each(places, words).reshape(rows.shape[:-1])


def _rounded(values, digits):
    """Numbers (...) as `short` reads them, those far away as they are."""
    values = np.asarray(values, float)
    near = np.abs(values) < 10 ** (MOST - digits)
    return np.where(near, np.round(np.where(near, values, 0), digits) + 0.0, values)


def _short(value, digits):
    return f"{value:.{digits}f}" if abs(value) < 10 ** (MOST - digits) else number(value, 3)


def readable(values):
    """Numbers (...) as texts that people read, to four digits: see `number`."""
    return texts(values, ".4g")


def number(value, digits=4):
    """A number as people read it: 0.0049, 12,345, 1.2 million, beyond 10¹², 3.3·10⁻⁷.

    To so many digits, not counting those that only say how large it is.
    """
    size = abs(value)
    if not np.isfinite(value):
        return _("not finite")
    if size >= 1e12:
        return _("beyond 10¹²") if value > 0 else _("beyond -10¹²")
    if size >= 1e9:
        return _("{number} billion").format(number=f"{value / 1e9:.3g}")
    if size >= 1e6:
        return _("{number} million").format(number=f"{value / 1e6:.3g}")
    if size >= 1e4 or float(f"{size:.{digits}g}") >= 10**digits:
        return f"{value:,.0f}"
    text = f"{value + 0.0:.{digits}g}"
    return _power(text) if "e" in text else text


def power_of_ten(value):
    """A tick of a logarithmic axis: 0.01, 500, 10⁻⁶, 2·10⁴."""
    if 0.0099 < value < 9999:
        return number(value)
    power = int(np.floor(np.log10(value) + 1e-9))
    raised = f"10{str(power).replace('-', '⁻').translate(RAISED)}"
    first = f"{value / 10.0**power:.3g}"
    return raised if first == "1" else f"{first}·{raised}"


def _numbers(values, digits):
    """`number` of each of values (...); most need no more than their digits, and that is quick."""
    size = np.abs(values).ravel()
    plain = (size >= 1e-4) & (size < 0.99 * 10 ** min(digits, 4))
    form = f"%.{digits}g"
    words = [
        form % value if is_plain else number(value, digits)
        for value, is_plain in zip(values.ravel().tolist(), plain.tolist(), strict=True)
    ]
    return np.array(words).reshape(values.shape)


def _power(text):
    """A small number in e-notation as a power of ten, or with its zeros where they are few."""
    mantissa, power = text.split("e")
    places = -int(power)
    if places <= ZEROS:
        return f"{float(text):.{places + len(mantissa.strip('-').replace('.', '')) - 1}f}"
    return f"{mantissa}·10⁻{str(places).translate(RAISED)}"


def each(values, words):
    """The text words(value) for each of values (...), in the same shape."""
    values = np.asarray(values)
    return _once_each(values.ravel().tolist(), words).reshape(values.shape)


def _once_each(values, words):
    """Texts (m,) of values, made once for each different one: many stops show the same."""
    known = {value: words(value) for value in dict.fromkeys(values)}
    return np.array([known[value] for value in values])


def fixed(text):
    """A column of a Readout that follows no control."""
    return np.array(text), ()


def spelled(names, theta):
    """Parameters as read: "a = 1, φ = 3.14"."""
    return ", ".join(f"{n} = {number(v, 3)}" for n, v in zip(names, theta, strict=True))


def shares_of_limit(lrs, limit):
    """Learning rates as their control reads, each with its share of the limit 2/L."""
    sentence = _("{lr} = {share} of 2/L")
    return [sentence.format(lr=number(lr, 3), share=f"{lr / limit:.2f}") for lr in lrs]


def sides_of_limit(lrs, limit):
    """Learning rates as their control reads, each with the side of the limit it is on."""
    signs = {-1: "<", 0: "=", 1: ">"}
    return [f"{number(lr)} {signs[int(np.sign(lr - limit))]} 2/λmax" for lr in lrs]
