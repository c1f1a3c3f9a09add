"""The achievement report of one line, from the same dossier as the other papers of its cell."""

from documents.contexts import AchievementReportContext, Heading, SigningPlace
from nominations.models import Nomination

from .cell import DossierFacts
from .common import cell_vote, nominated_line, occasion
from .past import abouts


def achievement_report_context(nomination: Nomination) -> AchievementReportContext:
    """Return the report of a nominee. Its day is that of the submission, before that it is left for a pen."""
    read = DossierFacts(nomination.dossier, [nomination])
    dossier, nominee = nomination.dossier, nomination.nominee
    line = nominated_line(nomination, vote=cell_vote(nomination, dossier.members_present))
    return AchievementReportContext(
        heading=_heading(read, nomination),
        subject=f"đề nghị {occasion(dossier.round.title)}",
        line=line,
        about=abouts([nomination])[nomination.pk],
        model=nomination.model_name,
        achievement=nomination.achievement,
        citation=nomination.citation,
        body_word=read.body_word,
        cell=dossier.unit_name,
        met_on=dossier.met_on,
        present=dossier.members_present,
        total=dossier.members_total,
        addressee=read.addressee,
        round_title=dossier.round.title,
        reporter=_reporter(read, nomination),
        confirmation=None if _reports_itself(nomination) or nominee.is_deceased else _confirmation(read),
        standard=read.standard,
    )


def _reports_itself(nomination: Nomination) -> bool:
    """Return whether the collective is the proposing unit: then it has nobody's confirmation but its own signature."""
    nominee = nomination.nominee
    return not nominee.is_individual and (
        nominee.unit_id == nomination.proposing_unit_id or nominee.full_name == nomination.proposing_unit_name
    )


def _heading(read: DossierFacts, nomination: Nomination) -> Heading:
    """Return the head: the proposing unit's for people and for itself, the collective's own for another one."""
    nominee = nomination.nominee
    own = read.heading("", read.submitted_on)
    if nominee.is_individual or _reports_itself(nomination):
        return own
    return Heading(
        superior=nominee.unit_text if nominee.unit_text != nominee.full_name else "",
        issuer=nominee.full_name,
        number="",
        place=own.place,
        dated=own.dated,
        year=own.year,
        is_party=nominee.is_party_organization,
    )


def _reporter(read: DossierFacts, nomination: Nomination) -> SigningPlace:
    """Return who reports: the nominee; the head of the collective; for the dead and for itself the proposing unit."""
    nominee = nomination.nominee
    if _reports_itself(nomination) or nominee.is_deceased:
        return SigningPlace.of(read.signature)
    if nominee.is_individual:
        return SigningPlace(authority=("NGƯỜI BÁO CÁO",), name=nominee.full_name)
    return SigningPlace(authority=("NGƯỜI ĐỨNG ĐẦU TẬP THỂ",), note="(Ký, ghi rõ họ tên)")


def _confirmation(read: DossierFacts) -> SigningPlace:
    """Return where the proposing unit confirms."""
    signature = SigningPlace.of(read.signature)
    return SigningPlace(
        authority=(f"XÁC NHẬN CỦA {read.body_word.upper()}", *signature.authority),
        position=signature.position,
        name=signature.name,
    )
