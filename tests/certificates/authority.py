"""A certification authority of the tests: a root, and certificates of an office that it issues."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2098, 12, 31, tzinfo=UTC)
PASSPHRASE = "mật khẩu của văn phòng 2026"
OFFICE = "Đảng ủy xã Tân Mỹ"


def named(common_name: str, organization: str = "") -> x509.Name:
    """Return a name of a certificate."""
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organization:
        parts.insert(1, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(parts)


@dataclass
class Issued:
    """A certificate with its key."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class Authority:
    """A root that issues certificates for signing."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = named("Cơ quan chứng thực thử", "Ban Cơ yếu thử")
        self.root = Issued(key, self._certificate(name, key.public_key(), key, name, is_root=True))

    def issue(
        self,
        common_name: str = OFFICE,
        *,
        starts: datetime = FIRST,
        ends: datetime = LAST,
        is_rsa: bool = False,
        **uses,
    ) -> Issued:
        """Return a certificate for signing papers, or for the `uses` that are named."""
        key = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
        subject = named(common_name, "Tỉnh ủy Bình An")
        return Issued(
            key,
            self._certificate(
                subject,
                key.public_key(),
                self.root.key,
                self.root.certificate.subject,
                starts=starts,
                ends=ends,
                **uses,
            ),
        )

    def archive(self, issued: Issued, path: Path, passphrase: str = PASSPHRASE) -> Path:
        """Write a PKCS#12 file as an authority hands it over."""
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"van phong",
                issued.key,
                issued.certificate,
                [self.root.certificate],
                BestAvailableEncryption(passphrase.encode()),
            )
        )
        return path

    def roots(self, path: Path) -> Path:
        """Write the root as a PEM file."""
        path.write_bytes(self.root.certificate.public_bytes(Encoding.PEM))
        return path

    def _certificate(self, subject, public_key, signing_key, issuer, *, starts=FIRST, ends=LAST, is_root=False, **uses):
        flags = dict.fromkeys(
            (
                "digital_signature",
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "key_cert_sign",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        flags |= uses or (
            {"key_cert_sign": True} if is_root else {"digital_signature": True, "content_commitment": True}
        )
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(starts)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**flags), critical=True)
            .sign(signing_key, hashes.SHA256())
        )
