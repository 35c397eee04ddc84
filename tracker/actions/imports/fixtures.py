"""Fixtures in Django's format: what is missing is created, by natural key, the rest left alone."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from django.core import serializers
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.assessments.status import weigh
from tracker.actions.people import service_user
from tracker.actions.reference_rows import check_row
from tracker.actions.values import check_values, sentence
from tracker.audit.reasons import because
from tracker.errors import BadFixture, TrackerError
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
)
from tracker.models.history.events import table_of
from tracker.summaries.recommendations.quotations import check_span, sentence_around
from tracker.vocabulary import AssessmentKind, State, Theme

NARRATIVE = "narrative.txt"
# What a fixture may hold, in load order: what is referred to comes first.
MODELS: tuple[Any, ...] = (
    *(Body, Mechanism, Report, Topic, Passage, Recommendation, Translation, Component),
    *(Responsibility, Evidence, Assessment, Citation, Finding, Question, Indicator, Figure),
)
LABELS = {model._meta.label_lower: model for model in MODELS}
# What people do with a row later stands in no fixture, like fields that nobody edits.
LATER = frozenset({"state", "lifecycle", "closure_reason", "decided_at", "decision_note"})
SPAN = ("paragraph", "start", "end", "quote")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load created, per noun. Nouns of which nothing was missing are not in it."""

    name: str
    created: Mapping[type[models.Model], int]

    @property
    def total(self) -> int:
        return sum(self.created.values())

    def summary(self) -> str:
        if not self.total:
            return _("%(name)s is loaded already: nothing is new.") % {"name": self.name}
        counts = ", ".join(
            f"{model._meta.verbose_name_plural} {many}" for model, many in self.created.items()
        )
        return _("Loaded %(name)s: %(counts)s.") % {"name": self.name, "counts": counts}


def load_report(*, folder: Path, by: User, now: datetime) -> Loaded:
    """Create what the fixtures of a folder hold and the database lacks; a second run adds nothing.

    A row that exists, or was added under its natural key and renamed or withdrawn since, is left as
    it is. Raises BadFixture for a file that can't be read and an object that breaks a rule,
    PersonalData for words that look like a victim's data; nothing is written then.
    """
    if not (files := sorted(folder.glob("*.json"))):
        names = sorted(file.parent.name for file in folder.parent.glob(f"*/{NARRATIVE}"))
        _refuse(folder, _("It holds no fixtures."), _choose(names))
    with because(f"Loaded {folder.name}", by=by):
        return Load(author=by, now=now).run(files, name=folder.name)


