"""Load fixtures in Django's format: create what is missing by natural key, leave the rest alone."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, Self

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import errors, policies
from tracker.actions import base, figures, people, reference_rows
from tracker.actions.assessments.review import update_strength
from tracker.actions.evidence.files import read_quotation
from tracker.audit.reasons import because
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Component,
    Event,
    Evidence,
    Figure,
    Finding,
    Indicator,
    Mechanism,
    Passage,
    Question,
    Recommendation,
    Report,
    Responsibility,
    Topic,
    Translation,
    User,
    table_of,
)
from tracker.summaries.recommendations.quotations import check_quote, find_sentence
from tracker.vocabulary import AssessmentKind, State, Theme

NARRATIVE = "narrative.txt"
type ModelField = models.Field[Any, Any]
# Models that a fixture may contain, in load order: a row comes after those it refers to.
MODELS: tuple[Any, ...] = (
    *(Body, Mechanism, Report, Topic, Passage, Recommendation, Translation, Component),
    *(Responsibility, Evidence, Assessment, Citation, Finding, Question, Indicator, Figure),
)
LABELS = {model._meta.label_lower: model for model in MODELS}
# Fields that people set later; a fixture may not, as it may not set fields that are not editable.
WORKFLOW_FIELDS = frozenset({"state", "lifecycle", "closure_reason", "decided_at", "decision_note"})
SPAN_TYPES = {"paragraph": int, "start": int, "end": int, "quote": str}


@transaction.atomic
def load_report(*, folder: Path, by: User, now: datetime) -> "Load":
    """Create the rows in the fixtures of a folder that are missing; a second run adds nothing.

    A row that exists, or was added under its natural key and renamed or withdrawn since, is not
    changed.

    Raises:
        BadFixture: A file can't be read, or an object breaks a rule. Nothing is written.
        PersonalDataFound: Words look like a victim's data. Nothing is written.
    """
    if not (files := sorted(folder.glob("*.json"))):
        names = sorted(file.parent.name for file in folder.parent.glob(f"*/{NARRATIVE}"))
        _refuse(folder, _("The folder contains no fixtures."), _choices(names) if names else "")
    with because(f"Loaded {folder.name}", by=by):
        return Load(name=folder.name, author=by, now=now).run(files)


@transaction.atomic
def load_fixtures(*, files: Sequence[Path], name: str, now: datetime) -> "Load":
    """Create the rows in these files, in the name of the command that runs.

    Raises:
        BadFixture: As for `load_report`, and where a row exists already.
        PersonalDataFound: As for `load_report`.
    """
    author = people.service_user("import")
    with because("Load fixtures"):
        return Load(name=name, author=author, now=now, must_be_new=True).run(files)


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """Object of a fixture file: its model and its fields, as written."""

    file: Path
    number: int
    model: Any
    fields: dict[str, Any]

    @property
    def key(self) -> list[object]:
        """Natural key, as other objects refer to it; None for a value that is missing."""
        return list(self._key())

    def _key(self) -> Iterator[object]:
        for lookup in self.model.NATURAL_KEY:
            name, _separator, related_lookup = lookup.partition("__")
            field = self.model._meta.get_field(name)
            value = self.fields.get(name, field.get_default())
            if related_lookup:
                index = field.related_model.NATURAL_KEY.index(related_lookup)
                value = value[index] if isinstance(value, list) and len(value) > index else None
            yield value

    def refuse(self, reason: object, remedy: str = "", **values: object) -> NoReturn:
        """Raise BadFixture that names the file and the object, with the reason and the remedy.

        The values, if any, are filled into the reason.
        """
        place = _("object %(number)s (%(noun)s %(key)s)") % {
            "number": self.number,
            "noun": self.model._meta.verbose_name,
            "key": " ".join(map(str, self.key)),
        }
        _refuse(f"{self.file.name}, {place}", reason, remedy, **values)

    @contextmanager
    def checks(self) -> Iterator[None]:
        """Raise BadFixture for an error inside, with the valid codes where a code is unknown."""
        try:
            yield
        except errors.BadFixture:
            raise
        except (errors.TrackerError, ObjectDoesNotExist, DataError, TypeError, ValueError) as error:
            fields = [
                self.model._meta.get_field(name)
                for name in getattr(error.__cause__, "error_dict", {})
                if name != "__all__"
            ]
            codes = [str(code) for field in fields for code, _label in field.flatchoices]
            self.refuse(error, _choices(codes) if codes else "")


@dataclasses.dataclass(slots=True)
class Load:
    """One load, under a reason that its caller gives."""

    name: str
    author: User  # of baselines and evidence
    now: datetime
    must_be_new: bool = False
    empty: list[Any] = dataclasses.field(default_factory=list)  # models without rows before
    # Counts of new rows; a model without any is not in it.
    created: Counter[type[models.Model]] = dataclasses.field(default_factory=Counter)
    rows: dict[tuple[Any, str], Any] = dataclasses.field(default_factory=dict)  # by natural key
    baselines: list[tuple[Entry, Assessment]] = dataclasses.field(default_factory=list)
    deferred: list[tuple[Entry, Any, Any]] = dataclasses.field(default_factory=list)

    def summary(self) -> str:
        """Return the sentence that a command prints about the load."""
        if not self.created:
            return _("%(name)s is already loaded. Nothing is new.") % {"name": self.name}
        counts = ", ".join(
            f"{model._meta.verbose_name_plural} {count}" for model, count in self.created.items()
        )
        return _("Loaded %(name)s: %(counts)s.") % {"name": self.name, "counts": counts}

    def run(self, files: Sequence[Path]) -> Self:
        """Create the rows that are missing, and count them."""
        User.objects.select_for_update().get(pk=self.author.pk)  # of two runs at once, one waits
        figures.add_missing_indicators()
        self.empty = [model for model in MODELS if not model._default_manager.exists()]
        entries = [entry for file in files for entry in read_entries(file)]
        _check_narrative([entry for entry in entries if entry.model is Passage])
        for entry in sorted(entries, key=lambda entry: MODELS.index(entry.model)):
            with entry.checks():
                self._add(entry)
        for entry, row, field in self.deferred:
            with entry.checks():
                self._set_reference(entry, row, field)
        for entry, baseline in self.baselines:
            with entry.checks():
                update_strength(baseline)
                policies.check_evidence(baseline)
        return self

    def _add(self, entry: Entry) -> None:
        """Create the row of an entry, unless it exists or once did."""
        key = entry.model, json.dumps(entry.key)
        if key in self.rows:
            entry.refuse(_("Another object has the same natural key."), _("Remove one of them."))
        row = entry.model(**self._read_values(entry))
        # The recommendation of a question may be missing: it is then about the whole report.
        if None in entry.key and entry.model is not Question:
            entry.refuse(_("Its natural key is incomplete."), _("Add what is missing."))
        existing = None if entry.model in self.empty else _find_existing(entry, row)
        if existing is not None and self.must_be_new:
            entry.refuse(
                _("It exists already and is not overwritten."),
                _("To add only what is missing, run heed load_report NAME."),
            )
        self.rows[key] = existing or self._create(entry, row)

    def _read_values(self, entry: Entry) -> dict[str, object]:
        """Return the values of a new row, without references to what may come later."""
        values: dict[str, object] = {}
        for name, value in entry.fields.items():
            field = _get_field(entry, name)
            if isinstance(field, models.JSONField) and not isinstance(
                value, type(field.get_default())
            ):
                _refuse_form(entry, name)
            is_later = field.related_model is entry.model and (
                (entry.model, json.dumps(value)) not in self.rows
            )
            if not field.is_relation or value is None:
                values[name] = value
            elif not (field.many_to_many or is_later):
                values[name] = self._find_related(entry, field, value)
        return values

    def _create(self, entry: Entry, row: Any) -> Any:
        """Complete, check and save the row of an entry, and return it."""
        self._complete(entry, row)
        base.check_values(row)
        reference_rows.check_row(row)
        _check_fixture_rules(entry, row)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as clash:
            entry.refuse(_describe_integrity_error(row, clash))
        self.deferred += [
            (entry, row, field)
            for field in (*row._meta.fields, *row._meta.many_to_many)
            if field.is_relation and entry.fields.get(field.name)
            if field.many_to_many or getattr(row, field.attname) is None
        ]
        self.created[entry.model] += 1
        if isinstance(row, Assessment):
            self.baselines.append((entry, row))
        return row

    def _set_reference(self, entry: Entry, row: models.Model, field: ModelField) -> None:
        """Set a reference to what may have come later in the files."""
        value = entry.fields[field.name]
        if field.many_to_many:
            rows = [self._find_related(entry, field, key) for key in value]
            # That of a component repeats its recommendation.
            through = {"recommendation": row.recommendation} if isinstance(row, Component) else None
            getattr(row, field.name).add(*rows, through_defaults=through)
        else:
            setattr(row, field.name, self._find_related(entry, field, value))
            reference_rows.check_row(row)
            _check_fixture_rules(entry, row)
            row.save(update_fields=[field.name])

    def _find_related(self, entry: Entry, field: ModelField, key: object) -> Any:
        """Return the row that an entry refers to. Raises BadFixture for none."""
        if not isinstance(key, list):
            entry.refuse(
                _("“%(field)s” is not a natural key."),
                _("Write it as a list, for example [“THBD”]."),
                field=field.name,
            )
        related: Any = field.related_model
        try:
            row = self.rows.get((related, json.dumps(key)))
            return row or related._default_manager.get_by_natural_key(*key)
        except ObjectDoesNotExist:
            entry.refuse(
                _(
                    "“%(field)s” refers to %(key)s, which is neither in the files nor in the"
                    " database."
                ),
                _("Correct it, or add the object."),
                field=field.name,
                key=json.dumps(key, ensure_ascii=False),
            )

    def _complete(self, entry: Entry, row: models.Model) -> None:
        """Set the fields that no fixture contains."""
        match row:
            case Passage():
                row.text = row.text or _read_paragraphs(entry.file)[row.number - 1]
            case Recommendation():
                row.review_on = row.review_on or row.report.mechanism.next_date(
                    after=timezone.localdate(self.now)
                )
            case Assessment():
                row.state, row.author, row.created_at = State.SUBMITTED, self.author, self.now
            case Evidence(passage=passage) if passage:
                bounds = find_sentence(passage.text, row.start, row.end)  # type: ignore[arg-type]
                row.sentence_start, row.sentence_end = bounds
                row.reading = read_quotation(row)
        if isinstance(row, Evidence | Citation | Figure):
            row.added_by, row.added_at = self.author, self.now


def read_entries(file: Path) -> Iterator[Entry]:
    """Yield the objects of a file, in its order. Raises BadFixture."""
    try:
        objects = json.loads(
            file.read_text(encoding="utf-8"),
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_constant,
        )
    except OSError as error:
        _refuse(file, _("It can't be read: %(error)s."), error=error.strerror)
    except (ValueError, RecursionError) as error:  # json's message has the line and the column
        _refuse(file.name, _("It can't be read: %(error)s."), error=error)
    for number, record in enumerate(objects if isinstance(objects, list) else [objects], start=1):
        is_object = isinstance(record, dict) and isinstance(record.get("fields"), dict)
        if not is_object or set(record) != {"model", "fields"} or record["model"] not in LABELS:
            _refuse(
                f"{file.name}, {number}",
                _("It is not an object of Heed with a natural key."),
                _("Write {“model”: …, “fields”: {…}}, without “pk”. Models: %(names)s."),
                names=", ".join(LABELS),
            )
        yield Entry(file, number, LABELS[record["model"]], record["fields"])


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return a JSON object. Raises ValueError for a key used twice: a value would be lost."""
    names = Counter(name for name, _value in pairs)
    if len(names) < len(pairs):
        raise ValueError(_("“%(name)s” is there twice") % {"name": names.most_common(1)[0][0]})
    return dict(pairs)


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(_("“%(constant)s” is not a number") % {"constant": constant})


