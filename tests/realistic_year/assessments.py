"""What the analysts found: nineteen assessments, and two corrections."""

from tests.realistic_year.world import Judgment

ENDS_2025, ENDS_2026 = "2025-03-31", "2026-03-31"
NEXT_STEP = "Call the desk officer before the tamarisk round; keep it among us."

JUDGMENTS = (
    # The year to March 2025
    Judgment(
        number="1", on="2025-04-22", status="partial", trend="steady", as_of=ENDS_2025,
        rationale=(
            "Prosecutors opened 31 cases and courts convicted nine traffickers, about as many as "
            "before. Four of the nine sentences stayed below the statutory minimum of five years."
        ),
        pieces=(
            ("osp-2024", "Gjatë vitit 2024 janë dënuar nëntë persona për trafikim."),
            ("greta-3", "Penalties imposed often remain below the statutory minimum."),
        ),
        remaining="Sentences within the statutory range, and a case against a complicit official.",
        by="2026-03-31", next_step=NEXT_STEP,
        conclusion="Recommendation 1 has been partly implemented: cases are prosecuted, but four "
        "of nine sentences were below the minimum.",
    ),
    Judgment(
        number="2", on="2025-04-24", status="partial", trend="mixed", as_of=ENDS_2025,
        rationale=(
            "The police screened 410 persons with the standard indicators. No screening was "
            "reported in the Romani, Ashkali and Egyptian communities."
        ),
        pieces=(("thbd-2024", "Janë intervistuar 410 persona me tregues standardë."),),
        remaining="Screening in the three communities, with a record of each referral.",
        conclusion="Recommendation 2 has been partly implemented: screening is done, but not in "
        "the communities that it names.",
    ),
    Judgment(
        number="3", on="2025-04-28", status="initial_steps", trend="improving", as_of=ENDS_2025,
        author="besa", language="sq",
        rationale=(
            "Ekziston një projekt-udhëzim për lypjen e detyruar, por nuk është miratuar. Policia "
            "vazhdon t’i trajtojë rastet si neglizhencë prindërore."
        ),
        pieces=(("naatip-draft", "Projekt-udhëzimi u është dërguar ministrive për komente."),),
        remaining="Miratimi i udhëzimit dhe zbatimi i tij nga policia dhe QPS-të.",
        by="2025-12-31",
        conclusion="Recommendation 3 has seen initial steps: the guidance is drafted, not adopted.",
    ),
    Judgment(
        number="4", on="2025-04-29", status="substantial", trend="improving", as_of=ENDS_2025,
        rationale=(
            "Six advanced courses reached 148 judges, prosecutors and police officers. An outside "
            "evaluation found that participants charge trafficking more often."
        ),
        pieces=(
            ("academy-2024", "Janë mbajtur gjashtë kurse të avancuara me 148 pjesëmarrës."),
            ("coe-training", "Participants brought trafficking charges more often afterwards."),
        ),
        lines=(("4a", "substantial"), ("4b", "substantial"), ("4c", "substantial")),
        remaining="A course that is held every year, whoever pays for it.",
        conclusion="Recommendation 4 has been largely implemented: six advanced courses were held "
        "and their effect was shown.",
    ),
    Judgment(
        number="5", on="2025-05-06", status="initial_steps", trend="unclear", as_of=ENDS_2025,
        rationale="The budget law has a line for 40 posts of social workers; none was filled.",
        pieces=(
            ("budget-2025", "Për Qendrat për Punë Sociale parashihen 40 pozita të reja."),
            ("csw-staff", "Deri më sot nuk është plotësuar asnjë pozitë."),
        ),
        remaining="The 40 posts filled.", by="2025-12-31",
        conclusion="Recommendation 5 has seen initial steps: posts are budgeted, none is filled.",
    ),
    Judgment(
        number="6", on="2025-05-08", status="substantial", trend="improving", as_of=ENDS_2025,
        rationale=(
            "A regulation now obliges the Government to fund licensed shelters in yearly grants. "
            "Both shelters were open at the end of the period; the grant came five months late."
        ),
        pieces=(
            ("shelter-law", "Strehimoret e licencuara financohen me grant vjetor."),
            ("shelters-2024", "The grant for 2024 was received in June instead of January."),
        ),
        remaining="The grant paid by the end of February of each year.", by="2025-02-28",
        next_step=NEXT_STEP,
        conclusion="Recommendation 6 has been largely implemented: funding is law, payment is late.",
    ),
    Judgment(
        number="8", on="2025-05-12", status="partial", trend="unclear", as_of=ENDS_2025,
        rationale=(
            "Twelve victims took part in vocational courses that an NGO paid for. Support by the "
            "Government consisted of one-off payments."
        ),
        pieces=(("vocational-2024", "Dvanaest žrtava pohađalo je kurseve koje je platila NVO."),),
        remaining="A budget line for vocational training.",
        conclusion="Recommendation 8 has been partly implemented: courses exist, without a budget.",
    ),
    Judgment(
        number="9", on="2025-05-14", status="initial_steps", trend="improving", as_of=ENDS_2025,
        rationale="A training plan for the eleven operators was approved; no training was held.",
        pieces=(("hotline-plan", "Plani parasheh trajnimin e njëmbëdhjetë operatorëve."),),
        remaining="The training held.", by="2025-12-31",
        conclusion="Recommendation 9 has seen initial steps: a plan is approved.",
    ),
    Judgment(
        number="5", on="2025-09-10", status="unable_to_verify", as_of=ENDS_2025, trend="unclear",
        corrects=ENDS_2025,
        rationale=(
            "The line of the budget law that we cited is that of another agency. Whether the "
            "Centers for Social Welfare got posts can’t be verified for this year."
        ),
        pieces=(("csw-staff", "Deri më sot nuk është plotësuar asnjë pozitë."),),
        remaining="The number of budgeted posts stated by the ministry.",
        conclusion="Whether recommendation 5 was implemented in this year can’t be verified.",
    ),
    # The year to March 2026
    Judgment(
        number="1", on="2026-04-20", status="substantial", trend="improving", as_of=ENDS_2026,
        rationale=(
            "Convictions rose to fourteen and two sentences were below the minimum. A first case "
            "against a complicit official went to court."
        ),
        pieces=(
            ("osp-2025", "Në vitin 2025 janë dënuar katërmbëdhjetë persona për trafikim."),
            ("greta-report", "GRETA welcomes the increase in convictions and in sentences."),
        ),
        lines=(("1a", "substantial"), ("1b", "substantial"), ("1c", "substantial"),
               ("1d", "partial")),
        remaining="A final judgment in the case against an official.", by="2027-03-31",
        next_step=NEXT_STEP,
        conclusion="Recommendation 1 has been largely implemented: convictions rose by half, and "
        "an official stands trial.",
    ),
    Judgment(
        number="2", on="2026-04-22", status="substantial", trend="improving", as_of=ENDS_2026,
        rationale=(
            "The police and the inspectorate screened 1,204 places of work and 640 persons; mobile "
            "teams visited eleven settlements."
        ),
        pieces=(("thbd-2025", "Ekipet mobile kanë vizituar njëmbëdhjetë vendbanime."),),
        remaining="A record of what became of each referral.",
        conclusion="Recommendation 2 has been largely implemented: screening reaches the groups "
        "that it names.",
    ),
    Judgment(
        number="3", on="2026-04-27", status="initial_steps", trend="steady", as_of=ENDS_2026,
        author="besa", language="sq",
        rationale="Udhëzimi ende nuk është miratuar; afati i tij u shty për qershor 2026.",
        pieces=(("naatip-2025", "Miratimi i udhëzimit shtyhet për qershor 2026."),),
        remaining="Miratimi i udhëzimit dhe zbatimi i tij nga policia dhe QPS-të.",
        by="2026-06-30",
        conclusion="Recommendation 3 remains at initial steps: the guidance was postponed again.",
    ),
    Judgment(
        number="4", on="2026-04-28", status="substantial", trend="steady", as_of=ENDS_2026,
        rationale="Five advanced courses were held, with 120 participants from all three groups.",
        pieces=(("academy-2025", "Janë mbajtur pesë kurse të avancuara me 120 pjesëmarrës."),),
        remaining="A course that is held every year, whoever pays for it.",
        conclusion="Recommendation 4 remains largely implemented: five courses were held.",
    ),
    Judgment(
        number="5", on="2026-05-05", status="no_action", trend="worsening", as_of=ENDS_2026,
        rationale=(
            "The Centers for Social Welfare report 38 vacancies, nine more than a year before. No "
            "post was filled and no budget added."
        ),
        pieces=(("csw-2025", "There are 38 vacancies; no post was filled in the period."),),
        remaining="38 posts filled, and a budget that pays for them.", by="2026-12-31",
        next_step=NEXT_STEP,
        conclusion="Recommendation 5 has not been implemented: no post was filled.",
    ),
    Judgment(
        number="6", on="2026-05-07", status="partial", trend="worsening", as_of=ENDS_2026,
        rationale=(
            "The grants for 2025 were paid in two parts, the last in December. One shelter closed "
            "for seven weeks because it could not pay its staff."
        ),
        pieces=(("treasury-2025", "Druga rata isplaćena je 14. decembra 2025."),),
        counter=("shelters-2025",),
        remaining="The grant paid in full by the end of February of each year.", by="2026-09-28",
        next_step=NEXT_STEP,
        conclusion="Recommendation 6 has been partly implemented: the law is in force, but late "
        "payment closed a shelter.",
    ),
    Judgment(
        number="9", on="2026-05-11", status="full", trend="improving", as_of=ENDS_2026,
        rationale=(
            "All eleven operators were trained and certified in identification and referral; the "
            "trainers confirm it."
        ),
        pieces=(
            ("hotline-2025", "Të njëmbëdhjetë operatorët janë certifikuar."),
            ("coe-hotline", "All eleven operators completed both modules."),
            ("greta-report", "GRETA notes that the operators of the line were trained."),
        ),
        lines=(("9a", "full"), ("9b", "full")), are_separate=True,
        conclusion="Recommendation 9 has been implemented: all eleven operators were trained.",
    ),
    # Since April 2026
    Judgment(
        number="3", on="2026-10-05", status="partial", trend="improving", as_of="2026-09-30",
        author="besa", language="sq",
        rationale=(
            "Udhëzimi u miratua më 12 gusht 2026. Policia filloi ta zbatojë në dy rajone; QPS-të "
            "ende jo."
        ),
        pieces=(("guidance", "Udhëzimi hyn në fuqi ditën e nënshkrimit."),),
        remaining="Zbatimi i udhëzimit në të gjitha rajonet dhe nga QPS-të.", by="2027-03-31",
        conclusion="Recommendation 3 has been partly implemented: the guidance is in force and "
        "applied in two regions.",
    ),
    Judgment(
        number="4", on="2026-11-02", status="partial", trend="worsening", as_of="2026-10-31",
        rationale=(
            "The advanced course of 2026 was put off for lack of money, and the curriculum was "
            "dropped. Prosecutors alone were trained, by a foreign partner."
        ),
        pieces=(("academy-cut", "Kursi i avancuar shtyhet për mungesë të mjeteve."),),
        remaining="The course of 2026 held, and a budget for that of 2027.", by="2027-03-31",
    ),
    Judgment(
        number="6", on="2026-10-14", status="substantial", trend="mixed", as_of="2026-09-30",
        rationale=(
            "Both shelters are open and 70 per cent of the grant for 2026 is paid. The rest has "
            "been overdue since February."
        ),
        pieces=(
            ("mflt-letter", "By 30 September 70 per cent of the grants were paid."),
            ("shelters-2026", "Both shelters are open; 30 per cent of the grant is outstanding."),
        ),
        remaining="The rest of the grant for 2026 paid, and that for 2027 by the end of February.",
        by="2026-09-28", next_step=NEXT_STEP,
        conclusion="Recommendation 6 has been largely implemented: both shelters are open, but "
        "the grant is paid late again.",
    ),
    Judgment(
        number="7", on="2026-10-19", status="initial_steps", trend="improving", as_of="2026-09-30",
        rationale=(
            "Draft rules on access to civil-registry data exist, and the agency for privacy gave "
            "an opinion on them. Nothing is in force."
        ),
        pieces=(
            ("privacy-rules", "The draft limits access to two officials per municipality."),
            ("aip-advice", "The Agency recommends to log every access."),
        ),
        remaining="The rules in force, and officials of all municipalities instructed.",
        by="2027-06-30",
        conclusion="Recommendation 7 has seen initial steps: rules are drafted, none is in force.",
    ),
    Judgment(
        number="2", on="2026-11-10", status="partial", as_of=ENDS_2026, trend="mixed",
        corrects=ENDS_2026, decided="2026-11-18",
        rationale=(
            "The inspectorate corrected its figure: 402 inspections looked for trafficking, not "
            "1,204. The mobile teams visited three settlements, not eleven."
        ),
        pieces=(("inspectorate-2025", "Numri i saktë i inspektimeve me tregues është 402."),),
        remaining="Screening in the three communities, with a record of each referral.",
        by="2027-03-31",
        conclusion="Recommendation 2 has been partly implemented: fewer places were screened than "
        "the authorities had said.",
    ),
)  # fmt: skip
