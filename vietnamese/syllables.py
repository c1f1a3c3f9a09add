"""What a Vietnamese syllable can look like. Pure.

Used to tell text in an old encoding from clean text: a wrong reading of the bytes gives letters that are all on the
Vietnamese keyboard, but hardly ever a syllable that can be spoken. The rhymes are those of the language itself, listed
once; a name of another people of Viet Nam or a foreign word is simply "not a syllable", which is no fault of it.
"""

from unicodedata import combining, normalize

_ONSETS = "b c d đ g h k l m n p q r s t v x ch gh gi kh ng ngh nh ph qu th tr"
ONSETS = ("", *_ONSETS.split())
"""Consonants a syllable may begin with; none at all is one of them."""

_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uan uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt
    uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu ych ynh yt yn
"""
RHYMES = frozenset(_RHYMES.split())
"""What may follow the onset, tone removed: vowels with the consonant that closes them."""

TONE_MARKS = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
STOPS = ("c", "ch", "p", "t")
HIGH_OR_LOW = {"\u0301", "\u0323"}
"""A syllable that a stop closes has the tone sắc or nặng and no other."""


def tone_of(word: str) -> tuple[str, str]:
    """Return the word in small letters without its tone marks, in NFC, and the marks that were there."""
    letters, tones = [], []
    for part in normalize("NFD", word.lower()):
        (tones if part in TONE_MARKS else letters).append(part)
    return normalize("NFC", "".join(letters)), "".join(tones)


def is_syllable(word: str) -> bool:
    """Return whether the one word can be a Vietnamese syllable, in any case: "Nguyễn" and "hoà" are, "Nguyeãn" not."""
    plain, tones = tone_of(word)
    if len(tones) > 1 or not plain.isalpha():
        return False
    if not any(plain.startswith(onset) and plain[len(onset) :] in RHYMES for onset in ONSETS):
        return False
    stopped = plain.endswith(STOPS)
    return tones in HIGH_OR_LOW if stopped else True


def has_accent(word: str) -> bool:
    """Return whether the word has a letter or a mark that only Vietnamese spelling gives it (also đ)."""
    return any(part in "đĐ" or combining(part) for part in normalize("NFD", word))
