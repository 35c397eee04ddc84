"""Where bodies are named."""

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tracker.intake.bodies import find_introduced_names, find_mentions
from tracker.intake.paragraphs import split_paragraphs

FIXTURES = Path(__file__).parents[2] / "fixtures" / "tip-2024-kosovo"
NAMES = {
    "GOV": ["Government of Karesh"],
    "PO": ["Prosecutor’s Office", "Tužilaštvo", "Zyra e Prokurorit (ZP)"],
    "MPO": ["Ministry of Public Order"],
    "OBS": ["Observers"],
    "INT": ["International observers"],
    "COURTS": ["Courts, judges, the judiciary"],
    "SHELTERS": ["NGO-run shelters (two)"],
    "GUARDS": ["Police and border guards"],
}


def named(text, names=NAMES):
    return {
        one.code: [text[place.start : place.end] for place in one.places]
        for one in find_mentions([text], names)
    }


class TestMentions:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "The Government of Karesh acted; the government paid.",
                {"GOV": ["Government of Karesh", "the government"]},
            ),
            ("A municipal government and government-run homes.", {}),
            (
                "The prosecutor's office and tužilaštvo.",
                {"PO": ["prosecutor's office", "tužilaštvo"]},
            ),
            ("TUZILASTVO and the ZP, not zp or ZPX.", {"PO": ["TUZILASTVO", "ZP"]}),
            (
                "International observers and observers.",
                {"INT": ["International observers"], "OBS": ["observers"]},
            ),
            (
                "Courts convicted; a judge and the judiciary.",
                {"COURTS": ["Courts", "judge", "judiciary"]},
            ),
            (
                "One NGO-run shelter of the NGO-run shelters.",
                {"SHELTERS": ["NGO-run shelter", "NGO-run shelters"]},
            ),
            ("Prosecutors Officer", {}),
            ("Police arrested them; so did border guards.", {}),
            ("Police and border guards met.", {"GUARDS": ["Police and border guards"]}),
        ],
    )
    def test_finds_whole_words_longest_first(self, text, expected):
        assert named(text) == expected

    def test_counts_an_acronym_once_the_text_has_introduced_it(self):
        text = "The Ministry of Public Order (MPO) met. The MPO paid."

        assert named(text) == {"MPO": ["Ministry of Public Order", "MPO", "MPO"]}

    def test_leaves_an_acronym_to_the_body_that_has_it(self):
        names = {"MPO": ["Ministry of Public Order"], "X": ["Xandian Office", "XO"]}

        assert named("Ministry of Public Order (XO)", names) == {
            "MPO": ["Ministry of Public Order"],
            "X": ["XO"],
        }

    def test_numbers_paragraphs_as_told_and_stands_empty_names(self):
        (one,) = find_mentions(
            ["", "Observers spoke."], {"OBS": ["Observers"], "NONE": []}, first=4
        )

        assert one.places[0].paragraph == 5

    def test_finds_the_bodies_of_the_kosovo_narrative(self):
        paragraphs = split_paragraphs((FIXTURES / "narrative.txt").read_text())
        bodies = [row["fields"] for row in json.loads((FIXTURES / "bodies.json").read_text())]
        names = {
            body["code"]: [
                body["name_en"],
                *filter(None, map(body.get, ("acronym", "name_sq", "name_sr"))),
                *body.get("aliases", []),
            ]
            for body in bodies
        }

        found = {one.code: len(one.places) for one in find_mentions(paragraphs, names)}

        counts = {
            "THBD": 7,
            "KP": 7,
            "OSP": 6,
            "CSW": 5,
            "MLSW": 3,
            "NAATIP": 4,
            "ISF": 9,
            "VAAO": 2,
        }
        assert {code: found[code] for code in counts} == counts
        assert found["GOV"] == 28  # and one in "government-operated hotline", which is no mention
        assert "MOJ" not in found

    @given(st.text(max_size=200), st.lists(st.text(max_size=20), min_size=1, max_size=4))
    def test_never_crashes(self, text, names):
        for one in find_mentions([text], {"A": names}):
            assert all(0 <= place.start < place.end <= len(text) for place in one.places)