def _read_paragraphs(file: Path) -> list[str]:
    """Return the non-blank lines, as printed, of the narrative beside a file. Raises BadFixture."""
    narrative = file.parent / NARRATIVE
    try:
        return [line for line in narrative.read_text("utf-8").split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        _refuse(narrative, _("It can't be read: %(error)s."), error=error)


def _check_narrative(passages: Sequence[Entry]) -> None:
    """Check that the passages cover each paragraph once, as a missing one would go unnoticed.

    Raises BadFixture.
    """
    if not passages or "text" in passages[0].fields:
        return
    printed = range(1, len(_read_paragraphs(passages[0].file)) + 1)
    if sorted(str(entry.fields.get("number")) for entry in passages) != sorted(map(str, printed)):
        passages[-1].refuse(
            _("%(file)s has paragraphs 1 to %(number)s."),
            _("Give the section of each one once."),
            file=NARRATIVE,
            number=len(printed),
        )


def _get_field(entry: Entry, name: str) -> ModelField:
    """Return the field of that name. Raises BadFixture where no fixture may contain it."""
    try:
        field: Any = entry.model._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if not isinstance(field, models.Field):
        entry.refuse(
            _("It has no field “%(field)s”."), _("Remove it, or correct its spelling."), field=name
        )
    if not field.editable or field.related_model is User or name in WORKFLOW_FIELDS:
        entry.refuse(
            _("“%(field)s” is calculated, or people enter it later."), _("Remove it."), field=name
        )
    return field


def _check_fixture_rules(entry: Entry, row: models.Model) -> None:
    """Check the rules that apply to fixtures alone. Raises BadFixture, QuoteMismatch."""
    match row:
        case Assessment() if row.kind != AssessmentKind.BASELINE:
            entry.refuse(_("It is not a baseline."), _("Log other assessments on the site."))
        case Citation():
            if any(
                other and other.recommendation_id != row.recommendation_id
                for other in (row.assessment, row.repeats)
            ):
                entry.refuse(
                    _("Its assessment, or what it repeats, belongs to another recommendation."),
                    _("Correct it."),
                )
        case Recommendation() if any(theme not in Theme.values for theme in row.other_themes):
            _refuse_form(entry, "other_themes", _choices(Theme.values))
        case Responsibility():
            for span in row.shown_by:
                types = isinstance(span, dict) and {name: type(span[name]) for name in span}
                if types != SPAN_TYPES:
                    _refuse_form(entry, "shown_by")
                number, *place = (span[name] for name in SPAN_TYPES)
                check_quote(
                    row.recommendation.report.passages.get(number=number), *place, name=str(row)
                )


def _find_existing(entry: Entry, row: Any) -> Any:
    """Return the row with this natural key, or once added under it and renamed since; else None."""
    with suppress(ObjectDoesNotExist):
        return entry.model._default_manager.get_by_natural_key(*entry.key)
    fields = [row._meta.get_field(lookup.partition("__")[0]) for lookup in row.NATURAL_KEY]
    added = Event.objects.filter(
        table=table_of(entry.model),
        operation="insert",
        **{f"new__{field.attname}": getattr(row, field.attname) for field in fields},
    )
    return (
        entry.model._default_manager.filter(pk__in=list(added.values_list("key", flat=True)))
        .order_by("-pk")
        .first()
    )


def _describe_integrity_error(row: models.Model, clash: IntegrityError) -> str:
    """Return the rule of the model that a row breaks as a sentence, else the database's words."""
    try:
        row.full_clean(exclude={"sort_key"})
    except ValidationError as error:
        return base.describe_errors(row, error)
    return str(clash).strip()


def _choices(names: Iterable[str]) -> str:
    """Return the remedy where one of several names is expected."""
    return _("Choose one of: %(names)s.") % {"names": ", ".join(names)}


def _refuse_form(entry: Entry, name: str, remedy: str = "") -> NoReturn:
    """Raise BadFixture for a JSON value of another form."""
    entry.refuse(
        _("“%(field)s” is not in the expected form."),
        remedy or _("Write it as in the other objects."),
        field=name,
    )


def _refuse(place: object, reason: object, remedy: str = "", **values: object) -> NoReturn:
    """Raise BadFixture with the place, the reason and the remedy, and the values filled in."""
    words = " ".join(filter(None, [str(reason), remedy, _("Nothing was loaded.")]))
    raise errors.BadFixture(f"{place}: {words % values if values else words}")
