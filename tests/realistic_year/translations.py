"""What colleagues translated for the reports: most of it into Albanian, some into Serbian."""

from tests.realistic_year.world import World
from tracker.actions.progress.texts import TranslatedText, TranslateTexts, translate
from tracker.models import Commitment, Question, Recommendation, hash_text

# By number and field of the current assessment.
ALBANIAN = {
    ("1", "conclusion"): "Rekomandimi 1 është zbatuar në masë të madhe: dënimet u rritën për "
    "gjysmë dhe një zyrtar është para gjykatës.",
    ("1", "rationale"): "Dënimet u rritën në katërmbëdhjetë dhe dy prej tyre ishin nën minimumin. "
    "Rasti i parë kundër një zyrtari bashkëpunëtor shkoi në gjykatë.",
    ("1", "remaining"): "Një aktgjykim i plotfuqishëm në rastin kundër zyrtarit.",
    ("3", "conclusion"): "Rekomandimi 3 është zbatuar pjesërisht: udhëzimi është në fuqi dhe "
    "zbatohet në dy rajone.",
    ("5", "conclusion"): "Rekomandimi 5 nuk është zbatuar: nuk është plotësuar asnjë pozitë.",
    ("5", "rationale"): "Qendrat për Punë Sociale raportojnë 38 vende të lira, nëntë më shumë se "
    "një vit më parë. Nuk u plotësua asnjë pozitë dhe nuk u shtua buxheti.",
    ("5", "remaining"): "Plotësimi i 38 pozitave dhe një buxhet që i paguan.",
    ("6", "conclusion"): "Rekomandimi 6 është zbatuar në masë të madhe: të dy strehimoret janë të "
    "hapura, por grantet paguhen sërish me vonesë.",
    ("6", "rationale"): "Të dy strehimoret janë të hapura dhe është paguar 70 për qind e grantit "
    "për vitin 2026. Pjesa tjetër është me vonesë që nga shkurti.",
    ("6", "remaining"): "Pagesa e pjesës tjetër të grantit për 2026 dhe e atij për 2027 deri në "
    "fund të shkurtit.",
    ("7", "conclusion"): "Te rekomandimi 7 ka hapa fillestarë: rregullat janë hartuar, por asnjë "
    "nuk është në fuqi.",
    ("7", "rationale"): "Ekziston projekti i rregullave për qasjen në të dhënat e gjendjes civile "
    "dhe agjencia për privatësi dha mendim për të. Asgjë nuk është në fuqi.",
    ("9", "conclusion"): "Rekomandimi 9 është zbatuar: të njëmbëdhjetë operatorët janë trajnuar.",
}
SERBIAN = {
    ("1", "conclusion"): "Preporuka 1 je u velikoj meri sprovedena: broj osuda je porastao za "
    "polovinu, a jednom službeniku se sudi.",
    ("3", "rationale"): "Uputstvo je usvojeno 12. avgusta 2026. Policija je počela da ga "
    "primenjuje u dva regiona; centri za socijalni rad još nisu.",
    ("5", "conclusion"): "Preporuka 5 nije sprovedena: nijedno mesto nije popunjeno.",
    ("6", "conclusion"): "Preporuka 6 je u velikoj meri sprovedena: oba skloništa su otvorena, ali "
    "se grant ponovo isplaćuje sa zakašnjenjem.",
}
ENGLISH = {
    ("3", "rationale"): "The guidance was adopted on 12 August 2026. The police began to apply it "
    "in two regions; the Centers for Social Welfare do not yet.",
    ("3", "remaining"): "The guidance applied in all regions and by the Centers.",
}
COMMITMENTS = {
    "Pay the grants of both shelters in full": "Të paguhen plotësisht grantet e të dy strehimoreve",
    "Fill 40 posts of social workers": "Të plotësohen 40 pozita të punëtorëve socialë",
}
QUESTION = "How many staff and vacancies do the CSW have?"
RECONSIDERED = (
    "Recommendation 7 has seen initial steps: rules are drafted and were discussed with the "
    "municipalities; none is in force."
)


def plan(world: World) -> None:
    """The translators work in November; one conclusion is written anew after that."""

    def write(language: str, translations: dict[tuple[str, str], str]) -> None:
        rows = {
            row.number: row.current_assessment
            for row in Recommendation.objects.select_related("current_assessment")
        }
        save(
            language,
            [(rows[number], field, text) for (number, field), text in translations.items()],
        )

    def write_others() -> None:
        commitments = Commitment.objects.filter(text__in=COMMITMENTS)
        texts = [(row, "text", COMMITMENTS[row.text]) for row in commitments]
        question = Question.objects.get(text=QUESTION)
        save("sq", [*texts, (question, "text", "Sa zyrtarë dhe vende të lira kanë QPS-të?")])

    def save(language, texts) -> None:  # type: ignore[no-untyped-def]
        translated = [
            TranslatedText(
                table=row._meta.db_table,
                key=row.pk,
                field=field,
                text=text,
                translated_by="Translation office" if language == "sq" else "",
                is_official=False,
                source_sha256=hash_text(getattr(row, field)),
            )
            for row, field, text in texts
        ]
        translate(world.command(TranslateTexts, "besa", language=language, texts=translated))

    world.on("2026-11-20", write, "sq", ALBANIAN)
    world.on("2026-11-20", write, "sr-latn", SERBIAN)
    world.on("2026-11-20", write, "en", ENGLISH)
    world.on("2026-11-20", write_others)
    world.on(
        "2026-11-24",
        lambda: world.conclude(world.named["7 2026-09-30"], RECONSIDERED),
    )
