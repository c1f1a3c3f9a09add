"""Words of the organisation that code has to know."""

from django.db import models


class Nature(models.TextChoices):
    """Whose body it is. It decides the heading of a certificate: Party heading or Quốc hiệu."""

    PARTY = "party", "Tổ chức đảng"
    MASS = "mass", "Đoàn thể"
    STATE = "state", "Cơ quan nhà nước"


class AwardForm(models.TextChoices):
    """Forms of award. The names stay Vietnamese: every translation contradicts another."""

    GIAY_KHEN = "giay_khen", "Giấy khen"
    BANG_KHEN = "bang_khen", "Bằng khen"


class RecipientKind(models.TextChoices):
    """Who can be nominated."""

    COLLECTIVE = "collective", "Tập thể"
    INDIVIDUAL = "individual", "Cá nhân"


class Sex(models.TextChoices):
    """Decides between Ông and Bà for those who are not members."""

    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"
