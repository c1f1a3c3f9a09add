"""The office's electronic signature: PAdES B-B (ETSI EN 319 142-1) under a PDF, and what a signed PDF shows.

Signing adds to the end of the file; the pages and their bytes stay. The signature is invisible, has no time stamp and
needs no network. The secret (passphrase of a PKCS#12 file, PIN of a token) is an argument, is kept nowhere and stands
in no message. Refusals are SigningRefused with a Vietnamese sentence. pyHanko and its libraries are loaded by the first
signature, not at the start of the program.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

from vietnamese.dates import local_day, short_date

FIELD = "ChuKySo"
USES = ("digital_signature", "non_repudiation")
"""A certificate that names its uses must name one of these (RFC 5280, 4.2.1.3)."""
DAMAGE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a reader meets in a file whose objects are not what they are called."""
log = logging.getLogger(__name__)


class SigningRefused(Exception):
    """The file was not signed; `reason` is a Vietnamese sentence that says what to do."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Source:
    """Where the office keeps its key: a PKCS#12 file, or the maker's PKCS#11 library with the label of a token."""

    kind: str
    path: Path
    token: str = ""

    @property
    def label(self) -> str:
        """What the clerk chooses by."""
        return "Chứng thư số trong tệp trên máy chủ" if self.kind == "file" else "Chứng thư số trong thẻ (USB token)"

    @property
    def secret_label(self) -> str:
        """What is typed for it."""
        return "Mật khẩu của chứng thư số" if self.kind == "file" else "Mã PIN của thẻ"


@dataclass(frozen=True)
class Signed:
    """A signed file and the person or organ that its certificate names."""

    content: bytes
    subject: str


@dataclass(frozen=True)
class SignatureFacts:
    """What one signature in a file says, and whether it holds.

    `is_intact`: the signed bytes are those that were signed. `is_whole`: nothing was added after signing.
    `was_in_force`: the certificate was valid when it signed, as far as the file says when. `is_trusted`: its chain
    leads to a root that the office trusts; None where the office has named none.
    """

    subject: str
    issuer: str
    signed_at: datetime | None
    starts_on: datetime
    ends_on: datetime
    is_intact: bool
    is_whole: bool
    was_in_force: bool
    is_trusted: bool | None

    @property
    def holds(self) -> bool:
        """Return whether nothing speaks against the signature."""
        return self.is_intact and self.is_whole and self.was_in_force and self.is_trusted is not False


def sources() -> list[Source]:
    """Return the keys that the settings name; none on a machine where nobody signs electronically."""
    named = [
        Source("file", Path(settings.VINHDANH_SIGNING_P12)) if settings.VINHDANH_SIGNING_P12 else None,
        Source("token", Path(settings.VINHDANH_SIGNING_PKCS11), settings.VINHDANH_SIGNING_TOKEN)
        if settings.VINHDANH_SIGNING_PKCS11
        else None,
    ]
    return [source for source in named if source]


def sign(pdf: bytes, source: Source, secret: str, *, reason: str, at: datetime) -> Signed:
    """Return the file with the office's signature. Raises SigningRefused, also when the certificate is not valid `at`."""
    with _signer(source, secret) as signer:
        _refuse_unfit(signer.signing_cert, at)
        return Signed(_with_signature(pdf, signer, reason, at), _name(signer.signing_cert.subject))


def examine(pdf: bytes) -> list[SignatureFacts]:
    """Return the signatures in a file, oldest first; none for an unsigned file. Raises SigningRefused if it is no PDF."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        found = list(PdfFileReader(BytesIO(pdf), strict=False).embedded_regular_signatures)
        return [_facts(signature) for signature in found]
    except (PdfError, *DAMAGE) as error:
        log.warning("A signed PDF cannot be read: %s", type(error).__name__)
        raise SigningRefused(
            "Không đọc được chữ ký trong tệp này: tệp không phải PDF hoặc đã hỏng. "
            "Đồng chí lấy lại tệp từ người gửi rồi kiểm tra lại."
        ) from None


def _with_signature(pdf: bytes, signer: Any, reason: str, at: datetime) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    class SignerAt(signers.PdfSigner):
        """Signs at the moment it is told, not at the clock's."""

        def init_signing_session(self, *args, **kwargs):
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = at
            return session

    facts = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", reason=reason, subfilter=SigSeedSubFilter.PADES
    )
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        return SignerAt(facts, signer).sign_pdf(writer).getvalue()
    except (PdfError, ValueError, NotImplementedError) as error:
        log.warning("A PDF could not be signed: %s", type(error).__name__)
        raise SigningRefused(
            "Không ký được tệp này bằng chứng thư số đã chọn. Đồng chí báo người phụ trách kỹ thuật xem nhật ký máy chủ."
        ) from None