@transaction.atomic
def load_fixtures(*, files: Sequence[Path], now: datetime) -> Loaded:
    """Create the rows of these files, in the name of the command that asks for it.

    Raises BadFixture and PersonalData as `load_report` does, and BadFixture when a row exists.
    """
    author = service_user("import")
    with because("Load fixtures"):
        load = Load(author=author, now=now, must_be_new=True)
        return load.run(files, name=", ".join(file.stem for file in files))


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a file: its model and its fields, as written."""

    file: Path
    number: int
    model: Any
    fields: dict[str, Any]

    @property
    def key(self) -> list[Any]:
        """Its natural key, as others refer to it; None for what is missing."""
        return list(self._key())

    def _key(self) -> Iterator[Any]:
        for lookup in self.model.NATURAL_KEY:
            name, _of, rest = lookup.partition("__")
            field = self.model._meta.get_field(name)
            value = self.fields.get(name, field.get_default())
            if rest:
                place = field.related_model.NATURAL_KEY.index(rest)
                value = value[place] if isinstance(value, list) and len(value) > place else None
            yield value

    def refuse(self, reason: object, remedy: str = "") -> NoReturn:
        """Raise BadFixture: which file and object, why, what to do."""
        noun, key = self.model._meta.verbose_name, " ".join(map(str, self.key))
        place = _("object %(number)s (%(noun)s %(key)s)")
        place %= {"number": self.number, "noun": noun, "key": key}
        _refuse(f"{self.file.name}, {place}", reason, remedy)

    @contextmanager
    def checks(self) -> Iterator[None]:
        """Refuse the object for what is raised inside, with the codes where one is not known."""
        try:
            yield
        except BadFixture:
            raise
        except (TrackerError, ObjectDoesNotExist, DataError, DeserializationError) as wrong:
            names = getattr(wrong.__cause__, "error_dict", {})
            fields = [self.model._meta.get_field(name) for name in names if name != "__all__"]
            codes = [str(code) for field in fields for code, _label in field.flatchoices]
            self.refuse(wrong, _choose(codes) if codes else "")


@dataclass(slots=True)
class Load:
    """One load, under a reason that its caller gives."""

    author: User  # of baselines, and who added what is cited
    now: datetime
    must_be_new: bool = False
    created: Counter[type[models.Model]] = dataclasses.field(default_factory=Counter)
    known: dict[tuple[Any, str], int] = dataclasses.field(default_factory=dict)  # by natural key
    baselines: list[tuple[Entry, Assessment]] = dataclasses.field(default_factory=list)
    waiting: list[tuple[Entry, Any, Any]] = dataclasses.field(default_factory=list)

    @transaction.atomic
    def run(self, files: Sequence[Path], *, name: str) -> Loaded:
        """Create what is missing; returns how many per noun."""
        User.objects.select_for_update().get(pk=self.author.pk)  # two runs at once: one waits
        entries = [entry for file in files for entry in _entries(file)]
        _check_narrative([entry for entry in entries if entry.model is Passage])
        for entry in sorted(entries, key=lambda entry: MODELS.index(entry.model)):
            with entry.checks():
                self._add(entry)
        for entry, row, field in self.waiting:
            with entry.checks():
                self._link(entry, row, field)
        for entry, baseline in self.baselines:
            with entry.checks():
                weigh(baseline)
                policies.check_evidence(baseline)
        return Loaded(name=name, created=self.created)

    def _add(self, entry: Entry) -> None:
        """Create the row of an entry, unless it is there or was."""
        key = entry.model, json.dumps(entry.key)
        if key in self.known:
            entry.refuse(_("Another object has the same natural key."), _("Take one of them out."))
        fields = {name: self._value(entry, name) for name in entry.fields}
        if entry.key[-1] is None:
            entry.refuse(_("Its natural key is incomplete."), _("Add what is missing."))
        record = {"model": entry.model._meta.label_lower, "fields": fields}
        [read] = serializers.deserialize("python", [record], handle_forward_references=True)
        row: Any = read.object
        there = row.pk or _once_added(row)
        if there and self.must_be_new:
            remedy = _("To add what is missing alone: manage.py load_report NAME.")
            entry.refuse(_("It exists already, and is not overwritten."), remedy)
        if not there:
            for field in read.deferred_fields or ():
                if not field.null and not field.many_to_many:  # it would have come first
                    self._find(entry, field, entry.fields[field.name])
            self._create(entry, row)
            for name, keys in (read.m2m_data or {}).items():
                _relate(row, name, keys)
            self.waiting += [(entry, row, field) for field in read.deferred_fields or ()]
        self.known[key] = there or row.pk

    def _create(self, entry: Entry, row: Any) -> None:
        self._work_out(entry, row)
        check_values(row)
        check_row(row)
        _check(entry, row)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as clash:
            entry.refuse(_why(row, clash))
        self.created[entry.model] += 1
        if isinstance(row, Assessment):
            self.baselines.append((entry, row))

    def _value(self, entry: Entry, name: str) -> Any:
        """The value of a field for Django to read; rows that the load knows are told by key."""
        field, told = _field(entry, name), entry.fields[name]
        if isinstance(field, models.ForeignKey) and told is not None:
            return self._reference(entry, field, told)
        if isinstance(field, models.ManyToManyField) and isinstance(told, list):
            return [self._reference(entry, field, one) for one in told]
        if isinstance(field, models.JSONField) and not isinstance(told, type(field.get_default())):
            _refuse_form(entry, name)
        return told

    def _reference(self, entry: Entry, field: Any, told: Any) -> Any:
        if not isinstance(told, list):
            reason = _("“%(field)s” does not tell a natural key.") % {"field": field.name}
            entry.refuse(reason, _("Write it as a list, as in [“THBD”]."))
        return self.known.get((field.related_model, json.dumps(told)), told)

    def _link(self, entry: Entry, row: Any, field: Any) -> None:
        """Refer to what stood later in the files."""
        told = entry.fields[field.name]
        if field.many_to_many:
            _relate(row, field.name, [self._find(entry, field, one) for one in told])
        else:
            setattr(row, field.attname, self._find(entry, field, told))
            check_row(row)
            _check(entry, row)
            row.save(update_fields=[field.name])

    def _find(self, entry: Entry, field: Any, told: list[Any]) -> Any:
        """The key of a row that an entry refers to. Raises BadFixture where there is none."""
        key = self._reference(entry, field, told)
        try:
            if not isinstance(key, list):
                return key
            return field.related_model._default_manager.get_by_natural_key(*key).pk
        except ObjectDoesNotExist:
            names = {"field": field.name, "key": json.dumps(told, ensure_ascii=False)}
            reason = _("“%(field)s” names %(key)s, which neither the files nor the database hold.")
            entry.refuse(reason % names, _("Correct it, or add the object."))

    def _work_out(self, entry: Entry, row: Any) -> None:
        """Fill in what no fixture says."""
        match row:
            case Passage():
                row.text = row.text or _paragraphs(entry.file)[row.number - 1]
            case Recommendation():
                after = timezone.localdate(self.now)
                row.review_on = row.review_on or row.report.mechanism.next_date(after=after)
            case Assessment():
                row.state, row.author, row.created_at = State.SUBMITTED, self.author, self.now
            case Evidence(passage=passage) if passage:
                around = sentence_around(passage.text, row.start, row.end)  # type: ignore[arg-type]
                row.sentence_start, row.sentence_end = around
        if isinstance(row, Evidence | Citation | Figure):
            row.added_by, row.added_at = self.author, self.now


def _entries(file: Path) -> Iterator[Entry]:
    """The objects of a file, in its order. Raises BadFixture."""
    try:
        text = file.read_text(encoding="utf-8")
        objects = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
    except OSError as error:
        _refuse(file, _("It can't be read: %(error)s.") % {"error": error.strerror})
    except (ValueError, RecursionError) as error:  # of JSON with line and column
        _refuse(file.name, _("It can't be read: %(error)s.") % {"error": error})
    for number, told in enumerate(objects if isinstance(objects, list) else [objects], start=1):
        is_object = isinstance(told, dict) and isinstance(told.get("fields"), dict)
        if not is_object or set(told) != {"model", "fields"} or told["model"] not in LABELS:
            reason = _("It is no object of the tracker by natural key.")
            remedy = _("Write {“model”: …, “fields”: {…}}, without “pk”. Models: %(names)s.")
            place = f"{file.name}, {number}"
            _refuse(place, reason, remedy % {"names": ", ".join(LABELS)})
        yield Entry(file, number, LABELS[told["model"]], told["fields"])


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; a key that stands twice would silently lose its first value."""
    names = Counter(name for name, _value in pairs)
    if len(names) < len(pairs):
        raise ValueError(_("“%(name)s” stands twice") % {"name": names.most_common(1)[0][0]})
    return dict(pairs)


