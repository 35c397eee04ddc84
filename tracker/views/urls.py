"""Addresses of sign-in and of one's account: allauth's views, by the names it looks them up by."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.i18n import set_language

from tracker.views import bodies, commitments, figures, home, people
from tracker.views.assessments import assignments, log, review, review_queue
from tracker.views.evidence import edit, read_log, sensitivity
from tracker.views.evidence import files as evidence_files
from tracker.views.evidence import pages as evidence_pages
from tracker.views.history import events, redactions, timeline
from tracker.views.imports import runs, tables
from tracker.views.progress import preview, publications, publish, remarks, saved_reports
from tracker.views.questions import pages, sheets
from tracker.views.recommendations import closings, lineage, reports
from tracker.views.recommendations import pages as recommendations_pages

PASSKEYS = "account/passkeys/"

account_urlpatterns = [
    path("sign-in/", people.sign_in, name="login"),
    path("sign-in/", people.sign_in, name="account_login"),
    path("sign-in/code/", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-out/", people.sign_out, name="logout"),
    path("sign-out/", people.sign_out, name="account_logout"),
    path("password/", people.change_password, name="password_change"),
    path("account/", people.your_account, name="account"),
    path("account/", people.your_account, name="mfa_index"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        people.confirm_by_passkey,
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


ONE = "reports/<slug:slug>/recommendations/<str:number>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("board/", review_queue.board, name="board"),
    path("disagreements/", review_queue.disagreements, name="disagreements"),
    path("recommendations/", recommendations_pages.recommendation_list, name="recommendations"),
    path("recommendations/assign/", assignments.assign_several, name="assign_several"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/schema.json", preview.report_schema, name="report_schema"),
    path("reports/<slug:slug>/", reports.report, name="report"),
    path("reports/<slug:slug>/progress/", preview.progress, name="progress"),
    path("reports/<slug:slug>/publications/make/", publish.make, name="publication_make"),
    path("publications/", publications.publication_list, name="publications"),
    path("publications/being-made/<str:key>/", publish.being_made, name="publication_being_made"),
    path("publications/<int:pk>/", publications.publication, name="publication"),
    path(
        "publications/<int:pk>/files/<str:wanted>/",
        publications.publication_file,
        name="publication_file",
    ),
    path("publications/<int:pk>/publish/", publish.publish, name="publication_publish"),
    path("publications/<int:pk>/discard/", publish.discard, name="publication_discard"),
    path("publications/<int:pk>/withdraw/", publish.withdraw, name="publication_withdraw"),
    path("published/", publications.published_list, name="published_list"),
    path("published/<int:pk>/", publications.published, name="published"),
    path(
        "published/<int:pk>/files/<str:wanted>/", publications.published_file, name="published_file"
    ),
    path("reports/<slug:slug>/compare/", preview.compare, name="compare"),
    path("reports/<slug:slug>/remark/", remarks.remark, name="summary"),
    path(f"{ONE}remark/", remarks.remark, name="remark"),
    path("remarks/<int:pk>/withdraw/", remarks.withdraw_remark, name="withdraw_remark"),
    path(
        "reports/<slug:slug>/saved-reports/new/", saved_reports.save_schedule, name="save_schedule"
    ),
    path("saved-reports/", saved_reports.schedule_list, name="schedules"),
    path("saved-reports/<int:pk>/stop/", saved_reports.stop_schedule, name="stop_schedule"),
    path(ONE, recommendations_pages.recommendation, name="recommendation"),
    path(f"{ONE}history.pdf", timeline.printed_history, name="recommendation_history"),
    path(f"{ONE}log/", log.log, name="log"),
    path(f"{ONE}assign/", assignments.assign, name="assign"),
    path(f"{ONE}assessments/<int:pk>/approve/", review.approve, name="approve"),
    path(f"{ONE}assessments/<int:pk>/return/", review.send_back, name="return"),
    path(f"{ONE}assessments/<int:pk>/mend/", log.mend, name="mend"),
    path(f"{ONE}assessments/<int:pk>/correct/", log.correct, name="correct"),
    path(f"{ONE}assessments/<int:pk>/withdraw/", review.withdraw, name="withdraw"),
    path(f"{ONE}assessments/<int:pk>/say/", review.say, name="say"),
    path(f"{ONE}comments/<int:pk>/take-back/", review.unsay, name="unsay"),
    path(
        f"{ONE}comments/<int:pk>/sensitivity/",
        sensitivity.comment_sensitivity,
        name="comment_sensitivity",
    ),
    path(f"{ONE}lineage/", lineage.lineage, name="lineage"),
    path(f"{ONE}lineage/<int:pk>/withdraw/", lineage.unlink, name="unlink"),
    path(f"{ONE}ask/", pages.ask_new, name="ask"),
    path(f"{ONE}promise/", commitments.add, name="promise"),
    path("questions/", pages.question_list, name="questions"),
    path("questions/<int:pk>/", pages.question, name="question"),
    path("questions/<int:pk>/ask/", pages.ask, name="question_ask"),
    path("questions/<int:pk>/remind/", pages.remind, name="question_remind"),
    path("questions/<int:pk>/answer/", pages.answer, name="question_answer"),
    path("questions/<int:pk>/dismiss/", pages.dismiss, name="question_dismiss"),
    path("questions/<int:pk>/reopen/", pages.reopen, name="question_reopen"),
    path("measures/", commitments.measure_list, name="commitments"),
    path("measures/<int:pk>/", commitments.commitment, name="commitment"),
    path("measures/<int:pk>/move/", commitments.move, name="measure_move"),
    path("measures/<int:pk>/hear/", commitments.hear, name="measure_hear"),
    path("measures/<int:pk>/finish/", commitments.finish, name="measure_finish"),
    path("measures/<int:pk>/drop/", commitments.drop, name="measure_drop"),
    path("measures/<int:pk>/withdraw/", commitments.withdraw, name="measure_withdraw"),
    path(f"{ONE}close/", closings.close, name="close"),
    path(f"{ONE}closings/<int:pk>/", closings.closing, name="closing"),
    path(f"{ONE}reopen/", closings.reopen, name="reopen"),
    path("reports/<slug:slug>/figures/", figures.report_figures, name="report_figures"),
    path("indicators/", figures.indicator_list, name="indicators"),
    path("indicators/<str:code>/", figures.indicator, name="indicator"),
    path("indicators/<str:code>/add/", figures.add, name="observation_add"),
    path("figures/<int:pk>/confirm/", figures.confirm, name="observation_confirm"),
    path("figures/<int:pk>/revise/", figures.revise, name="observation_revise"),
    path("figures/<int:pk>/withdraw/", figures.withdraw, name="observation_withdraw"),
    path("people/<str:username>/", people.person, name="person"),
    path("people/<str:username>/leaving/", people.leave, name="leaving"),
    path("history/", events.event_log, name="history"),
    path("history/export/", events.event_export, name="history_export"),
    path("history/requests/<str:key>/undo/", assignments.undo_several, name="undo_several"),
    path("bodies/", bodies.body_list, name="bodies"),
    path("bodies/<str:code>/", bodies.body, name="body"),
    path("bodies/<str:code>/sheet/", sheets.sheet, name="sheet"),
    path("bodies/<str:code>/sheet/file/", sheets.sheet_file, name="sheet_file"),
    path("bodies/<str:code>/sheet/confirm/", sheets.sheet_confirm, name="sheet_confirm"),
    path("imports/", runs.run_list, name="imports"),
    path("imports/new/", runs.import_new, name="import_new"),
    path("imports/being-read/<str:key>/", runs.import_reading, name="import_reading"),
    path("imports/<int:pk>/", runs.run, name="run"),
    path("imports/tables/", tables.table_new, name="table_new"),
    path("imports/tables/<int:pk>/", tables.table, name="table"),
    path("imports/tables/<int:pk>/mapping/", tables.table_mapping, name="table_mapping"),
    path("imports/<int:pk>/say/", runs.run_say, name="run_say"),
    path("imports/<int:pk>/mark/", runs.run_mark, name="run_mark"),
    path("imports/<int:pk>/accept/", runs.run_accept, name="run_accept"),
    path("imports/<int:pk>/undo/", runs.run_undo, name="run_undo"),
    path("imports/<int:pk>/drop/", runs.run_drop, name="run_drop"),
    path("imports/<int:pk>/drafts/<int:key>/", runs.draft, name="draft"),
    path("imports/<int:pk>/drafts/<int:key>/join/", runs.draft_join, name="draft_join"),
    path("imports/<int:pk>/drafts/<int:key>/take/", runs.draft_take, name="draft_take"),
    path("evidence/", evidence_pages.evidence_list, name="evidence_list"),
    path(
        "evidence/<int:pk>/sensitivity/",
        sensitivity.evidence_sensitivity,
        name="evidence_sensitivity",
    ),
    path(
        "evidence/<int:pk>/files/<int:number>/sensitivity/",
        sensitivity.file_sensitivity,
        name="file_sensitivity",
    ),
    path("evidence/<int:pk>/purpose/", read_log.purpose, name="evidence_purpose"),
    path("lowerings/<int:pk>/agree/", sensitivity.lowering_agree, name="lowering_agree"),
    path("lowerings/<int:pk>/decline/", sensitivity.lowering_decline, name="lowering_decline"),
    path("health/", events.health, name="health"),
    path("redactions/", redactions.redactions, name="redactions"),
    path("redactions/<int:pk>/", redactions.redaction, name="redaction"),
    path("redactions/<int:pk>/decline/", redactions.redaction_decline, name="redaction_decline"),
    path("readings/", read_log.reading_log, name="readings"),
    path("readings/export/", read_log.reading_export, name="readings_export"),
    path("evidence/find/", evidence_pages.find, name="evidence_find"),
    path("evidence/new/", edit.add, name="evidence_new"),
    path("evidence/<int:pk>/", evidence_pages.evidence, name="evidence"),
    path("evidence/<int:pk>/change/", edit.change, name="evidence_change"),
    path("evidence/<int:pk>/withdraw/", edit.withdraw, name="evidence_withdraw"),
    path("evidence/<int:pk>/use/", edit.cite, name="evidence_cite"),
    path("evidence/<int:pk>/files/new/", edit.add_file, name="evidence_file_new"),
    path("evidence/<int:pk>/files/<int:number>/", evidence_files.file, name="file"),
    path(
        "evidence/<int:pk>/files/<int:number>/withdraw/",
        edit.withdraw_file,
        name="file_withdraw",
    ),
    path(
        "evidence/<int:pk>/files/<int:number>/pages/<int:page>.png",
        evidence_files.file_page,
        name="file_page",
    ),
    path("evidence/drop/", evidence_files.drop, name="evidence_drop"),
    *account_urlpatterns,
    path("language/", set_language, name="set_language"),
]