@contextmanager
def _signer(source: Source, secret: str) -> Iterator[Any]:
    if source.kind == "file":
        yield _from_file(source.path, secret)
    else:
        with _from_token(source, secret) as signer:
            yield signer


def _from_file(path: Path, passphrase: str) -> Any:
    """Return the signer of a PKCS#12 file."""
    from asn1crypto.pkcs12 import Pfx
    from pyhanko.sign.signers import SimpleSigner

    try:
        data = path.read_bytes()
    except OSError:
        raise SigningRefused(
            f"Máy chủ không mở được tệp chứng thư số {path.name}. "
            "Đồng chí nhờ người quản trị xem lại tệp ở đường dẫn VINHDANH_SIGNING_P12 rồi ký lại."
        ) from None
    try:
        is_archive = bool(Pfx.load(data, strict=True)["auth_safe"])
    except ValueError:
        is_archive = False
    if not is_archive:
        raise SigningRefused(
            f"Tệp {path.name} không phải tệp chứng thư số kiểu PKCS#12 (.p12, .pfx). "
            "Đồng chí nhờ người quản trị thay bằng tệp do nơi cấp chứng thư số giao."
        )
    try:
        return SimpleSigner.load_pkcs12_data(data, other_certs=(), passphrase=passphrase.encode())
    except ValueError as error:
        if "password" in str(error.__cause__).lower():
            raise SigningRefused("Mật khẩu của chứng thư số không đúng. Đồng chí gõ lại rồi ký.") from None
        raise SigningRefused(f"Tệp chứng thư số {path.name} đã hỏng hoặc thiếu khóa ký. {ASK_FOR_FILE}") from None
    except (TypeError, AttributeError, NotImplementedError):
        raise SigningRefused(f"Tệp chứng thư số {path.name} không có khóa ký. {ASK_FOR_FILE}") from None


ASK_FOR_FILE = "Đồng chí nhờ người quản trị lấy lại tệp từ nơi cấp chứng thư số."


@contextmanager
def _from_token(source: Source, pin: str) -> Iterator[Any]:
    """Open the token and give the signer of the certificate whose private key is on it."""
    try:
        import pkcs11
        from pyhanko.sign import pkcs11 as tokens
    except ImportError:
        raise SigningRefused(
            "Máy chủ chưa cài thư viện đọc thẻ ký số (python-pkcs11). Đồng chí nhờ người quản trị chạy lại ./run, "
            "hoặc ký bằng chứng thư số trong tệp."
        ) from None
    try:
        session = tokens.open_pkcs11_session(
            str(source.path), token_criteria=tokens.TokenCriteria(label=source.token or None), user_pin=pin
        )
    except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinLenRange, pkcs11.exceptions.PinInvalid):
        raise SigningRefused(
            "Mã PIN của thẻ không đúng. Đồng chí gõ lại cho đúng: sai nhiều lần liền thẻ sẽ bị khóa."
        ) from None
    except pkcs11.exceptions.PinLocked:
        raise SigningRefused(
            "Thẻ đã bị khóa vì gõ sai mã PIN nhiều lần. Đồng chí liên hệ nơi cấp chứng thư số để mở khóa."
        ) from None
    except (pkcs11.exceptions.PKCS11Error, OSError, RuntimeError) as error:
        log.warning("The token for signing cannot be opened: %s", type(error).__name__)
        raise SigningRefused(
            "Máy chủ không đọc được thẻ ký số. Đồng chí cắm lại thẻ vào máy chủ, xem đèn của thẻ, rồi ký lại. "
            "Nếu vẫn không được, nhờ người quản trị xem lại VINHDANH_SIGNING_PKCS11 và VINHDANH_SIGNING_TOKEN."
        ) from None
    try:
        key_id = _key_on(session, pkcs11)
        signer = tokens.PKCS11Signer(session, cert_id=key_id, key_id=key_id, other_certs_to_pull=None)
        yield signer
    except pkcs11.exceptions.PKCS11Error as error:
        log.warning("The token for signing failed: %s", type(error).__name__)
        raise SigningRefused("Thẻ ký số không trả lời. Đồng chí cắm lại thẻ rồi ký lại.") from None
    finally:
        session.close()