def _no_number(constant: str) -> NoReturn:
    raise ValueError(_("“%(constant)s” is no number") % {"constant": constant})


def _paragraphs(file: Path) -> list[str]:
    """The lines of the narrative beside a file that are not blank, as printed."""
    narrative = file.parent / NARRATIVE
    try:
        return [line for line in narrative.read_text("utf-8").split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        _refuse(narrative, _("It can't be read: %(error)s.") % {"error": error})


def _check_narrative(passages: Sequence[Entry]) -> None:
    """Each paragraph is told once, by its number: one left out would be lost without a word."""
    if not passages or "text" in passages[0].fields:
        return
    printed = range(1, len(_paragraphs(passages[0].file)) + 1)
    if sorted(str(entry.fields.get("number")) for entry in passages) != sorted(map(str, printed)):
        reason = _("%(file)s has the paragraphs 1 to %(number)s.")
        names = {"file": NARRATIVE, "number": len(printed)}
        passages[-1].refuse(reason % names, _("Tell the section of each, once."))


def _field(entry: Entry, name: str) -> Any:
    try:
        field: Any = entry.model._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if not isinstance(field, models.Field):
        reason = _("“%(field)s” is no field of it.") % {"field": name}
        entry.refuse(reason, _("Take it out, or correct its spelling."))
    if not field.editable or field.related_model is User or name in LATER:
        reason = _("“%(field)s” is worked out, or said by people later.") % {"field": name}
        entry.refuse(reason, _("Take it out."))
    return field


def _check(entry: Entry, row: Any) -> None:
    """The rules that hold among the objects of a fixture alone."""
    match row:
        case Assessment() if row.kind != AssessmentKind.BASELINE:
            entry.refuse(_("It is no baseline."), _("Log other assessments on the site."))
        case Citation():
            others = [other for other in (row.assessment, row.repeats) if other]
            if any(other.recommendation_id != row.recommendation_id for other in others):
                reason = _("Its assessment, or what it repeats, is of another recommendation.")
                entry.refuse(reason, _("Correct it."))
        case Recommendation() if [one for one in row.other_themes if one not in Theme.values]:
            _refuse_form(entry, "other_themes", _choose(Theme.values))
        case Responsibility():
            for span in row.shown_by:
                if not isinstance(span, dict) or tuple(span) != SPAN:
                    _refuse_form(entry, "shown_by")
                number, *place = span.values()
                passage = row.recommendation.report.passages.get(number=number)
                check_span(passage, *place, name=str(row))


def _once_added(row: Any) -> int | None:
    """The key of a row that was added under this natural key, and renamed since."""
    names = {lookup.partition("__")[0] for lookup in row.NATURAL_KEY}
    columns = [row._meta.get_field(name).attname for name in names]
    added = Event.objects.filter(
        table=table_of(type(row)),
        operation="insert",
        **{f"new__{column}": getattr(row, column) for column in columns},
    )
    rows = type(row)._default_manager.filter(pk__in=list(added.values_list("key", flat=True)))
    newest: int | None = rows.order_by("-pk").values_list("pk", flat=True).first()
    return newest


def _relate(row: Any, name: str, keys: Iterable[int]) -> None:
    through = {"recommendation": row.recommendation} if isinstance(row, Component) else None
    getattr(row, name).add(*keys, through_defaults=through)


def _why(row: models.Model, clash: IntegrityError) -> str:
    """Which rule of its model the database refused a row for."""
    try:
        row.full_clean(exclude={"sort_key"})
    except ValidationError as wrong:
        return sentence(row, wrong)
    return str(clash).strip()


def _choose(names: Iterable[str]) -> str:
    return _("Choose one of: %(names)s.") % {"names": ", ".join(names)}


def _refuse_form(entry: Entry, name: str, remedy: str = "") -> NoReturn:
    reason = _("“%(field)s” does not have its form.") % {"field": name}
    entry.refuse(reason, remedy or _("Write it as in the other objects."))


def _refuse(place: object, reason: object, remedy: str = "") -> NoReturn:
    words = " ".join(filter(None, [str(reason), remedy, _("Nothing was loaded.")]))
    raise BadFixture(f"{place}: {words}")
