"""What is typed to look through history: a name, a recommendation, a field; and values as words."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.audit.audited import OF_HISTORY
from tracker.audit.values import models_by_table
from tracker.models import Event, Recommendation, User
from tracker.vocabulary import Right

# Who writes without an account: nobody signed in, a command, a task.
WITHOUT_ACCOUNT = ("anonymous", "command:", "task:")


class ActorField(forms.CharField):
    """A user name, or the name of what writes without an account: "command:import_report"."""

    default_error_messages = {
        "unknown": _(
            "“%(value)s” is no user whose lines you may know of. Type a user name, or “command:” "
            "and its name."
        )
    }
    reader: Any = None  # who asks
    found: User | None = None  # whose name was typed

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What the value reads as in a chip."""
        return [(self.found.username, str(self.found))] if self.found else []

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed or typed.startswith(WITHOUT_ACCOUNT):
            return typed
        found = User.objects.filter(username=typed).first()
        if found is None or not self._may_be_known(found):
            raise _refused(self, "unknown", typed)
        self.found = found
        return typed

    def _may_be_known(self, person: User) -> bool:
        """Whether the reader may know that there is such a user: nobody finds names by guessing."""
        if person.pk == self.reader.pk or self.reader.may(Right.READ_PEOPLE):
            return True
        return bool(Event.objects.visible_to(self.reader).filter(actor_id=person.pk).exists())


class RecommendationField(forms.CharField):
    """A recommendation by its report and number, as in its address: "tip-2024-kosovo/6"."""

    default_error_messages = {
        "unknown": _(
            "“%(value)s” is no recommendation that you may know of. Type the report and the number "
            "as in its address: “tip-2024-kosovo/6”."
        )
    }
    rows: Any = None  # those that the user may know of

    def clean(self, value: Any) -> Recommendation | None:
        typed = str(super().clean(value))
        if not typed:
            return None
        slug, _found, number = typed.rpartition("/")
        rows = self.rows.select_related("report__mechanism")
        row: Recommendation | None = rows.filter(report__slug=slug, number=number).first()
        if row is None:
            raise _refused(self, "unknown", typed)
        return row


class ColumnField(forms.CharField):
    """The column of a field typed by its name: "assignee" is "assignee_id"."""

    default_error_messages = {
        "unknown": _("“%(value)s” is no field. Type its name as it is offered: “status”.")
    }

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed and typed not in columns():
            raise _refused(self, "unknown", typed)
        return columns().get(typed, "")


def _refused(field: forms.Field, code: str, typed: str) -> forms.ValidationError:
    return forms.ValidationError(field.error_messages[code], code=code, params={"value": typed})


@cache
def columns() -> dict[str, str]:
    """The columns that history tells of, by the names of their fields and by their own."""
    found: dict[str, str] = {}
    for model in _watched():
        for field in model._meta.concrete_fields:
            found[str(field.column)] = found[str(field.name)] = str(field.column)
    return found


def nouns() -> list[tuple[str, str]]:
    """What history tells of, in words, by what it is called."""
    told = [
        (str(model._meta.model_name), str(model._meta.verbose_name_plural))
        for model in _watched()
        if not model._meta.auto_created
    ]
    return sorted(told, key=lambda one: one[1].casefold())


def tables_of(noun: str) -> list[str]:
    """The table of a noun, then those of its many-to-many ties."""
    own = next(model for model in _watched() if model._meta.model_name == noun)
    ties = [field.remote_field.through for field in own._meta.local_many_to_many]
    return [str(model._meta.db_table) for model in (own, *ties)]


def _watched() -> list[Any]:
    return [model for table, model in models_by_table().items() if table not in OF_HISTORY]


class ValuesInWords(models.Func):
    """All values of a JSON object as one text, without its keys; `without` some of them."""

    output_field = models.TextField()
    arity = 1

    def __init__(self, column: str, *, without: Sequence[str] = ()) -> None:
        left_out = ", ".join(f"'{key}'" for key in without)
        super().__init__(column, where=f"WHERE key NOT IN ({left_out})" if without else "")

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "(SELECT group_concat(value, char(10)) FROM json_each(%(expressions)s) %(where)s)"
        )
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "(SELECT string_agg(value, chr(10)) FROM jsonb_each_text(%(expressions)s) %(where)s)"
        )
        return self.as_sql(compiler, connection, template=template, **context)
