"""The seal of this studio: a certificate of its own, made on this computer, under a name that says nothing about anybody.

The key lies in the system's keyring where there is one that lasts, else in a file of mode 0600 in the data folder (0700). A file,
because a computer without a desktop must be able to sign too, and because little is lost with it: whoever takes the key can sign
under a pseudonym that nobody is asked to trust. A keyring that does not answer later never leads to a second seal; the export
then goes out unsigned and says so.

The authority that signs the certificate is made with it and its key is forgotten at once: C2PA wants two certificates
(C2PA 2.2, 14.5), and nobody can make a third one in this studio's name. The dates are the same in every studio, so they tell
nothing, and no clock that is a year off makes a seal invalid.
"""

from __future__ import annotations

import datetime
import os
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import Damaged, DiskTrouble, Refused
from studio.wire.keys import Keys

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FOLDER, CERTIFICATE, KEY, TRUSTED = "signing", "certificate.pem", "key.pem", "trusted.pem"
_BEGIN, _END = datetime.datetime(2024, 1, 1), datetime.datetime(2074, 1, 1)
_BETWEEN = "-----END CERTIFICATE-----\n"
_making = threading.Lock()
_ADVICE = "Files go out with plain credits and without a signature."


@dataclass(frozen=True, slots=True)
class Identity:
    """PEM texts. `trusted` holds the certificates of others that this person chose to trust, "" for none."""

    name: str
    certificate: str
    authority: str
    trusted: str = ""
    key: str = field(default="", repr=False)

    @classmethod
    def find(cls, data: Path) -> Identity | None:
        """The seal without its key, for reading; None where none was made yet. Raises Damaged, DiskTrouble."""
        folder = data / FOLDER
        if not (folder / CERTIFICATE).exists():
            return None
        found = _read(folder / CERTIFICATE)
        leaf, _, rest = found.partition(_BETWEEN)
        trusted = _read(folder / TRUSTED) if (folder / TRUSTED).exists() else ""
        return cls(_name_in(leaf + _BETWEEN), leaf + _BETWEEN, rest, trusted)

    @classmethod
    def open(cls, data: Path, keys: Keys | None = None) -> Identity:
        """The seal with its key; the first call makes it. Any thread but the window's: a keyring may ask a question.

        Raises Refused where the key cannot be reached, Damaged, DiskTrouble."""
        with _making:
            found = cls.find(data)
            if found is None:
                return _made(data / FOLDER)
        path = data / FOLDER / KEY
        key = _read(path) if path.exists() else (keys or Keys()).get(_place(found.name))
        if not key:
            raise Refused("The seal of this studio is locked away", f"Unlock the keyring of this computer. {_ADVICE}")
        return cls(found.name, found.certificate, found.authority, found.trusted, key)


def _made(folder: Path) -> Identity:
    """The key is kept before the certificate that needs it, so that no crash leaves a certificate without a key."""
    name, certificate, authority, key = make()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        Keys().keep(_place(name), key)
        if Keys().get(_place(name)) != key:  # asked anew: what is only in memory does not last
            _write(folder / KEY, key)
        _write(folder / CERTIFICATE, certificate + authority)
    except OSError as error:
        raise DiskTrouble("The seal of this studio cannot be kept", f"Check the disk. {_ADVICE}", str(error)) from error
    return Identity(name, certificate, authority, "", key)


def make() -> tuple[str, str, str, str]:
    """(name, certificate, authority, key): Ed25519, the smallest that C2PA allows (2.2, 13.2.1)."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    root, own = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    name = f"studio {secrets.token_hex(4)}"
    above = _certificate(f"{name} root", root.public_key(), f"{name} root", root, is_root=True)
    below = _certificate(name, own.public_key(), f"{name} root", root, is_root=False)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    key = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    return name, below.public_bytes(pem).decode(), above.public_bytes(pem).decode(), key.decode()


def _certificate(
    subject: str, public: Ed25519PublicKey, issuer: str, by: Ed25519PrivateKey, *, is_root: bool
) -> x509.Certificate:
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    key_usage = x509.KeyUsage(digital_signature=not is_root, key_cert_sign=is_root, crl_sign=is_root, **usage)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(subject))
        .issuer_name(_named(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGIN)
        .not_valid_after(_END)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(key_usage, critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if is_root:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    else:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(by, None)


def _named(name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Redbutton Studio")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _name_in(certificate: str) -> str:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    try:
        found = x509.load_pem_x509_certificate(certificate.encode())
        return str(found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    except (ValueError, IndexError) as error:
        advice = f"Move the folder “{FOLDER}” away to have a new one made. {_ADVICE}"
        raise Damaged("The seal of this studio is damaged", advice, str(error)) from error


def _place(name: str) -> str:
    return f"signing key of {name}"


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError as error:
        raise DiskTrouble("The seal of this studio cannot be read", f"Check the disk. {_ADVICE}", str(error)) from error


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
