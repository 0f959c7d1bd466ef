"""A licensed CPT release in its published layout, with invented codes and text, and public files with invented descriptors.

Every wording begins with an unmistakable word, so that one byte of it can be sought in everything a build writes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

CODES = ("00001", "00002", "0000F", "0000T", "0000U")
WORD = "zzlicensed"
LONG = "0000T"
"""The code whose wording fills many messages."""
ENDLESS = f" and a {WORD} bird" * 3_000
PREAMBLE = (
    "INVENTED SAMPLE. This line stands where the ordering notice is.\r\n\r\n"
    "This paragraph stands where the notice of the publisher is.\r\nCopyright {year} Example Publisher. All rights reserved.\r\n\r\n"
)


def lines(text: str, *, year: int = 2026, width: int = 0, codes: tuple[str, ...] = CODES) -> str:
    """A file of descriptors: tab-delimited, or fixed if a width is given."""
    rows = [f"{code} {text.format(code=code):{width}}" if width else f"{code}\t{text.format(code=code)}{ENDLESS if code == LONG else ''}" for code in codes]
    return PREAMBLE.format(year=year) + "\r\n".join(rows) + "\r\n"


def release(year: int = 2026, codes: tuple[str, ...] = CODES) -> dict[str, bytes]:
    """Name → content of the files of a release."""
    return {
        "LONGULT.txt": lines(WORD + " plover of the quartz brook {code}; it has a \u00b5 and \u201cquotes\u201d", year=year, codes=codes).encode(),
        "MEDU.txt": lines(WORD.upper() + " PLOVER {code}", year=year, width=48, codes=codes).encode(),
        "SHORTU.txt": lines(WORD.upper() + " PLV {code}", year=year, width=28, codes=codes).encode(),
        "MODUL.txt": (PREAMBLE.format(year=year) + f"25 {WORD} name: {WORD} words\r\nthat go on\r\n59 {WORD} other\r\n").encode(),
        "Consumer Friendly Descriptors/ConsumerDescriptor.txt": (
            "Cpt_Id\tCPT Code\tConsumer Friendly Descriptor\r\n" + "".join(f"9\t{code}\t{WORD} lay bird {code}\t\r\n" for code in codes)
        ).encode(),
        "Clinician Descriptors/ClinicianDescriptor.txt": (
            "Concept Id\tCPT Code\tClinician Descriptor Id\tClinician Descriptor\r\n"
            + "".join(f"9\t{code}\t{n}\t{WORD} clinician bird {n} {code}\r\n" for code in codes for n in (1, 2))
        ).encode(),
        "Proprietary Laboratory Analyses (PLA) Codes/CPTPLA.txt": (
            f"Code\tTest Name\tLab Name\tManufacturer Name\r\n0000U\t{WORD} test\t{WORD} lab\tNobody\r\n"
        ).encode(),
        "CPT Link/history/Deleted_DTK_tab.txt": f"CPT Code\tDate Deleted\tDescriptor\r\n00003\t20250101\t{WORD} gone\r\n".encode(),
    }


def packed(files: Mapping[str, bytes]) -> bytes:
    """The same as one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
