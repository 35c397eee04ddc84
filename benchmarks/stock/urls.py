"""Addresses of the stock parts."""

from django.contrib import admin
from django.urls import path

from benchmarks.stock import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("recs/", views.RecommendationList.as_view(), name="list"),
    path("rec/<int:pk>/", views.RecommendationDetail.as_view(), name="detail"),
    path("dash/", views.Dashboard.as_view()),
    path("report/<int:pk>/", views.ReportProgress.as_view()),
    path("on/<str:day>/", views.past_state),
]
