"""Addresses of the site's pages."""

from django.urls import path
from django.views.i18n import set_language

from tracker.views import (
    accounts,
    bodies,
    decisions,
    evidence,
    home,
    logging,
    progress,
    recommendations,
    reports,
)

ONE = "reports/<slug:slug>/recommendations/<str:number>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("recommendations/", recommendations.recommendation_list, name="recommendations"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<slug:slug>/", reports.report, name="report"),
    path("reports/<slug:slug>/progress/", progress.progress, name="progress"),
    path(ONE, recommendations.recommendation, name="recommendation"),
    path(f"{ONE}log/", logging.log, name="log"),
    path(f"{ONE}assessments/<int:pk>/approve/", decisions.approve, name="approve"),
    path(f"{ONE}assessments/<int:pk>/return/", decisions.send_back, name="return"),
    path(f"{ONE}assessments/<int:pk>/mend/", logging.mend, name="mend"),
    path(f"{ONE}assessments/<int:pk>/withdraw/", decisions.withdraw, name="withdraw"),
    path("bodies/", bodies.body_list, name="bodies"),
    path("bodies/<str:code>/", bodies.body, name="body"),
    path("evidence/find/", evidence.find, name="evidence_find"),
    path("sign-in/", accounts.sign_in, name="login"),
    path("sign-out/", accounts.sign_out, name="logout"),
    path("password/", accounts.change_password, name="password_change"),
    path("language/", set_language, name="set_language"),
]