class TestUnknownNames:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            (
                "The Ministry of Trade, Industry, and Labor and the Border Guard of Tavia met.",
                ["Ministry of Trade, Industry, and Labor", "Border Guard of Tavia"],
            ),
            (
                "The Victim Support and Advocacy Office paid the Ministry of Women and the Family.",
                ["Victim Support and Advocacy Office", "Ministry of Women and the Family"],
            ),
            (
                "In May the Ministry of Health, Tavian Police, the UN and Labor Inspectorate met.",
                ["Ministry of Health", "Tavian Police", "Labor Inspectorate"],
            ),
            (
                "Tavia’s Ministry of Interior and NGOs in Lower Tavia paid.",
                ["Ministry of Interior"],
            ),
            ("The Human Trafficking Unit’s staff in Tavia City left.", ["Human Trafficking Unit"]),
            (
                "The Ministry of Public Order and Local Government Administration met Border Police.",
                ["Ministry of Public Order and Local Government Administration", "Border Police"],
            ),
            (
                "Ministry of Labor, Family Services, and Civil Service and the Tavian Guard",
                ["Ministry of Labor, Family Services, and Civil Service", "Tavian Guard"],
            ),
            (
                "The Ministry of Public Order and Tax Administration; Ministry of Health and the "
                "Social Services; Border Police and Emergency Services",
                [
                    "Ministry of Public Order",
                    "Tax Administration",
                    "Ministry of Health",
                    "Social Services",
                    "Border Police",
                    "Emergency Services",
                ],
            ),
        ],
    )
    def test_of_offices_are_whole_and_apart(self, text, names):
        assert list(find_introduced_names([text])) == names

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("the National Institute of Women (INAMU)", "National Institute of Women"),
            ("by Movement for Peace (MOVPAZ)", "Movement for Peace"),
            ("the General Prosecutor’s Office (PGR)", "General Prosecutor’s Office"),
            ("the Tavian Code of Conduct Committee (TCCC)", "Tavian Code of Conduct Committee"),
            ("Office for Code Reform (OCR)", "Office for Code Reform"),
            ("Tax Administration of Tavia (TAT)", "Tax Administration of Tavia"),
        ],
    )
    def test_before_an_acronym_need_not_spell_it(self, text, name):
        assert [forms[0] for forms in find_introduced_names([text]).values()] == [name]

    @pytest.mark.parametrize(
        "text",
        [
            "The National Action Plan (NAP), a memorandum of understanding (MOU), the Police Act.",
            "Albania, Moldova, and Serbia. Courts convicted. Police arrested. Authorities met.",
            "The Criminal Code of Tavia (CCT), a Law on Courts (LC), a Strategy for the Border Police.",
            "Gross Domestic Product (GDP) per capita, the Value Added Tax (VAT) and Rules in Courts.",
            "The Council of Europe Convention on Action against Trafficking was signed.",
        ],
    )
    def test_are_none_of_plans_laws_and_countries(self, text):
        assert find_introduced_names([text]) == {}

    def test_are_never_cut_at_and_by_a_body_of_the_list(self):
        text = "The Ministry of Public Order and Local Administration met the Tavian Prosecutor’s Office."
        names = {**NAMES, "ADMIN": ["Local Administration"]}

        mentions = find_mentions([text], names, with_introduced=True)

        assert [(one.name, one.is_known) for one in mentions] == [
            ("Ministry of Public Order and Local Administration", False),
            ("Prosecutor’s Office", True),
        ]

    def test_are_none_that_end_with_a_body_of_the_list(self):
        text = "The Upper Tavian Courts, the Prosecutor’s Office Academy and the Coast Guard met."

        mentions = find_mentions([text], NAMES, with_introduced=True)

        assert [one.name for one in mentions if not one.is_known] == [
            "Prosecutor’s Office Academy",
            "Coast Guard",
        ]
        assert "COURTS" in {one.code for one in mentions if one.is_known}


class TestNamesIn:
    def test_finds_bodies_that_no_list_holds(self):
        text = "The Trafficking in Human Beings Unit (THBU) of the Karesh Police (KP) and a Plan (NAP)."

        assert find_introduced_names([text]) == {
            "THBU": ("Trafficking in Human Beings Unit", "THBU"),
            "KP": ("Karesh Police", "KP"),
        }
