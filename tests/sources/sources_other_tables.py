"""The smaller tables in their published layouts: reader, file name, content, edition and rows it must give."""

from __future__ import annotations

from sources_reading import INVENTED

from knowledge.sources import locality as locality_readers
from knowledge.sources import other_fees as fee_readers
from knowledge.sources.base import Reader
from knowledge.sources.place_of_service import PlaceOfService

GPCI = (
    b"ADDENDUM E. FINAL CY 2026 GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY,,,,,,\r\n,,,,,,\r\n"
    b"Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,2026 PW GPCI (with 1.0 Floor)***,2026 PE GPCI,2026 MP GPCI\r\n"
    b'2102,AK,1,ALASKA*,1.500,1.065,0.551\r\n'
    b'01182,CA,18,"LOS ANGELES (LOS ANGELES, ORANGE CNTY)",1.041,1.183,0.664\r\n,,,,,,\r\n*Work GPCI reflects a floor.,,,,,,\r\n'
)
ANES = b"Contractor,Locality,Locality Name,National Anes CF of 20.4976\r\n01182 ,18 ,LOS ANGELES,21.22 \r\n02102 ,01 ,ALASKA*,27.86 \r\n,,,\r\n"
LOCCO = (
    b"COUNTIES INCLUDED IN 2026 LOCALITIES. (ALPHABETICALLY),,,,\r\n,,,,\r\n"
    b"Medicare Adminstrative Contractor,Locality Number,State ,Fee Schedule Area ,Counties\r\n"
    b",,,,\r\n1182,18,CALIFORNIA,LOS ANGELES,LOS ANGELES\r\n1112,5,,SAN FRANCISCO,SAN MATEO\r\n*  Payment locality is serviced by two carriers.,,,,\r\n"
)
ZIP = "CA902100118218 Z9   0 A" + " " * 52 + "20262\r\n"
CAP = b"HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE\r\n93990,TC,A,01182,18,109.91,109.91\r\n,,,,,,\r\n"
OPPS = (
    "Addendum B.-Final OPPS Payment by HCPCS Code for April 2026,,,,,,\r\n"
    "HCPCS Code,Short Descriptor,SI,APC ,Relative Weight,Payment Rate,Note\r\n"
    f'45378,{INVENTED} 1,T,5311,9.7771,"$1,872.44",\r\nG0463,Clinic visit,J2,5012,1.4242,136.02,\r\n'
)
CLFS = (
    "2026 Clinical Diagnostic Laboratory Fee Schedule\r\nCPT codes, descriptions\r\n\r\n"
    "YEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC,LONGDESC,EXTENDEDLONGDESC\r\n"
    f"2026,80053,,20260101,N,00010.56,{INVENTED} 1,{INVENTED} 2,{INVENTED} 3\r\n"
    f"2026,80053,QW,20260101,N,00010.56,{INVENTED} 1,{INVENTED} 2,{INVENTED} 3\r\n"
)
DME = f"HCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,AL (NR),AL (R),CA (NR),CA (R),Description\nE0601,RR,,D,CR,0,0,46.66,88.22,47.01,88.22,{INVENTED} 1\n"
UNITS = "CY 2026 Anesthesia Base Units by CPT Code,\r\nCPT Code,Base Units\r\n100,5\r\n01967,5\r\n"
PLACES = (
    "pos_code,pos_type,pos_name,pos_description\n"
    "2,Facility,Telehealth elsewhere,Somewhere.\n11,Non-Facility,Office,An office.\n97,Unassigned,Unassigned,Unassigned\n"
)
OTHERS: tuple[tuple[Reader, str, bytes, str, int], ...] = (
    (locality_readers.Gpci(), "GPCI2026.csv", GPCI, "CY2026", 2),
    (locality_readers.AnesthesiaCf(), "ANES2026.csv", ANES, "CY2026", 2),
    (locality_readers.Localities(), "26LOCCO.csv", LOCCO, "CY2026", 2),
    (locality_readers.ZipLocalities(), "ZIP5_APR2026.txt", ZIP.encode(), "2026 Q2", 1),
    (fee_readers.OppsCap(), "OPPSCAP_Apr2026.csv", CAP, "2026 April", 1),
    (fee_readers.OppsAddendumB(), "2026_april_addendum_b.csv", OPPS.encode(), "2026 April", 2),
    (fee_readers.Clfs(), "PUF_CLFS_CY2026_Q2V1.csv", CLFS.encode(), "2026 Q2 v1", 2),
    (fee_readers.Dmepos(), "DMEPOS26_APR.csv", DME.encode(), "2026 April", 1),
    (fee_readers.AnesthesiaUnits(), "2026-anesthesia-base-units.csv", UNITS.encode(), "CY2026", 2),
    (PlaceOfService(), "place_of_service_codes_2026.csv", PLACES.encode(), "2026", 3),
)
