"""Addresses of the site; those of allauth's views have the names that it looks them up by."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import path, reverse_lazy
from django.views.decorators.http import require_GET
from django.views.generic import RedirectView
from django.views.i18n import set_language

from tracker.views import bodies, figures, history, home, pagination, people
from tracker.views.assessments import decide, review
from tracker.views.evidence import (
    edit as evidence_edit,
    files as evidence_files,
    pages as evidence_pages,
)
from tracker.views.imports import drafts, runs
from tracker.views.progress import preview, publications, publish, texts
from tracker.views.questions import pages as question_pages, sheets
from tracker.views.recommendations import (
    edit as recommendation_edit,
    pages as recommendation_pages,
)

LISTS: dict[str, tuple[str, Any]] = {  # by their paths: name of the address, and view
    "recommendations": ("recommendation_list", recommendation_pages.recommendation_list),
    "reports": ("report_list", recommendation_pages.report_list),
    "publications": ("publication_list", publications.publication_list),
    "questions": ("question_list", question_pages.question_list),
    "commitments": ("commitment_list", question_pages.commitment_list),
    "indicators": ("indicator_list", figures.indicator_list),
    "bodies": ("body_list", bodies.body_list),
    "evidence": ("evidence_list", evidence_pages.evidence_list),
    "read-log": ("read_log", evidence_pages.read_log_list),
}
PASSKEYS = "account/passkeys/"
RECOMMENDATION = "reports/<slug:slug>/recommendations/<str:number>/"

account_urlpatterns = [
    path("sign-in/", people.sign_in, name="login"),
    path("sign-in/", people.sign_in, name="account_login"),
    path("sign-in/code/", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-out/", people.sign_out, name="logout"),
    path("sign-out/", people.sign_out, name="account_logout"),
    path("password/", people.ChangePassword.as_view(), name="password_change"),
    path("account/", people.account_detail, name="account"),
    path("account/", people.account_detail, name="mfa_index"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        people.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", app.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/file/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(PASSKEYS, passkeys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{PASSKEYS}add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{PASSKEYS}<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(f"{PASSKEYS}<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("sessions/", people.session_list, name="usersessions_list"),
    path("sessions/end/", people.session_end_others, name="session_end_others"),
    path("sessions/<int:pk>/end/", people.session_end, name="session_end"),
]

if settings.HAS_MAIL:
    account_urlpatterns += [
        path(
            "password/reset/",
            account.PasswordResetView.as_view(template_name="people/account/reset.html"),
            name="account_reset_password",
        ),
        path(
            "password/reset/sent/",
            account.PasswordResetDoneView.as_view(template_name="people/account/reset_sent.html"),
            name="account_reset_password_done",
        ),
        path(
            "password/reset/<str:uidb36>/<str:key>/",
            account.PasswordResetFromKeyView.as_view(
                template_name="people/account/choose_password.html",
                success_url=reverse_lazy("login"),
            ),
            name="account_reset_password_from_key",
        ),
    ]

urlpatterns = [
    path("", home.home, name="home"),
    *(
        path(
            f"{name}/export/",
            pagination.export_list,
            {"name": url_name},
            name=f"{name.replace('-', '_')}_export",
        )
        for name, (url_name, _view) in LISTS.items()
    ),
    *(path(f"{name}/", view, name=url_name) for name, (url_name, view) in LISTS.items()),
    path("exports/tasks/<str:key>/", pagination.export_task, name="export_task"),
    path("saved-views/new/", people.save_view, name="saved_view_new"),
    path("saved-views/<int:pk>/", people.edit_view, name="saved_view"),
    path("search/", home.search, name="search"),
    path("notes/new/", review.create_note, name="note_new"),
    path("notes/matches/", review.find_recommendations, name="note_matches"),
    path("notes/<int:pk>/withdraw/", review.withdraw_note, name="note_withdraw"),
    path("review-queue/", review.review_queue, name="review_queue"),
    path("assessments/<int:pk>/decide/", decide.decide, name="assessment_decide"),
    path("assessments/samples/", review.sample_list, name="sample_list"),
    path("disagreements/", review.disagreement_list, name="disagreement_list"),
    path(
        "assessments/changed-strengths/",
        review.changed_strength_list,
        name="changed_strength_list",
    ),
    path("recommendations/change/", recommendation_edit.change_rows, name="recommendations_change"),
    path(
        "recommendations/assign/",  # until 0.3
        login_required(
            require_GET(
                RedirectView.as_view(pattern_name="recommendations_change", query_string=True)
            )
        ),
        name="recommendations_assign",
    ),
    path("reports/schema.json", preview.progress_schema, name="progress_schema"),
    path("reports/<slug:slug>/", recommendation_pages.report_detail, name="report"),
    path("reports/<slug:slug>/progress/", preview.progress_report, name="progress_report"),
    path(
        "reports/<slug:slug>/publications/new/", publish.create_publication, name="publication_new"
    ),
    path("reports/<slug:slug>/conclusions/", publish.conclusions, name="conclusions"),
    path("publications/tasks/<str:key>/", publish.publication_task, name="publication_task"),
    path("publications/<int:pk>/", publications.publication_detail, name="publication"),
    path(
        "publications/<int:pk>/files/<str:file_format>/",
        publications.publication_file,
        name="publication_file",
    ),
    path("publications/<int:pk>/publish/", publish.publish, name="publication_publish"),
    path("publications/<int:pk>/discard/", publish.discard, name="publication_discard"),
    path("publications/<int:pk>/withdraw/", publish.withdraw, name="publication_withdraw"),
    path("publications/<int:pk>/replies/new/", publish.edit_reply, name="publication_send"),
    path("publications/<int:pk>/replies/<int:key>/", publish.edit_reply, name="publication_reply"),
    path("published/", publications.published_list, name="published_list"),
    path("published/<int:pk>/", publications.published_detail, name="published"),
    path(
        "published/<int:pk>/files/<str:file_format>/",
        publications.published_file,
        name="published_file",
    ),
    path("reports/<slug:slug>/compare/", preview.report_comparison, name="report_comparison"),
    path("reports/<slug:slug>/sender/", texts.edit_report_text, name="report_text"),
    path("reports/<slug:slug>/summary/", texts.edit_remark, name="summary_edit"),
    path("reports/<slug:slug>/translations/", texts.translation_desk, name="translations"),
    path(
        "reports/<slug:slug>/translations/table/",
        texts.import_translations,
        name="translations_table",
    ),
    path(f"{RECOMMENDATION}remark/", texts.edit_remark, name="remark_edit"),
    path("remarks/<int:pk>/numbers/", texts.edit_bindings, name="remark_bindings"),
    path("remarks/<int:pk>/withdraw/", texts.withdraw_remark, name="remark_withdraw"),
    path(
        "reports/<slug:slug>/saved-reports/new/",
        publish.create_saved_report,
        name="saved_report_new",
    ),
    path("saved-reports/", publish.saved_report_list, name="saved_report_list"),
    path(
        "saved-reports/<int:pk>/recipients/",
        publish.edit_recipients,
        name="saved_report_recipients",
    ),
    path("unsubscribe/<int:pk>/<str:mark>/", publications.unsubscribe, name="unsubscribe"),
    path("saved-reports/<int:pk>/stop/", publish.stop_saved_report, name="saved_report_stop"),
    path(RECOMMENDATION, recommendation_pages.recommendation_detail, name="recommendation"),
    path(
        f"{RECOMMENDATION}history.pdf",
        recommendation_edit.recommendation_history_pdf,
        name="recommendation_history_pdf",
    ),
    path(f"{RECOMMENDATION}log/", review.log_progress, name="log_progress"),
    path(f"{RECOMMENDATION}assign/", review.assign, name="recommendation_assign"),
    path(
        f"{RECOMMENDATION}assessments/<int:pk>/revise/",
        review.revise_assessment,
        name="assessment_revise",
    ),
    path(
        f"{RECOMMENDATION}assessments/<int:pk>/correct/",
        review.correct_assessment,
        name="assessment_correct",
    ),
    path(
        f"{RECOMMENDATION}assessments/<int:pk>/withdraw/",
        review.withdraw,
        name="assessment_withdraw",
    ),
    path(
        f"{RECOMMENDATION}assessments/<int:pk>/invite/",
        review.invite,
        name="assessment_invite",
    ),
    path(
        f"{RECOMMENDATION}assessments/<int:pk>/comments/new/",
        review.add_comment,
        name="comment_new",
    ),
    path(
        f"{RECOMMENDATION}comments/<int:pk>/withdraw/",
        review.withdraw_comment,
        name="comment_withdraw",
    ),
    path(
        f"{RECOMMENDATION}comments/<int:pk>/sensitivity/",
        evidence_edit.comment_sensitivity,
        name="comment_sensitivity",
    ),
    path(f"{RECOMMENDATION}lineage/", recommendation_edit.edit_lineage, name="lineage"),
    path(
        f"{RECOMMENDATION}lineage/<int:pk>/withdraw/",
        recommendation_edit.unlink,
        name="lineage_withdraw",
    ),
    path(f"{RECOMMENDATION}questions/new/", question_pages.create_question, name="question_new"),
    path(
        f"{RECOMMENDATION}commitments/new/", question_pages.create_commitment, name="commitment_new"
    ),
    path("questions/ask/", recommendation_edit.change_rows, {"kind": "ask"}, name="questions_ask"),
    path("questions/<int:pk>/", question_pages.question_detail, name="question"),
    path("commitments/<int:pk>/", question_pages.commitment_detail, name="commitment"),
    *(
        path(
            f"{noun}s/<int:pk>/{kind}/",
            question_pages.update,
            {"noun": noun, "kind": kind},
            name=f"{noun}_{kind}",
        )
        for noun, actions in question_pages.ACTIONS.items()
        for kind in actions
    ),
    *(
        path(f"figures/<int:pk>/{kind}/", figures.update, {"kind": kind}, name=f"figure_{kind}")
        for kind in figures.ACTIONS
    ),
    path(f"{RECOMMENDATION}closings/new/", recommendation_edit.propose_closing, name="closing_new"),
    path(
        f"{RECOMMENDATION}closings/<int:pk>/",
        recommendation_edit.decide_closing,
        name="closing_decide",
    ),
    path(f"{RECOMMENDATION}reopen/", recommendation_edit.reopen, name="recommendation_reopen"),
    path("reports/<slug:slug>/figures/", figures.report_figures, name="report_figures"),
    path("indicators/<str:code>/", figures.indicator_detail, name="indicator"),
    path("indicators/<str:code>/figures/new/", figures.add_figure, name="figure_new"),
    path("people/<str:username>/", people.person_detail, name="person"),
    path("people/<str:username>/hand-over/", people.hand_over, name="hand_over"),
    path("history/", history.event_list, name="event_list"),
    path("history/export/", history.event_export, name="event_export"),
    path("history/requests/<str:key>/undo/", recommendation_edit.undo_request, name="request_undo"),
    path("my-body/", bodies.my_body, name="my_body"),
    path("my-body/answers/", bodies.my_body, {"page": "body_answers"}, name="my_answers"),
    path("bodies/matrix/", bodies.body_list, {"shows": "matrix"}, name="body_matrix"),
    path("bodies/<str:code>/", bodies.body_detail, name="body"),
    path("bodies/<str:code>/divide/", bodies.divide_responsibilities, name="body_divide"),
    path("bodies/<str:code>/answers/", sheets.body_answers, name="body_answers"),
    path("bodies/<str:code>/answers/<path:key>/", sheets.answer_part, name="answer_part"),
    path("answers/<int:pk>/", sheets.answered_sheet, name="answered_sheet"),
    path("answers/<int:pk>/files/<path:key>/", sheets.answered_file, name="answered_file"),
    path("answers/<int:pk>/take-back/", sheets.take_back_answers, name="answered_sheet_take_back"),
    path("answers/<int:pk>/return/", sheets.return_answers, name="answered_sheet_return"),
    path("bodies/<str:code>/question-sheet/", sheets.question_sheet, name="question_sheet"),
    path(
        "bodies/<str:code>/question-sheet/file/",
        sheets.question_sheet_file,
        name="question_sheet_file",
    ),
    path(
        "bodies/<str:code>/question-sheet/confirm/",
        sheets.question_sheet,  # until 0.3: what it confirmed waits like any answers
        name="question_sheet_confirm",
    ),
    path("imports/", runs.import_list, name="import_list"),
    path("imports/new/", runs.start_import, name="import_new"),
    path("imports/tasks/<str:key>/", runs.import_task, name="import_task"),
    path("imports/<int:pk>/", runs.import_detail, name="import_run"),
    path("imports/tables/new/", runs.upload_table, name="import_table_new"),
    path("imports/tables/<int:pk>/", runs.table_detail, name="import_table"),
    path("imports/tables/<int:pk>/mapping/", runs.table_mapping, name="import_table_mapping"),
    path("imports/<int:pk>/details/", runs.save_details, name="import_details"),
    path("imports/<int:pk>/marks/new/", drafts.mark_drafts, name="import_mark_new"),
    path("imports/<int:pk>/accept/", runs.accept_import, name="import_accept"),
    path("imports/<int:pk>/undo/", runs.undo_import, name="import_undo"),
    path("imports/<int:pk>/discard/", runs.discard_import, name="import_discard"),
    path("imports/<int:pk>/figures/new/", drafts.edit_figure, name="import_figure_new"),
    path("imports/<int:pk>/figures/<int:key>/", drafts.edit_figure, name="import_figure"),
    path("imports/<int:pk>/drafts/<int:key>/", drafts.edit_draft, name="draft_edit"),
    path("imports/<int:pk>/drafts/<int:key>/merge/", drafts.merge_draft, name="draft_merge"),
    path("imports/<int:pk>/drafts/<int:key>/accept/", drafts.accept_draft, name="draft_accept"),
    path("evidence/search/", evidence_pages.search_evidence, name="evidence_search"),
    path("evidence/new/", evidence_edit.create_evidence, name="evidence_new"),
    path("evidence/to-confirm/", evidence_files.evidence_to_confirm, name="evidence_to_confirm"),
    path("evidence/sources/", evidence_edit.source_list, name="source_list"),
    path(
        "evidence/sources/<str:code>/accept/",
        evidence_edit.accept_source,
        name="source_accept",
    ),
    path("evidence/sources/<str:code>/merge/", evidence_edit.merge_source, name="source_merge"),
    path("evidence/inbox/", evidence_files.evidence_inbox, name="evidence_inbox"),
    path("evidence/inbox/<int:pk>/", evidence_files.inbox_file, name="inbox_file"),
    path(
        "evidence/inbox/<int:pk>/pages/<int:page>.png", evidence_files.inbox_page, name="inbox_page"
    ),
    path("evidence/uploads/", evidence_files.upload_file, name="upload_new"),
    path("evidence/line/", evidence_files.describe_new, name="evidence_line"),
    path("evidence/<int:pk>/confirm/", evidence_files.confirm_line, name="reading_confirm"),
    path("evidence/<int:pk>/", evidence_pages.evidence_detail, name="evidence"),
    path("evidence/<int:pk>/edit/", evidence_edit.edit_evidence, name="evidence_edit"),
    path("evidence/<int:pk>/withdraw/", evidence_edit.withdraw_evidence, name="evidence_withdraw"),
    path("evidence/<int:pk>/citations/new/", evidence_edit.cite_evidence, name="citation_new"),
    path(
        "evidence/<int:pk>/sensitivity/",
        evidence_edit.evidence_sensitivity,
        name="evidence_sensitivity",
    ),
    path("evidence/<int:pk>/purpose/", evidence_pages.ask_purpose, name="evidence_purpose"),
    path("evidence/<int:pk>/files/new/", evidence_edit.add_file, name="file_new"),
    path("evidence/<int:pk>/files/<int:number>/", evidence_files.download_file, name="file"),
    path(
        "evidence/<int:pk>/files/<int:number>/withdraw/",
        evidence_edit.withdraw_file,
        name="file_withdraw",
    ),
    path(
        "evidence/<int:pk>/files/<int:number>/pages/<int:page>.png",
        evidence_files.file_page,
        name="file_page",
    ),
    path(
        "evidence/<int:pk>/files/<int:number>/sensitivity/",
        evidence_edit.file_sensitivity,
        name="file_sensitivity",
    ),
    *(
        path(
            f"sensitivity-requests/<int:pk>/{kind}/",
            evidence_edit.decide_request,
            {"kind": kind},
            name=f"sensitivity_request_{kind}",
        )
        for kind in evidence_edit.DECISIONS
    ),
    path("redactions/", history.redaction_list, name="redaction_list"),
    path("redactions/<int:pk>/", history.redaction_detail, name="redaction"),
    path("redactions/<int:pk>/decline/", history.decline_redaction, name="redaction_decline"),
    path("help/", home.help_index, name="help"),
    path("help/methodology/", home.methodology, name="help_methodology"),
    path("help/<slug:role>/", home.help_role, name="help_role"),
    path("glossary/", home.glossary, name="glossary"),
    path("health/", history.health, name="health"),
    path("seals/check/", history.check_seal, name="seal_check"),
    *account_urlpatterns,
    path("language/", set_language, name="set_language"),
    path("theme/", people.set_theme, name="set_theme"),
]
