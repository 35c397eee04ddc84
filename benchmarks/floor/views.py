"""Views and addresses of the floor."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

COLUMNS = """r.number, r.short_title, p.slug, m.code, p.year, p.country_name, {status}, a.trend,
    a.strength, (SELECT string_agg(b.acronym, ', ') FROM tracker_responsibility d
        JOIN tracker_body b ON b.id = d.body_id WHERE d.recommendation_id = r.id
        AND d.role = 'lead' AND d.withdrawn_at IS NULL), {assessed_on}, r.review_on"""
TABLES = """FROM tracker_recommendation r JOIN tracker_report p ON p.id = r.report_id
    JOIN tracker_mechanism m ON m.id = p.mechanism_id"""
NOW = {"status": "r.status", "assessed_on": "r.assessed_on"}
CURRENT = "r.lifecycle NOT IN ('continued', 'closed')"
LIST = f"""SELECT {COLUMNS.format(**NOW)} {TABLES}
    LEFT JOIN tracker_assessment a ON a.id = r.current_assessment_id
    WHERE {CURRENT} {{condition}} ORDER BY r.sort_key{{direction}} LIMIT 25"""
CONDITIONS = {"status": "AND r.status = %s", "search": "AND r.text LIKE '%%' || %s || '%%'"}
PAST = f"""SELECT {COLUMNS.format(status="coalesce(s.status, 'not_assessed')", assessed_on="s.valid_from")}
    {TABLES} LEFT JOIN tracker_statusspan s ON s.recommendation_id = r.id
        AND s.recorded_to IS NULL AND s.valid_from <= %s AND (s.valid_to IS NULL OR s.valid_to > %s)
    LEFT JOIN tracker_assessment a ON a.id = s.assessment_id
    WHERE {CURRENT} ORDER BY r.sort_key LIMIT 25"""
RECOMMENDATION = f"""SELECT r.id, {COLUMNS.format(**NOW)}, r.text, r.theme, r.duty, r.lifecycle,
    a.rationale {TABLES} LEFT JOIN tracker_assessment a ON a.id = r.current_assessment_id
    WHERE p.slug = %s {{condition}} ORDER BY r.sort_key"""
OF_REPORT = "x.recommendation_id IN (SELECT r.id FROM tracker_recommendation r JOIN tracker_report p ON p.id = r.report_id WHERE p.slug = %s)"
OF_ONE = "x.recommendation_id = %s"
PARTS = {
    "bodies": "x.recommendation_id, b.name_en, x.role, x.basis FROM tracker_responsibility x JOIN tracker_body b ON b.id = x.body_id WHERE {of} AND x.withdrawn_at IS NULL",
    "assessments": "x.recommendation_id, x.status, x.as_of, x.rationale, u.last_name FROM tracker_assessment x JOIN tracker_user u ON u.id = x.author_id WHERE {of} AND x.state = 'approved'",
    "evidence": "x.recommendation_id, e.title, e.kind, e.published_on, x.use, x.sentence, b.name_en FROM tracker_citation x JOIN tracker_evidence e ON e.id = x.evidence_id LEFT JOIN tracker_body b ON b.id = e.issuer_id WHERE {of} AND x.withdrawn_at IS NULL AND e.sensitivity <> 'named_readers'",
    "commitments": "x.recommendation_id, x.text, x.due_on, b.name_en FROM tracker_commitment x JOIN tracker_body b ON b.id = x.body_id WHERE {of} AND x.withdrawn_at IS NULL",
    "questions": "x.recommendation_id, x.text, x.asked_on, x.due_on FROM tracker_question x WHERE {of}",
}

Row = tuple[Any, ...]
View = Callable[..., str]


def fetch(sql: str, *values: object) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def page(view: View) -> Callable[..., HttpResponse]:
    """Serve what the view returns to whoever is signed in."""

    def serve(request: HttpRequest, **values: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponse(status=403)
        content = view(request, **values)
        return HttpResponse(
            f"<!doctype html><html lang=en><title>Heed</title><nav>{request.user}</nav>"
            f"<main>{content}</main>"
        )

    return serve


def cells(row: Row) -> str:
    return "".join(f"<td>{'–' if value is None else escape(str(value))}</td>" for value in row)


def table(rows: list[Row]) -> str:
    return "<table>" + "".join(
        f'<tr><td>{row[0]}</td><th><a href="/reports/{row[2]}/recommendations/{row[0]}/">'
        f"{escape(row[1])}</a> {row[3]} {row[4]} {escape(row[5])}</th>{cells(row[6:])}</tr>"
        for row in rows
    )


def recommendation_list(request: HttpRequest) -> str:
    if day := request.GET.get("on"):
        return table(fetch(PAST, day, day))
    given = {name: request.GET[name] for name in CONDITIONS if name in request.GET}
    condition = " ".join(CONDITIONS[name] for name in given)
    direction = " DESC" if request.GET.get("order") == "-key" else ""
    return table(fetch(LIST.format(condition=condition, direction=direction), *given.values()))


def sections(rows: list[Row], of: str, value: object) -> str:
    """Return the recommendations with everything about them, one statement per kind."""
    parts: dict[int, list[str]] = {row[0]: [] for row in rows}
    for name, sql in PARTS.items():
        for key, *values in fetch(f"SELECT {sql.format(of=of)} ORDER BY x.id", value):
            parts[key].append(f"<tr class={name}>{cells(tuple(values))}</tr>")
    return "".join(
        f"<section><h2>{escape(row[2])}</h2><table><tr>{cells(row[1:])}</tr>"
        f"{''.join(parts[row[0]])}</table></section>"
        for row in rows
    )


def recommendation(request: HttpRequest, slug: str, number: str) -> str:
    rows = fetch(RECOMMENDATION.format(condition="AND r.number = %s"), slug, number)
    return sections(rows, OF_ONE, rows[0][0])


def report(request: HttpRequest, slug: str) -> str:
    return sections(fetch(RECOMMENDATION.format(condition=""), slug), OF_REPORT, slug)


urlpatterns = [
    path("recommendations/", page(recommendation_list)),
    path("reports/<slug:slug>/recommendations/<str:number>/", page(recommendation)),
    path("reports/<slug:slug>/progress/", page(report)),
]
