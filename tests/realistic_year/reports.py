"""What is written for the reports, published, sent to bodies, and replied."""

from datetime import date

from tests.realistic_year.world import World, day
from tracker.actions import progress
from tracker.actions.progress import texts
from tracker.actions.reference_rows import AddRow, ChangeRow, add, change
from tracker.models import Body, Publication, Remark, Reply, ReportText
from tracker.summaries.progress.texts import find_bindings, load_statuses

SUMMARIES = {
    "en": (
        "Of the nine recommendations one is fully implemented (no. 9) and three are largely "
        "implemented.\n\nThe centers for social work remain the weakest point (no. 5): no post was "
        "filled in the year to March 2026. The grants of the shelters are late for the third year "
        "(no. 6)."
    ),
    "sq": (
        "Nga nëntë rekomandimet një është zbatuar plotësisht (nr. 9) dhe tri janë zbatuar në masë "
        "të madhe.\n\nQendrat për Punë Sociale mbeten pika më e dobët (nr. 5)."
    ),
    "sr-latn": (
        "Od devet preporuka jedna je sprovedena u potpunosti (br. 9), a tri u velikoj meri.\n\n"
        "Centri za socijalni rad ostaju najslabija tačka (br. 5)."
    ),
}
TEXTS = {  # of the sender, in each language
    "en": {
        "sender": "Office for Good Governance",
        "contact": "Office for Good Governance\nMother Teresa Square 1\n10000 Pristina\n"
        "governance@office.example.org",
        "preface": "This report follows the recommendations of the United States Department of "
        "State on trafficking in persons. It says what was done since, on what evidence, and what "
        "remains.",
        "note": "* This designation is without prejudice to positions on status, and is in line "
        "with UNSCR 1244/1999 and the ICJ Opinion on the Kosovo declaration of independence.",
    },
    "sq": {
        "sender": "Zyra për Qeverisje të Mirë",
        "contact": "Zyra për Qeverisje të Mirë\nSheshi Nëna Terezë 1\n10000 Prishtinë",
        "preface": "Ky raport ndjek rekomandimet e Departamentit Amerikan të Shtetit kundër "
        "trafikimit me njerëz: çka është bërë, me cilat dëshmi, dhe çka mbetet.",
        "note": "",
    },
    "sr-latn": {
        "sender": "Kancelarija za dobro upravljanje",
        "contact": "Kancelarija za dobro upravljanje\nTrg Majke Tereze 1\n10000 Priština",
        "preface": "",
        "note": "* Ovaj naziv je bez prejudiciranja statusa i u skladu je sa Rezolucijom SB UN "
        "1244/1999 i mišljenjem MSP o proglašenju nezavisnosti Kosova.",
    },
}
MULBERRY = "To the letter we say in addition: the mulberry account is closed."
REPLIES = {
    "OSP": (
        "Kancelarija zahvaljuje na nacrtu.\n\nBr. 1: Prvostepena presuda protiv službenika "
        "doneta je 2. novembra 2026. Molimo da se to unese.\n\nBr. 4: Tužioci su obučeni o "
        "trošku partnera, a ne države."
    ),
    "MFLT": (
        "The Ministry has the following remarks.\n\nNo. 6: The remaining 30 per cent will be paid "
        "by 15 December 2026.\n\nNo. 5: The 38 vacancies include 12 posts under recruitment."
    ),
}


def plan(world: World) -> None:
    _senders(world)
    _publications(world)
    _remarks(world)
    _replies(world)


def _senders(world: World) -> None:
    def write(language: str) -> None:
        fields = {"report": world.report(), "language": language, **TEXTS[language]}
        add(
            AddRow(
                model=ReportText, fields=fields, reason="Sender and preface", by=world.users["ana"]
            )
        )

    for language in TEXTS:
        world.on("2024-07-10", write, language)