def _key_on(session: Any, pkcs11: Any) -> bytes:
    """Return the id that a certificate and a signing key of the token share."""
    attribute, kind = pkcs11.Attribute, pkcs11.ObjectClass
    keys = list(session.get_objects({attribute.CLASS: kind.PRIVATE_KEY, attribute.SIGN: True}))
    certificates = list(session.get_objects({attribute.CLASS: kind.CERTIFICATE}))
    shared = {key[attribute.ID] for key in keys} & {certificate[attribute.ID] for certificate in certificates}
    if len(shared) != 1:
        raise SigningRefused(
            (
                "Thẻ không có chứng thư số để ký."
                if not shared
                else "Thẻ có nhiều chứng thư số để ký, không rõ dùng cái nào."
            )
            + " Đồng chí cắm đúng thẻ của cơ quan, hoặc liên hệ nơi cấp chứng thư số."
        )
    return shared.pop()


def _refuse_unfit(certificate: Any, at: datetime) -> None:
    """Refuse a certificate that is not valid `at` or not meant for signing."""
    if at < certificate.not_valid_before:
        raise SigningRefused(
            f"Chứng thư số của {_name(certificate.subject)} chỉ dùng được từ ngày {_day(certificate.not_valid_before)}. "
            "Đồng chí ký từ ngày đó, hoặc dùng chứng thư số khác."
        )
    if at > certificate.not_valid_after:
        raise SigningRefused(
            f"Chứng thư số của {_name(certificate.subject)} đã hết hạn ngày {_day(certificate.not_valid_after)}. "
            "Đồng chí xin gia hạn ở nơi cấp, nhờ người quản trị thay tệp, rồi ký lại."
        )
    uses = certificate.key_usage_value
    if uses is not None and not set(USES) & set(uses.native):
        raise SigningRefused(
            f"Chứng thư số của {_name(certificate.subject)} không phải loại dùng để ký văn bản. "
            "Đồng chí nhờ người quản trị thay bằng chứng thư số ký của cơ quan."
        )


def _facts(signature: Any) -> SignatureFacts:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    certificate, signed_at, roots = signature.signer_cert, signature.self_reported_timestamp, trusted_roots()
    context = ValidationContext(trust_roots=roots or [certificate], allow_fetching=False, moment=signed_at)
    status = validate_pdf_signature(
        signature,
        context,
        key_usage_settings=KeyUsageConstraints(key_usage=set(USES), match_all_key_usages=False),
        skip_diff=True,
    )
    return SignatureFacts(
        subject=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        signed_at=signed_at,
        starts_on=certificate.not_valid_before,
        ends_on=certificate.not_valid_after,
        is_intact=status.intact and status.valid,
        is_whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        was_in_force=signed_at is not None and certificate.not_valid_before <= signed_at <= certificate.not_valid_after,
        is_trusted=status.trusted if roots else None,
    )


def trusted_roots() -> Sequence[Any]:
    """Return the root certificates that the office trusts, from the PEM file that the settings name; none without one."""
    from asn1crypto import pem, x509

    path = settings.VINHDANH_SIGNING_ROOTS
    if not path:
        return []
    try:
        return [x509.Certificate.load(der) for _, _, der in pem.unarmor(Path(path).read_bytes(), multiple=True)]
    except (OSError, ValueError):
        raise SigningRefused(
            "Máy chủ không đọc được tệp chứng thư gốc. Đồng chí nhờ người quản trị xem lại VINHDANH_SIGNING_ROOTS."
        ) from None


def _name(name: Any) -> str:
    """Return whom a certificate names, as one reads it: "Đảng ủy xã Tân Mỹ, Tỉnh ủy Bình An"."""
    wanted = ("common_name", "organizational_unit_name", "organization_name")
    facts = name.native
    values = [facts.get(key) for key in wanted]
    flat = [text for value in values for text in (value if isinstance(value, list) else [value]) if text]
    return ", ".join(dict.fromkeys(flat)) or name.human_friendly


def _day(moment: datetime) -> str:
    return short_date(local_day(moment))
