"""What a frozen report says otherwise than today's."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import BodyFactory, CitationFactory, EvidenceFactory
from tests.reporting.samples import (
    a_document,
    a_line,
    a_progress,
    a_recommendation,
    an_assessment,
    replace,
)
from tracker.progress import (
    BodyRole,
    FigureSeries,
    LabelledCode,
    Letterhead,
    NoteData,
    RemarkData,
    SealReference,
)
from tracker.summaries.progress.publications import (
    describe_changes,
    is_hidden,
    is_same,
    list_citations,
)
from tracker.vocabulary import Attribution, Audience, Sensitivity, Status

ONE, TWO = (a_recommendation(number, an_assessment()) for number in ("1", "2"))
FROZEN = a_progress(ONE, TWO)
JUDGED = replace(ONE, assessment=an_assessment(Status.FULL))
PART = replace(TWO, component_lines=(a_line(),))
NOTE = NoteData(date(2030, 1, 1), "The tender is out.", a_document())


def test_seal_and_state_make_no_other_report():
    sealed = replace(FROZEN, seal=SealReference(7, "0" * 64), state=LabelledCode("draft", "Draft"))

    assert sealed != FROZEN
    assert is_same(sealed, FROZEN)
    assert not is_same(FROZEN, replace(FROZEN, language="sq"))


@pytest.mark.parametrize(
    ("now", "sentences"),
    [
        ({"recommendations": (JUDGED, TWO)}, ["the assessment of no. 1 changed"]),
        ({"recommendations": (JUDGED, PART)}, ["the assessments of nos. 1, 2 changed"]),
        ({"recommendations": (TWO,)}, ["it no longer includes no. 1"]),
        (
            {"recommendations": (ONE, TWO, replace(ONE, number="3"))},
            ["it now includes no. 3"],
        ),
        (
            {"recommendations": (ONE, replace(TWO, notes=(NOTE,)))},
            ["the text on no. 2 changed"],
        ),
        (
            {"recommendations": (JUDGED, replace(TWO, notes=(NOTE,)))},
            ["the assessment of no. 1 changed"],
        ),
        (
            {"figures": (FigureSeries("V", "victims", "persons", LabelledCode(), ()),)},
            ["figures were added or corrected"],
        ),
        (
            {"summary": RemarkData("All is well.", date(2030, 1, 1))},
            ["the executive summary was rewritten"],
        ),
        ({"letterhead": Letterhead("Ministry")}, ["the letterhead changed"]),
        ({"language": "sq"}, ["its wording changed"]),
    ],
)
def test_each_difference_is_a_part_of_a_sentence(now, sentences):
    assert describe_changes(FROZEN, replace(FROZEN, **now)) == sentences


@pytest.mark.parametrize(
    ("many", "numbers"), [(5, "1, 2, 3, 4, 5"), (7, "1, 2, 3, 4, 5 and 2 more")]
)
def test_no_more_than_five_are_named(many, numbers):
    frozen = a_progress(*(replace(ONE, number=str(n + 1)) for n in range(many)))

    assert describe_changes(frozen, replace(frozen, recommendations=())) == [
        f"it no longer includes no. {numbers}"
    ]


def test_citations_are_those_of_notes_too():
    cited, noted = a_document(title="A"), a_document(title="B")
    row = replace(ONE, citations=(cited,), notes=(replace(NOTE, citation=noted),))

    assert list(list_citations(row)) == [cited, noted]


def cites(*rows, number="1"):
    documents = tuple(a_document(key=row.pk) for row in rows)
    return replace(
        ONE,
        number=number,
        citations=documents[:1],
        notes=tuple(replace(NOTE, citation=document) for document in documents[1:]),
    )


@pytest.mark.django_db
class TestLostEvidence:
    def test_is_told_as_hidden_or_withdrawn(self):
        kept, hidden, withdrawn, taken, moved = (
            CitationFactory(evidence=EvidenceFactory(**evidence), **citation)
            for evidence, citation in (
                ({}, {}),
                ({"sensitivity": Sensitivity.NAMED_READERS}, {}),
                ({"sensitivity": Sensitivity.NAMED_READERS}, {"withdrawn_at": AT}),
                ({"withdrawn_at": AT}, {}),
                ({}, {}),
            )
        )
        frozen = a_progress(
            cites(kept, hidden, number="1"),
            cites(withdrawn, moved, number="2"),
            cites(taken, number="3"),
            replace(ONE, number="4", citations=(a_document(key=None),)),
        )
        now = a_progress(cites(kept), *(replace(ONE, number=number) for number in "234"))

        assert describe_changes(frozen, now) == [
            "evidence cited for no. 1 may no longer be shown",
            "evidence cited for no. 2, 3 was withdrawn",
        ]

    def test_is_hidden_from_the_readers_of_the_report(self):
        thbd = BodyFactory(code="THBD")
        row = CitationFactory(evidence=EvidenceFactory(issuer=thbd))
        told = {}
        for audience in Audience:
            frozen = a_progress(
                cites(row),
                audience=LabelledCode(audience.value, ""),
                body=BodyRole("THBD", "", "", LabelledCode()),
            )
            told[audience] = describe_changes(frozen, replace(frozen, recommendations=(ONE,)))

        assert told == {
            Audience.INTERNAL: ["the text on no. 1 changed"],
            Audience.PUBLIC: ["evidence cited for no. 1 may no longer be shown"],
            Audience.BODY: ["the text on no. 1 changed"],
        }


AT = datetime(2025, 1, 1, tzinfo=UTC)
PUBLIC, INTERNAL, NAMED = Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.NAMED_READERS


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sensitivity", "fields", "hidden"),
    [
        (PUBLIC, {}, []),
        (INTERNAL, {}, ["public", "body"]),
        (INTERNAL, {"issuer": "THBD"}, ["public"]),
        (INTERNAL, {"issuer": "NGO"}, ["public", "body"]),
        (NAMED, {"issuer": "THBD"}, ["internal", "public", "body"]),
        (PUBLIC, {"attribution": Attribution.PROTECTED}, ["public", "body"]),
    ],
)
def test_evidence_is_hidden_from_readers_outside_unless_it_is_theirs(sensitivity, fields, hidden):
    if "issuer" in fields:
        fields = {"issuer": BodyFactory(code=fields["issuer"])}
    piece = EvidenceFactory(sensitivity=sensitivity, **fields)

    audiences = ["internal", "public", "body"]
    assert [one for one in audiences if is_hidden(piece, one, "THBD")] == hidden
