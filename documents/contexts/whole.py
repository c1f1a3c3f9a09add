"""Papers that exist as PDF and as Word: they say everything as blocks."""

from dataclasses import dataclass

from .blocks import (
    AnnexBlock,
    Block,
    Copies,
    EndingBlock,
    HeadingBlock,
    Paragraph,
    Role,
    Run,
    SigningPlace,
    TitleBlock,
    say,
)
from .parts import Paper, Speaker


@dataclass(frozen=True, kw_only=True)
class WholePaper(Paper):
    """A paper that is nothing but its blocks."""

    @property
    def body(self) -> tuple[Block, ...]:
        """What stands between the title and the signature."""
        raise NotImplementedError(type(self).__name__)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The whole paper, from its head to its signature."""
        return (*self._opening, *self.body, self.ending, *self.annexes)

    @property
    def annexes(self) -> tuple[Block, ...]:
        """What follows the signature, each annex after a head of its own."""
        return ()

    def annex_head(self, title: str, source: str, heading: str = "DANH SÁCH") -> AnnexBlock:
        """Return the head of an annex that belongs to the paper `source` (see annex_of())."""
        return AnnexBlock(
            heading=heading,
            title=title,
            source=source,
            title_rule=self.standard.subject_rule,
            title_pt=self.standard.subject_pt,
            source_pt=self.standard.body_pt,
            width_mm=self.title_width_mm,
        )

    @property
    def submitted_to(self) -> str:
        """Whom the paper addresses under "Kính trình:"; "" for a paper that addresses nobody."""
        return ""

    @property
    def ending(self) -> EndingBlock:
        """Places of receipt and one signature."""
        return EndingBlock(
            copies=Copies(lines=self.copies_lines) if self.copies_lines else None,
            right=SigningPlace.of(self.signature),
            name_pt=self.standard.authority_pt,
        )

    def two_signatures(self, clerk: Speaker, chair: Speaker) -> EndingBlock:
        """Return the end of minutes: the clerk on the left, the chair on the right."""
        return EndingBlock(
            left=SigningPlace(authority=("NGƯỜI GHI BIÊN BẢN",), name=clerk.name),
            right=SigningPlace(authority=("CHỦ TRÌ",), name=chair.name),
            name_pt=self.standard.authority_pt,
        )

    @property
    def _opening(self) -> tuple[Block, ...]:
        head = HeadingBlock(heading=self.heading, state_name=self.state_name, standard=self.standard)
        title = TitleBlock(
            type_name=self.type_name,
            subject=self.subject,
            subject_rule=self.standard.subject_rule,
            subject_pt=self.standard.subject_pt,
            width_mm=self.title_width_mm,
        )
        addressee = (
            (
                Paragraph(
                    runs=(Run(text="Kính trình:", is_italic=True), Run(text=f" {self.submitted_to}")),
                    role=Role.ADDRESSEE,
                ),
            )
            if self.submitted_to
            else ()
        )
        basis = tuple(say(line, role=Role.BASIS) for line in self.basis_lines)
        return (head, title, *addressee, *basis)
