"""Every reader the program has, in the order in which files are offered to them."""

from __future__ import annotations

from functools import cache

from knowledge.sources import coverage, coverage_export, locality, mue, other_fees, physician_fee_schedule
from knowledge.sources.addon_codes import AddonCodes
from knowledge.sources.base import Reader
from knowledge.sources.code_addenda import CodeAddenda, Icd10pcsAddenda
from knowledge.sources.code_order import Icd10cmCodes, Icd10cmOrder, Icd10pcsCodes, Icd10pcsOrder
from knowledge.sources.cpt_licensed import CptLicensed
from knowledge.sources.crosswalk_tables import Ccsr, ConversionTable, HccMappings, Rbcs
from knowledge.sources.crosswalk_texts import Gems, Icd9ProcedureTitles, Icd9Titles
from knowledge.sources.documents import Documents
from knowledge.sources.hcpcs import Hcpcs
from knowledge.sources.icd10cm_index import Icd10cmDrugTable, Icd10cmExternalCauseIndex, Icd10cmIndex, Icd10cmNeoplasmTable
from knowledge.sources.icd10cm_tabular import Icd10cmTabular
from knowledge.sources.icd10pcs import Icd10pcsDefinitions, Icd10pcsIndex, Icd10pcsTables
from knowledge.sources.medicare_code_edits import MedicareCodeEdits
from knowledge.sources.ncci_ptp import NcciPtp
from knowledge.sources.place_of_service import PlaceOfService
from knowledge.sources.starter import Starter
from knowledge.tables.ncci_ptp import HOSPITAL, PRACTITIONER


@cache
def readers() -> tuple[Reader, ...]:
    """Every reader the program has."""
    return (
        Icd10cmTabular(),
        Icd10cmIndex(),
        Icd10cmExternalCauseIndex(),
        Icd10cmNeoplasmTable(),
        Icd10cmDrugTable(),
        Icd10pcsTables(),
        Icd10pcsIndex(),
        Icd10pcsDefinitions(),
        Gems(),
        Icd9Titles(),
        Icd9ProcedureTitles(),
        Icd10cmOrder(),  # before the codes: its lines are those of a codes file with more in front
        Icd10cmCodes(),
        CodeAddenda(),
        Icd10pcsAddenda(),
        Icd10pcsOrder(),
        Icd10pcsCodes(),
        MedicareCodeEdits(),
        ConversionTable(),
        HccMappings(),
        Ccsr(),
        Rbcs(),
        Hcpcs(),
        NcciPtp(PRACTITIONER),
        NcciPtp(HOSPITAL),
        *mue.readers(),
        AddonCodes(),
        *physician_fee_schedule.readers(),
        *locality.readers(),
        *other_fees.readers(),
        PlaceOfService(),
        *coverage.readers(),
        *coverage_export.readers(),
        Starter(),
        CptLicensed(),
        Documents(),
    )


def reader_named(name: str) -> Reader:
    """The reader of that name. Raises `KeyError`."""
    return {reader.name: reader for reader in readers()}[name]
