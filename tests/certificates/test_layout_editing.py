"""What the editor does to a layout, as functions: three fields out of a block, and one block out of three fields."""

from dataclasses import replace

import pytest

from certificates.layout.editing import CITED, joined, separated
from certificates.layout.placing import common_lines, sheet_lines
from certificates.layout.sheets import CertificateRun
from certificates.layout.spec import DESIGN_CODES, Align, LayoutSpec
from certificates.layout.standard import standard_spec
from tests.certificates import certificate_samples as samples

SHEETS = (samples.SHORT, samples.COLLECTIVE, samples.FULL)


def apart(spec, sheet):
    lines = sheet_lines(CertificateRun.sample(spec=spec), sheet)
    return separated(spec, [(line.role.name, line.size, line.baseline) for line in lines])


@pytest.mark.parametrize("code", DESIGN_CODES)
@pytest.mark.parametrize("size", [(297.0, 210.0), (420.0, 297.0), (210.0, 297.0)])
def test_what_was_taken_apart_and_joined_again_is_sound_and_fits_where_it_was(code, size):
    standard = standard_spec(code, width_mm=size[0], height_mm=size[1])
    for sheet in SHEETS:
        spec = LayoutSpec.from_json(joined(apart(standard, sheet)).to_json())
        run = CertificateRun.sample(spec=spec)
        lines = sheet_lines(run, sheet)
        [date] = [line.baseline - line.size for line in common_lines(run) if line.role.name == "date"]
        cited = [line for line in lines if line.role.name in CITED]
        assert spec.citation.top < cited[0].baseline <= cited[-1].baseline < spec.citation.bottom <= date
        was = [line for line in sheet_lines(CertificateRun.sample(spec=standard), sheet) if line.role.name in CITED]
        assert [line.text for line in cited] == [line.text for line in was]
        assert abs(cited[0].baseline - was[0].baseline) < 0.03 * size[1]


def test_a_block_keeps_the_middle_of_a_name_that_stands_at_the_left():
    spec = apart(standard_spec("hoa_sen", width_mm=297.0, height_mm=210.0), samples.SHORT)
    name = replace(spec.field("recipient"), align=Align.LEFT, x=40.0, width=180.0)
    block = joined(spec.with_field(name)).citation
    assert (block.x, block.recipient) == (130.0, 180.0)


def test_a_block_is_not_joined_again_nor_without_its_fields():
    whole = standard_spec("hoa_sen", width_mm=297.0, height_mm=210.0)
    assert joined(whole) == whole
    spec = apart(whole, samples.SHORT)
    lacking = replace(spec, fields=tuple(field for field in spec.fields if field.key != "unit"))
    assert joined(lacking) == lacking
