"""Words that carry the sense of a sentence of the field, each with the class it stands for; and words that carry none.

A sentence keeps its sense only if these keep their places (`bot.pipeline.meaning`). Words of one class may stand for each other,
words of two classes never: `paid` is `pays`, and is not `denied`.
"""

from __future__ import annotations

_CLASSES = """
NOT: not no none nor neither without cannot non nobody nothing
NEVER: never
ONLY: only solely exclusively
UNLESS: unless except excepting
IF: if provided
WHEN: when where whenever once
UNTIL: until till
ALWAYS: always
OFTEN: often usually sometimes mostly typically rarely seldom
ALL: all every each
SOME: some few several many
ANY: any
BOTH: both
EITHER: either
MAY: may can might could allowed permitted optional allow allows permit permits
MUST: must shall required requires require mandatory obligatory need needs needed
SHOULD: should
LEAST: least minimum
MOST: most maximum
MORE: more greater exceed exceeds exceeded exceeding above over
LESS: less fewer below under
HIGHER: higher highest larger largest bigger
LOWER: lower lowest smaller smallest
BEFORE: before prior preceding previous earlier pre preoperative
AFTER: after following later subsequent post postoperative
SAME: same identical
OTHER: other another different others
PAY: pay pays paid payable paying reimburse reimburses reimbursed
DENY: deny denies denied denial rejected rejects returned
COVER: cover covers covered
EXCLUDE: exclude excludes excluded excluding
INCLUDE: include includes included including part
BUNDLE: bundle bundles bundled bundling
SEPARATE: separate separately separable
TOGETHER: together
ALONE: alone itself
FIRST: first primary principal
SECOND: second secondary
THIRD: third
LAST: last final
NEW: new
ESTABLISHED: established
INITIAL: initial
INPATIENT: inpatient inpatients
OUTPATIENT: outpatient outpatients
FACILITY: facility facilities
OFFICE: office
HOME: home
LEFT: left
RIGHT: right
BILATERAL: bilateral bilaterally
UNILATERAL: unilateral unilaterally
MAJOR: major
MINOR: minor
RELATED: related
UNRELATED: unrelated
PLANNED: planned staged
UNPLANNED: unplanned
PROFESSIONAL: professional
TECHNICAL: technical
SIMPLE: simple straightforward
INTERMEDIATE: intermediate moderate
COMPLEX: complex high
LOW: low
ACUTE: acute
CHRONIC: chronic
DIAGNOSTIC: diagnostic
THERAPEUTIC: therapeutic
SCREENING: screening
OPEN: open
CLOSED: closed
ACTIVE: active
INVALID: invalid deleted
VALID: valid
ADDON: add-on addon
BEGIN: begin begins began start starts started
END: end ends ended expire expires expired through
INCREASE: increase increases increased
DECREASE: decrease decreases decreased reduced reduces
SUPPORT: support supports supported
BYPASS: bypass bypasses bypassed override overrides
MALE: male
FEMALE: female
REPORTABLE: reportable
"""
_CLASS_OF = {word: name for line in _CLASSES.strip().splitlines() for name, _, words in (line.partition(":"),) for word in words.split()}

LIMITS = frozenset(("NOT", "NEVER", "ONLY", "UNLESS", "IF", "WHEN", "UNTIL"))
"""Classes that narrow what is said: none of them may be left out of a statement."""

NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100",
     "thousand": "1000", "twice": "2", "double": "2", "half": "0.5"}  # fmt: skip

WORDING = frozenset(
    "a about according add added adds an and answer append apply applied applies are as at base based be because been being brief but by"
    " call called check code coder coders codes consider describe described describes do does done during else example from since fact facts for found"
    " general generally get give given gives go goes has have having here how however i in indicate indicates is it its itself just keep"
    " know known let line list listed look loaded mean meaning means mind mention mentions my name named note noted number of on or our per please"
    " point put remember report reported reporting reports rule rules said say says see short show shown shows so source sources stand stands state"
    " stated states still summary take taken takes tell tells that the their them then there therefore these they this those thus to turn up use used"
    " uses using value was way we were what which while who whose will with word words would write you your bill billed billing bills accordingly actually"
    " also briefly simply put that's it's overall plainly answer's namely i.e e.g etc too well hence hold holds".split()
)
"""Words that say nothing about the subject by themselves."""

_SAME_AS = {
    "doctor": "physician", "doctors": "physician", "physicians": "physician", "encounter": "visit", "encounters": "visit",
    "visits": "visit", "days": "day", "date": "day", "dates": "day", "surgical": "surgery", "operation": "surgery", "beneficiary": "patient",
    "documentation": "record", "documented": "document", "records": "record", "minimum": "least",
}  # fmt: skip


def class_of(word: str) -> str:
    """The class of a lower-case word; empty if it has none."""
    return _CLASS_OF.get(word, "")


def said_as(word: str) -> str:
    """The word that stands for this one and others that mean the same."""
    return _SAME_AS.get(word, word)
