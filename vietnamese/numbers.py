"""Numbers in words, as they are read aloud and written on papers about money. Pure."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", "nghìn", "triệu")
BILLION = 10**9


def number_words(number: int) -> str:
    """Return a whole number in words: 21 gives "hai mươi mốt", 2005 "hai nghìn không trăm linh năm".

    Raises ValueError for a negative number.
    """
    if number < 0:
        raise ValueError("A negative number is not read here")
    if number < 10:
        return DIGITS[number]
    billions, rest = divmod(number, BILLION)
    parts = []
    if billions:
        parts += [number_words(billions), "tỷ"]
    for power in (2, 1, 0):
        three = rest // 1000**power % 1000
        if three:
            parts.append(_three(three, is_first=not parts))
            parts.append(SCALES[power])
    return " ".join(filter(None, parts))


def money_words(amount: int) -> str:
    """Return an amount of VND in words with a capital, as a payment paper writes it: "Bốn trăm năm mươi nghìn đồng"."""
    words = f"{number_words(amount)} đồng"
    return words[0].upper() + words[1:]


def _three(number: int, *, is_first: bool) -> str:
    """Return a number below 1000 in words; behind a larger part its hundreds are read even when they are none."""
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    parts = []
    if hundreds or not is_first:
        parts.append(f"{DIGITS[hundreds]} trăm")
    if tens == 0 and ones and parts:
        parts.append(f"linh {DIGITS[ones]}")
    elif tens == 0 and ones:
        parts.append(DIGITS[ones])
    elif tens == 1:
        parts.append("mười" + (f" {_after_ten(ones)}" if ones else ""))
    elif tens:
        parts.append(f"{DIGITS[tens]} mươi" + (f" {_after_tens(ones)}" if ones else ""))
    return " ".join(parts)


def _after_ten(ones: int) -> str:
    return "lăm" if ones == 5 else DIGITS[ones]


def _after_tens(ones: int) -> str:
    return {1: "mốt", 5: "lăm"}.get(ones, DIGITS[ones])
