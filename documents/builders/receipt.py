"""The printed receipt, from what the receipt itself has kept: nothing is read anew."""

from documents.contexts import HandedFile, HandedLine, Heading, ReceiptContext
from nominations.models import Receipt
from vietnamese.dates import local_day

from .common import layout_standard

WHOLE = "Cả hồ sơ"


def receipt_context(receipt: Receipt) -> ReceiptContext:
    """Return the receipt as it was given."""
    kept = receipt.content
    names = {line["code"]: line["called"] for line in kept["lines"]}
    return ReceiptContext(
        heading=Heading(
            superior="",
            issuer=kept["office"] or kept["unit"],
            number="",
            place="",
            dated=local_day(receipt.handed_in_at),
        ),
        subject=receipt.code,
        code=receipt.code,
        dossier=kept["dossier"],
        sequence=receipt.sequence,
        cell=kept["unit"],
        office=kept["office"],
        round_title=kept["round"],
        at=kept["at"],
        by=kept["by"],
        deadline=kept["deadline"],
        lines=tuple(
            HandedLine(code=line["code"], name=line["called"], form=line["form"], note=line["votes"])
            for line in kept["lines"]
        ),
        files=tuple(
            HandedFile(
                name=file["caption"], about=names.get(file["line"], WHOLE), size=file["size"], sha256=file["sha256"]
            )
            for file in kept["files"]
        ),
        papers=tuple(
            HandedFile(name=paper["title"], about=WHOLE, size=paper["size"], sha256=paper["sha256"])
            for paper in kept["papers"]
        ),
        sha256=receipt.sha256,
        address=f"/bien-nhan/{receipt.code}/",
        standard=layout_standard(
            receipt.dossier.unit, local_day(receipt.handed_in_at), office=receipt.dossier.round.unit
        ),
    )
