"""One-time passwords and the check that a password is not made of the office's own words."""

import secrets

from django.core.exceptions import ValidationError

from vietnamese.text import search_key

SYLLABLES = [c + v for c in "bcdghklmnprstvx" for v in ("a", "e", "i", "o", "u", "an", "en", "in", "on")]
CONTEXT_WORDS = ("dang", "chi bo", "chibo", "vinhdanh", "vinh danh", "hochiminh", "ho chi minh", "khenthuong")


def one_time_password() -> str:
    """Return a password that can be read aloud and typed on a phone, such as "bano-kite-sume-4821".

    135^6 syllables and 10^4 numbers: about 55 bits. It must be changed at the first sign-in.
    """
    words = ["".join(secrets.choice(SYLLABLES) for _ in range(2)) for _ in range(3)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04d}"])


class LengthValidator:
    """Refuses short passwords in a Vietnamese sentence; Django's own has none for this rule."""

    def __init__(self, min_length: int = 12):
        self.min_length = min_length

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError when the password has fewer letters and digits than it should have."""
        if len(password) < self.min_length:
            raise ValidationError(
                f"Mật khẩu này mới có {len(password)} ký tự. Hãy gõ ít nhất {self.min_length} ký tự, ví dụ bốn, năm từ dễ nhớ.",
                code="too_short",
            )

    def get_help_text(self) -> str:
        """Return the rule as a sentence for the form."""
        return f"Ít nhất {self.min_length} ký tự."


class ContextWordValidator:
    """Refuses passwords whose letters are only the words that everybody in a Party office would try first."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError when nothing but digits is left after the context words are taken out."""
        rest = search_key(password)
        for word in CONTEXT_WORDS:
            rest = rest.replace(word, "")
        if len("".join(c for c in rest if c.isalpha())) < 4 and rest != search_key(password):
            raise ValidationError(
                "Mật khẩu này dễ đoán vì chỉ gồm những từ quen thuộc của cơ quan. Hãy thêm vài từ khác.", code="context"
            )

    def get_help_text(self) -> str:
        """Return the rule as a sentence for the form."""
        return "Không dùng mật khẩu chỉ gồm tên đơn vị hay những từ quen thuộc của cơ quan."