def _remarks(world: World) -> None:
    def write(language: str, text: str, number: str = "") -> None:
        remark = texts.write(
            world.command(
                texts.WriteRemark,
                "ana",
                report=world.report(),
                recommendation=world.row(number) if number else None,
                language=language,
                text=text,
                as_of=date.today(),
                today=date.today(),
            )
        )

        if not number:
            _bind(world, remark)

    for language, text in SUMMARIES.items():
        world.on("2026-06-10", write, language, text)
    world.on("2026-10-20", write, "en", "The ministry and the shelters agree on what is unpaid.",
             "6")  # fmt: skip


def _bind(world: World, summary: Remark) -> None:
    """Tick each number and status of a summary of which the data says the same on its day."""
    report, user = world.report(), world.users["ana"]
    statuses = load_statuses(report, user=user, on=date.today())
    found = find_bindings(summary.text, summary.language, statuses)
    ticked = [binding.code for binding in found if not binding.is_overtaken]
    texts.bind(world.command(texts.BindSummary, "ana", remark=summary, bindings=ticked))


def _publications(world: World) -> None:
    def draft(name: str, by: str = "ana", **parameters: str) -> None:
        language = parameters.pop("language", "en")
        world.named[name] = progress.make_draft(
            world.command(
                progress.MakeDraft,
                by,
                report=world.report(),
                parameters={key: [value] for key, value in parameters.items()},
                language=language,
                formats=("html", "json"),
                reason="For the ministers’ meeting",
            )
        )

    def publish(name: str) -> None:
        progress.publish(
            world.command(progress.PublishReport, "pia", publication=world.named[name])
        )

    for when, name, parameters in (
        ("2025-06-30", "full 2025", {"kind": "full", "audience": "public"}),
        ("2025-12-15", "brief 2025", {"kind": "brief", "audience": "internal"}),
        ("2026-06-30", "brief 2026", {"kind": "brief", "audience": "internal"}),
        ("2026-06-30", "brief 2026 sq", {"kind": "brief", "audience": "public",
                                         "language": "sq"}),
        ("2026-06-30", "full 2026", {"kind": "full", "audience": "public"}),
        ("2026-06-30", "letter", {"kind": "body", "audience": "body", "body": "MFLT",
                                  "reference": "HEED 12/2026", "reply_by": "2026-07-31"}),
    ):  # fmt: skip
        world.on(when, draft, name, **{**parameters, "on": when})
        world.on(when, publish, name)
    world.on("2026-10-20", draft, "sent", kind="full", audience="public", on="2026-10-20")
    world.on("2026-10-20", draft, "letter sent", kind="body", audience="body", body="VAAO",
             on="2026-10-20", reference="HEED 27/2026", reply_by="2026-11-16")  # fmt: skip


def _replies(world: World) -> None:
    def send(code: str, draft: str = "sent") -> None:
        fields = {
            "publication": Publication.objects.get(pk=world.named[draft].pk),
            "body": Body.objects.get(code=code),
            "sent_on": date.today(),
            "reply_by": day("2026-11-16"),
            "entered_by": world.users["ana"],
        }
        world.named[f"reply {code} {draft}"] = add(
            AddRow(model=Reply, fields=fields, reason="Send for a reply", by=world.users["ana"])
        )

    def reply(code: str, by: str, text: str = "", draft: str = "sent") -> None:
        fields = {
            "text": text,
            "is_none_received": not text,
            "replied_on": date.today(),
            "entered_by": world.users[by],
        }
        row = world.named[f"reply {code} {draft}"]
        change(ChangeRow(row=row, fields=fields, reason="Reply", by=world.users[by]))

    for code in ("OSP", "MFLT", "NAATIP"):
        world.on("2026-10-21", send, code)
    world.on("2026-10-21", send, "VAAO", "letter sent")
    world.on("2026-11-09", reply, "OSP", "osp", REPLIES["OSP"])
    world.on("2026-11-13", reply, "MFLT", "mflt", REPLIES["MFLT"])
    world.on("2026-11-13", reply, "VAAO", "ana", MULBERRY, "letter sent")
    world.on("2026-11-17", reply, "NAATIP", "ana")
